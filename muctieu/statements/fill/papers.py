"""A Word form: its content controls, the gaps in its sentences and the blank cells of its tables.

Places are named by what they are and their number in the file: "K2" is the second content
control, "D3" the third gap of dots in the text, "B1!C4" a cell of the first table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from muctieu.registers.formulas import column_letters
from muctieu.statements.fill.headings import Asked, At, asked_by
from muctieu.statements.fill.package import Package
from muctieu.statements.fill.refused import refused
from muctieu.statements.fill.swapping import DOCUMENT, Links, W, style_of, swap, written
from muctieu.statements.read.load.word import (
    Located,
    cells_of,
    located,
    merge_of,
    rows_of,
    run_texts,
)
from muctieu.statements.read.model import Unreadable
from muctieu.statements.write.document import Cited

# At least three dots or underscores; one "…" is three dots in a single letter.
_GAP = re.compile(r"[._](?:\s?[._]){2,}|…(?:\s?[.…])*")
_BEFORE = re.compile(r"[;\n]|\.\s")
# A gap after these words is a day to be written by hand.
_OF_A_DAY = re.compile(r"(?:ngày|tháng|năm|năm 20|số)\s*$", re.IGNORECASE)
_UNIT = re.compile(
    r"\s*\(?((?:nghìn|triệu|tỷ|tỉ)(?:\s+đồng)?|đồng|%|[^\W\d_]+)", re.IGNORECASE
)  # fmt: skip
_NO_UNIT = frozenset({"và", "trong", "so", "tăng", "giảm", "bằng", "đạt"})
_LONGEST = 160


def places_of(package: Package) -> dict[str, Asked]:
    """What the blank places of a Word form ask for, by their addresses, as far as words say it."""
    body = _body(package)
    places = {f"K{at}": Asked(_named(one), ()) for at, one in _controls(body) if _named(one)}
    if found := _located(body):
        text = found.document.text
        places |= {
            f"D{at}": asked for at, gap in _gaps(found) if (asked := _around(text, gap)) is not None
        }
    for number, table in enumerate(body.iterchildren(f"{W}tbl"), 1):
        texts, blanks = _grid(table)
        named = asked_by(texts, blanks.keys())
        places |= {_cell_name(number, at): one for at, one in named.items()}
    return places


def words_of(package: Package) -> list[str]:
    """What is written on the form, line by line."""
    found = _located(_body(package))
    return found.document.text.split("\n") if found else []


def filled(package: Package, values: Mapping[str, Cited], site: str) -> bytes:
    """The form with these figures in its places, each a link to its records; ``site`` before it."""
    body = _body(package)
    links = Links(package, body, site)
    found = _located(body)
    cells = {
        _cell_name(number, at): cell
        for number, table in enumerate(body.iterchildren(f"{W}tbl"), 1)
        for at, cell in _grid(table)[1].items()
    }
    controls = [(one, values[f"K{at}"]) for at, one in _controls(body) if f"K{at}" in values]
    # From the end, so that the offsets of the gaps before stay true.
    for at, gap in reversed(list(_gaps(found)) if found else []):
        if found and f"D{at}" in values:
            swap(found.spots, gap.start(), gap.end(), values[f"D{at}"], links)
    for place, cell in cells.items():
        if place in values:
            _write_into(cell, values[place], links)
    for control, figure in controls:
        _answer(control, figure, links)
    return written(package, body, links)


def _body(package: Package) -> Any:
    body = package.tree(DOCUMENT).find(f"{W}body")
    if body is None:
        raise refused("broken")
    return body


def _located(body: Any) -> Located | None:
    """The words of the form; None where it is tables of nothing but blanks."""
    try:
        return located(body)
    except Unreadable:
        return None


# ------------------------------------------------------------------ content controls


def _controls(body: Any) -> Iterator[tuple[int, Any]]:
    """The controls that wait to be filled in, numbered."""
    for number, control in enumerate(body.iter(f"{W}sdt"), 1):
        content = control.find(f"{W}sdtContent")
        if content is None or content.find(f".//{W}tbl") is not None:
            continue
        said = "".join(text for text, _node in run_texts(content)).strip()
        prompting = control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
        if prompting or not said.strip(". …_"):
            yield number, control


def _named(control: Any) -> str:
    """The title that whoever made the form gave a control, else its tag."""
    properties = control.find(f"{W}sdtPr")
    for name in ("alias", "tag"):
        found = properties.find(f"{W}{name}") if properties is not None else None
        if found is not None and found.get(f"{W}val", "").strip():
            return " ".join(found.get(f"{W}val").split())[:_LONGEST]
    return ""


def _answer(control: Any, figure: Cited, links: Links) -> None:
    """The figure in the place of what a control prompted with."""
    content = control.find(f"{W}sdtContent")
    prompting = control.find(f"{W}sdtPr/{W}showingPlcHdr")
    run = content.find(f".//{W}r")
    paragraph = content.find(f"{W}p")
    style = "" if prompting is not None else style_of(run)
    if prompting is not None:
        prompting.getparent().remove(prompting)
    into = content if paragraph is None else paragraph
    for old in into.findall(f"{W}r"):
        into.remove(old)
    # The form's own control stays; inside it the figure is a run like any other.
    made = links.control(figure, style, linked=False).find(f"{W}sdtContent/{W}r")
    into.append(made)


# ------------------------------------------------------------------ gaps in sentences


def _gaps(found: Located) -> Iterator[tuple[int, re.Match[str]]]:
    """The gaps of the text outside tables, numbered."""
    text = found.document.text
    cells = [(one.start, one.end) for one in found.document.blocks or () if one.cell]
    number = 0
    for gap in _GAP.finditer(text):
        if not any(first <= gap.start() < last for first, last in cells):
            number += 1
            yield number, gap


def _around(text: str, gap: re.Match[str]) -> Asked | None:
    """The words before a gap and the unit behind it; None where it is no figure."""
    before = text[max(gap.start() - _LONGEST, 0) : gap.start()]
    last = list(_GAP.finditer(before))
    before = before[last[-1].end() :] if last else before
    sentence = _BEFORE.split(before)[-1].strip(" :-–(")
    if not sentence or _OF_A_DAY.search(sentence):
        return None
    unit = _UNIT.match(text, gap.end())
    word = unit[1].lower() if unit and unit[1].lower() not in _NO_UNIT else ""
    return Asked(sentence, (), unit=word)


# ------------------------------------------------------------------ cells of tables


def _cell_name(table: int, at: At) -> str:
    return f"B{table}!{column_letters(at[1])}{at[0] + 1}"


def _grid(table: Any) -> tuple[dict[At, str], dict[At, Any]]:
    """The words of a table by place, merged ones at every place, and its blank cells."""
    texts: dict[At, str] = {}
    blanks: dict[At, Any] = {}
    for row, line in enumerate(rows_of(table)):
        column = 0
        for cell in cells_of(line):
            wide, down = merge_of(cell)
            text = " ".join("".join(_words(cell)).split()).strip(" .…_")
            if down == "continue":
                text = texts.get((row - 1, column), "")
            for place in range(column, column + min(wide, 100)):
                if text:
                    texts[row, place] = text
            if not text and down is None:
                blanks[row, column] = cell
            column += wide
    return texts, blanks


def _words(cell: Any) -> Iterator[str]:
    for paragraph in cell.iter(f"{W}p"):
        yield from (text for text, _node in run_texts(paragraph))
        yield " "


def _write_into(cell: Any, figure: Cited, links: Links) -> None:
    """The figure in a blank cell, in the looks that its paragraph has in store."""
    paragraph = cell.find(f"{W}p")
    if paragraph is None:
        paragraph = cell.makeelement(f"{W}p", {})
        cell.append(paragraph)
    run = paragraph.find(f"{W}r")
    style = style_of(run if run is not None else paragraph.find(f"{W}pPr"))
    for dots in paragraph.findall(f"{W}r"):
        paragraph.remove(dots)
    paragraph.append(links.control(figure, style, linked=True))
