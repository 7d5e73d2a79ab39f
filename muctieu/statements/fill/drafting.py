"""Last period's Word report as this period's draft: its numbers renewed, its prose kept.

A number is renewed only where it is proved which figure it is: the reader matches it to an
indicator, and what it prints is what the house holds for that indicator on the day of the old
report.  The new number is printed in the manner of the old one: unit, decimals, grouping, hedge.
Everything else stays, and is listed with the reason.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import override

from muctieu.indicators.question import Answer, Figure, Question
from muctieu.kernels.vietnamese.numbers import format_number
from muctieu.registers.clocks import known_on
from muctieu.registers.sentences import Sentence
from muctieu.statements.fill.filling import Ask, Asking, cited_as, question_at
from muctieu.statements.fill.models import Period, Timing
from muctieu.statements.fill.package import Package
from muctieu.statements.fill.refused import refused
from muctieu.statements.fill.swapping import DOCUMENT, Links, W, swap, written
from muctieu.statements.read.check.house import Asked
from muctieu.statements.read.check.items import factor_of
from muctieu.statements.read.load.word import located
from muctieu.statements.read.model import Claim, Report
from muctieu.statements.read.reader import read
from muctieu.statements.review.house import KnownHouse, unit_of
from muctieu.statements.review.keeping import meant
from muctieu.statements.write.document import Cited

_DIGITS = re.compile(r"\d[\d.,]*\d|\d")
_HEDGES = {"just_below": ROUND_CEILING, "above": ROUND_FLOOR, "about": ROUND_HALF_UP}
# What is worked out from two printed numbers has no figure of its own.
_SIMPLE = frozenset(["absolute", "share", "growth", "rate", "index_vs_previous", "percent_of_plan"])
_AROUND = 60
_REASONS = {
    "no_figure": Sentence(
        "Chưa nhận ra là chỉ tiêu nào.", "It is not known which figure this is."
    ),
    "not_simple": Sentence(
        "Số này tính từ hai số khác hoặc viết bằng chữ.",
        "It is worked out from two other numbers, or written in words.",
    ),
    "no_place": Sentence(
        "Nói về “{place}”, đơn vị không có trong hệ thống.",
        "It speaks of “{place}”, which is no unit of this system.",
    ),
    "other_day": Sentence(
        "Nói về kỳ khác kỳ của báo cáo cũ.", "It speaks of other days than the old report."
    ),
    "not_proved": Sentence(
        "Số đã in không bằng số hệ thống có cho ngày báo cáo cũ.",
        "What is printed is not what is held here for the day of the old report.",
    ),
    "two_ways": Sentence(
        "Khớp với hai cách tính (trong kỳ và lũy kế) mà số kỳ này khác nhau.",
        "It fits two ways of counting (in the period, cumulative) that differ this time.",
    ),
    "nothing": Sentence(
        "Chưa đủ căn cứ để tính cho ngày mới.", "There is not enough to work out the new day."
    ),
    "hedge": Sentence(
        "Số mới là {value}: từ “gần”, “hơn” hay “dưới” ở đây không còn đúng.",
        "The new figure is {value}: the word that hedges the number no longer fits.",
    ),
    "direction": Sentence(
        "Số mới là {value}, đổi chiều so với chữ “tăng”, “giảm” trong câu.",
        "The new figure is {value}, the other way than the words of the sentence.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Renewed:
    """A number of the old report and the figure that took its place."""

    start: int
    end: int
    old: str
    figure: Cited
    around: str


@dataclass(frozen=True)
class Left:
    """A number that stays as it was, with the reason."""

    old: str
    why: Sentence
    around: str


@dataclass(frozen=True)
class Draft:
    """The draft, and what was done: numbers renewed, numbers left, days that stand in the text."""

    content: bytes
    renewed: tuple[Renewed, ...]
    left: tuple[Left, ...]
    days: tuple[str, ...]


@dataclass(frozen=True)
class Renewing:
    """From which day to which a report is renewed, for whom, and how figures are asked."""

    was_on: dt.date
    unit: int
    asking: Asking


def draft_of(package: Package, renewing: Renewing, site: str) -> Draft:
    """The draft of a Word report.

    Raises ``FormRefused`` for another kind of file, ``Unreadable`` for one without words.
    """
    if package.kind != "docx":
        raise refused("not_word")
    body = package.tree(DOCUMENT).find(f"{W}body")
    if body is None:
        raise refused("broken")
    found = located(body)
    report = read(found.document, KnownHouse(renewing.asking.known).catalogue())
    told = list(_told(report, renewing))
    renewed = tuple(one for one in told if isinstance(one, Renewed))
    links = Links(package, body, site)
    # From the end, so that the offsets before stay true.
    for one in sorted(renewed, key=lambda one: one.start, reverse=True):
        swap(found.spots, one.start, one.end, one.figure, links)
    return Draft(
        written(package, body, links),
        renewed,
        tuple(one for one in told if isinstance(one, Left)),
        tuple(_days(report)),
    )


def _days(report: Report) -> Iterator[str]:
    """The days and months that the text names, each once: they stay for whoever signs."""
    named = (one.text for one in report.others if one.kind in ("date", "period", "range"))
    yield from dict.fromkeys(" ".join(text.split()) for text in named)


# ------------------------------------------------------------------ one number


@dataclass(frozen=True)
class _Candidate:
    """One way in which a claim may be a figure: its question then and now."""

    then: Question
    now: Question


def _told(report: Report, renewing: Renewing) -> Iterator[Renewed | Left]:
    """Each number of the report, renewed or left. All figures are asked together."""
    ways = {one.id: _ways(one, renewing) for one in report.claims}
    asked = [
        question
        for way in ways.values() if not isinstance(way, Sentence)
        for one in way
        for question in (one.then, _as_known_then(one.then), one.now)
    ]  # fmt: skip
    answers = _answered(asked, renewing.asking.ask)
    for claim in sorted(report.claims, key=lambda one: one.start):
        way = ways[claim.id]
        around = _around(report.text, claim)
        if isinstance(way, Sentence):
            yield Left(claim.text, way, around)
        else:
            yield _settled(claim, way, answers, renewing, around)


def _answered(questions: Sequence[Question], ask: Ask) -> dict[Question, Figure]:
    once = list(dict.fromkeys(questions))
    # What is printed is Vietnamese, whatever language the page is read in.
    with override("vi"):
        answers: Sequence[Answer | None] = ask(once)
    return {
        question: answer.figure
        for question, answer in zip(once, answers, strict=True)
        if answer is not None and answer.figure.value is not None
    }


def _as_known_then(question: Question) -> Question:
    """The same question to what was known at the end of its day, which the old report told."""
    return replace(question, known=known_on(question.as_of))


def _ways(claim: Claim, renewing: Renewing) -> list[_Candidate] | Sentence:
    """The ways in which a claim may be a figure of the house, or why there is none."""
    if claim.relation not in _SIMPLE or "/" in claim.value or not _DIGITS.search(claim.text):
        return _REASONS["not_simple"]
    if claim.indicator is None:
        return _REASONS["no_figure"]
    asked = Asked(renewing.was_on.year, None, renewing.was_on.isoformat())
    unit = unit_of(claim, asked, renewing.unit)
    if unit is None:
        return _REASONS["no_place"].with_words(place=claim.place)
    timings = list(_timings(claim, renewing.was_on))
    period = Period.QUARTER if "Q" in (claim.period or "") else Period.MONTH
    asking = renewing.asking

    def question(day: dt.date, timing: Timing) -> Question:
        return question_at(Question(claim.indicator or "", unit, day, asking.known), timing, period)

    found = [
        _Candidate(question(renewing.was_on, one), question(asking.as_of, one)) for one in timings
    ]
    return found or _REASONS["other_day"]


def _timings(claim: Claim, was_on: dt.date) -> Iterator[Timing]:
    """The days a claim may speak of, as seen from the day of its report."""
    quarter = f"{was_on.year}-Q{(was_on.month + 2) // 3}"
    own = {None, f"{was_on.year}", f"{was_on:%Y-%m}", quarter}
    if claim.status == "plan":
        yield Timing.PLAN
    elif claim.as_of in (None, was_on.isoformat()) and claim.period in own:
        yield Timing.TO_DAY
        yield Timing.WHOLE_YEAR
        if claim.period not in (None, f"{was_on.year}"):
            yield Timing.IN_PERIOD
    elif claim.period == f"{was_on.year - 1}":
        yield Timing.YEAR_BEFORE


def _settled(
    claim: Claim,
    ways: Iterable[_Candidate],
    answers: dict[Question, Figure],
    renewing: Renewing,
    around: str,
) -> Renewed | Left:
    """The number renewed by the one way that proves itself."""
    proved = [
        one for one in ways
        if any(
            _is_printed(claim, answers[then])
            for then in (one.then, _as_known_then(one.then)) if then in answers
        )
    ]  # fmt: skip
    if not proved:
        return Left(claim.text, _REASONS["not_proved"], around)
    figures = [answers[one.now] for one in proved if one.now in answers]
    if len(figures) < len(proved):
        return Left(claim.text, _REASONS["nothing"], around)
    printed = {_printed_now(claim, one) for one in figures}
    if len(printed) > 1:
        return Left(claim.text, _REASONS["two_ways"], around)
    (text,) = printed
    if isinstance(text, Sentence):
        return Left(claim.text, text, around)
    return _renewed(claim, figures[0], text, renewing, around)


def _renewed(
    claim: Claim, figure: Figure, text: str, renewing: Renewing, around: str
) -> Renewed | Left:
    digits = _DIGITS.search(claim.text)
    if digits is None:
        return Left(claim.text, _REASONS["not_simple"], around)
    cited = cited_as(text, figure, renewing.asking.link)
    start = claim.start + digits.start()
    return Renewed(start, start + len(digits[0]), claim.text, cited, around)


def _in_bare_unit(figure: Figure) -> tuple[Fraction, str]:
    """A figure's value in đồng, người or %: without "triệu", "nghìn"."""
    factor, bare = factor_of(str(figure.unit_word))
    return (figure.value or Fraction(0)) * factor, bare


def _is_printed(claim: Claim, figure: Figure) -> bool:
    """Whether a claim prints this figure: the proof that it is the one."""
    value, word = _in_bare_unit(figure)
    low, high, bare = meant(claim)
    same = bare in (word, "") or {bare, word} == {None, ""}
    return same and low <= value <= high


def _printed_now(claim: Claim, figure: Figure) -> str | Sentence:
    """The new value in the manner of the old number, or why that cannot be said with its words."""
    digits = (_DIGITS.search(claim.text) or [""])[0]
    value = _in_bare_unit(figure)[0] / factor_of(claim.unit)[0]
    if (value < 0) != (Decimal(claim.value) < 0) and value != 0:
        return _REASONS["direction"].with_words(value=_said(value))
    decimals = len(digits.partition(",")[2])
    rounded = _in_steps(abs(value), claim.qualifier, digits, decimals)
    if rounded is None or (claim.qualifier in ("just_below", "above") and rounded == abs(value)):
        return _REASONS["hedge"].with_words(value=_said(value))
    text = format_number(rounded, decimals)
    grouped = "." in digits or len(digits.partition(",")[0]) <= 3
    text = text if grouped else text.replace(".", "")
    # "05 ca": a single digit is written with a nought where the old one was.
    return text.zfill(len(digits)) if digits.startswith("0") and not decimals else text


def _in_steps(value: Fraction, hedge: str | None, digits: str, decimals: int) -> Decimal | None:
    """The value as roughly as the old number was said: after "gần 8.000" comes "gần 9.000"."""
    step = Fraction(1, 10**decimals)
    rounding = ROUND_HALF_UP
    if hedge is not None:
        if hedge not in _HEDGES:
            return None
        rounding = _HEDGES[hedge]
        whole = digits.replace(".", "")
        noughts = len(whole) - len(whole.rstrip("0"))
        step = Fraction(10 ** min(noughts, len(whole) - 1)) if not decimals else step
    steps = value / step
    count = (Decimal(steps.numerator) / Decimal(steps.denominator)).to_integral_value(rounding)
    result = count * Decimal(step.numerator) / Decimal(step.denominator)
    return result if hedge is None or result else None


def _said(value: Fraction) -> str:
    return format_number(value, 0 if value.denominator == 1 else 2)


def _around(text: str, claim: Claim) -> str:
    """The number with a few words before and behind it."""
    before = text[max(claim.start - _AROUND, 0) : claim.start].rpartition("\n")[2]
    behind = text[claim.end : claim.end + _AROUND // 2].partition("\n")[0]
    # No word is cut in two.
    before = before.partition(" ")[2] if len(before) == _AROUND else before
    behind = behind.rpartition(" ")[0] if len(behind) == _AROUND // 2 else behind
    return " ".join(f"{before}{claim.text}{behind}".split())
