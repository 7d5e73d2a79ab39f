"""A statement before it is paper: blocks of sentences whose every number is cited.

A number reaches a statement only as a :class:`Cited` figure, which carries its link; dates,
numbers of documents and names that contain digits come in as :class:`Name`. Plain words that
hold a digit are refused (:class:`BareNumber`), so no template can print a number of its own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from muctieu.core.words import Words

_PLACE = re.compile(r"%\((\w+)\)s")


class BareNumber(ValueError):
    """A digit stands in words of a statement outside any cited figure or name."""


@dataclass(frozen=True)
class Cited:
    """A figure as it is printed, and where it comes from.

    ``key`` is its name within the statement (indicator@day); ``text`` what is printed, in the
    reader's language; ``link`` the page of its records; ``value`` the exact value where there is
    one, in ``unit``; ``as_of`` the last day it speaks for; ``status`` and ``origin`` say what kind
    of figure it is: actual or estimate, an office's, rehearsed or published.
    """

    key: str
    text: str
    link: str
    meaning: str
    value: Fraction | None = None
    origin: str = "office"
    unit: str = ""
    as_of: dt.date | None = None
    status: str = ""


@dataclass(frozen=True)
class Name:
    """A date, a document's number or a name: digits in it are not a figure."""

    text: str


@dataclass(frozen=True)
class Plain:
    """Words without any digit."""

    text: str

    def __post_init__(self) -> None:
        if any(letter.isdigit() for letter in self.text):
            raise BareNumber(f"a bare number in a statement: {self.text!r}")


Span = Plain | Name | Cited
Sentence = tuple[Span, ...]


def said(words: Sentence) -> str:
    """A sentence as bare text."""
    return "".join(span.text for span in words).strip()


def say(template: Words, **parts: Cited | Name) -> Sentence:
    """A sentence from a translated template with ``%(name)s`` where figures and names go.

    Raises :class:`BareNumber` for a digit in the template, :class:`KeyError` for a place that
    nothing fills, :class:`ValueError` for a part that has no place.
    """
    text = str(template)
    used: set[str] = set()
    spans: list[Span] = []
    at = 0
    for place in _PLACE.finditer(text):
        spans.append(Plain(text[at : place.start()]))
        spans.append(parts[place[1]])
        used.add(place[1])
        at = place.end()
    spans.append(Plain(text[at:]))
    if used != parts.keys():
        raise ValueError(f"no place in {text!r} for {sorted(parts.keys() - used)}")
    return tuple(span for span in spans if span.text)


@dataclass(frozen=True)
class Heading:
    """A heading inside a statement."""

    words: Sentence


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: one or more sentences run together."""

    words: Sentence


@dataclass(frozen=True)
class Table:
    """A table with a caption; every row has as many cells as ``head``."""

    caption: Sentence
    head: tuple[Sentence, ...]
    rows: tuple[tuple[Sentence, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("a row with another number of cells than its heading")


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Statement:
    """A whole statement. ``band`` is what is printed across it, as for a rehearsal."""

    agency: str
    title: Sentence
    subtitle: Sentence
    band: str
    blocks: tuple[Block, ...]
    foot: Sentence = ()

    def sentences(self) -> Iterator[Sentence]:
        """Every run of words in it, in the order of reading."""
        yield from (self.title, self.subtitle)
        for block in self.blocks:
            if isinstance(block, Table):
                yield block.caption
                yield from block.head
                yield from (cell for row in block.rows for cell in row)
            else:
                yield block.words
        yield self.foot

    def cited(self) -> dict[str, Cited]:
        """Its figures by key. Two figures of one key with different words are refused."""
        found: dict[str, Cited] = {}
        for span in (span for sentence in self.sentences() for span in sentence):
            if isinstance(span, Cited) and found.setdefault(span.key, span) != span:
                raise ValueError(f"two figures are called {span.key}")
        return found
