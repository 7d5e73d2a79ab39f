"""Every page in both widths and both themes: accessible, within its width, within the policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import THEMES, WIDTHS

pytestmark = pytest.mark.browser
Opened = Callable[..., Page]

PAGES: tuple[tuple[str, str | None], ...] = (
    ("/", None),
    ("/en/", None),
    ("/?donvi=Cẩm Sơn", None),
    ("/?den=khong-phai-ngay", None),
    ("/ke-hoach/", None),
    ("/ke-hoach/?nam=hai", "minh"),
    ("/ke-hoach/1/", None),
    ("/chi-tieu/", None),
    ("/chi-tieu/vaccination.coverage_2/", None),
    ("/chi-tieu/vaccination.first_doses/nguon/", None),
    ("/chi-tieu/vaccination.first_doses/nguon/", "minh"),
    ("/so/", None),
    ("/so/", "minh"),
    ("/so/vaccination.dose/", "lan"),
    ("/so/people.person/7/", "minh"),
    ("/nhap/", "lan"),
    ("/ra-soat/", "lan"),
    ("/bieu-mau/", "lan"),
    ("/du-thao/", "lan"),
    ("/nhap/vaccination.dose/phat/", "lan"),
    ("/nhap/vaccination.dose/", "lan"),
    ("/nhap/vaccination.dose/tep/", "lan"),
    ("/don-vi/", None),
    ("/bai-bao/", None),
    ("/bao-cao/", None),
    ("/toi/", "lan"),
    ("/tai-khoan/login/", None),
    ("/tai-khoan/2fa/", "lan"),
    ("/tai-khoan/password/change/", "lan"),
    ("/khong-co-trang-nay/", None),
)


@pytest.mark.parametrize(("address", "who"), PAGES, ids=[f"{a}-{w}" for a, w in PAGES])
def test_a_page_is_accessible_and_fits(opened: Opened, address: str, who: str | None) -> None:
    page = opened(address, who)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            found = Axe().run(page)

            at = f"{address} {width} {theme}"
            assert found.violations_count == 0, f"{at}\n{found.generate_report()}"
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{address} {width}: {wide} pixels too wide"


@pytest.mark.parametrize("theme", THEMES)
def test_a_form_with_faults_is_accessible(opened: Opened, theme: str) -> None:
    page = opened("/nhap/vaccination.dose/", "lan", 390, theme)
    page.fill("#id_birth_on", "31/02/1980")
    page.click("text=Ghi >> nth=0")

    assert page.locator(".errors").is_visible()
    assert Axe().run(page).violations_count == 0
    # The summary leads to the field.
    page.click(".errors a >> nth=0")
    assert page.evaluate("document.activeElement.tagName") in ("INPUT", "SELECT")


def test_the_policy_lets_nothing_foreign_or_inline_in(site: str, opened: Opened) -> None:
    refused: list[str] = []
    page = opened("/")
    page.on("console", lambda message: refused.append(message.text))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/chi-tieu/vaccination.coverage_2/")

    assert asked
    assert all(one.startswith((site, "data:")) for one in asked)
    assert not [one for one in refused if "Content Security" in one]


def test_every_vietnamese_letter_has_a_shape_in_the_pages_font(opened: Opened) -> None:
    page = opened("/")
    page.evaluate("document.fonts.ready")

    # A letter that the font lacks falls back, and has another width than the font's own.
    missing = page.evaluate(
        """() => {
            const letters = [...'àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵăâđêôơư'];
            const pen = document.createElement('canvas').getContext('2d');
            const all = letters.concat(letters.map((one) => one.toUpperCase()));
            const wide = (font, letter) => { pen.font = `40px ${font}`; return pen.measureText(letter).width; };
            return all.filter((one) =>
                wide("'Inter Variable', monospace", one) === wide('monospace', one)
                && wide("'Inter Variable', serif", one) === wide('serif', one));
        }"""
    )
    assert missing == []
