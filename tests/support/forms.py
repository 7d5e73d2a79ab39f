"""Blank forms as superiors send them: made here, in their manner, with nothing of anybody's."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Border, Font, Side

_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEAD = (
    (5, "TT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch năm", "Thực hiện", None, "Ghi chú"),
    (6, None, None, None, None, "Trong tháng", "Lũy kế từ đầu năm", None),
    (7, "A", "B", "C", "1", "2", "3", "4"),
)
ROWS = (
    (8, "I", "Y tế", None),
    (9, "1", "Số người tiêm mũi 1", "Người"),
    (10, "2", "Số người tiêm mũi 2", "Người"),
    (11, "II", "Ngân sách", None),
    (12, "1", "Thu ngân sách nhà nước trên địa bàn", "Triệu đồng"),
    (13, "2", "Một việc không ai đếm", "Việc"),
)


def monthly_form(year: int = 2021) -> bytes:
    """A monthly form: titles, headings over two rows, sections, a hidden column, a sum, signatures."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Biểu 01"
    sheet["A1"], sheet["E1"] = "UBND TỈNH (MẪU)", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    sheet["A3"] = f"BÁO CÁO THÁNG, NĂM {year}".replace("NĂM", "năm")
    for one in ("A1:D1", "E1:G1", "A3:G3", "E5:F5", *(f"{c}5:{c}6" for c in "ABCDG")):
        sheet.merge_cells(one)
    for row, *texts in (*HEAD, *ROWS):
        for column, text in enumerate(texts, 1):
            # Of a merged cell only the first place can be written.
            if text is not None:
                sheet.cell(row, column, text)
            sheet.cell(row, column).border = _BOX
    for row in range(9, 14):
        for column in range(4, 8):
            sheet.cell(row, column).border = _BOX
            sheet.cell(row, column).number_format = "#,##0"
    sheet["F14"], sheet["B14"] = "=F9+F10", "Tổng số mũi"
    sheet["A16"], sheet["E16"] = "NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"
    sheet["B9"].font = Font(bold=True)
    sheet.column_dimensions["B"].width = 44
    sheet.column_dimensions["D"].hidden = True
    sheet.row_dimensions[10].height = 31
    sheet.protection.sheet = True
    sheet.print_area = "A1:G16"
    hidden = book.create_sheet("DanhMuc")
    hidden["A1"] = "mã"
    hidden.sheet_state = "hidden"
    return saved(book)


def word_form() -> bytes:
    """A Word form: a gap of dots, a table with blank cells, a date to be written by hand."""
    paper = Document()
    paper.add_paragraph("BÁO CÁO THÁNG")
    line = paper.add_paragraph("Lũy kế số người tiêm mũi 1: ")
    line.add_run("............").bold = True
    line.add_run(" người; một việc không ai đếm: ………… việc.")
    table = paper.add_table(rows=2, cols=3, style="Table Grid")
    for place, text in enumerate(("Chỉ tiêu", "Đơn vị tính", "Lũy kế")):
        table.cell(0, place).text = text
    table.cell(1, 0).text, table.cell(1, 1).text = "Số người tiêm mũi 2", "Người"
    paper.add_paragraph("Cẩm Phả, ngày ..... tháng ..... năm 20.....")
    return saved(paper)


def saved(made: Any) -> bytes:
    """A workbook or a paper as the bytes of its file."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The file with one more part, or another one in its place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for entry in before.infolist():
            if entry.filename != name:
                after.writestr(entry, before.read(entry), zipfile.ZIP_DEFLATED)
        after.writestr(name, part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """Every part of an office file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
