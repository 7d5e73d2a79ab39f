"""The page of units: the map of a day, and what became of units over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from muctieu.core.models import UnitEvent, UnitVersion
from muctieu.core.units import names_on, versions_on
from muctieu.desk.clocks import AS_OF, clock_of
from muctieu.desk.place import UNIT
from muctieu.desk.takeaway import Table, forms_of, taken_away, wanted_form
from muctieu.desk.words import NOTHING, number
from muctieu.indicators.maps import Map
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.plan.years import home_on

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest


@dataclass(frozen=True)
class UnitLine:
    """A unit as it was on a day."""

    code: str
    name: str
    kind: str
    parent: str
    area: str
    since: str
    document: str
    depth: int
    hectares: float | None
    valid_from: dt.date
    board: str


@dataclass(frozen=True)
class EventLine:
    """A change of units on a day: what became of what, and by which document."""

    on: str
    word: str
    changes: tuple[str, ...]
    document: str
    assumed: bool


def units(request: HttpRequest) -> HttpResponse:
    """Units on the page's day, and the events before and after it."""
    clock = clock_of(request)
    found = _lines(clock.as_of)
    if form := wanted_form(request):
        return taken_away(form, _table(found, clock.as_of))
    home = home_on(clock.as_of)
    return render(
        request,
        "desk/units.html",
        {
            "clock": clock,
            "home": home,
            "lines": found,
            "events": _events(),
            "trees": _trees(clock.as_of),
            "forms": forms_of(request),
        },
    )


@dataclass(frozen=True)
class Tree:
    """The units that the area's land lies in, on the map of one day."""

    title: str
    units: tuple[tuple[str, str, bool], ...]


def _trees(day: dt.date) -> list[Tree]:
    """The map before the first change and after each, side by side; new units are marked.

    The land is that of the unit whose year it was before: one that is no more is told by what
    became of it. Only the last three changes where there are more.
    """
    changes = sorted(set(UnitEvent.objects.values_list("on", flat=True)))[-3:]
    if not changes:
        return []
    days = [min(day, _day_before(changes[0])), *changes]
    home = home_on(days[0])
    if home is None:
        return []
    trees: list[Tree] = []
    seen: set[int] = set()
    for one in days:
        parts = Map(one).parts(home.unit_id)
        units = tuple((part.code or NOTHING, part.name, part.unit_id not in seen and bool(trees))
                      for part in parts)  # fmt: skip
        said = {"day": format_date(one), "many": number(len(parts))}
        trees.append(Tree(_("%(day)s: %(many)s units") % said, units))
        seen |= {part.unit_id for part in parts}
    return trees


def _lines(day: dt.date) -> list[UnitLine]:
    """Units in the order of the tree, parents before children."""
    below: dict[int | None, list[UnitVersion]] = {}
    there = list(versions_on(day).select_related("document").order_by("code", "name"))
    ids = {one.unit_id for one in there}
    for one in there:
        below.setdefault(one.parent_id if one.parent_id in ids else None, []).append(one)
    names = {one.unit_id: one.name for one in there}
    found: list[UnitLine] = []

    def walk(parent: int | None, depth: int) -> None:
        for one in below.get(parent, ()):
            found.append(_line(one, names, depth, day))
            walk(one.unit_id, depth + 1)

    walk(None, 0)
    return found


def _line(one: UnitVersion, names: dict[int, str], depth: int, day: dt.date) -> UnitLine:
    return UnitLine(
        code=one.code or NOTHING,
        name=one.name,
        kind=str(one.get_kind_display()),
        parent=names.get(one.parent_id, "") if one.parent_id else "",
        area=NOTHING if one.area_ha is None else number(one.area_ha),
        since=format_date(one.valid_from),
        document=one.document.symbol if one.document else "",
        depth=depth,
        hectares=None if one.area_ha is None else float(one.area_ha),
        valid_from=one.valid_from,
        board=f"{reverse('desk:board')}?{urlencode({AS_OF: day.isoformat(), UNIT: one.code})}"
        if one.code
        else "",
    )


def _events() -> list[EventLine]:
    told = UnitEvent.objects.select_related("document").prefetch_related("shares")
    return [_event(one) for one in told.order_by("-on", "pk")]


def _event(event: UnitEvent) -> EventLine:
    before, after = names_on(_day_before(event.on)), names_on(event.on)
    shares = list(event.shares.all())
    changes = tuple(
        _("%(former)s → %(latter)s%(share)s")
        % {
            "former": before.get(one.former_id, str(one.former_id)),
            "latter": after.get(one.latter_id, str(one.latter_id)),
            "share": ""
            if one.numerator == one.denominator
            else f" ({one.numerator}/{one.denominator})",
        }
        for one in shares
    )
    return EventLine(
        on=format_date(event.on),
        word=str(event.get_kind_display()),
        changes=changes or ((event.note,) if event.note else ()),
        document=event.document.symbol if event.document else "",
        assumed=any(not one.stated for one in shares),
    )


def _day_before(day: dt.date) -> dt.date:
    return day.fromordinal(day.toordinal() - 1)


def _table(found: list[UnitLine], day: dt.date) -> Table:
    headings = {
        "code": _("Code"), "name": _("Name"), "kind": _("Kind"), "lies_in": _("Lies in"),
        "area_ha": _("Area, ha"), "since": _("Since"),
    }  # fmt: skip
    rows = [
        [one.code, one.name, one.kind, one.parent, one.hectares, one.valid_from] for one in found
    ]
    title = _("Units on %(day)s") % {"day": format_date(day)}
    return Table("units", title, headings, rows, ["office"] * len(rows))
