"""“Rà soát số liệu” in a browser: a text is brought, judged by keyboard without scripts, readable."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import THEMES, WIDTHS

pytestmark = pytest.mark.browser
Opened = Callable[..., Page]
# The small year has 1.651 first doses and 1.624 second ones; 15 of 45 is 33,3 %.
TEXT = (
    "Tính đến ngày 4/12/2021, thành phố đã tiêm mũi 1 cho 1.651 người, mũi 2 cho 1.642 người.\n"
    "Có 15/45 xã (43,3%) về đích."
)


def bring(page: Page) -> str:
    page.fill("#text", TEXT)
    page.fill("#year", "2021")
    page.click("main form .button")
    page.wait_for_url("**/ra-soat/*-*/")
    return page.url


def test_a_checked_text_is_accessible_and_fits_in_every_width_and_theme(opened: Opened) -> None:
    page = opened("/ra-soat/", "minh")
    address = bring(page)
    for shown in (address, f"{address}?so=c2"):
        page.goto(shown)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                found = Axe().run(page)
                at = f"{shown} {width} {theme}"
                assert found.violations_count == 0, f"{at}\n{found.generate_report()}"
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{shown} {width}: {wide} pixels too wide"


def test_a_verdict_is_a_word_a_sign_and_a_line_and_never_a_colour_alone(opened: Opened) -> None:
    page = opened("/ra-soat/", "minh")
    bring(page)
    wrong = page.get_by_role("link", name="1.642 người: không khớp")
    right = page.get_by_role("link", name="1.651 người: khớp")

    def drawn(link: object, what: str, part: str = "") -> str:
        told = link.evaluate(f"one => getComputedStyle(one, '{part}')['{what}']")  # type: ignore[attr-defined]
        return str(told)

    assert "≠" in drawn(wrong, "content", "::after")
    assert "✓" in drawn(right, "content", "::after")
    assert drawn(wrong, "borderBottomStyle") != drawn(right, "borderBottomStyle")


def test_the_queue_is_worked_through_by_keyboard_without_scripts(opened: Opened) -> None:
    page = opened("/ra-soat/", "minh", 390, "light", "off")
    bring(page)
    page.get_by_role("link", name="Xét lần lượt từng số").press("Enter")
    for _figure in range(4):
        page.get_by_role("button", name="Đúng", exact=True).press("Enter")
        page.wait_for_load_state()

    assert page.get_by_role("link", name="Xét lần lượt từng số").count() == 0
    assert "4/4" in page.locator("main").inner_text()
