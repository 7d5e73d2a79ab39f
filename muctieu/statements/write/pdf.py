"""A statement as PDF: the same on every machine, with a machine-readable list of its figures.

typst sets it with the fonts that are shipped. Values go in as data, never into the source.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import typst

from muctieu.statements.write.document import Block, Cited, Heading, Sentence, Statement, Table

_HERE = Path(__file__).resolve().parent
TEMPLATE = _HERE / "statement.typ"
FONTS = _HERE.parent / "fonts"


def _spans(words: Sentence, site: str) -> list[dict[str, str]]:
    return [
        {"text": span.text, "link": site + span.link, "key": span.key}
        if isinstance(span, Cited)
        else {"text": span.text}
        for span in words
    ]


def _block(block: Block, site: str) -> dict[str, Any]:
    if isinstance(block, Table):
        return {
            "kind": "table",
            "caption": _spans(block.caption, site),
            "head": [_spans(cell, site) for cell in block.head],
            "rows": [[_spans(cell, site) for cell in row] for row in block.rows],
        }
    kind = "heading" if isinstance(block, Heading) else "paragraph"
    return {"kind": kind, "words": _spans(block.words, site)}


def data_of(statement: Statement, site: str, language: str) -> dict[str, Any]:
    """What the template reads: plain values only."""
    return {
        "language": language,
        "agency": statement.agency,
        "title": _spans(statement.title, site),
        "subtitle": _spans(statement.subtitle, site),
        "band": statement.band,
        "blocks": [_block(block, site) for block in statement.blocks],
        "foot": _spans(statement.foot, site),
    }


def to_pdf(statement: Statement, *, site: str, language: str, on: dt.datetime) -> bytes:
    """The statement as PDF/A-2b. ``site`` comes before each link; ``on`` is the file's own date.

    The same statement gives the same bytes.
    """
    data = json.dumps(data_of(statement, site, language), ensure_ascii=False)
    return bytes(
        typst.compile(
            str(TEMPLATE),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"statement": data},
            pdf_standards=["a-2b"],
            timestamp=int(on.timestamp()),
        )
    )


def figures_in(statement: Statement, *, site: str, language: str) -> list[str]:
    """The keys of the figures that the set paper carries, in order, asked of typst itself."""
    data = json.dumps(data_of(statement, site, language), ensure_ascii=False)
    found = typst.query(
        str(TEMPLATE),
        "<figure>",
        field="value",
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"statement": data},
    )
    return [str(key) for key in json.loads(found)]
