"""A form filled for a period: each tied place with its figure, or with the reason why not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from django.utils.translation import override

from muctieu.core.days import Window, a_year_before
from muctieu.indicators.define import catalogued
from muctieu.indicators.question import Answer, Figure, Question
from muctieu.indicators.standing import converted
from muctieu.indicators.windows import Scheme, month_of, quarter_days, year_of, year_to
from muctieu.kernels.vietnamese.numbers import format_number
from muctieu.registers.clocks import Known
from muctieu.registers.sentences import Sentence
from muctieu.statements.fill import papers, sheets
from muctieu.statements.fill.models import Blank, Period, Tie, Timing
from muctieu.statements.fill.package import Package
from muctieu.statements.write.document import Cited

Ask = Callable[[Sequence[Question]], Sequence[Answer | None]]
Link = Callable[[Question], str]
_YEAR = re.compile(r"\bnăm\s+((?:19|20)\d\d)\b", re.IGNORECASE)
REHEARSED = frozenset({"rehearsal", "mixed"})
# In Vietnamese, like the paper it is put on.
REHEARSED_MARK = "BẢN DIỄN TẬP"
_NOTHING = Sentence("Chưa đủ căn cứ để tính.", "There is not enough to work it out.")
_OTHER_WORD = Sentence(
    "Chỉ tiêu tính bằng “{word}”, không đổi ra “{printed}” được.",
    "The figure is in “{word}”, which cannot be turned into “{printed}”.",
)
_LACKING = Sentence(
    "Còn thiếu {lacking}/{owing} đơn vị chưa báo cáo.",
    "{lacking} of {owing} units have not reported.",
)


@dataclass(frozen=True)
class Asking:
    """For which day a form is filled, by which knowledge, and how figures are asked and linked."""

    as_of: dt.date
    known: Known
    ask: Ask
    link: Link


@dataclass(frozen=True)
class Line:
    """One tied place: what goes into it, or ``why`` nothing does; ``mind`` is said beside a value."""

    tie: Tie
    question: Question
    value: Decimal | None = None
    cited: Cited | None = None
    why: Sentence | None = None
    mind: Sentence | None = None


def lines_of(ties: Sequence[Tie], period: str, asking: Asking) -> list[Line]:
    """Each tie with its figure, all asked together."""
    questions = [question_of(one, period, asking) for one in ties]
    # Forms are printed in Vietnamese, whatever language the page is read in.
    with override("vi"):
        answers = asking.ask(questions)
    return [
        _line(tie, question, answer.figure if answer else None, asking.link)
        for tie, question, answer in zip(ties, questions, answers, strict=True)
    ]


def question_of(tie: Tie, period: str, asking: Asking) -> Question:
    """What a tied place asks for on a day."""
    return question_at(
        Question(tie.indicator, tie.of_id, asking.as_of, asking.known), Timing(tie.timing), period
    )


def question_at(plain: Question, timing: Timing, period: str) -> Question:
    """The question for other days than those to the day, seen from that day."""
    scheme = _scheme_of(plain.code)
    if timing is Timing.IN_PERIOD:
        return replace(plain, since=first_day(plain.as_of, period, scheme))
    if timing is Timing.YEAR_BEFORE:
        return replace(plain, as_of=a_year_before(year_to(plain.as_of, scheme)).last)
    if timing is Timing.WHOLE_YEAR:
        return replace(plain, as_of=dt.date(plain.as_of.year, 12, 31))
    if timing is Timing.PLAN:
        return replace(plain, status="plan")
    return plain


def _scheme_of(code: str) -> Scheme:
    declared = catalogued(code)
    return declared.scheme if declared else Scheme.CALENDAR


def first_day(as_of: dt.date, period: str, scheme: Scheme) -> dt.date:
    """The first day of the period that a day is reported in."""
    month = month_of(as_of, scheme)
    if period == Period.MONTH:
        window: Window = month.days(scheme)
    elif period == Period.QUARTER:
        window = quarter_days(month.year, (month.month + 2) // 3, scheme)
    else:
        window = year_to(as_of, scheme)
    return window.first or as_of


def _line(tie: Tie, question: Question, figure: Figure | None, link: Link) -> Line:
    if figure is None or figure.value is None:
        return Line(tie, question, why=_NOTHING)
    value = converted(figure.value, str(figure.unit_word), tie.word)
    if value is None:
        words = {"word": figure.unit_word, "printed": tie.word}
        return Line(tie, question, why=_OTHER_WORD.with_words(**words))
    rounded = rounded_to(value, tie.decimals)
    lacking = {"lacking": len(figure.lacking), "owing": figure.owing}
    cited = cited_as(format_number(rounded, tie.decimals), figure, link)
    mind = _LACKING.with_words(**lacking) if figure.lacking else None
    return Line(tie, question, rounded, cited, mind=mind)


def cited_as(text: str, figure: Figure, link: Link) -> Cited:
    """A figure as it is printed into somebody's paper; a rehearsed one says so in its title."""
    rehearsed = figure.origin in REHEARSED
    return Cited(
        key=f"{figure.code}@{figure.window.last.isoformat()}",
        text=text,
        link=link(figure.question),
        meaning=f"{REHEARSED_MARK}: {figure.title}" if rehearsed else figure.title,
        value=figure.value,
        origin=figure.origin,
        unit=str(figure.unit_word),
        as_of=figure.window.last,
        status=figure.status,
    )


def file_name(name: str, as_of: dt.date, kind: str, origins: Iterable[str]) -> str:
    """What the filled paper is called; its layout has no room to say that it is a rehearsal."""
    stem = f"{name.rpartition('.')[0] or name} {as_of.isoformat()}.{kind}"
    return f"{REHEARSED_MARK} - {stem}" if REHEARSED.intersection(origins) else stem


def rounded_to(value: Fraction, decimals: int) -> Decimal:
    """The value with so many decimals, half away from zero."""
    with localcontext(prec=60):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def filled(blank: Blank, package: Package, lines: Iterable[Line], site: str) -> bytes:
    """The form with every figure that there is; places without one stay blank."""
    known = [one for one in lines if one.value is not None and one.cited is not None]
    if blank.kind == "xlsx":
        values = {one.tie.place: one.value for one in known if one.value is not None}
        in_percent = {one.tie.place for one in known if one.tie.word == "%"}
        return sheets.filled(package, values, in_percent)
    return papers.filled(package, {one.tie.place: one.cited for one in known if one.cited}, site)


def other_years(words: Iterable[str], as_of: dt.date) -> list[int]:
    """The years that a form names, where the year it is filled for is not among them."""
    said = {int(year) for text in words for year in _YEAR.findall(text)}
    return [] if year_of(as_of, Scheme.CALENDAR) in said else sorted(said)
