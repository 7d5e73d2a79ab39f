"""One update as its reader may see it: what it wrote, what it withdrew, which figures it moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from muctieu.core.days import today
from muctieu.core.permissions import units_of
from muctieu.core.roles import Action
from muctieu.core.units import names_on
from muctieu.desk.asking import answers
from muctieu.desk.clocks import AS_OF, KNOWN, Clock, opening_day
from muctieu.desk.questions import Addresses
from muctieu.desk.records import UPDATE, reason_of, record_url, source_of
from muctieu.desk.shown import Shown, number_of, shown
from muctieu.desk.words import instant, number
from muctieu.indicators.define import Counted, catalogue, sides
from muctieu.indicators.question import Question
from muctieu.plan.years import home_on
from muctieu.registers.clocks import Known, latest
from muctieu.registers.declare import Register, register_of
from muctieu.registers.listing import for_user

if TYPE_CHECKING:
    from muctieu.core.models import ChangeSet
    from muctieu.core.permissions import Person
    from muctieu.indicators.question import Answer

# Withdrawn records are linked one by one; an update that withdraws more says how many.
_LINKED = 20


@dataclass(frozen=True)
class Written:
    """Records of one register that an update wrote, and the list that holds exactly them."""

    title: str
    count: str
    url: str


@dataclass(frozen=True)
class Gone:
    """Records of one register that an update withdrew; ``links`` are (number, address)."""

    title: str
    count: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Moved:
    """A figure that was another before the update."""

    title: str
    place: str
    unit: str
    before: Shown
    after: Shown
    url: str


@dataclass(frozen=True)
class Update:
    """One update, as far as whoever asks may read it."""

    number: int
    at: str
    by: str
    reason: str
    source: str
    historical: bool
    written: tuple[Written, ...]
    gone: tuple[Gone, ...]
    moved: tuple[Moved, ...]
    day: str
    board: str
    url: str

    @property
    def readable(self) -> bool:
        """Whether anything of it may be read."""
        return bool(self.written or self.gone)


def update_url(number: int) -> str:
    """The page of one update."""
    return reverse("desk:update", args=[number])


def update_of(user: Person, made: ChangeSet) -> Update:
    """What ``made`` did, in the units that ``user`` may read."""
    touched = [register_of(code) for code in made.seals.values_list("register", flat=True)]
    open_ones = [one for one in touched if not one.sealed_with_key]
    opened = {one.code: _opened(user, one, made.number) for one in open_ones}
    last = _last_day(open_ones, opened)
    day = max(filter(None, (opening_day(latest()), last)))
    return Update(
        number=made.number,
        at=instant(made.known_at),
        by=made.actor_name or _("the system"),
        reason=reason_of(made),
        source=source_of(made, user),
        historical=made.known_at != made.recorded_at,
        written=tuple(_written(open_ones, opened, made.number, day)),
        gone=tuple(_gone(user, open_ones, made)),
        moved=tuple(_moved(open_ones, opened, made.number, day)),
        day=f"{day:%d/%m/%Y}",
        board=reverse("desk:board") + f"?{AS_OF}={day.isoformat()}",
        url=update_url(made.number),
    )


def _opened(user: Person, register: Register, number_: int) -> Any:
    rows = for_user(user, register, Known(number_), on=today())
    return rows.filter(known_from=number_)


def _last_day(registers: Iterable[Register], opened: dict[str, Any]) -> dt.date | None:
    days = [
        opened[one.code].aggregate(day=Max(one.happened))["day"]
        for one in registers
        if one.happened
    ]
    return max((min(one, today()) for one in days if one is not None), default=None)


def _written(
    registers: Iterable[Register], opened: dict[str, Any], number_: int, day: dt.date
) -> Iterable[Written]:
    for one in registers:
        if count := opened[one.code].count():
            query = f"?{UPDATE}={number_}&{AS_OF}={day.isoformat()}&{KNOWN}=%23{number_}"
            address = reverse("desk:register", args=[one.code]) + query
            yield Written(str(one.title), number(count), address)


def _gone(user: Person, registers: Iterable[Register], made: ChangeSet) -> Iterable[Gone]:
    """Records that ended with the update and did not go on in it."""
    for one in registers:
        went_on = one.versions._default_manager.filter(known_from=made.number)
        ended = one.versions._default_manager.filter(known_to=made.number).exclude(
            record__in=went_on.values("record")
        )
        units = units_of(user, one.code, Action.READ, today())
        if units is not None:
            place = one[one.place].column if one.place else None
            ended = ended.filter(**{f"{place}__in": units}) if place else ended.none()
        ids = list(ended.order_by("record").values_list("record", flat=True)[: _LINKED + 1])
        if ids:
            links = tuple((str(pk), record_url(one.code, pk)) for pk in ids[:_LINKED])
            yield Gone(str(one.title), number(ended.count()), links)


def _moved(
    registers: Sequence[Register], opened: dict[str, Any], number_: int, day: dt.date
) -> Iterable[Moved]:
    """Figures of the registers that the update changed, for the whole area and for its own unit."""
    home = home_on(day)
    if home is None or number_ < 2:
        return
    addresses = Addresses.at(_clock(number_, day), home.unit_id)
    units = [home.unit_id, *_only_unit(registers, opened, home.unit_id)]
    asked = [
        Question(code, unit, day, Known(number_, f"#{number_}"))
        for unit in units
        for code in _codes(registers)
    ]
    earlier = Known(number_ - 1, f"#{number_ - 1}")
    before = answers([replace(one, known=earlier) for one in asked])
    names = names_on(day)
    for was, now in zip(before, answers(asked), strict=True):
        # What is the same as printed did not move for whoever reads it.
        if was and now and number_of(was.figure) != number_of(now.figure):
            yield _move(was, now, addresses, names.get(now.question.unit, ""))


def _clock(number_: int, day: dt.date) -> Clock:
    return Clock(as_of=day, known=Known(number_, f"#{number_}"), known_day=day)


def _codes(registers: Iterable[Register]) -> list[str]:
    """Codes of the figures that are counted in these registers."""
    touched = {one.code for one in registers}
    return [
        one.code
        for one in catalogue()
        if any(
            isinstance(side.form, Counted) and side.form.register in touched for side in sides(one)
        )
    ]


def _only_unit(registers: Iterable[Register], opened: dict[str, Any], home: int) -> list[int]:
    """The one unit that everything written lies in, where there is just one below the whole."""
    found: set[int] = set()
    for one in registers:
        if one.place:
            column = one[one.place].column
            found |= set(opened[one.code].order_by().values_list(column, flat=True).distinct()[:3])
    return list(found) if len(found) == 1 and home not in found else []


def _move(was: Answer, now: Answer, addresses: Addresses, place: str) -> Moved:
    figure = now.figure
    return Moved(
        title=figure.title,
        place=place,
        unit=figure.unit_word,
        before=Shown(number_of(was.figure), addresses.of(was.question), known=True),
        after=shown(figure, addresses),
        url=addresses.of(now.question, "desk:indicator"),
    )
