"""The house beside a text: what its registers, plans, published figures and earlier texts hold.

Everything is read at one update; the comparing itself is the reader's
(``statements.read.check.house``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils.translation import override

from muctieu.core.commands import explained
from muctieu.core.days import calendar_month
from muctieu.core.said import in_both
from muctieu.indicators.ask import ask
from muctieu.indicators.define import Declared, Indicator, catalogue
from muctieu.indicators.published import Stated, stated
from muctieu.indicators.question import Answer, Figure, NotAskable, Question
from muctieu.indicators.spoken import unit_said
from muctieu.kernels.vietnamese.dates import NotADate, format_date, parse_date
from muctieu.kernels.vietnamese.numbers import format_number
from muctieu.plan.models import TargetVersion
from muctieu.registers.clocks import Known, known_on, latest
from muctieu.statements.read.check.house import Asked, Held, Lacking
from muctieu.statements.read.check.items import factor_of
from muctieu.statements.read.interval import Interval
from muctieu.statements.read.match import Catalogue
from muctieu.statements.read.model import Claim, Unreadable
from muctieu.statements.review.cards import house_catalogue
from muctieu.statements.review.denominators import over_each
from muctieu.statements.review.models import KeptClaim

Link = Callable[[Question], str]
_ORIGINS = {
    "office": ("sổ của cơ quan", "the office's registers"),
    "rehearsal": ("sổ DIỄN TẬP (không phải hồ sơ thật)", "REHEARSED registers (no real records)"),
    "mixed": (
        "sổ lẫn dữ liệu cơ quan và diễn tập",
        "registers that mix office and rehearsed records",
    ),
}
_STATUSES = {
    "plan": ("kế hoạch", "plan"),
    "estimate": ("ước", "estimate"),
    "preliminary": ("sơ bộ", "preliminary"),
    "official": ("chính thức", "official"),
    "actual": ("thực hiện", "actual"),
}
_HEDGES = {"nearly": "gần ", "over": "hơn ", "about": "khoảng "}
# How final a figure is, for telling whether two of them can contradict each other.
_FINAL = {"actual": "done", "official": "done", "preliminary": "done"}
_MOST_TEXTS = 3
_LONG_FIELDS = ("text", "blocks", "report")


@dataclass(frozen=True)
class _Wanted:
    """A claim, the indicator it is matched to, the day and the unit it speaks for."""

    claim: Claim
    code: str
    day: dt.date
    unit: int


class KnownHouse:
    """The house as known at one update. ``link`` makes the address of a figure's records."""

    def __init__(
        self, known: Known, texts: QuerySet[KeptClaim] | None = None, link: Link | None = None
    ) -> None:
        self._known = known
        self._texts = KeptClaim.objects.all() if texts is None else texts
        self._link = link

    def catalogue(self) -> Catalogue:
        """Its indicators with their names, learned ones included."""
        return house_catalogue(self._known)

    def beside(
        self, claims: Sequence[Claim], asked: Asked
    ) -> Mapping[str, Sequence[Held | Lacking]]:
        """What it holds beside each claim; one reason where that is nothing."""
        unit = unit_meant(asked)
        found: dict[str, Sequence[Held | Lacking]] = {}
        wanted = []
        for claim in claims:
            if claim.indicator:
                own = unit_of(claim, asked, unit)
                if own is None:
                    found[claim.id] = [_unknown_place(claim)]
                else:
                    wanted.append(_Wanted(claim, claim.indicator, day_meant(claim, asked), own))
        counted = self._counted(wanted)
        told = _by_code(
            stated(
                self._known, units={one.unit for one in wanted}, codes={one.code for one in wanted}
            )
        )
        texts = self._earlier(wanted)
        for one in wanted:
            of_code = told.get((one.code, one.unit), [])
            each = over_each(one.claim, Question(one.code, one.unit, one.day, self._now()))
            held = [
                # Fits another denominator than the usual one: then the usual one contradicts nothing.
                *(() if each and each.another_fits else counted.get(one.claim.id, ())),
                *([each.told] if each else []),
                *(self._published(one, figure) for figure in _same_day(one, of_code)),
                *(self._planned(one) if one.claim.status == "plan" else ()),
                *texts.get(one.claim.id, ()),
            ]
            found[one.claim.id] = held or [_nothing(one, of_code)]
        return found

    def plans(self, claim: Claim, asked: Asked) -> Sequence[Held]:
        """The plans for a claim's indicator in its year, each from a target."""
        if claim.indicator is None:
            return ()
        unit = unit_of(claim, asked, unit_meant(asked))
        if unit is None:
            return ()
        return self._plans(claim.indicator, day_meant(claim, asked).year, unit)

    def _counted(self, wanted: Sequence[_Wanted]) -> dict[str, Sequence[Held | Lacking]]:
        """What the registers count, for the claims whose indicator they can count."""
        countable = {one.code: one for one in catalogue() if not isinstance(one.form, Declared)}
        asking = [one for one in wanted if one.code in countable and one.claim.status != "plan"]
        now = self._now()
        answers = _asked([Question(one.code, one.unit, one.day, now) for one in asking])
        earlier = _asked(
            [Question(one.code, one.unit, one.day, known_on(one.day)) for one in asking]
        )
        return {
            one.claim.id: [self._figure(one, countable[one.code], figure, before)]
            for one, figure, before in zip(asking, answers, earlier, strict=True)
            if figure is not None
        }

    def _now(self) -> Known:
        return self._known.pinned

    def _figure(
        self, one: _Wanted, indicator: Indicator, figure: Figure, before: Figure | None
    ) -> Held | Lacking:
        if figure.value is None:
            vi, en = _titled(indicator)
            day = format_date(one.day)
            return Lacking(
                "register",
                f"Chưa đủ căn cứ: sổ chưa có gì để đếm “{vi}” đến {day}.",
                f"Not enough to check: there is nothing to count for “{en}” by {day}.",
            )
        held = self._held(one, indicator, figure)
        if before is None or before.value is None:
            return held
        return replace(held, before=_known_then(self._held(one, indicator, before), one.day))

    def _held(self, one: _Wanted, indicator: Indicator, figure: Figure) -> Held:
        value = _decimal(figure.value or Fraction(0))
        with override("vi"):
            word = str(indicator.unit)
        vi, en = _ORIGINS.get(figure.origin, _ORIGINS["office"])
        title_vi, title_en = _titled(indicator)
        day = format_date(one.day)
        return Held(
            "register",
            value,
            value,
            word,
            f"{vi}, {title_vi} đến {day}",
            f"{en}, {title_en} to {day}",
            link=self._link(figure.question) if self._link else None,
        )

    def _published(self, one: _Wanted, figure: Stated) -> Held:
        low, high, unit = _bounds(figure)
        vi, en = _STATUSES[figure.status]
        amount = one.claim.relation == "absolute"
        same = _finality(figure.status) == _finality(one.claim.status)
        where_vi = figure.document + (f", câu {figure.sentence}" if figure.sentence else "")
        where_en = figure.document + (f", sentence {figure.sentence}" if figure.sentence else "")
        day = format_date(figure.as_of)
        return Held(
            "published",
            low,
            high,
            unit,
            f"số {vi} đã công bố cho {day} ({where_vi})",
            f"the {en} published for {day} ({where_en})",
            link=self._address(figure),
            firm=same or not amount,
            printed=_as_published(figure),
        )

    def _address(self, figure: Stated) -> str | None:
        if self._link is None:
            return None
        return self._link(Question(figure.code, figure.unit, figure.as_of, self._now()))

    def _planned(self, one: _Wanted) -> list[Held]:
        plans = self._plans(one.code, one.day.year, one.unit)
        # Of several plans, that a text means another one of them contradicts nothing.
        return [replace(plan, firm=False) for plan in plans] if len(plans) > 1 else plans

    def _plans(self, code: str, year: int, unit: int) -> list[Held]:
        at = self._known.position
        every: QuerySet[Any] = TargetVersion._default_manager.filter(known_from__lte=at)
        rows = every.filter(indicator=code, unit_id=unit, year=year)
        there = [
            one for one in rows.order_by("version") if one.known_to is None or one.known_to > at
        ]
        return [plan for one in there for plan in self._plan_of(one, unit)]

    def _plan_of(self, target: Any, unit: int) -> Iterator[Held]:
        vi = f"kế hoạch năm {target.year} “{target.title}”"
        en = f"the plan for {target.year} (target {target.number})"
        if target.mantissa is not None:
            value = Decimal(target.mantissa).scaleb(-(target.decimals or 0))
            factor, bare = factor_of(target.word)
            yield Held("plan_version", value * factor, value * factor, bare, vi, en)
        elif target.plan_code:
            for figure in stated(self._known, units=[unit], codes=[target.plan_code])[:1]:
                low, high, bare = _bounds(figure)
                implied = low != high
                yield Held(
                    "plan_version",
                    low,
                    high,
                    bare,
                    f"{vi}, suy ra từ {figure.document}" if implied else vi,
                    f"{en}, implied by {figure.document}" if implied else en,
                    link=self._address(figure),
                )

    def _earlier(self, wanted: Sequence[_Wanted]) -> dict[str, list[Held]]:
        """What other texts said on the same subject for the same day; of equals, the latest."""
        rows = self._texts.filter(indicator__in={one.code for one in wanted})
        # A text and its whole report came along with every one of its figures otherwise.
        rows = rows.select_related("review").defer(*(f"review__{name}" for name in _LONG_FIELDS))
        kept = list(rows.order_by("-review__made_at", "claim"))
        found: dict[str, list[Held]] = {}
        for one in wanted:
            like: dict[tuple[str, str, str], KeptClaim] = {}
            for row in kept:
                if _same_subject(row, one):
                    like.setdefault((row.low, row.high, row.unit), row)
            found[one.claim.id] = [_said_before(row) for row in [*like.values()][:_MOST_TEXTS]]
        return found


def house_now() -> KnownHouse:
    """The house as it is now, for the command line: no pages, so no addresses.

    Raises :class:`Unreadable` where there is no database to compare with, with what to do.
    """
    try:
        return KnownHouse(latest())
    except DatabaseError as error:
        raise Unreadable("no_data", *in_both(explained(error))) from error


def unit_meant(asked: Asked) -> int:
    """The unit whose figures are compared. Raises :class:`Unreadable` with one sentence."""
    try:
        return unit_said(asked.unit, dt.date(asked.year, 12, 31))
    except (LookupError, ValueError) as missing:
        raise Unreadable(
            "no_unit",
            *_no_unit(asked),
        ) from missing


def _no_unit(asked: Asked) -> tuple[str, str]:
    if not asked.unit:
        return (
            f"Hệ thống chưa có đơn vị nào của năm {asked.year}; hãy chọn năm đã có số liệu.",
            f"The house has no unit in {asked.year}; choose a year that it has figures of.",
        )
    return (
        f"Không rõ đơn vị “{asked.unit}” của năm {asked.year}; hãy nêu tên hoặc mã đơn vị có trong hệ thống.",
        f"There is no single unit “{asked.unit}” in {asked.year}; give the name or code of one that is there.",
    )


def unit_of(claim: Claim, asked: Asked, whole: int) -> int | None:
    """The unit a claim speaks of: the one the text names, else the whole; None where nobody knows it."""
    if claim.place is None:
        return whole
    try:
        return unit_said(claim.place, day_meant(claim, asked))
    except (LookupError, ValueError):
        return None


def _unknown_place(claim: Claim) -> Lacking:
    return Lacking(
        "register",
        f"Chưa đủ căn cứ: con số này nói về “{claim.place}”, đơn vị không có trong hệ thống vào thời điểm ấy.",
        f"Not enough to check: the figure speaks of “{claim.place}”, which is no unit of this system then.",
    )


def day_meant(claim: Claim, asked: Asked) -> dt.date:
    """The day a claim speaks for: its own, else the one asked for, else the end of its period."""
    if claim.as_of:
        return dt.date.fromisoformat(claim.as_of)
    whole_year = claim.period is None or re.fullmatch(r"\d{4}", claim.period)
    if asked.as_of and whole_year and claim.status == "actual":
        return day_said(asked.as_of)
    return _end_of(claim.period) or dt.date(asked.year, 12, 31)


def day_said(text: str) -> dt.date:
    """A day as people write it. Raises :class:`Unreadable` with one sentence."""
    try:
        return parse_date(text)
    except NotADate as problem:
        raise Unreadable("no_day", problem.vi, problem.en) from problem


def _end_of(period: str | None) -> dt.date | None:
    """The last day of "2021", "2021-09", "2021-Q3" or "2021-01/2021-09"; None for anything else."""
    last = (period or "").rpartition("/")[2]
    found = re.fullmatch(r"(\d{4})(?:-(?:(\d\d)|Q([1-4])))?", last)
    if found is None:
        return None
    month = int(found[2]) if found[2] else 3 * int(found[3] or 4)
    return calendar_month(int(found[1]), month).last if 1 <= month <= 12 else None


def _asked(questions: Sequence[Question]) -> list[Figure | None]:
    """The figures; None where one cannot be asked, so that the others still are."""
    try:
        return [one.figure for one in ask(questions)]
    except NotAskable:
        return [one.figure if one else None for one in map(_alone, questions)]


def _alone(question: Question) -> Answer | None:
    try:
        return ask([question])[0]
    except NotAskable:
        return None


def _by_code(figures: Iterable[Stated]) -> dict[tuple[str, int], list[Stated]]:
    found: dict[tuple[str, int], list[Stated]] = {}
    for one in figures:
        found.setdefault((one.code, one.unit), []).append(one)
    return found


def _same_day(one: _Wanted, figures: Sequence[Stated]) -> list[Stated]:
    """Published figures for the claim's day: plans beside plans, those as final as it first."""
    plan = one.claim.status == "plan"
    there = [
        figure
        for figure in figures
        if figure.as_of == one.day and (figure.status == "plan") == plan
    ]
    as_final = [
        figure for figure in there if _finality(figure.status) == _finality(one.claim.status)
    ]
    return as_final or there


def _finality(status: str) -> str:
    return _FINAL.get(status, status)


def _bounds(figure: Stated) -> tuple[Decimal, Decimal, str]:
    """What a published figure can mean, in the bare unit."""
    factor, bare = factor_of(figure.word)
    printed = Interval.of(Decimal(figure.mantissa).scaleb(-figure.decimals), figure.decimals, None)
    if figure.low is not None or figure.high is not None:
        low, high = (
            _decimal(one if one is not None else figure.value) for one in (figure.low, figure.high)
        )
    elif bare == "%" or factor > 1:
        low, high = printed.low or Decimal(0), printed.high or Decimal(0)
    else:
        low = high = _decimal(figure.value)
    return low * factor, high * factor, bare


def _as_published(figure: Stated) -> str:
    number = format_number(Decimal(figure.mantissa).scaleb(-figure.decimals), figure.decimals)
    return f"{_HEDGES.get(figure.qualifier, '')}{number} {figure.word}"


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _titled(indicator: Indicator) -> tuple[str, str]:
    """The indicator's title in Vietnamese and in English."""
    with override("vi"):
        vi = str(indicator.title)
    with override("en"):
        return vi, str(indicator.title)


def _known_then(held: Held, day: dt.date) -> Held:
    said = format_date(day)
    return replace(
        held,
        vi=f"{held.vi}, như đã biết hết ngày {said} (về sau có ghi thêm)",
        en=f"{held.en}, as known at the end of {said} (more was entered later)",
    )


def _same_subject(row: KeptClaim, one: _Wanted) -> bool:
    claim = one.claim
    there = (row.indicator, row.day, row.relation, row.status)
    return there == (one.code, one.day, claim.relation, claim.status)


def _said_before(row: KeptClaim) -> Held:
    day = format_date(row.review.made_at.date())
    return Held(
        "other_text",
        Decimal(row.low),
        Decimal(row.high),
        row.unit,
        f"văn bản “{row.review.name}” rà ngày {day} ({row.claim})",
        f"the text “{row.review.name}” reviewed on {day} ({row.claim})",
        printed=row.printed,
    )


def _nothing(one: _Wanted, published: Sequence[Stated]) -> Lacking:
    day = format_date(one.day)
    if published:
        other = format_date(published[0].as_of)
        return Lacking(
            "published",
            f"Chưa đủ căn cứ: đã công bố số này cho {other}, không phải cho {day}, và chưa có sổ nào đếm nó.",
            f"Not enough to check: published for {other}, not for {day}, and no register counts it.",
        )
    subject = one.claim.subject or one.code
    return Lacking(
        "register",
        f"Chưa đủ căn cứ: chưa có sổ, kế hoạch hay số đã công bố nào về “{subject}” cho {day}.",
        f"Not enough to check: no register, plan or published figure has “{subject}” for {day}.",
    )
