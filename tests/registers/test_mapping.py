"""Which column is which: proposed by heading and by content, corrected, remembered."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest

from muctieu.registers.mapping import (
    ColumnMapping,
    MappingRefused,
    check_mapping,
    mapping_from_words,
    propose,
)
from muctieu.registers.sheets import SheetTable
from tests.support.meters import INTAKE, draw_map

pytestmark = pytest.mark.django_db


def table(**columns: Sequence[str]) -> SheetTable:
    headings = tuple(columns)
    rows = pl.DataFrame({"row": range(2, 2 + len(next(iter(columns.values()))))} | columns)
    return SheetTable("Tờ 1", headings, tuple(range(len(headings))), 1, rows)


def proposed(**columns: Sequence[str]) -> dict[str, str]:
    return propose([table(**columns)], INTAKE).by_heading


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Mã công tơ", "meter_code"),
        ("MA CONG TO", "meter_code"),
        ("Mã\ncông tơ (*)", "meter_code"),
        ("Thông tin chung / Mã công tơ", "meter_code"),
        ("Mã số công tơ điện", "meter_code"),
        ("Mã công to", "meter_code"),
        ("Ngày đọc", "read_on"),
        ("Ngày, tháng đọc", "read_on"),
    ],
)
def test_a_heading_is_known_however_it_is_written(heading: str, column: str) -> None:
    assert proposed(**{heading: ["x"], "Khác": ["y"]}) == {heading: column}


def test_a_column_is_used_once_and_the_better_heading_has_it() -> None:
    found = proposed(**{"Ngày đọc lại": ["x"], "Ngày đọc": ["y"]})
    assert found == {"Ngày đọc": "read_on"}


def test_a_required_column_without_its_heading_is_found_by_what_stands_below() -> None:
    found = proposed(
        **{"Mã công tơ": ["CT-1"], "Lúc nào": ["03/12/2021"], "Bằng gì": ["Mắt"], "Khác": ["?"]}
    )
    assert found == {"Mã công tơ": "meter_code", "Lúc nào": "read_on", "Bằng gì": "method"}


def test_a_column_of_wards_is_found_by_their_names_whatever_it_is_called() -> None:
    draw_map()

    found = proposed(**{"Mã công tơ": ["CT-1", "CT-2"], "Chỗ ở": ["P.Cẩm Sơn", "xã cộng hoà"]})

    assert found == {"Mã công tơ": "meter_code", "Chỗ ở": "unit"}


def test_content_that_fits_two_columns_is_not_guessed() -> None:
    found = proposed(**{"Mã công tơ": ["CT-1"], "Lúc 1": ["03/12/2021"], "Lúc 2": ["04/12/2021"]})
    assert found == {"Mã công tơ": "meter_code"}


def test_a_hand_takes_a_column_from_where_it_was() -> None:
    mapping = propose([table(**{"Ngày đọc": ["03/12/2021"], "Ngày ghi": ["04/12/2021"]})], INTAKE)

    corrected = mapping.corrected({"Ngày ghi": "read_on"})

    assert corrected.by_heading == {"Ngày ghi": "read_on"}


def test_what_was_settled_before_is_taken_and_nothing_else_is_guessed() -> None:
    tables = [table(**{"Ngày đọc": ["03/12/2021"], "Ngày ghi": ["04/12/2021"]})]

    mapping = propose(tables, INTAKE, {"ngay ghi": "read_on", "ngay doc": None})

    assert mapping.by_heading == {"Ngày ghi": "read_on"}


def test_the_signature_does_not_depend_on_marks_case_or_order() -> None:
    one = propose([table(**{"Mã công tơ": ["1"], "Ngày đọc": ["2"]})], INTAKE)
    other = propose([table(**{"NGAY DOC": ["2"], "ma cong to": ["1"]})], INTAKE)
    third = propose([table(**{"NGAY DOC": ["2"], "ma cong": ["1"]})], INTAKE)

    assert one.signature == other.signature != third.signature


def test_a_mapping_may_come_from_a_file_with_headings_written_without_marks() -> None:
    mapping = propose([table(**{"Số cuối": ["1"], "Ngày đọc": ["2"]})], INTAKE)

    corrected = mapping_from_words({"so cuoi": "amount", "không có": "note"}, mapping)

    assert corrected.by_heading == {"Số cuối": "amount", "Ngày đọc": "read_on"}


def test_a_mapping_to_a_column_that_is_not_there_is_refused() -> None:
    mapping = propose([table(**{"Số cuối": ["1"]})], INTAKE)

    with pytest.raises(MappingRefused) as refused:
        check_mapping(mapping.corrected({"Số cuối": "weight"}), INTAKE)

    assert "“weight”" in refused.value.sentence.vi
    assert "amount" in refused.value.sentence.en


def test_a_required_column_that_nothing_fills_is_named() -> None:
    with pytest.raises(MappingRefused) as refused:
        check_mapping(ColumnMapping(()), INTAKE)
    assert refused.value.sentence.vi.startswith("Chưa chọn cột cho “Mã công tơ”")
