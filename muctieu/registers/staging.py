"""A rehearsal is played through the one write path, in the order in which things were known.

A *scene* is what one room or sector has to play: steps, each a change set known at an instant of
the past.  A sector makes its scenes known in its ``rehearsal.scene``, which is looked for only when a
rehearsal is played; :func:`play` merges their steps by that instant.  It is there whole or not
at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from django.db import connections, transaction
from django.utils.module_loading import autodiscover_modules

from muctieu.core.days import VIETNAM
from muctieu.core.models import ChangeSet, Origin, UnitVersion
from muctieu.core.said import gettext as _
from muctieu.core.unit_files import units_in
from muctieu.core.units import children, versions_on
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.registers.declare import all_registers
from muctieu.registers.people import HOUSEHOLD, IDENTITY, PERSON, RESIDENCE
from muctieu.registers.published_file import BadPublishedFile, PublishedFile
from muctieu.registers.rehearsal import Place, populate, shared_out
from muctieu.registers.sentences import Sentence
from muctieu.registers.write import ALIAS, Act, Changes, Refused, commit, reserve_ids

# When an office closes its books for the day.
CLOSING = dt.time(17, 30)
# No residence of the rehearsal is older: the day the city was founded.
FOUNDED = dt.date(2012, 2, 21)
_NO_WARDS = Sentence(
    "[rehearsal] unit: ngày {day} không có đơn vị mã “{unit}” gồm các phường, xã.",
    "[rehearsal] unit: there was no unit of code “{unit}” with wards on {day}.",
)


@dataclass(frozen=True)
class Stage:
    """What all scenes share.

    ``people``: person_id, unit_id, birth_on and what else :func:`populate` makes, one row a
    resident.  ``elsewhere`` is the unit above the city: it stands for every place outside it.
    """

    published: PublishedFile
    seed: int
    city: int
    elsewhere: int
    homes: tuple[Place, ...]
    begins: dt.date
    day: dt.date
    people: pl.DataFrame
    households: pl.DataFrame


@dataclass(frozen=True)
class Step:
    """One change set to come: when it was known, why, and what it changes once it is its turn."""

    known_at: dt.datetime
    reason: str
    make: Callable[[], Changes]
    origin: Origin = Origin.REHEARSAL
    action: str = "load"


@dataclass(frozen=True)
class Cast:
    """Who a file would bring on the stage, told from files alone: units are numbered as they come.

    ``codes`` are the units above the wards, by their numbers; ``people`` are all residents.
    """

    published: PublishedFile
    seed: int
    homes: tuple[Place, ...]
    city: int
    elsewhere: int
    codes: Mapping[int, str]
    people: pl.DataFrame


Requirement = Callable[[Cast], Iterable[Sentence]]
_requirements: dict[str, Requirement] = {}


def requirement(name: str, check: Requirement) -> None:
    """Make known what a file must allow. Two different ones of one name are refused."""
    if _requirements.setdefault(name, check) is not check:
        raise ValueError(f"two requirements are called {name}")


def refuse_unplayable(published: PublishedFile, seed: int, units: Path) -> None:
    """Raise :class:`BadPublishedFile` where no rehearsal fits the file; nothing is written.

    ``units`` is the file of units that would be loaded.
    """
    autodiscover_modules("rehearsal.scene")
    cast = _cast(published, seed, units)
    faults = [fault for check in _requirements.values() for fault in check(cast)]
    if faults:
        raise BadPublishedFile(*faults)


def _cast(published: PublishedFile, seed: int, units: Path) -> Cast:
    said = published.rehearsal
    there = units_in(units, said["day"])
    number = {row["key"]: at for at, row in enumerate(there, start=1)}
    city = next((row for row in there if row["code"] == said["unit"]), None)
    homes = [row for row in there if city is not None and row.get("parent") == city["key"]]
    if city is None or not homes or city.get("parent") not in number:
        words = {"unit": said["unit"], "day": format_date(said["day"])}
        raise BadPublishedFile(_NO_WARDS.with_words(**words))
    places = _shared([(number[row["key"]], row["code"]) for row in homes], said)
    above = {number[row["key"]]: row["code"] for row in there if row not in homes}
    people = populate(places, said["day"], seed).people
    return Cast(published, seed, places, number[city["key"]], number[city["parent"]], above, people)


def _shared(homes: Sequence[tuple[int, str]], said: Mapping[str, Any]) -> tuple[Place, ...]:
    """The population of a file shared out among wards, given by number and code."""
    weights = {code: said.get("ward_weight", {}).get(code, 100) for _unit, code in homes}
    shares = shared_out(said["population"], weights, said.get("ward_population", {}))
    return tuple(Place(unit, code, shares[code]) for unit, code in homes)


Scene = Callable[[Stage], Iterable[Step]]
_scenes: dict[str, Scene] = {}


def scene(name: str, play_it: Scene) -> None:
    """Make a scene known. Two different ones of one name are refused."""
    if _scenes.setdefault(name, play_it) is not play_it:
        raise ValueError(f"two scenes are called {name}")


def at_closing(day: dt.date) -> dt.datetime:
    """The instant at which what was entered on ``day`` is known."""
    return dt.datetime.combine(day, CLOSING, VIETNAM)


def set_stage(published: PublishedFile, seed: int) -> Stage:
    """People the city of the file.  The units must be loaded already.

    Raises :class:`Refused` when the file's unit is not there or has no units below it.
    """
    said = published.rehearsal
    city = _city(said["unit"], said["day"])
    homes = children(city.unit_id, said["day"])
    if not homes or city.parent_id is None:
        raise Refused(_("The unit %(code)s has no wards on that day.") % {"code": said["unit"]})
    places = _shared([(one.unit_id, one.code) for one in homes], said)
    made = populate(places, said["day"], seed)
    numbers = reserve_ids(PERSON, made.people.height)
    houses = reserve_ids(HOUSEHOLD, made.households.height)
    people = made.people.with_columns(
        (pl.col("n") + numbers.start).alias("person_id"),
        (pl.col("household") + houses.start).alias("household_id"),
        pl.max_horizontal("birth_on", pl.lit(FOUNDED)).alias("from_on"),
    )
    households = made.households.with_columns(
        pl.int_range(houses.start, houses.stop, eager=True).cast(pl.Int64).alias("id")
    )
    return Stage(
        published, seed, city.unit_id, city.parent_id, places, said["begins"], said["day"],
        people, households,
    )  # fmt: skip


def _city(code: str, day: dt.date) -> UnitVersion:
    found = versions_on(day).filter(code=code).first()
    if found is None:
        raise Refused(_("There is no unit with the code %(code)s on that day.") % {"code": code})
    return found


def people_opened(people: pl.DataFrame) -> Changes:
    """The records of people: themselves, their identities and where they live."""
    persons = people.select(pl.col("person_id").alias("id"), "sex", "birth_on", "birth_precision")
    words = people.select("person_id", "full_name", "fold", "id_number", "phone", "address")
    homes = people.select("person_id", "household_id", "unit_id", "kind", "from_on")
    return Changes().opening(PERSON, persons).opening(IDENTITY, words).opening(RESIDENCE, homes)


def people_scene(stage: Stage) -> Iterable[Step]:
    """Everybody who lives there when the rehearsal begins, then the newborn, month by month."""
    born_later = pl.col("birth_on") > stage.begins
    at_first = stage.people.filter(~born_later)
    households = Changes().opening(HOUSEHOLD, stage.households)
    everybody = Changes((*households.parts, *people_opened(at_first).parts))
    yield Step(at_closing(stage.begins), _("Rehearsal: residents"), lambda: everybody)
    newborn = stage.people.filter(born_later).sort("birth_on", "n")
    months = newborn.with_columns(pl.col("birth_on").dt.month_end().alias("month"))
    for (month,), born in months.partition_by("month", as_dict=True).items():
        yield Step(
            at_closing(min(month, stage.day)),
            _("Rehearsal: newborn residents"),
            partial(people_opened, born),
        )


class AlreadyPeopled(Refused):
    """The data folder holds something else; a rehearsal is never mixed into it."""


def stamp_of(published: PublishedFile, seed: int) -> str:
    """What tells one rehearsal from another, kept as the source of each of its change sets."""
    return f"rehearsal {published.digest[:16]} {seed}"


def is_played(stamp: str) -> bool:
    """Whether this very rehearsal is there; :class:`AlreadyPeopled` if it would be mixed in."""
    if ChangeSet.objects.filter(source=stamp).exists():
        return True
    if ChangeSet.objects.filter(origin=Origin.REHEARSAL).exists():
        raise AlreadyPeopled(
            _("Another rehearsal is in this data folder. Use an empty one: --data FOLDER.")
        )
    if ChangeSet.objects.filter(origin=Origin.OFFICE).exists():
        raise AlreadyPeopled(
            _("This data folder holds a year of its own; a rehearsal is not mixed into it.")
        )
    return False


def play(
    published: PublishedFile,
    seed: int,
    more: Mapping[str, Scene],
    tell: Callable[[int, int, str], None],
) -> int:
    """Play every scene (the people's, ``more`` and the sectors') in one transaction.

    ``tell(done, steps, reason)`` is called after each change set.  Returns how many there were;
    0 when this very rehearsal is there already.
    """
    stamp = stamp_of(published, seed)
    if is_played(stamp):
        return 0
    with _unlinked(), transaction.atomic(ALIAS), _unindexed():
        stage = set_stage(published, seed)
        autodiscover_modules("rehearsal.scene")
        scenes = {"people": people_scene, **more, **_scenes}
        steps = [step for name in scenes for step in scenes[name](stage)]
        # Steps of one instant keep the order of their scenes: people before their doses.
        steps.sort(key=lambda step: step.known_at)
        for done, step in enumerate(steps, start=1):
            act = Act(
                by=None, action=step.action, reason=step.reason, source=stamp,
                origin=step.origin, known_at=step.known_at,
            )  # fmt: skip
            commit(step.make(), act)
            tell(done, len(steps), step.reason)
    return len(steps)


@contextmanager
def _unlinked() -> Iterator[None]:
    """Without looking every link up while a million made-up rows go into SQLite.

    The links are ours and right: tests load the same frames with every link looked up.
    """
    connection = connections[ALIAS]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()


@contextmanager
def _unindexed() -> Iterator[None]:
    """Without the indexes of the registers' tables, built again at the end in one go each.

    In the transaction of the load: whoever interrupts it finds them as they were.
    """
    connection = connections[ALIAS]
    if connection.vendor != "sqlite":
        yield
        return
    tables = {
        one._meta.db_table
        for register in all_registers()
        for one in (register.model, register.versions)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
        indexes = [(name, sql) for name, table, sql in cursor.fetchall() if table in tables]
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for _name, sql in indexes:
            cursor.execute(sql)
