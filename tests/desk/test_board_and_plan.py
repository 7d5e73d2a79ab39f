"""The board of the year and the plan's pages, over the small example year."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable

import openpyxl
import polars as pl
import pytest
from django.test import Client

from muctieu.core.units import unit_named
from muctieu.indicators import define
from muctieu.indicators.define import count
from muctieu.plan.models import ALLOTMENT, TARGET, Target
from muctieu.registers.storage import frame_schema
from muctieu.registers.write import Act, Changes, commit
from muctieu.statements import board
from muctieu.statements.board import Goal, Panel, Row, Shape, Tiles
from muctieu.statements.write.docx import figures_in
from tests.desk.conftest import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("year")]
END = "den=2021-12-31"


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return html.unescape(answer.content.decode())


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def target(number: int) -> int:
    return Target.objects.get(number=number).pk


# ---------------------------------------------------------------- the board


def test_the_honest_count_stands_beside_what_the_article_claims(client: Client) -> None:
    # At the end of the year two revenues, three growths and the share of investment are strictly
    # better than plan, disbursement is exactly the plan; four targets in words have an assumed
    # finding, "reached".
    page = plain(text_of(client, f"/?{END}"))

    assert "11 / 11 hoàn thành và vượt kế hoạch; đây là điều văn bản nêu" in page
    assert "11 / 11 đạt hoặc vượt – 6 ▲ vượt · 5 ● đạt" in page
    assert "chưa đủ căn cứ" not in page
    assert "4 theo đánh giá đã ghi nhận, 4 là giả định" in page


def test_within_the_year_a_target_is_on_track_or_behind_by_its_milestones(client: Client) -> None:
    # Disbursed by the end of September 678 of 1.100 parts, 61,6 %, where 60 % are due; by the end
    # of November 81,6 %, where by 4 December 60 + 40 × 65/92 = 88,3 % are due.
    september, december = (
        plain(text_of(client, f"/ke-hoach/{target(3)}/?den={day}"))
        for day in ("2021-09-30", "2021-12-04")
    )

    assert "đúng tiến độ" in september
    assert "chậm" in december
    assert "88,26 %" in december


def test_growth_stands_to_the_day_and_by_each_status_of_the_whole_year(client: Client) -> None:
    # The published 12,24 % is the preliminary growth; the yearbook moves branches, not sectors.
    page = plain(text_of(client, "/?den=2021-12-04"))
    row = page[page.index("Tốc độ tăng công nghiệp và xây dựng %") :][:120]

    assert "theo trạng thái: cả năm 2021" in page
    assert row.count("12,24") == 3  # preliminary, official, as printed
    assert row.split()[8:10] != ["12,24", "12,24"]


def test_what_units_were_given_stands_beside_what_they_did(client: Client) -> None:
    page = plain(text_of(client, f"/ke-hoach/{target(1)}/?den=2021-12-04"))
    given = page[page.index("Giao cho đơn vị") :]

    states = [given.count(word) for word in ("▲ vượt", "△ đúng tiến độ", "▽ chậm")]
    assert sum(states) == 16
    assert min(states) > 0
    # 12.352.641 by the province, 160.000 given to wards and communes.
    assert "Còn 12.192.641 triệu đồng của chỉ tiêu chưa giao cho đơn vị nào" in given
    assert "Phường Cẩm Sơn 14.710" in given
    assert "DIỄN TẬP" in page


def test_the_plan_of_revenue_is_the_one_the_province_assigned(client: Client) -> None:
    page = plain(text_of(client, f"/ke-hoach/{target(1)}/?{END}"))

    assert "12.352.641 triệu đồng tỉnh giao" in page
    assert "suy ra: 12.352.093 đến 12.353.190" in page
    assert "112,71" in plain(text_of(client, "/chi-tieu/budget.revenue_in_area_of_plan/?" + END))


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("/?den=2021-12-04", {"targets", "strip", "budget", "growth", "compared"}),
        ("/ke-hoach/?den=2021-12-04", set()),
    ],
)
def test_every_folded_part_of_a_page_can_be_opened_on_a_phone_without_a_script(
    client: Client, address: str, parts: set[str]
) -> None:
    page = text_of(client, address)
    folded = set(re.findall(r'id="([a-z0-9-]+)-all"', page))

    assert folded
    assert parts <= folded
    assert set(re.findall(r'class="unfold" href="#([a-z0-9-]+)-all"', page)) == folded
    assert {one for one in folded if f'id="{one}"' in page} == folded


def test_before_the_end_of_the_year_no_finding_of_its_end_is_told(client: Client) -> None:
    assert "theo đánh giá đã ghi nhận" not in plain(text_of(client, "/?den=2021-12-04"))


def test_the_strip_and_the_tiles_end_on_the_pages_day(client: Client) -> None:
    rows = re.findall(r'<th scope="row">(\d\d)</th>', text_of(client, "/?den=2021-09-15"))

    assert rows[-1] == "09"


def test_the_strip_shows_growth_month_by_month_and_for_a_ward_what_the_ward_has(
    client: Client,
) -> None:
    city = plain(text_of(client, "/?den=2021-09-15"))
    ward = plain(text_of(client, "/?den=2021-09-15&donvi=06766"))

    assert "lên (trái) là Tốc độ tăng giá trị sản xuất, %" in city
    assert "lên (trái) là Thu NSNN trên địa bàn" in ward


def test_as_known_before_the_article_the_board_says_since_when_there_is_a_plan(
    client: Client,
) -> None:
    page = plain(text_of(client, "/?den=2021-12-04&capnhat=2021-12-04"))

    assert "Chủ đề" in page
    assert "11 / 11" not in page
    assert "12/01/2022" in page


def test_a_year_without_a_plan_is_told_with_the_years_there_are(client: Client) -> None:
    page = plain(text_of(client, "/ke-hoach/?nam=2019"))

    assert "chưa có kế hoạch năm 2019 trong sổ; có kế hoạch của: 2021, 2022" in page


def test_a_made_up_sector_appears_by_what_it_declares_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = count(
        "madeup.people", title="Người của ngành giả", unit="người", register="people.residence",
        day="from_on", places=("unit",),
    )  # fmt: skip
    monkeypatch.setitem(define._catalogue, made.code, made)
    parts = [
        *board._parts,
        Tiles(Goal.SAFE, (made.code,), order=99),
        Panel(key="madeup", title="Ngành giả", shape=Shape.FIGURES, rows=(Row(made.code),)),
        Panel(
            key="own", title="Có trang riêng", shape=Shape.FIGURES, rows=(Row(made.code),),
            page="desk:units",
        ),
    ]  # fmt: skip
    monkeypatch.setattr(board, "_parts", parts)

    page = text_of(client, "/")

    assert '<h2 id="madeup">Ngành giả</h2>' in page
    assert re.search(r'<h2 id="own"><a href="/don-vi/[^"]*">Có trang riêng</a>', page)
    assert page.count("Người của ngành giả") >= 2


def test_the_boards_workbook_has_numbers_with_their_day_and_origin(client: Client) -> None:
    answer = client.get("/?den=2021-12-04&dang=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    revenue = next(row for row in rows if 13_922_662 in row)

    assert "31/12/2021" in revenue
    assert "triệu đồng" in revenue
    doses = next(row for row in rows if row[1] == "Người đã tiêm mũi 1" and 1651 in row)
    assert doses[-1] != revenue[-1]


def test_who_has_not_reported_is_listed_with_the_months_they_lack(
    as_person: Callable[[str], Client],
) -> None:
    # The smallest commune sent November on the 14th of December.
    page = "/bao-cao-con-thieu/?den=2021-12-04"
    reader = as_person("ha")

    then = plain(text_of(reader, f"{page}&capnhat=2021-12-04"))
    later = plain(text_of(reader, f"{page}&capnhat=2021-12-15"))
    file = text_of(reader, f"{page}&capnhat=2021-12-04&dang=csv")

    assert "15 / 16 đơn vị đã báo cáo đủ các kỳ đã qua" in then
    assert "Xã Cẩm Hải chưa nộp báo cáo 1 kỳ: 11/2021" in then
    assert "16 / 16 đơn vị" in later
    assert "Cẩm Hải" not in later.partition("Thu phí, lệ phí")[2]
    assert [line for line in file.splitlines() if "Xã Cẩm Hải" in line and "11/2021" in line]


def test_an_english_board_names_what_is_late_and_its_money_in_english(client: Client) -> None:
    page = plain(text_of(client, "/en/?den=2021-12-04"))

    assert "To be seen to 1 Public investment disbursed, against plan ▽ behind" in page
    assert "Fees and charges reported by wards and communes million đồng" in page
    assert "Plan for local revenue, assigned by the province million đồng" in page


def test_a_unit_with_none_below_it_has_its_own_board_and_owes_for_itself(
    as_person: Callable[[str], Client],
) -> None:
    reader = as_person("ha")
    ward = "den=2021-12-04&donvi=06781"

    board = plain(text_of(reader, f"/?{ward}"))
    figure = plain(text_of(reader, f"/chi-tieu/budget.unit_revenue_collected/?{ward}"))

    assert "Phường Cẩm Sơn" in board
    assert "Theo đơn vị" not in figure
    assert "1 / 1 đơn vị" in plain(text_of(reader, f"/bao-cao-con-thieu/?{ward}"))


def test_without_a_target_the_budget_is_set_against_the_plan_on_file(client: Client) -> None:
    page = plain(text_of(client, "/?den=2021-12-04&capnhat=2021-12-04"))
    spending = page[page.index("Thu NSNN trên địa bàn, thực hiện đến ngày triệu đồng") :][:120]

    # The targets are known only since the article; the province's plan since it was assigned.
    assert "12.352.641" in spending
    assert "đã qua 338/365 ngày" in page


# ---------------------------------------------------------------- papers


def test_the_report_leaves_as_a_word_file_whose_figures_can_be_read_back(client: Client) -> None:
    answer = client.get("/bao-cao/?den=2021-12-04&dang=docx")
    carried = {one.text: one for one in figures_in(answer.content)}

    assert carried["13.922.662"].value == 13_922_662
    assert (carried["13.922.662"].status, carried["13.922.662"].origin) == ("estimate", "published")
    assert carried["1.651"].origin == "rehearsal"
    assert carried["1.651"].as_of is not None


def test_the_report_leaves_as_a_workbook_of_its_tables(client: Client) -> None:
    answer = client.get(f"/bao-cao/?{END}&dang=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))

    assert len(book.sheetnames) > 3
    assert any(cell.value == 13_922_662 for row in book.worksheets[0].iter_rows() for cell in row)


# ---------------------------------------------------------------- the plan


def test_the_plan_has_its_resolution_with_clauses_and_targets(client: Client) -> None:
    page = plain(text_of(client, "/ke-hoach/"))

    assert "136/NQ-HĐND" in page
    assert "chưa kiểm chứng" in page
    assert "11 chỉ tiêu chủ yếu của năm 2021" in page
    assert "Hoàn thành các quy hoạch phân khu" in page


@pytest.mark.parametrize("said", ["hai nghìn", "20211", "0000", "²⁰²¹", "9" * 40])
def test_what_is_no_year_is_answered_by_a_sentence(client: Client, said: str) -> None:
    assert "không phải là năm" in text_of(client, f"/ke-hoach/?nam={said}")


def test_a_target_tells_its_method_its_state_and_its_versions(client: Client) -> None:
    page = plain(text_of(client, f"/ke-hoach/{target(1)}/?{END}"))

    assert "Vượt là tốt hơn hẳn kế hoạch" in page
    assert "suy ra" in page
    assert "đang dùng" in page
    assert "budget.revenue_in_area_assigned" in page


def test_a_target_in_words_says_who_found_what(client: Client) -> None:
    page = plain(text_of(client, f"/ke-hoach/{target(8)}/?{END}"))

    assert "Đánh giá giả định: Giả định theo bài viết, đến ngày 31/12/2021" in page


def test_a_target_that_is_not_there_or_was_not_known_is_not_found(client: Client) -> None:
    assert client.get("/ke-hoach/999999/").status_code == 404
    assert client.get(f"/ke-hoach/{target(1)}/?capnhat=2021-12-04").status_code == 404


def test_a_target_whose_indicator_was_removed_says_so(client: Client) -> None:
    changed(3, indicator="gone.away")

    assert "Mã chỉ số “gone.away” không còn trong danh mục." in text_of(
        client, f"/ke-hoach/{target(3)}/"
    )


def test_parts_beyond_the_whole_are_told_with_the_gap(client: Client) -> None:
    # 60 + 50 of 100.
    wards = [unit_named(name, DAY).unit_id for name in ("Cẩm Sơn", "Mông Dương")]
    for unit, value in zip(wards, (60, 50), strict=True):
        row = {"target_id": target(3), "unit_id": unit, "mantissa": value, "decimals": 0}
        opened(row)

    page = plain(text_of(client, "/ke-hoach/"))

    assert "Cộng các đơn vị nhiều hơn chỉ tiêu 10 %." in page
    assert "Cẩm Sơn" in page


def test_who_may_enter_a_plan_finds_its_forms_and_others_do_not(client: Client) -> None:
    assert "/nhap/plan.target/" not in text_of(client, "/ke-hoach/")


def opened(row: dict[str, object]) -> None:
    schema = frame_schema(ALLOTMENT)
    frame = pl.DataFrame([{name: row.get(name) for name in schema}], schema=schema)
    commit(Changes().opening(ALLOTMENT, frame), Act(by=None, action="enter"))


def changed(number: int, **new: object) -> None:
    row = TARGET.versions._default_manager.get(record=target(number), known_to=None)
    kept = {name: getattr(row, name) for name in frame_schema(TARGET)}
    schema = {**frame_schema(TARGET), "id": pl.Int64(), "version": pl.Int64()}
    frame = pl.DataFrame([kept | {"id": row.record, "version": row.version} | new], schema=schema)
    commit(Changes().correcting(TARGET, frame), Act(by=None, action="correct"))
