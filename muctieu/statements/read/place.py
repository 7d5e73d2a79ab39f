"""Which unit of administration a figure speaks of: a ward's figure in a city's report.

Told by the words behind the figure ("12 ca tại phường Cẩm Đông"), by its clause, by the head of
its row, or by the label and heading above it.  Who reports is no place: "UBND phường …" is not.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from muctieu.statements.read.frame import Span
from muctieu.statements.read.letters import LOWER, UPPER
from muctieu.statements.read.meaning.figures import Figure
from muctieu.statements.read.model import Block

_NAME = rf"[{UPPER}][{LOWER}]*(?: [{UPPER}][{LOWER}]*){{0,3}}"
_KIND = (
    "[Pp]hường|[Xx]ã|[Tt]hị trấn|[Tt]hị xã|[Hh]uyện|[Qq]uận|[Tt]hành phố|[Tt]ỉnh|[Đđ]ặc khu|TP|TX"
)
# A unit by kind and name; or words that go back to the whole ("toàn thành phố").
_PLACE = re.compile(
    rf"(?<![^\W_])(?:(?P<place>(?:{_KIND})\.? {_NAME})"
    r"|(?P<whole>(?:[Tt]oàn|[Cc]ả) (?:thành phố|tỉnh|huyện|thị xã|xã|phường|quận|nước|địa bàn)))"
)
_WHO = re.compile(
    r"(?:ubnd|hđnd|ủy ban nhân dân|uỷ ban nhân dân|hội đồng nhân dân|đảng ủy|đảng uỷ|công an|trạm y tế|chủ tịch|bí thư|đến|sang|nhập)$"
)
_BEHIND = re.compile(r"[^,;.()\n\d]{0,40}?(?<![^\W_])(?:tại|ở|của|thuộc) $")
_REACH_BEHIND = 80
_LINE = 2_000  # a label holds for its line, not for a text without line breaks


@dataclass(frozen=True, slots=True)
class _Mentions:
    """Where the places of a sentence end, and what they are."""

    ends: list[int]
    said: list[str]

    def before(self, offset: int) -> str | None:
        """Return the last place named before an offset."""
        index = bisect_right(self.ends, offset) - 1
        return self.said[index] if index >= 0 else None


def give_places(text: str, spans: Sequence[Span], figures: Sequence[Figure]) -> None:
    """Fill in the place of every figure of the prose."""
    sentence, mentions = -1, _Mentions([], [])
    for position, figure in enumerate(figures):
        span = spans[figure.sentence]
        if figure.sentence != sentence:
            sentence, mentions = figure.sentence, _mentions(text, span)
        after = figures[position + 1] if position + 1 < len(figures) else None
        same = after is not None and after.sentence == figure.sentence
        limit = after.before.rest if same and after is not None else span.end
        said = _behind(text, figure, limit) or mentions.before(figure.before.rest)
        figure.place = (_above(figure.topic, text, span) if said is None else said) or None


def places_of_cells(blocks: Sequence[Block], figures: Sequence[Figure]) -> None:
    """Fill in the place of every figure of a table from the head of its row."""
    heads = {
        (block.cell.table, block.cell.row): block.cell.row_head
        for block in blocks
        if block.cell is not None
    }
    for figure in figures:
        if figure.in_cell is not None:
            figure.place = place_named(heads.get(figure.in_cell[:2], ""))


def place_named(label: str) -> str | None:
    """Return the unit that a label consists of: "Phường Cẩm Đông", "2. Xã Cộng Hòa"."""
    bare = re.sub(r"^[\W\d]*", "", label).strip(" :.-")
    found = _PLACE.fullmatch(bare)
    return bare if found and found["place"] else None


def _behind(text: str, figure: Figure, limit: int) -> str | None:
    end = min(limit, figure.end + _REACH_BEHIND)
    for found in _PLACE.finditer(text, figure.end, end):
        if found["place"]:
            linked = _BEHIND.fullmatch(text, figure.end, found.start()) is not None
            return found["place"] if linked else None
    return None


def _mentions(text: str, span: Span) -> _Mentions:
    """Return the places of a sentence, "" where its words go back to the whole."""
    ends: list[int] = []
    said: list[str] = []
    for found in _PLACE.finditer(text, span.start, span.end):
        who = text[max(span.start, found.start() - _REACH_BEHIND) : found.start()].rstrip().lower()
        if found["whole"] or not _WHO.search(who):
            ends.append(found.end())
            said.append(found["place"] or "")
    return _Mentions(ends, said)


def _above(topic: str | None, text: str, span: Span) -> str | None:
    named = place_named(topic) if topic else None
    between = span.start - span.paragraph
    if named is None or between > _LINE:
        return None
    return None if _PLACE.search(text, span.paragraph, span.start) else named
