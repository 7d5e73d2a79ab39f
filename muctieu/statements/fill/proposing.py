"""Which figure a place of a form asks for, as far as its headings leave no doubt.

A wrong tie is worse than none: where the headings fit no figure of the house, or several, or are
counted in something else, or say nothing of the days meant, nothing is proposed and the reason is
told.  Every proposal waits for somebody to confirm it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from muctieu.indicators.define import catalogued
from muctieu.indicators.standing import converted
from muctieu.kernels.vietnamese.text import fold
from muctieu.registers.sentences import Sentence
from muctieu.statements.board import counted_beside
from muctieu.statements.fill.headings import Asked
from muctieu.statements.fill.models import Timing
from muctieu.statements.read.match import Catalogue
from muctieu.statements.review.cards import HouseCard, kind_of

# In this order: "lũy kế cùng kỳ năm trước" speaks of the year before.
_TIMINGS: tuple[tuple[Timing | None, str], ...] = (
    (None, r"%|ty le|so sanh|so voi|tang|giam|ghi chu"),
    (Timing.YEAR_BEFORE, r"cung ky|nam truoc"),
    (Timing.PLAN, r"ke hoach|chi tieu giao|duoc giao|du toan"),
    (Timing.TO_DAY, r"luy ke|cong don|den ngay|tu dau nam|den het|so luy ke"),
    (Timing.IN_PERIOD, r"trong (?:ky|thang|quy|tuan)|(?:thang|quy|ky) nay|ky bao cao|thang bao cao"
                       r"|(?:thuc hien|phat sinh|ket qua) (?:thang|quy)"),
    (Timing.WHOLE_YEAR, r"ca nam|uoc .*nam"),
    (Timing.TO_DAY, r"so lieu|ket qua|thuc hien|so luong|tong so|gia tri"),
)  # fmt: skip
# What can be asked of a figure that was declared for a year and is counted nowhere.
_DECLARED = frozenset({Timing.WHOLE_YEAR, Timing.PLAN})
_REASONS = {
    "no_figure": Sentence(
        "Chưa nhận ra chỉ tiêu theo tên hàng, tên cột.",
        "The headings name no figure that is known here, or several.",
    ),
    "no_timing": Sentence(
        "Tên cột không nói rõ lũy kế, trong kỳ hay kế hoạch.",
        "The column does not say whether it is cumulative, of the period or the plan.",
    ),
    "declared": Sentence(
        "Chỉ tiêu chỉ có số công bố cả năm, không đếm được theo kỳ.",
        "The figure was declared for the year only; nothing here counts it by period.",
    ),
    "other_unit": Sentence(
        "Biểu tính bằng “{printed}”, chỉ tiêu tính bằng “{word}”.",
        "The form counts in “{printed}”, the figure in “{word}”.",
    ),
}


@dataclass(frozen=True)
class Proposal:
    """What a place is thought to ask for, or why nothing is proposed.

    ``of`` is the unit whose figure it is; ``word`` what the form prints it in.
    """

    place: str
    asked: Asked
    indicator: str = ""
    of: int = 0
    timing: Timing = Timing.TO_DAY
    word: str = ""
    decimals: int = 0
    why: Sentence | None = None


@dataclass(frozen=True)
class Known:
    """What proposals are made from: figures by code, the matcher, units by folded name."""

    cards: Mapping[str, HouseCard]
    catalogue: Catalogue
    units: Mapping[str, int]
    home: int


def proposals(places: Mapping[str, Asked], known: Known) -> Iterator[Proposal]:
    """One for each place, in the order of the form."""
    for place, asked in places.items():
        yield _proposal(place, asked, known)


def _proposal(place: str, asked: Asked, known: Known) -> Proposal:
    of, subject, rest = _subject(asked, known)
    unsure = Proposal(place, asked, of=of, word=asked.unit)
    code = _matched(subject, (asked.section, *asked.columns), asked.unit, known.catalogue)
    if code is None or code not in known.cards:
        return _without(unsure, "no_figure")
    timing = timing_of(rest)
    if timing is None:
        return _without(unsure, "no_timing")
    code = _counted(code, timing)
    if code is None or code not in known.cards:
        return _without(unsure, "declared")
    card = known.cards[code]
    word = printed_word(asked.unit, card.word)
    if word is None:
        return _without(unsure, "other_unit", printed=asked.unit, word=card.word)
    decimals = 2 if card.word == "%" else 0
    return Proposal(place, asked, code, of, timing, word, decimals)


def _counted(code: str, timing: Timing) -> str | None:
    """The figure that can tell these days: what was declared for a year knows no months."""
    declared = catalogued(code)
    if timing in _DECLARED or (declared is not None and declared.register is not None):
        return code
    return counted_beside(code) or None


def _without(unsure: Proposal, reason: str, **words: str) -> Proposal:
    said = _REASONS[reason].with_words(**words)
    return Proposal(unsure.place, unsure.asked, of=unsure.of, word=unsure.word, why=said)


def _subject(asked: Asked, known: Known) -> tuple[int, str, tuple[str, ...]]:
    """Whose figure, the words that name it, and the headings that say the days.

    Most rows name a figure; where they name a ward, the columns name the figure.
    """
    unit = known.units.get(fold(asked.row))
    if unit is None:
        return known.home, asked.row, asked.columns or (asked.row,)
    return unit, " ".join(asked.columns), asked.columns


def timing_of(heads: Iterable[str]) -> Timing | None:
    """Which days the headings over a place mean; None where they do not say or compare."""
    said = " / ".join(fold(head) for head in heads)
    for timing, words in _TIMINGS:
        if re.search(words, said):
            return timing
    return None


def _matched(subject: str, over: Iterable[str], unit: str, catalogue: Catalogue) -> str | None:
    """The one figure that the words can mean, among those counted like that."""
    kinds = {kind_of(unit.lower())} if unit else None
    topic = " ".join(over)
    asked = sorted({(r, k) for card in catalogue.cards for r in card.relations for k in card.kinds})
    found = {
        catalogue.match(subject, topic, relation, kind)
        for relation, kind in asked
        if kinds is None or kind in kinds
    } - {None}
    return found.pop() if len(found) == 1 else None


def printed_word(printed: str, word: str) -> str | None:
    """The word a form prints a figure in, as the house says it; None where the two do not fit."""
    said = " ".join(printed.lower().replace("tr.", "triệu ").replace("tỉ", "tỷ").split())
    if not said or said == word.lower():
        return word
    return said if converted(Fraction(1), word, said) is not None else None
