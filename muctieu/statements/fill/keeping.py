"""Forms kept, and their places tied: who tied what, and when, is on record like any other entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from muctieu.core.models import User
from muctieu.core.permissions import NotAllowed, check
from muctieu.core.roles import Action
from muctieu.plan.years import home_on
from muctieu.registers.storage import frame_schema
from muctieu.registers.write import Act, Changes, Impossible, Stale, commit
from muctieu.statements.fill import papers, sheets
from muctieu.statements.fill.headings import Asked
from muctieu.statements.fill.models import TIE, Blank, Period, Tie, Timing
from muctieu.statements.fill.package import Package, open_package
from muctieu.statements.fill.refused import refused
from muctieu.statements.review.keeping import Reader, brought_by_colleagues, posts_of

_LONGEST_NAME = 200


@dataclass(frozen=True)
class Wanted:
    """What somebody says a place of a form is to be filled with."""

    place: str
    indicator: str
    of: int
    timing: Timing
    word: str
    decimals: int


def visible_to(user: User, day: dt.date) -> QuerySet[Blank]:
    """The forms in use that somebody may see: their own and those of colleagues of their unit."""
    return Blank.objects.filter(brought_by_colleagues(user, day), put_away_at=None)


def keep(content: bytes, name: str, period: Period, reader: Reader) -> Blank:
    """Keep a blank form. Raises ``FormRefused`` or ``FileRefused``."""
    package = open_package(content)
    if not places_of(package):
        raise refused("nothing_blank")
    post = posts_of(reader.by, reader.today).first()
    return Blank.objects.create(
        by=reader.by,
        unit_id=post.unit_id if post else None,
        made_at=reader.at,
        name=name[:_LONGEST_NAME],
        kind=package.kind,
        period=period,
        content=content,
    )


def package_of(blank: Blank) -> Package:
    """The form's file, opened."""
    return open_package(bytes(blank.content))


def places_of(package: Package) -> dict[str, Asked]:
    """What the blank places of a form ask for, by their addresses."""
    return sheets.places_of(package) if package.kind == "xlsx" else papers.places_of(package)


def words_of(package: Package) -> list[str]:
    """What is written on a form."""
    return sheets.words_of(package) if package.kind == "xlsx" else papers.words_of(package)


def place_named(package: Package, text: str) -> str:
    """The address of a place somebody names. Raises ``sheets.NoSuchPlace``."""
    if package.kind == "xlsx":
        return sheets.cell_named(package, text)
    if text not in papers.places_of(package):
        raise sheets.NoSuchPlace(text)
    return text


def ties_of(blank: Blank) -> list[Tie]:
    """What the form's places are tied to now, in the order in which they were tied."""
    return list(Tie.objects.filter(blank=str(blank.token)).order_by("pk"))


def tie(blank: Blank, wanted: Sequence[Wanted], reader: Reader) -> None:
    """Tie the form's places to exactly these figures, by one update; the same again writes nothing.

    Whoever may take figures of the form's unit away may tie: offices that compile as well as
    those that enter.  Raises ``NotAllowed``, and ``FormRefused`` when somebody else tied
    meanwhile.
    """
    unit = blank.unit_id or _home(reader.today)
    check(reader.by, Action.EXPORT, TIE.code, unit, reader.today)
    reason = _("Form “%(name)s”") % {"name": blank.name}
    act = Act(by=reader.by, action="enter", reason=reason)
    _write(_to_be_tied(blank, wanted, unit), act, lambda: _to_be_tied(blank, wanted, unit))


def _write(changes: Changes, act: Act, left: Callable[[], Changes]) -> None:
    """Write what is to be tied; ``left`` says what is, once somebody else was quicker.

    Whoever sends the same twice was quicker than themselves: then nothing is left.
    """
    if not changes:
        return
    try:
        commit(changes, act)
    except (Stale, Impossible) as overtaken:
        if left():
            raise refused("tied_meanwhile") from overtaken


def _to_be_tied(blank: Blank, wanted: Sequence[Wanted], unit: int) -> Changes:
    """What differs between what is tied now and what is wanted."""
    now = {one.place: one for one in ties_of(blank)}
    rows = {one.place: _row(one, blank, unit) for one in wanted}
    new = [row for place, row in rows.items() if place not in now]
    other = [
        {"id": now[place].pk, "version": now[place].version, **row}
        for place, row in rows.items()
        if place in now and row != _kept(now[place])
    ]
    return _changes(new, other, [one.pk for place, one in now.items() if place not in rows])


def _changes(
    new: Iterable[Mapping[str, Any]], other: Iterable[Mapping[str, Any]], gone: Sequence[int]
) -> Changes:
    changes = Changes()
    if rows := list(new):
        changes = changes.opening(TIE, pl.DataFrame(rows, schema=frame_schema(TIE)))
    if rows := list(other):
        numbered = {"id": pl.Int64(), "version": pl.Int64(), **frame_schema(TIE)}
        changes = changes.correcting(TIE, pl.DataFrame(rows, schema=numbered))
    return changes.withdrawing(TIE, gone) if gone else changes


def _row(one: Wanted, blank: Blank, unit: int) -> dict[str, Any]:
    told = asdict(one)
    return {"unit_id": unit, "blank": str(blank.token), "of_id": told.pop("of"), **told}


def _kept(one: Tie) -> dict[str, Any]:
    return {name: getattr(one, name) for name in TIE.columns}


def _home(day: dt.date) -> int:
    home = home_on(day)
    if home is None:
        raise NotAllowed(_("You may not do this here."))
    return home.unit_id


def put_away(blank: Blank, at: dt.datetime) -> None:
    """Use a form no longer; it and its ties stay on record."""
    blank.put_away_at = at
    blank.save(update_fields=["put_away_at"])
