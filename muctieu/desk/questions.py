"""Questions and addresses: every figure has one address, and the address asks for that figure.

``?donvi=`` names the unit, ``?noi=`` the kind of place counted by, ``?mau=`` the denominator,
``?tu=`` another first day, ``?loc=field~op~value`` one condition (several may be given),
``?diaban=`` the day of the map it is restated to, ``?trong=`` the former unit it is kept to,
``?congthuc=`` the number of the formula, ``?trangthai=`` what was stated with a status.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from muctieu.core.units import versions_on
from muctieu.desk.audience import for_an_official
from muctieu.desk.clocks import AS_OF, KNOWN
from muctieu.desk.place import UNIT
from muctieu.indicators.define import (
    Counted,
    Op,
    Scalar,
    Where,
    catalogued,
    indicator_of,
    sides,
)
from muctieu.indicators.question import Question
from muctieu.indicators.statuses import STATED
from muctieu.kernels.vietnamese.dates import NotADate, parse_date
from muctieu.registers.declare import Field, Kind, register_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muctieu.desk.clocks import Clock

SINCE, PLACE, DENOMINATOR, WHERE = "tu", "noi", "mau", "loc"
MAP, WITHIN, FORMULA, STATUS = "diaban", "trong", "congthuc", "trangthai"


# Numbers so long fit the columns that hold them.
_DIGITS = 10


class BadQuestion(ValueError):
    """An address that asks for nothing that can be answered; the message says what is wrong."""


@dataclass(frozen=True)
class Addresses:
    """Makes addresses of figures as seen with one clock; knows the units' codes of its day."""

    clock: Clock
    home: int | None
    codes: Mapping[int, str] = dataclass_field(default_factory=dict)

    @classmethod
    def at(cls, clock: Clock, home: int | None) -> Addresses:
        """The addresses of a page with these dates."""
        codes = {one.unit_id: one.code or one.name for one in versions_on(clock.as_of)}
        return cls(clock, home, codes)

    def of(self, question: Question, view: str = "desk:trace", **more: str) -> str:
        """Where the figure of ``question`` is explained: its records, or another ``view``."""
        address = reverse(view, args=[question.code])
        return f"{address}?{urlencode(self.pairs(question) + list(more.items()))}"

    def pairs(self, question: Question) -> list[tuple[str, str]]:
        """The query that asks for ``question`` again."""
        asked: list[tuple[str, str]] = [(AS_OF, question.as_of.isoformat())]
        if question.known.said is not None:
            asked.append((KNOWN, question.known.said))
        if question.unit != self.home and question.map is not None:
            # A code means another unit on another map: here a unit goes by its number.
            asked.append((UNIT, f"@{question.unit}"))
        elif question.unit != self.home and question.unit in self.codes:
            asked.append((UNIT, self.codes[question.unit]))
        optional = (
            (PLACE, question.place),
            (DENOMINATOR, question.denominator),
            (MAP, question.map),
            (WITHIN, question.within),
            (FORMULA, question.formula),
            (STATUS, question.status),
        )
        asked += [(name, str(value)) for name, value in optional if value not in (None, "")]
        if question.since is not None:
            asked.append((SINCE, question.since.isoformat()))
        return asked + [(WHERE, _written(one)) for one in question.where]


def question_of(request: HttpRequest, code: str, unit: int, clock: Clock) -> Question:
    """The question that an address asks. Raises :class:`BadQuestion`."""
    return Question(
        code=code,
        unit=unit,
        as_of=clock.as_of,
        known=clock.known,
        since=_day(request.GET.get(SINCE, "")),
        place=request.GET.get(PLACE) or None,
        denominator=request.GET.get(DENOMINATOR) or None,
        where=_conditions(request, code),
        map=_day(request.GET.get(MAP, "")),
        within=_number(request.GET.get(WITHIN, "")),
        formula=_number(request.GET.get(FORMULA, "")),
        status=_status(request.GET.get(STATUS, "")),
    )


def _conditions(request: HttpRequest, code: str) -> tuple[Where, ...]:
    """The conditions of an address, as far as whoever asks may narrow a figure down.

    Everybody may look at a part that the figure's own page shows; only officials may question
    it further, for a condition like "this person" would tell about somebody.
    """
    asked = tuple(_read(text) for text in request.GET.getlist(WHERE)[:5])
    for one in asked:
        _check_kind(code, one)
    if asked and not for_an_official():
        shown = _splits_of(code)
        if len(asked) > 1 or any(
            one.path not in shown or Op(one.op) not in (Op.EQ, Op.EMPTY) for one in asked
        ):
            raise BadQuestion(_("Sign in to narrow a figure down like this."))
    return asked


_KINDS: dict[Kind, type] = {
    **dict.fromkeys((Kind.TEXT, Kind.CHOICE), str),
    **dict.fromkeys((Kind.INTEGER, Kind.MONEY, Kind.UNIT, Kind.RECORD), int),
    Kind.DATE: dt.date,
    Kind.BOOLEAN: bool,
}


def _check_kind(code: str, one: Where) -> None:
    """Refuse a value of another kind than its field's: a day compared with a word."""
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    wanted = {_KINDS[field.kind] for field in _fields(code, one.path)}
    kinds = {bool} if one.op is Op.EMPTY else {int} if one.aged else wanted
    if not wanted or any(type(value) not in kinds for value in values):
        raise BadQuestion(
            _("The condition “%(text)s” in the address cannot be read.") % {"text": one.path[:80]}
        )


def _fields(code: str, path: str) -> list[Field]:
    """The fields that a path means in the registers behind a figure."""
    name, _dot, beyond = path.partition(".")
    found = []
    try:
        for side in sides(indicator_of(code)):
            if isinstance(side.form, Counted):
                field = register_of(side.form.register)[name]
                found.append(register_of(field.to or "")[beyond] if beyond else field)
    except LookupError:
        return []
    return found


def _splits_of(code: str) -> tuple[str, ...]:
    found = catalogued(code)
    return found.splits if found is not None else ()


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return parse_date(text)
    except NotADate as problem:
        raise BadQuestion(problem.vi) from problem


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else None


def _status(text: str) -> str | None:
    return text if text in STATED else None


def map_asked(request: HttpRequest) -> dt.date | None:
    """The day of the map that an address asks for; None where it names none that can be read."""
    try:
        return _day(request.GET.get(MAP, ""))
    except BadQuestion:
        return None


def _written(one: Where) -> str:
    op = Op(one.op)
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    return "~".join([one.path, op.value, *(_text(value) for value in values)])


def _text(value: Scalar) -> str:
    """A value with its type in front, so that the text "1" and the number 1 stay apart."""
    if isinstance(value, bool):
        return f"b{int(value)}"
    if isinstance(value, dt.date):
        return f"d{value.isoformat()}"
    return f"i{value}" if isinstance(value, int) else f"t{value}"


def _value(text: str) -> Scalar:
    kind, rest = text[:1], text[1:]
    if kind == "b":
        return rest == "1"
    if kind == "i":
        return int(rest)
    if kind == "d":
        return dt.date.fromisoformat(rest)
    return rest


def _read(text: str) -> Where:
    try:
        path, op, *values = text.split("~")
        read = tuple(_value(value) for value in values)
        return Where(path, Op(op), read if Op(op) is Op.AMONG else read[0])
    except (ValueError, IndexError) as problem:
        raise BadQuestion(
            _("The condition “%(text)s” in the address cannot be read.") % {"text": text[:80]}
        ) from problem
