"""Files of every kind, and files that cannot be read: one clear sentence each."""

import io
import random
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from muctieu.statements.read.load.excel import number_shown
from muctieu.statements.read.load.files import LARGEST, load, load_bytes
from muctieu.statements.read.load.old_scripts import script_of, to_unicode
from muctieu.statements.read.load.syllables import is_syllable
from muctieu.statements.read.model import Unreadable
from muctieu.statements.read.reader import read

SENTENCE = "Thu ngân sách nhà nước trên địa bàn đạt 1.245 tỷ đồng, bằng 98,4% kế hoạch."
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def values(content: bytes) -> list[str]:
    return [claim.value for claim in read(load_bytes(content, "tệp")).claims]


def docx_file(body: str, extra: bytes = b"") -> bytes:
    output = io.BytesIO()
    document = f'<?xml version="1.0"?>{extra.decode()}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document)
    return output.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_files_in_unicode(encoding: str) -> None:
    assert values(SENTENCE.encode(encoding)) == ["1245", "98.4"]


def test_a_page_without_its_menu_and_footer() -> None:
    page = f"""<!doctype html><html><head><title>Trang 5</title><script>var a = 12;</script></head>
    <body><nav>Mục 7</nav><p>{SENTENCE}</p><footer>ĐT: 0203.3862.123, 120 bài</footer></body></html>"""

    assert values(page.encode()) == ["1245", "98.4"]


def test_a_word_file_with_content_controls_and_tracked_changes() -> None:
    body = (
        "<w:p>"
        + run("Thu đạt ")
        + "<w:sdt><w:sdtContent>"
        + run("1.245 tỷ đồng")
        + "</w:sdtContent></w:sdt>"
        "<w:del><w:r><w:delText>, bằng 97% kế hoạch</w:delText></w:r></w:del>"
        "<w:ins>" + run(", bằng 98,4% kế hoạch") + "</w:ins></w:p>"
    )

    assert values(docx_file(body)) == ["1245", "98.4"]


TABLE = [
    ("STT", "Chỉ tiêu", "ĐVT", "Kế hoạch năm 2021", "Thực hiện", "TH/KH (%)"),
    ("1", "Thu ngân sách", "Tỷ đồng", "980", "1.045", "106,6"),
    ("2", "Diện tích gieo trồng", "ha", "4.500", "4.410,5", "98,01"),
]


def told(content: bytes) -> list[tuple[str, str | None, str, str, str]]:
    claims = read(load_bytes(content, "bảng")).claims
    return [(c.value, c.unit, c.relation, c.status, c.subject) for c in claims]


EXPECTED = [
    ("980", "tỷ đồng", "absolute", "plan", "Thu ngân sách"),
    ("1045", "tỷ đồng", "absolute", "actual", "Thu ngân sách"),
    ("106.6", "%", "percent_of_plan", "actual", "Thu ngân sách"),
    ("4500", "ha", "absolute", "plan", "Diện tích gieo trồng"),
    ("4410.5", "ha", "absolute", "actual", "Diện tích gieo trồng"),
    ("98.01", "%", "percent_of_plan", "actual", "Diện tích gieo trồng"),
]


def test_a_table_with_tabs_is_read_by_its_heads() -> None:
    assert told("\n".join("\t".join(row) for row in TABLE).encode()) == EXPECTED


def test_a_table_with_bars_is_read_by_its_heads() -> None:
    lines = ["| " + " | ".join(row) + " |" for row in TABLE]
    lines.insert(1, "|---|---|---|---|---|---|")

    assert told("\n".join(lines).encode()) == EXPECTED


def test_a_table_of_a_web_page_is_read_by_its_heads() -> None:
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in TABLE)

    assert told(f"<html><table>{rows}</table></html>".encode()) == EXPECTED


def test_a_table_of_a_word_file_is_read_by_its_heads() -> None:
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p>{run(c)}</w:p></w:tc>" for c in row) + "</w:tr>"
        for row in TABLE
    )

    assert told(docx_file(f"<w:tbl>{rows}</w:tbl>")) == EXPECTED


def excel_file(
    *rows: Sequence[str | float | None], formats: Mapping[str, str] | None = None
) -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Biểu 01"
    for row in rows:
        sheet.append(list(row))
    for place, form in (formats or {}).items():
        sheet[place].number_format = form
    return book


def saved(book: Workbook) -> bytes:
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def test_a_sheet_of_an_excel_file_is_read_by_its_heads() -> None:
    book = excel_file(
        ("UBND PHƯỜNG CẨM ĐÔNG", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Một số chỉ tiêu năm 2021",),
        TABLE[0],
        (1, "Thu ngân sách", "Tỷ đồng", 980, 1045, 1.066),
        (2, "Diện tích gieo trồng", "ha", 4500, 4410.5, 0.9801),
        formats={"F4": "0.0%", "F5": "0.00%", "D5": "#,##0", "E5": "#,##0.0"},
    )  # fmt: skip

    assert told(saved(book)) == EXPECTED


def test_merged_heads_a_caption_and_hidden_stretches_of_an_excel_file() -> None:
    book = excel_file(
        (None, None, None, "Đơn vị: triệu đồng"),
        ("Nội dung", "Năm 2021", None, "So sánh (%)"),
        (None, "Dự toán", "Ước thực hiện", None),
        ("Ghi riêng", 1, 1, 1),
        ("Thu nội địa", 1200, 1260, 105),
    )
    sheet = book.worksheets[0]
    for span in ("A2:A3", "B2:C2", "D2:D3"):
        sheet.merge_cells(span)
    sheet.row_dimensions[4].hidden = True
    book.create_sheet("Nháp").append(("Thu nội địa", 777))
    book["Nháp"].sheet_state = "hidden"

    assert [row[:4] for row in told(saved(book))] == [
        ("1200", "triệu đồng", "absolute", "plan"),
        ("1260", "triệu đồng", "absolute", "estimate"),
        ("105", "%", "percent_of_plan", "actual"),
    ]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        ("1234567.5", "#,##0.00", "1.234.567,50"),
        ("1234567.5", "", "1234567,5"),
        ("0.984", "0.0%", "98,4%"),
        ("2021", "General", "2021"),
        ("0.1", '0.00" tỷ"', "0,10"),
        ("0.30000000000000004", "General", "0,3"),
        ("1E3", "General", "1000"),
        # Day 44534 of a workbook is 4 December 2021.
        ("44534", "dd/mm/yyyy", "04/12/2021"),
        ("-12", "0;[Red]-0", "-12"),
    ],
)
def test_a_number_of_a_sheet_is_written_as_it_shows(value: str, form: str, shown: str) -> None:
    assert number_shown(value, form) == shown


def test_merged_heads_over_two_rows_and_a_unit_in_the_caption() -> None:
    page = """<html><p>Đơn vị: triệu đồng</p><table>
    <tr><th rowspan=2>Nội dung</th><th colspan=2>Năm 2021</th><th rowspan=2>So sánh (%)</th></tr>
    <tr><th>Dự toán</th><th>Ước thực hiện</th></tr>
    <tr><td>A</td><td>1</td><td>2</td><td>3=2/1</td></tr>
    <tr><td>Thu nội địa</td><td>1.200</td><td>1.260</td><td>105</td></tr></table></html>"""

    assert [row[:4] for row in told(page.encode())] == [
        ("1200", "triệu đồng", "absolute", "plan"),
        ("1260", "triệu đồng", "absolute", "estimate"),
        ("105", "%", "percent_of_plan", "actual"),
    ]


def test_a_wrong_percentage_in_a_table_is_found() -> None:
    faulty = "\n".join("\t".join(row) for row in TABLE).replace("106,6", "116,6")
    report = read(load_bytes(faulty.encode(), "bảng"))

    assert [f.verdict for f in report.findings if f.kind == "plan"] == ["differs", "agrees"]


def test_a_total_row_is_compared_with_its_rows() -> None:
    table = "Xã\tSố hộ (hộ)\nTổng số\t312\nXã A\t120\nXã B\t95\nXã C\t97"
    faulty = table.replace("312", "321")

    for text, verdict in ((table, "agrees"), (faulty, "differs")):
        report = read(load_bytes(text.encode(), "bảng"))
        assert [f.verdict for f in report.findings if f.kind == "sum"] == [verdict]


def test_tcvn3_is_recognised_and_converted() -> None:
    old = "Thµnh phè CÈm Ph¶ thu ng©n s\u00b8ch ®¹t 1.245 tû ®ång, b»ng 98,4% kÕ ho¹ch"

    report = read(load_bytes(old.encode("latin-1"), "cũ"))

    assert [claim.unit for claim in report.claims] == ["tỷ đồng", "%"]
    assert report.claims[1].relation == "percent_of_plan"
    assert [notice.kind for notice in report.notices] == ["converted"]


def test_vni_is_recognised_and_converted() -> None:
    old = "Thaønh phoá Caåm Phaû thu ngaân saùch ñaït 1.245 tyû ñoàng, baèng 98,4% keá hoaïch"

    assert script_of(old) == "vni"
    assert to_unicode(old, "vni").startswith("Thành phố Cẩm Phả thu ngân sách đạt 1.245 tỷ đồng")


def test_western_and_vietnamese_texts_are_not_taken_for_old_scripts() -> None:
    assert script_of(SENTENCE) is None
    assert (
        script_of("Le café coûte 12 € à l'été, où l'âme rêve; naïve, dès 1.245 € déjà payés")
        is None
    )


@pytest.mark.parametrize("word", ["nghiêng", "Quảng", "thuỷ", "đặc", "khuya", "ươm", "giặt", "Ý"])
def test_syllables_of_vietnamese(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["ngâns", "đạtt", "kếho", "bằngg", "zứt"])
def test_no_syllables_of_vietnamese(word: str) -> None:
    assert not is_syllable(word)


def scrambled() -> bytes:
    return (
        "thûơ ngâơn sákch đạft bằqng kếơ hôạch tửnhh giâoo ngầyj đếnw nâyy xãa đạcct " * 6
    ).encode()


def with_shuffled_marks() -> bytes:
    """A text whose every marked letter became another one: syllables, but nobody's words."""
    marked = "áàảãạăắằâấầẩậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵ"
    draw = random.Random(7)
    text = SENTENCE.lower() * 12
    return "".join(draw.choice(marked) if letter in marked else letter for letter in text).encode()


def nested_tables(depth: int) -> bytes:
    inner = f"<w:p>{run('12 ca')}</w:p>"
    for _ in range(depth):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl><w:p/>"
    return docx_file(inner)


BOMB = b'<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'


def with_part(content: bytes, name: str, part: str) -> bytes:
    """An Office file with one part in another's place."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(output, "w") as after:
        for entry in before.namelist():
            after.writestr(entry, part if entry == name else before.read(entry))
    return output.getvalue()


WORKBOOK = saved(excel_file(("Thu", 1)))
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (saved(excel_file()), "empty"),
        (WORKBOOK[: len(WORKBOOK) // 2], "broken"),
        (with_part(WORKBOOK, SHEET, "<worksheet"), "broken"),
        (with_part(WORKBOOK, SHEET, BOMB.decode() + "<worksheet>&c;</worksheet>"), "bomb"),
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x7fELF\x02\x01\x01\x00\x00" * 50, "binary"),
        (scrambled(), "scrambled"),
        (with_shuffled_marks(), "scrambled"),
        (b"a" * (LARGEST + 1), "too_large"),
        (b"PK\x03\x04 broken", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "locked"),
        (docx_file(f"<w:p>{run('&c;')}</w:p>", BOMB), "bomb"),
        (nested_tables(1000), "nested_tables"),
        (("<html>" + "<table><tr><td>" * 1000 + "12 ca").encode(), "nested_tables"),
        (b"%PDF-1.4 broken", "broken"),
    ],
)
def test_what_cannot_be_read_is_refused_in_both_languages(content: bytes, kind: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        load_bytes(content, "tệp")

    assert refusal.value.kind == kind
    assert refusal.value.vi
    assert refusal.value.en


def pdf_file(drawing: str) -> bytes:
    """Return a one-page PDF with the given drawing, written by hand."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(drawing)}>>stream\n{drawing}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    parts, places = ["%PDF-1.4\n"], []
    for number, content in enumerate(objects, start=1):
        places.append(sum(map(len, parts)))
        parts.append(f"{number} 0 obj{content}endobj\n")
    start = sum(map(len, parts))
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    parts.append(
        f"xref\n0 6\n0000000000 65535 f \n{rows}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"
    )
    return "".join(parts).encode("latin-1")


def test_the_text_layer_of_a_pdf_is_read() -> None:
    content = pdf_file("BT /F 12 Tf 20 200 Td (The city has 190,232 residents in 16 wards.) Tj ET")

    assert values(content) == ["190232", "16"]


def test_a_table_of_a_pdf_is_read_by_where_its_cells_stand() -> None:
    rows = [
        ("Item", "Unit", "Plan", "Done", "Done/Plan (%)"),
        ("Rice land", "ha", "4500", "4410", "98"),
        ("Revenue", "USD", "980", "", "106.6"),
    ]
    drawing = "BT /F 10 Tf ET " + " ".join(
        f"BT /F 10 Tf {20 + 56 * column} {250 - 20 * row} Td ({text}) Tj ET"
        for row, cells in enumerate(rows)
        for column, text in enumerate(cells)
        if text
    )

    assert [row[:4] for row in told(pdf_file(drawing))] == [
        ("4500", "ha", "absolute", "plan"),
        ("4410", "ha", "absolute", "actual"),
        ("98", "%", "percent_of_plan", "actual"),
        ("980", "USD", "absolute", "plan"),
        ("106.6", "%", "percent_of_plan", "actual"),
    ]


def test_a_scanned_pdf_says_that_it_has_no_text() -> None:
    with pytest.raises(Unreadable, match="không có lớp chữ") as refusal:
        load_bytes(pdf_file("0 0 100 100 re f"), "quét.pdf")

    assert refusal.value.kind == "no_text_layer"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"khong-co\.txt"):
        load(str(tmp_path / "khong-co.txt"))


def test_cells_may_carry_their_own_unit() -> None:
    table = "Nội dung\tKết quả\nHộ thoát nghèo\tgần 45 hộ\nXã về đích\t12/13 xã\nHộ nghèo còn\t1,2 %\nGhi chú 2\tđạt"

    assert told(table.encode()) == [
        ("45", "hộ", "absolute", "actual", "Hộ thoát nghèo"),
        ("12/13", "xã", "ratio", "actual", "Xã về đích"),
        ("1.2", "%", "share", "actual", "Hộ nghèo còn"),
    ]


def test_a_short_sentence_in_a_cell_is_read_as_prose() -> None:
    page = "<table><tr><td>Thu ngân sách đạt 12 tỷ đồng.</td><td>Ảnh 3</td></tr></table>"

    assert values(page.encode()) == ["12"]


@pytest.mark.parametrize("outer", ["<td>Biểu</td><td>{}</td>", "<td>{}</td>"])
def test_a_table_inside_a_cell_is_read_by_its_own_heads(outer: str) -> None:
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in TABLE)
    inner = f"<table>{rows}</table>"

    assert told(f"<table><tr>{outer.format(inner)}</tr></table>".encode()) == EXPECTED
