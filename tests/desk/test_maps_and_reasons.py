"""Pages that tell a figure on another map, in its statuses, and why it changed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from muctieu.core.units import unit_named
from tests.desk.conftest import DAY

pytestmark = pytest.mark.django_db

DOSES = "/chi-tieu/vaccination.residents_with_second_dose/"
MAP = "den=2021-12-04&diaban=2025-07-01"


def page(client: Client, address: str) -> str:
    reply = client.get(address)
    assert reply.status_code == 200
    return reply.content.decode()


def numbers(html: str, name: str) -> str:
    """The figure in the table row of that name."""
    row = html[html.index(f">{name}</a></th>") :]
    found = re.search(r'class="figure nums"[^>]*>([^<]+)<', row)
    assert found is not None
    return found[1]


def test_a_figure_of_2021_is_told_by_the_wards_of_2025(
    as_person: Callable[[str], Client],
) -> None:
    client = as_person("ha")  # a visitor sees parts rounded
    html = page(client, f"{DOSES}?{MAP}")
    assert "Theo địa bàn ngày 01/07/2025" in html
    # Cửa Ông of 2025 was made of four wards of 2021.
    formers = ("Phường Cửa Ông", "Phường Cẩm Sơn", "Phường Cẩm Phú", "Phường Cẩm Thịnh")
    then = page(client, f"{DOSES}?den=2021-12-04")
    added = sum(int(numbers(then, name).replace(".", "")) for name in formers)
    assert int(numbers(html, "Phường Cửa Ông").replace(".", "")) == added
    assert "Tỉnh Quảng Ninh</a>" not in html


def test_a_unit_of_another_map_is_asked_by_its_number_and_says_what_was_shared(
    as_person: Callable[[str], Client],
) -> None:
    client = as_person("ha")
    unit = unit_named("Xã Hải Lạng", DAY.replace(year=2025, month=12)).unit_id
    html = page(client, f"{DOSES}?{MAP}&donvi=@{unit}")
    assert "Xã Hải Lạng" in html
    assert "100,0 % chia theo tỷ lệ, tỷ lệ giả định, không văn bản nào nêu" in html
    nowhere = page(client, f"{DOSES}?{MAP}&donvi=@999999")
    assert "999999" in nowhere


def test_the_units_page_has_the_three_trees_side_by_side(year: None, client: Client) -> None:
    html = page(client, "/don-vi/?den=2021-12-04")
    titles = re.findall(r"<caption>([^<]+)</caption>", html)
    assert titles == ["04/12/2021: 16 đơn vị", "01/11/2024: 15 đơn vị", "01/07/2025: 6 đơn vị"]
    # Asked after the city was no more, its land is told all the same.
    html = page(client, "/don-vi/?den=2025-08-01")
    titles = re.findall(r"<caption>([^<]+)</caption>", html)
    assert titles == ["31/10/2024: 16 đơn vị", "01/11/2024: 15 đơn vị", "01/07/2025: 6 đơn vị"]


def test_why_a_figure_changed_is_told_with_links_to_records_and_updates(
    as_person: Callable[[str], Client],
) -> None:
    html = page(as_person("ha"), f"{DOSES}vi-sao/?den=2021-12-31&truoc=2021-12-04")
    assert "Phát sinh mới" in html
    assert "/so/vaccination.dose/" in html
    assert "/lan-cap-nhat/" in html
    assert html.count("cộng lại đúng bằng mức này") == 1


def test_hostile_words_in_the_address_of_a_change_get_a_sentence(
    as_person: Callable[[str], Client],
) -> None:
    for words in ("truoc=31/02/2021", "truoccapnhat=mai", "congthuc=7", "diaban=x", "trong=9" * 30):
        assert page(as_person("ha"), f"{DOSES}vi-sao/?den=2021-12-31&{words}")
        assert page(as_person("ha"), f"{DOSES}?den=2021-12-31&{words}")
    assert as_person("ha").get("/chi-tieu/nothing.at_all/vi-sao/").status_code == 404
