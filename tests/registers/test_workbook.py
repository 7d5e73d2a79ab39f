"""Files as files: what is opened, what is refused, and in which words."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from muctieu.registers.workbook import (
    MEBIBYTE,
    FileRefused,
    Format,
    Limits,
    format_of,
    read_workbook,
)


def refusal_of(path: Path, limits: Limits | None = None) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read_workbook(path, limits or Limits())
    sentence = refused.value.sentence
    # One sentence each, complete, in both languages.
    assert sentence.vi.endswith(".")
    assert sentence.en.endswith(".")
    assert "{" not in sentence.vi + sentence.en
    return refused.value


def cells_of(path: Path) -> list[tuple[object, ...]]:
    return read_workbook(path).grids[0].cells.rows()


def book_with(path: Path, *cells: tuple[int, int, object]) -> Path:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    page = book.add_worksheet("Sổ")
    for row, column, value in cells:
        page.write(row, column, value)
    book.close()
    return path


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.touch()
    assert refusal_of(path).code == "empty"


def test_a_workbook_without_a_filled_cell_is_refused(tmp_path: Path) -> None:
    assert refusal_of(book_with(tmp_path / "a.xlsx")).code == "empty"


def test_a_file_of_200_mb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as out:
        out.write(b"PK\x03\x04")
        out.truncate(200 * MEBIBYTE)

    refused = refusal_of(path)

    assert refused.code == "too_large"
    assert "200 MB, giới hạn 100 MB" in refused.sentence.vi


def test_a_bomb_is_refused_by_what_it_says_it_unpacks_to(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (100 * MEBIBYTE))

    assert path.stat().st_size < MEBIBYTE
    assert refusal_of(path).code == "bomb"


def test_a_sheet_whose_last_cell_is_the_last_of_all_is_stopped_by_the_memory_limit(
    tmp_path: Path,
) -> None:
    # 1,048,576 × 16,384 cells: 17 thousand million, if they were ever laid out.
    path = book_with(tmp_path / "a.xlsx", (0, 0, "TT"), (1_048_575, 16_383, "x"))

    assert refusal_of(path).code == "beyond_memory"


def test_a_workbook_under_a_password_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    # What Excel makes of a protected workbook: a compound file with a stream of this name.
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 1000
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 1000
    )

    refused = refusal_of(path)

    assert refused.code == "password"
    assert "mật khẩu" in refused.sentence.vi


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n....", "not_a_table"),
        (b"PK\x03\x04 cut off", "unreadable"),
        (b"\0\1\2\3 bytes of something", "not_a_table"),
        (b"\xd0\xcf\x11\xe0 a compound file of another kind", "not_a_table"),
        (b"\xef\xbb\xbf \r\n", "empty"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, head: bytes, code: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(head)
    assert refusal_of(path).code == code


def test_a_workbook_cut_in_the_middle_is_refused(tmp_path: Path) -> None:
    path = book_with(tmp_path / "a.xlsx", (0, 0, "TT"))
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as cut:
        for name in whole.namelist():
            text = whole.read(name)
            cut.writestr(name, text[: len(text) // 2] if name.endswith("sheet1.xml") else text)

    assert refusal_of(tmp_path / "b.xlsx").code == "unreadable"


def test_rows_keep_the_numbers_of_the_sheet(tmp_path: Path) -> None:
    path = book_with(tmp_path / "a.xlsx", (4, 1, "Họ tên"), (9, 1, "An"))

    # Columns before the first filled one are there, empty rows are not.
    assert cells_of(path) == [(5, None, "Họ tên"), (10, None, "An")]


def test_dates_and_numbers_come_out_in_one_spelling(tmp_path: Path) -> None:
    path = book_with(
        tmp_path / "a.xlsx",
        (0, 0, dt.date(2021, 12, 4)),
        (0, 1, dt.datetime.fromisoformat("2021-12-04T08:30")),
        (0, 2, 165055),
        (0, 3, 0.5),
        (0, 4, True),
        (0, 5, " 1.747 "),
    )

    row = cells_of(path)[0]
    assert row == (1, "2021-12-04", "2021-12-04 08:30", "165055", "0,5", "TRUE", "1.747")


def test_letters_typed_in_pieces_are_put_together(tmp_path: Path) -> None:
    # C, a + circumflex + hook, m: ten code points that look like seven.
    path = book_with(tmp_path / "a.xlsx", (0, 0, "Ca\u0302\u0309m Pha\u0309"))
    assert cells_of(path)[0] == (1, "Cẩm Phả")


def test_a_formula_that_was_never_computed_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Sổ"
    page["A1"], page["B2"] = "Tên", "=1+1"
    book.save(path)

    grid = read_workbook(path).grids[0]

    assert grid.flaws == {(2, 1): "cell.formula_without_value"}


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    page = book.add_worksheet()
    page.write(0, 0, "Tên")
    page.write_formula(1, 0, '=IF(1=1,"","x")', None, "")
    page.write_formula(2, 0, "=1/0", None, "#DIV/0!")
    page.write_formula(3, 0, "=1+1", None, 2)
    book.close()
    # A spreadsheet program marks the empty result as a text; the writing library does not.
    path = edited(tmp_path / "a.xlsx", b'<c r="A2">', b'<c r="A2" t="str">')

    grid = read_workbook(path).grids[0]

    assert grid.flaws == {(3, 0): "cell.error_value"}
    assert grid.cells.rows()[-1] == (4, "2")


def test_a_formula_without_a_value_is_found_in_an_opendocument_sheet_too(tmp_path: Path) -> None:
    formula = '<table:table-cell table:formula="of:=1+1"{}/>'
    shown = '<table:table-cell table:formula="of:=1+1" office:value-type="{}"{}><text:p>{}</text:p></table:table-cell>'
    row = "<table:table-row>{}</table:table-row>"
    rows = [
        row.format(formula.format("")),
        # Repeated: the third and fourth cell of the second row; the cell before has a value.
        row.format(
            "<table:table-cell/>"
            + shown.format("float", ' office:value="2"', "2")
            + formula.format(' table:number-columns-repeated="2"')
        ),
        row.format(shown.format("string", ' office:string-value=""', "#DIV/0!")),
        row.format(shown.format("string", ' office:string-value=""', "")),
    ]

    path = opendocument(tmp_path / "a.ods", more="".join(rows))

    # Two empty rows and the heading stand before them.
    assert read_workbook(path).grids[0].flaws == {
        (4, 0): "cell.formula_without_value",
        (5, 2): "cell.formula_without_value",
        (5, 3): "cell.formula_without_value",
        (6, 0): "cell.error_value",
    }


def test_of_an_old_xls_it_is_said_that_formulas_without_a_value_are_not_seen() -> None:
    # One row of heading, then =1+1 and =1/0 as a program writes them that computes nothing.
    book = read_workbook(Path(__file__).with_name("formulas.xls"))

    assert book.format is Format.XLS
    assert [row[1] for row in book.grids[0].cells.rows()] == ["Ten", "x"]
    assert "hãy lưu lại thành .xlsx" in book.notes[0].vi


def edited(path: Path, old: bytes, new: bytes) -> Path:
    """The workbook with something else in the XML of its first sheet."""
    out = path.with_name(f"edited-{path.name}")
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(out, "w") as copy:
        for name in whole.namelist():
            text = whole.read(name)
            copy.writestr(name, text.replace(old, new) if name.endswith("sheet1.xml") else text)
    return out


def test_hidden_sheets_are_left_alone(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("Hiện").write(0, 0, "x")
    hidden = book.add_worksheet("Ẩn")
    hidden.write(0, 0, "y")
    hidden.hide()
    book.close()

    assert [grid.name for grid in read_workbook(tmp_path / "a.xlsx").grids] == ["Hiện"]


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", b""), ("utf-8-sig", b""), ("utf-16", b"")]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_file_is_read_whatever_divides_it(
    tmp_path: Path, encoding: str, mark: bytes, delimiter: str
) -> None:
    lines = [("Họ tên", "Ghi chú"), ("Nguyễn Văn An", "đã tiêm")]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    path = tmp_path / "a.csv"
    path.write_bytes(mark + text.encode(encoding))

    assert format_of(path) is Format.CSV
    assert cells_of(path) == [(1, "Họ tên", "Ghi chú"), (2, "Nguyễn Văn An", "đã tiêm")]


def test_a_cell_of_several_lines_does_not_move_the_rows_below(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('TT,Tên\n1,"Nguyễn\nVăn An"\n\n2,Bình\n', encoding="utf-8")

    # The editor shows Bình on its line 5.
    assert [row[0] for row in cells_of(path)] == [1, 2, 5]


def test_letters_in_tcvn3_are_converted_and_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Hä vµ tªn;§Þa chØ\nNguyÔn V¨n An;CÈm Ph¶".encode("latin-1"))

    book = read_workbook(path)

    assert book.grids[0].cells.rows()[1] == (2, "Nguyễn Văn An", "Cẩm Phả")
    assert "TCVN3" in book.notes[0].vi


def test_letters_in_vni_inside_a_workbook_are_converted(tmp_path: Path) -> None:
    path = book_with(
        tmp_path / "a.xlsx", (0, 0, "Hoï vaø teân"), (1, 0, "Nguyeãn Thò Höông"), (2, 0, "Ñoã Vaên")
    )

    book = read_workbook(path)

    assert [row[1] for row in book.grids[0].cells.rows()] == [
        "Họ và tên",
        "Nguyễn Thị Hương",
        "Đỗ Văn",
    ]
    assert "VNI" in book.notes[0].en


def test_letters_of_no_known_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    # Russian in windows-1251: bytes that are letters in every one-byte encoding.
    russian = "\u0424\u0430\u043c\u0438\u043b\u0438\u044f;\u0418\u043c\u044f\n\u0418\u0432\u0430\u043d\u043e\u0432;\u041f\u0440\u0438\u0432\u0438\u0432\u043a\u0430"
    path.write_bytes(russian.encode("windows-1251"))
    assert refusal_of(path).code == "unknown_letters"


CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="Tờ 1">
<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
<table:table-row><table:table-cell/>
<table:table-cell office:value-type="string"><text:p>Họ tên</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2021-12-04"><text:p>x</text:p></table:table-cell>
</table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">{inside}
</manifest:file-entry></manifest:manifest>"""


def opendocument(path: Path, inside: str = "", more: str = "") -> Path:
    content = CONTENT.replace("\n<", "<").replace("</table:table>", f"{more}</table:table>")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", MANIFEST.format(inside=inside))
    return path


def test_an_opendocument_sheet_is_read_with_its_own_row_numbers(tmp_path: Path) -> None:
    assert cells_of(opendocument(tmp_path / "a.ods")) == [(3, None, "Họ tên", "2021-12-04")]


def test_an_opendocument_sheet_under_a_password_is_refused(tmp_path: Path) -> None:
    path = opendocument(tmp_path / "a.ods", "<manifest:encryption-data/>")
    assert refusal_of(path).code == "password"
