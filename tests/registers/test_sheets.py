"""Untidy sheets become tables: headings found, totals and signatures left out, rows numbered."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from muctieu.registers.intake import Group
from muctieu.registers.sheets import SheetTable, find_table, parts_of
from muctieu.registers.workbook import Grid

KNOWN = {"ho va ten", "ngay sinh", "ngay tiem", "loai vac-xin", "nam sinh"}
DOSES = (Group(("mui 1",), {"dose_no": "1"}), Group(("mui 2",), {"dose_no": "2"}))
SEXES = (Group(("nam",), {"sex": "nam"}), Group(("nu",), {"sex": "nữ"}))


def grid(
    *rows: tuple[int, Sequence[str | None]], merged: Sequence[tuple[int, int, int, int]] = ()
) -> Grid:
    """Rows as (number, cells); shorter rows are filled up."""
    width = max(len(cells) for _row, cells in rows)
    names = ["row", *(f"c{at}" for at in range(width))]
    filled = [(row, *cells, *[None] * (width - len(cells))) for row, cells in rows]
    schema = {name: pl.Int64 if name == "row" else pl.String for name in names}
    return Grid("Tờ 1", pl.DataFrame(filled, schema=schema, orient="row"), tuple(merged))


def table(*rows: tuple[int, Sequence[str | None]], **more: object) -> SheetTable:
    found = find_table(grid(*rows, **more), KNOWN)  # type: ignore[arg-type]
    assert found is not None
    return found


HEAD = (4, ["TT", "Họ và tên", "Ngày sinh", "Ngày tiêm"])
AN = (5, ["1", "Trần An", "1950", "01/06/2021"])


def test_titles_above_the_heading_are_passed_over() -> None:
    found = table((1, ["UBND PHƯỜNG"]), (2, ["Danh sách", None, "ngày 4/12"]), HEAD, AN)

    assert found.heading_row == 4
    assert found.headings == ("TT", "Họ và tên", "Ngày sinh", "Ngày tiêm")
    assert found.rows.rows() == [(5, "1", "Trần An", "1950", "01/06/2021")]


def test_two_levels_of_heading_are_joined() -> None:
    found = table(
        (4, ["TT", "Họ và tên", "Mũi 1", None, "Ghi chú"]),
        (5, [None, None, "Ngày tiêm", "Loại vắc-xin", None]),
        (6, ["1", "Trần An", "01/06/2021", "AZ", None]),
        merged=[(4, 0, 5, 0), (4, 1, 5, 1), (4, 2, 4, 3), (4, 4, 5, 4)],
    )

    assert found.headings == (
        "TT",
        "Họ và tên",
        "Mũi 1 / Ngày tiêm",
        "Mũi 1 / Loại vắc-xin",
        "Ghi chú",
    )
    assert found.rows.height == 1


def test_two_levels_are_seen_without_knowing_which_cells_are_merged() -> None:
    found = table(
        (1, ["TT", "Họ và tên", "Mũi 1", None]),
        (2, [None, None, "Ngày tiêm", "Loại vắc-xin"]),
        (3, ["1", "Trần An", "01/06/2021", "AZ"]),
    )

    assert found.headings[2:] == ("Mũi 1 / Ngày tiêm", "Mũi 1 / Loại vắc-xin")


def test_a_row_that_numbers_the_columns_is_no_data() -> None:
    found = table(HEAD, (5, ["A", "B", "1", "2"]), (6, ["1", "An", "1950", "01/06/2021"]))
    assert found.rows["row"].to_list() == [6]

    found = table(HEAD, (5, ["(1)", "(2)", "(3)", "(4)"]), (6, ["1", "An", "1950", "x"]))
    assert found.rows["row"].to_list() == [6]


def test_totals_sections_repeated_headings_and_signatures_are_told_and_left_out() -> None:
    found = table(
        HEAD,
        (5, ["I", "Khu 1"]),
        (6, ["1", "Trần An", "1950", "01/06/2021"]),
        (7, HEAD[1]),
        (8, ["2", "Lê Bình", "1951", "02/06/2021"]),
        (9, [None, "Cộng", "2"]),
        (10, ["Tổng cộng: ", None, "2"]),
        (12, [None, None, None, "Cẩm Phả, ngày 04 tháng 12 năm 2021"]),
        (13, [None, "NGƯỜI LẬP BIỂU", None, "CHỦ TỊCH"]),
    )

    assert found.rows["row"].to_list() == [6, 8]
    assert [(one.row, one.why) for one in found.skipped] == [
        (5, "section"),
        (7, "heading"),
        (9, "total"),
        (10, "total"),
        (12, "note"),
        (13, "note"),
    ]


def test_somebody_called_tong_or_cong_is_no_total() -> None:
    found = table(
        HEAD,
        (5, ["1", "Tống Văn An", "1950", "01/06/2021"]),
        (6, ["2", "Cộng", "1950"]),
        (7, [None, "Tống", "1950"]),
    )
    assert found.rows["row"].to_list() == [5, 6, 7]


def test_a_counted_row_is_data_however_little_it_holds() -> None:
    found = table(HEAD, (5, ["1", "Trần An"]))
    assert found.rows["row"].to_list() == [5]


def test_a_sheet_without_a_table_gives_none() -> None:
    assert (
        find_table(grid((1, ["Ghi chú về cách điền"]), (2, ["1. Mỗi người một dòng"])), KNOWN)
        is None
    )


def test_two_doses_of_one_row_are_two_lines() -> None:
    found = table(
        (1, ["TT", "Họ và tên", "Mũi 1", None, "Mũi 2", None]),
        (2, [None, None, "Ngày tiêm", "Lô", "Ngày tiêm", "Lô"]),
        (3, ["1", "Trần An", "01/06/2021", "L1", "01/09/2021", "L2"]),
        (4, ["2", "Lê Bình", "02/06/2021", "L1", None, None]),
        (5, ["3", "Vũ Chi", None, None, None, None]),
        merged=[(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5)],
    )

    first, second = parts_of(found, [DOSES])

    assert (first.values, second.values) == ({"dose_no": "1"}, {"dose_no": "2"})
    assert first.table.headings == second.table.headings == ("TT", "Họ và tên", "Ngày tiêm", "Lô")
    assert second.table.columns == (0, 1, 4, 5)
    assert second.table.rows.rows() == [(3, "1", "Trần An", "01/09/2021", "L2")]
    # Vũ Chi has neither: said once, so that what is missing is named once.
    assert first.table.rows["row"].to_list() == [3, 4, 5]


def test_the_year_of_birth_under_nam_or_nu_says_the_sex() -> None:
    found = table(
        (1, ["Họ và tên", "Năm sinh", None, "Ngày tiêm"]),
        (2, [None, "Nam", "Nữ", None]),
        (3, ["Trần An", "1950", None, "01/06/2021"]),
        (4, ["Lê Bình", None, "1951", "01/06/2021"]),
        merged=[(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 2, 3)],
    )

    parts = parts_of(found, [SEXES])

    assert [(part.values["sex"], part.table.rows.rows()) for part in parts] == [
        ("nam", [(3, "Trần An", "1950", "01/06/2021")]),
        ("nữ", [(4, "Lê Bình", "1951", "01/06/2021")]),
    ]


def test_a_heading_that_ends_in_the_word_by_chance_divides_nothing() -> None:
    found = table(
        (1, ["Họ và tên", "Ngày tiêm", "Công dân Việt Nam"]), (2, ["An", "1/6/2021", "x"])
    )
    assert len(parts_of(found, [SEXES])) == 1


def test_a_cell_merged_downwards_speaks_for_every_row_it_covers() -> None:
    found = table(
        (1, ["TT", "Họ và tên", "Ngày tiêm", "Tổ"]),
        (2, ["1", "Trần An", "01/06/2021", "Tổ 5"]),
        (3, ["2", "Lê Bình", "02/06/2021", None]),
        (4, ["3", "Vũ Chi", "02/06/2021", None]),
        merged=[(2, 3, 3, 3)],
    )
    assert found.rows["Tổ"].to_list() == ["Tổ 5", "Tổ 5", None]
