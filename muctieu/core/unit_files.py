"""Units from a file: who there was, from when to when, and what became of whom.

The file is TOML: ``[[document]]``, ``[[unit]]`` (one version each, named by ``key``) and
``[[event]]`` with the shares of a merger, a split or a transfer.  Loading it twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.db import transaction

from muctieu.core.models import Document, Unit, UnitEvent, UnitShare, UnitVersion
from muctieu.core.said import gettext as _
from muctieu.core.units import names_on, rebuild_closure, versions_on
from muctieu.kernels.vietnamese.dates import format_date

_DOCUMENT = ("symbol", "kind", "issued_on", "issuer", "title", "source", "verified")
_OPTIONAL = ("area_ha", "latitude", "longitude")


class BadUnitFile(ValueError):
    """The file names something it does not define; the message says what."""


def document_from(row: Mapping[str, Any]) -> Document:
    """The document a file describes, made when it is not there yet."""
    facts = {name: row[name] for name in _DOCUMENT if name in row}
    once = {
        name: facts.pop(name, "" if name == "title" else None)
        for name in ("symbol", "issued_on", "title")
    }
    document, _made = Document.objects.get_or_create(**once, defaults=facts)
    return document


@transaction.atomic
def load_units(path: Path) -> dict[str, int]:
    """Make the units of the file and their closure; ``key`` → id of the unit.

    Raises :class:`BadUnitFile` for a key or document that the file does not define, and for
    shares of a unit that ended which do not make up the whole of it.
    """
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    documents = {row["key"]: document_from(row) for row in file.get("document", ())}
    # A unit has no name of its own: the file's key, kept as its note, tells that it is loaded.
    units = {row["key"]: Unit.objects.get_or_create(note=row["key"])[0].pk for row in file["unit"]}
    for row in file["unit"]:
        _version(row, units, documents)
    for row in file.get("event", ()):
        _event(row, units, documents)
    _refuse_wrong_shares()
    rebuild_closure()
    return units


def _refuse_wrong_shares() -> None:
    """Raise :class:`BadUnitFile` where what a unit passed on a day is not what it can have passed.

    A unit that ended passed all of itself; one that goes on passed less, and kept the rest.
    """
    passed: dict[tuple[int, dt.date], Fraction] = {}
    for share in UnitShare.objects.select_related("event"):
        key = share.former_id, share.event.on
        part = Fraction(share.numerator, share.denominator)
        passed[key] = passed.get(key, Fraction(0)) + part
    for (unit, day), whole in passed.items():
        still = versions_on(day).filter(unit_id=unit).exists()
        if whole > 1 or (whole == 1) == still:
            said = {"name": names_on(day)[unit], "day": format_date(day), "share": str(whole)}
            raise BadUnitFile(_wrong_shares(goes_on=still) % said)


def _wrong_shares(*, goes_on: bool) -> str:
    if goes_on:
        return _("%(name)s passes on %(share)s of itself on %(day)s but goes on. Write only what "
                 "others get, less than 1; or let the unit end that day.")  # fmt: skip
    return _("%(name)s ends on %(day)s, but the shares of it that others get add up to %(share)s, "
             "not to 1. Write who got the rest.")  # fmt: skip


def units_in(path: Path, day: dt.date) -> list[Mapping[str, Any]]:
    """The units of a file as they were on ``day``, without a look at any database."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["unit"]
    return [
        row for row in rows if row["from"] <= day and (row.get("to") is None or day < row["to"])
    ]


def _named(name: str, among: Mapping[str, Any]) -> Any:
    if name not in among:
        raise BadUnitFile(_("“%(name)s” is named but not defined.") % {"name": name})
    return among[name]


def _version(
    row: Mapping[str, Any], units: Mapping[str, int], documents: Mapping[str, Document]
) -> None:
    parent = row.get("parent")
    UnitVersion.objects.update_or_create(
        unit_id=units[row["key"]],
        valid_from=row["from"],
        defaults={
            "code": row["code"],
            "name": row["name"],
            "kind": row["kind"],
            "parent_id": None if parent is None else _named(parent, units),
            "valid_to": row.get("to"),
            "document": _named(row["document"], documents),
            **{name: row[name] for name in _OPTIONAL if name in row},
        },
    )


def _event(
    row: Mapping[str, Any], units: Mapping[str, int], documents: Mapping[str, Document]
) -> None:
    event, _made = UnitEvent.objects.get_or_create(
        kind=row["kind"],
        on=row["on"],
        document=_named(row["document"], documents),
        note=row.get("note", ""),
    )
    shares: Iterable[Mapping[str, Any]] = row.get("shares", ())
    for share in shares:
        UnitShare.objects.update_or_create(
            event=event,
            former_id=_named(share["former"], units),
            latter_id=_named(share["latter"], units),
            defaults={
                name: share[name]
                for name in ("numerator", "denominator", "stated")
                if name in share
            },
        )
