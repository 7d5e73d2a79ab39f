"""Reading and erasing identities: with a role, with a purpose, and on the record.

Nobody reads a name by the way.  :func:`read_identities` masks or refuses by role and writes down
who read whose words and why; :func:`erase_identity` drops words and key and keeps the digest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Q, QuerySet

from muctieu.core import permissions
from muctieu.core.days import day_of, now
from muctieu.core.models import Document, ReadLine, User
from muctieu.core.roles import Action, IdentityLevel
from muctieu.core.said import gettext as _
from muctieu.kernels.vietnamese.text import fold, nfc
from muctieu.registers.declare import Register
from muctieu.registers.people import IDENTITY, PERSON, BirthPrecision, Identity, Residence
from muctieu.registers.write import ALIAS, Act, Changes, Receipt, Refused, commit

# A purpose shorter than this says nothing ("xem", "ok").
SHORTEST_PURPOSE = 6
# Letters of a name below which everybody would be found.
SHORTEST_NAME = 2
HIDDEN = "•"


class IdentityRefused(permissions.NotAllowed):
    """Somebody may not see who these people are; the message never says whose it was."""


@dataclass(frozen=True)
class IdentityShown:
    """An identity as far as its reader may see it."""

    person: int
    level: IdentityLevel
    full_name: str
    id_number: str
    phone: str
    address: str


def masked_name(full_name: str) -> str:
    """The family name and the first letter of each other word: "Nguyễn T. H."."""
    first, *others = nfc(full_name).split() or [""]
    # "(mẫu)" is no name but the mark of a rehearsal: it is never hidden.
    return " ".join([first, *(one if one.startswith("(") else f"{one[0]}." for one in others)])


def masked_number(number: str | None) -> str:
    """All but the last three characters hidden."""
    text = number or ""
    kept = text[-3:] if len(text) > 6 else ""
    return HIDDEN * (len(text) - len(kept)) + kept


def _shown(row: Identity, level: IdentityLevel) -> IdentityShown:
    number, phone = row.id_number or "", row.phone or ""
    if level is IdentityLevel.FULL:
        return IdentityShown(row.person_id, level, row.full_name, number, phone, row.address or "")
    return IdentityShown(
        row.person_id, level, masked_name(row.full_name), masked_number(number),
        masked_number(phone), "",
    )  # fmt: skip


def read_identities(
    person_ids: Iterable[int], *, by: User, purpose: str, on: dt.date | None = None
) -> dict[int, IdentityShown]:
    """Who these people are, as far as ``by`` may know it; the reading itself is recorded.

    People who never lived in the units where ``by`` may read on the day ``on`` (today without
    it) are left out, so that a list of ids tells nothing.  Raises :class:`IdentityRefused` for
    a role without identities and for a missing purpose.
    """
    day = on or day_of(now())
    levels = permissions.identity_levels(by, IDENTITY.code, day)
    if levels.highest is IdentityLevel.NONE:
        raise IdentityRefused(_("Your role does not see who people are."))
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise IdentityRefused(_("Say in a few words what you need the names for."))
    allowed = _readable(sorted(set(person_ids)), levels)
    rows = Identity.objects.filter(person_id__in=list(allowed)).order_by("pk")
    shown = {row.person_id: _shown(row, allowed[row.person_id]) for row in rows}
    most = max((one.level for one in shown.values()), default=levels.highest)
    _write_down(by, purpose.strip(), most, sorted(shown))
    return shown


def level_over(by: permissions.Person, person: int, on: dt.date | None = None) -> IdentityLevel:
    """How much ``by`` may see of who that person is; nothing is read by this."""
    levels = permissions.identity_levels(by, IDENTITY.code, on or day_of(now()))
    return _readable([person], levels).get(person, IdentityLevel.NONE)


def level_over_all(by: permissions.Person, on: dt.date | None = None) -> IdentityLevel:
    """How much ``by`` may see of who anybody is, wherever they live."""
    return permissions.identity_levels(by, IDENTITY.code, on or day_of(now())).everywhere


def as_seen(register: Register, row: Any, level: IdentityLevel) -> Any:
    """A version as far as it is shown at that level: below the whole, a birth date is its year.

    A day of birth, a sex and a ward name nearly everybody; the year is what rules of age need.
    """
    if register is PERSON and level is not IdentityLevel.FULL:
        row.birth_on = row.birth_on.replace(month=1, day=1)
        row.birth_precision = BirthPrecision.YEAR.value
    return row


def rows_as_seen(register: Register, rows: pl.DataFrame, level: IdentityLevel) -> pl.DataFrame:
    """:func:`as_seen` over a whole list."""
    if register is not PERSON or level is IdentityLevel.FULL:
        return rows
    return rows.with_columns(
        pl.col("birth_on").dt.truncate("1y"),
        pl.lit(BirthPrecision.YEAR.value).alias("birth_precision"),
    )


@dataclass(frozen=True)
class Found:
    """People of a name, as far as they are shown at once; ``more`` where there are others."""

    people: tuple[IdentityShown, ...]
    more: bool


def why_not_by_name(by: User, on: dt.date | None = None) -> str:
    """Why somebody cannot look for people by name; empty for whoever can.

    Whoever sees names only in part may not: finding somebody by a name would tell the rest of it.
    """
    levels = permissions.identity_levels(by, IDENTITY.code, on or day_of(now()))
    if levels.highest is IdentityLevel.NONE:
        return _("Your role does not see who people are.")
    if levels.highest is IdentityLevel.MASKED:
        return _(
            "Your role sees names only in part, so people cannot be looked for by name: ask the ward"
            " where they live, or open their record by its number."
        )
    return ""


def find_people(
    name: str, *, by: User, purpose: str, on: dt.date | None = None, most: int = 50
) -> Found:
    """People called so, who live or lived where ``by`` reads whole names; the search is recorded.

    Words of the name in any order, with or without marks, the beginning of each is enough.
    Raises :class:`IdentityRefused` for a role without whole names, without a purpose, and for a
    name too short to mean somebody.
    """
    if refused := why_not_by_name(by, on):
        raise IdentityRefused(refused)
    words = fold(name).split()
    if sum(map(len, words)) < SHORTEST_NAME:
        raise IdentityRefused(_("Write at least two letters of the name."))
    levels = permissions.identity_levels(by, IDENTITY.code, on or day_of(now()))
    called = Identity.objects.filter(*map(_word_begins, words))
    if levels.everywhere is not IdentityLevel.FULL:
        full = [unit for unit, level in levels.units.items() if level is IdentityLevel.FULL]
        called = called.filter(
            person_id__in=Residence.objects.filter(unit_id__in=full).values("person_id")
        )
    ids = list(called.order_by("fold", "pk").values_list("person_id", flat=True)[: most + 1])
    shown = read_identities(ids[:most], by=by, purpose=purpose, on=on)
    return Found(tuple(shown[one] for one in ids[:most] if one in shown), len(ids) > most)


def _word_begins(word: str) -> Q:
    """A word of the folded name begins so."""
    return Q(fold__startswith=word) | Q(fold__contains=f" {word}")


def _readable(
    people: Sequence[int], levels: permissions.IdentityLevels
) -> dict[int, IdentityLevel]:
    """Those of ``people`` whose words may be read, and how much: by where they live or lived."""
    homes: dict[int, set[int]] = {person: set() for person in people}
    lived = Residence.objects.filter(person_id__in=people)
    for person, unit in lived.values_list("person_id", "unit_id"):
        homes[person].add(unit)
    found = {person: levels.of(units) for person, units in homes.items()}
    return {person: level for person, level in found.items() if level > IdentityLevel.NONE}


def _write_down(by: User, purpose: str, level: IdentityLevel, people: list[int]) -> None:
    ReadLine.objects.create(
        at=now(),
        actor_id=by.pk,
        actor_name=by.get_full_name(),
        register=IDENTITY.code,
        purpose=purpose[:200],
        level=int(level),
        count=len(people),
        subjects=people,
    )


def erase_identity(
    person: int, *, by: User, reason: str, document: Document | None = None
) -> Receipt:
    """Withdraw a person's identity and drop its words and keys from the whole history.

    The digests stay, so that the chain of updates can still be proved; without the key nobody
    can test a guess against them.  Doses and residence stay, of somebody unnamed.
    """
    day = day_of(now())
    if permissions.units_of(by, IDENTITY.code, Action.ERASE, day) is not None:
        raise permissions.NotAllowed(_("Only somebody over all units may erase an identity."))
    if not reason.strip():
        raise Refused(_("An erasure needs its reason."))
    with transaction.atomic(ALIAS):
        current = list(Identity.objects.filter(person_id=person).values_list("pk", flat=True))
        if not current:
            raise Refused(_("There is no identity to erase."))
        act = Act(by=by, action="erase", reason=reason, document=document)
        receipt = commit(Changes().withdrawing(IDENTITY, current), act)
        words = {field.column: None for field in IDENTITY.fields if field.identity}
        history: QuerySet[Any] = IDENTITY.versions._default_manager.all()
        history.filter(person_id=person).update(**words, seal_key=None)
    return receipt
