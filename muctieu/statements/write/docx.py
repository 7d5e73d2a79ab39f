"""A statement as a Word file: every figure in a content control of its own.

The control shows what is printed and cannot be typed over; it is bound to a part of the file
that tells the figure's key, exact value, unit, day, status, origin and address.  So a figure can
be read out of the file again by a program (:func:`figures_in`), and by our own reader as text.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from defusedxml.ElementTree import fromstring
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from muctieu.statements.write.controls import attribute, control_of, escaped, writable
from muctieu.statements.write.document import (
    Block,
    Cited,
    Heading,
    Name,
    Sentence,
    Statement,
    Table,
    said,
)

SPACE = "urn:muctieu:figures"
_STORE = "{6D1F0A52-3C64-4B39-9C0F-2B7C5E8A9D10}"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_FONT = "Times New Roman"
_TEXT_WIDTH = Mm(210 - 30 - 15)


@dataclass(frozen=True)
class Carried:
    """A figure as a Word file carries it: what is printed, and what it is exactly."""

    key: str
    text: str
    value: Fraction | None
    unit: str
    as_of: dt.date | None
    status: str
    origin: str
    link: str


def to_docx(statement: Statement, *, site: str, language: str, on: dt.datetime) -> bytes:
    """The statement as a Word file. ``site`` comes before each link; ``on`` is the file's date.

    The same statement gives the same bytes.
    """
    writer = _Writer(statement, site, language)
    writer.write(on)
    return writer.saved(on)


class _Writer:
    """Builds one file; keeps the figures in the order of their controls."""

    def __init__(self, statement: Statement, site: str, language: str) -> None:
        self.statement = statement
        self.site = site
        self.language = language
        self.file = Document()
        self.figures: list[Cited] = []

    def write(self, on: dt.datetime) -> None:
        """Everything of the statement, then the part that its controls are bound to."""
        self._page(on)
        statement = self.statement
        self._centred(((Name(statement.agency.upper()),), 12, False))
        self._centred((statement.title, 14, True))
        self._centred((statement.subtitle, 12, False))
        if statement.band:
            self._band()
        for block in statement.blocks:
            self._block(block)
        if statement.foot:
            self._paragraph(statement.foot, size=10)
        self._carry()

    def saved(self, on: dt.datetime) -> bytes:
        """The file with every entry dated ``on``, so that equal statements are equal files."""
        out = io.BytesIO()
        self.file.save(out)
        return _dated(out.getvalue(), on)

    def _page(self, on: dt.datetime) -> None:
        """A4 with the margins of Decree 30/2020/NĐ-CP, annex I."""
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = Mm(30), Mm(15)
        normal = self.file.styles["Normal"]
        normal.font.name, normal.font.size = _FONT, Pt(13)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
        properties = self.file.core_properties
        properties.title = writable(said(self.statement.title))
        properties.author = writable(self.statement.agency)
        properties.language = self.language
        properties.comments = ""
        properties.created = properties.modified = on

    def _centred(self, line: tuple[Sentence, int, bool]) -> None:
        words, size, bold = line
        paragraph = self._paragraph(words, size=size, bold=bold)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _band(self) -> None:
        """What is printed across it: above the text and at the foot of every page."""
        footer = self.file.sections[0].footer.paragraphs[0]
        for paragraph in (self.file.add_paragraph(), footer):
            paragraph.style, paragraph.alignment = self._style(10), WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(writable(self.statement.band)).bold = True

    def _block(self, block: Block) -> None:
        if isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Heading):
            self._paragraph(block.words, bold=True)
        else:
            self._paragraph(block.words)

    def _paragraph(self, words: Sentence, *, size: int = 13, bold: bool = False) -> Any:
        paragraph = self.file.add_paragraph(style=self._style(size))
        self._fill(paragraph, words, bold=bold)
        return paragraph

    def _style(self, size: int) -> Any:
        """The style of paragraphs of that many points.

        The size belongs to the paragraph: office programs write anew what a control is bound to,
        and forget the size of its run.
        """
        styles, name = self.file.styles, f"Muctieu {size}"
        if name not in styles:
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
            styles[name].font.size = Pt(size)
        return styles[name]

    def _table(self, table: Table) -> None:
        caption = self._paragraph(table.caption, size=11, bold=True)
        caption.paragraph_format.space_before = Pt(10)
        caption.paragraph_format.keep_with_next = True
        grid = self.file.add_table(rows=1 + len(table.rows), cols=len(table.head))
        grid.autofit = False
        grid.style, grid.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
        for at, row in enumerate((table.head, *table.rows)):
            cells = grid.rows[at].cells
            for place, words in enumerate(row):
                paragraph = cells[place].paragraphs[0]
                paragraph.style = self._style(10)
                self._fill(paragraph, words, bold=at == 0)
                if place:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _marked(grid.rows[at], "cantSplit")
        for place, column in enumerate(grid.columns):
            # Names need twice the room of numbers. Some programs ask the column, some its cells.
            width = _TEXT_WIDTH * (1 if place else 2) // (len(table.head) + 1)
            for one in (column, *column.cells):
                one.width = width
        # The heading is printed again on each page that the table goes on to.
        _marked(grid.rows[0], "tblHeader")

    def _fill(self, paragraph: Any, words: Sentence, *, bold: bool) -> None:
        for span in words:
            if isinstance(span, Cited):
                paragraph._p.append(self._control(paragraph, span, bold=bold))
            else:
                paragraph.add_run(writable(span.text)).bold = bold

    def _control(self, paragraph: Any, figure: Cited, *, bold: bool) -> Any:
        """A locked content control inside a link to the figure's records."""
        self.figures.append(figure)
        place = len(self.figures)
        link = paragraph.part.relate_to(
            self.site + figure.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )
        style = "<w:rPr><w:b/></w:rPr>" if bold else ""
        bound = (
            '<w:lock w:val="sdtContentLocked"/>'
            f"<w:dataBinding w:prefixMappings={attribute(f'xmlns:f={chr(39)}{SPACE}{chr(39)}')}"
            f' w:xpath="/f:figures[1]/f:figure[{place}]" w:storeItemID="{_STORE}"/>'
        )
        control = control_of(figure, place, style, bound)
        return parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{link}">{control}</w:hyperlink>')

    def _carry(self) -> None:
        """The part with all figures, and the one that names it to Word."""
        package = self.file.part.package
        rows = "".join(self._row(one) for one in self.figures)
        item = f'<figures xmlns="{SPACE}">{rows}</figures>'
        name = package.next_partname("/customXml/item%d.xml")
        store = Part(name, "application/xml", item.encode(), package)
        about = (
            '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/'
            f'customXml" ds:itemID="{_STORE}"><ds:schemaRefs><ds:schemaRef ds:uri="{SPACE}"/>'
            "</ds:schemaRefs></ds:datastoreItem>"
        )
        number = re.sub(r"\D", "", str(name))
        told = Part(
            PackURI(f"/customXml/itemProps{number}.xml"), _PROPERTIES, about.encode(), package
        )
        self.file.part.relate_to(store, f"{_RELATIONS}/customXml")
        store.relate_to(told, f"{_RELATIONS}/customXmlProps")

    def _row(self, figure: Cited) -> str:
        said = {
            "key": figure.key,
            "value": "" if figure.value is None else str(figure.value),
            "unit": figure.unit,
            "as-of": figure.as_of.isoformat() if figure.as_of else "",
            "status": figure.status,
            "origin": figure.origin,
            "link": self.site + figure.link,
        }
        attributes = " ".join(f"{name}={attribute(value)}" for name, value in said.items())
        return f"<figure {attributes}>{escaped(figure.text)}</figure>"


def _marked(row: Any, mark: str) -> None:
    """Set a property of a table's row that is only there or not."""
    row._tr.get_or_add_trPr().append(parse_xml(f"<w:{mark} {nsdecls('w')}/>"))


def _dated(content: bytes, on: dt.datetime) -> bytes:
    """The same archive with one date on every entry."""
    out = io.BytesIO()
    stamp = max(on, dt.datetime(1980, 1, 1, tzinfo=on.tzinfo)).timetuple()[:6]
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as dated,
    ):
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            dated.writestr(entry, made.read(name))
    return out.getvalue()


def figures_in(content: bytes) -> list[Carried]:
    """The figures that a file written here carries, in the order of reading.

    Raises :class:`zipfile.BadZipFile` for what is no Word file; another program's file has none.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        items = [one for one in archive.namelist() if re.fullmatch(r"customXml/item\d+\.xml", one)]
        return [figure for item in items for figure in _carried(archive.read(item))]


def _carried(item: bytes) -> Iterator[Carried]:
    root = fromstring(item)
    for one in root.iter(f"{{{SPACE}}}figure"):
        told = one.attrib
        yield Carried(
            key=told["key"],
            text=one.text or "",
            value=Fraction(told["value"]) if told["value"] else None,
            unit=told["unit"],
            as_of=dt.date.fromisoformat(told["as-of"]) if told["as-of"] else None,
            status=told["status"],
            origin=told["origin"],
            link=told["link"],
        )
