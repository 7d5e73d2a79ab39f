"""Proof that nothing was altered behind the house's back.

The chain of change sets is intact; every version's bytes give the digest that was sealed when it
was written; the current table is the latest of the history. What does not hold is named row by
row. An identity that was erased by its own change set is reported as that, not as damage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import connections
from django.utils.translation import gettext as _

from muctieu.core.models import ChangeSet, Seal
from muctieu.registers.declare import Register, all_registers
from muctieu.registers.seal import DIGEST_BYTES, FIRST_HASH, chain_hash, digests, unpack_versions
from muctieu.registers.storage import read_rows, row_schema
from muctieu.registers.write import ALIAS, header_of


@dataclass(frozen=True)
class Damage:
    """One thing that is not as it was sealed. ``version`` and ``record`` name the row, if a row."""

    register: str
    version: int | None
    record: int | None
    says: str


@dataclass(frozen=True)
class Verdict:
    """What a verification found. Sound when there is no damage."""

    changesets: int
    versions: int
    erased: int
    damage: tuple[Damage, ...]

    @property
    def sound(self) -> bool:
        return not self.damage


def verify() -> Verdict:
    """Check chain, seals and current tables of every register."""
    damage = list(_broken_links())
    versions = erased = 0
    for register in all_registers():
        history = _history(register)
        versions += history.height
        if register.sealed_with_key:
            erased += history["seal_key"].null_count()
        damage += _unsealed(register, history)
        damage += _out_of_step(register, history)
    return Verdict(ChangeSet.objects.count(), versions, erased, tuple(damage))


def _broken_links() -> Iterator[Damage]:
    """Change sets whose number, predecessor or hash is not what it was."""
    previous, expected = FIRST_HASH, 1
    seals: dict[int, list[dict[str, Any]]] = {}
    for seal in Seal.objects.values():
        seals.setdefault(seal["changeset_id"], []).append(dict(seal))
    for one in ChangeSet.objects.order_by("number").iterator():
        at = {"number": one.number}
        if one.number != expected:
            yield Damage("", None, None, _("Update %(number)s is missing.") % {"number": expected})
        if one.previous_hash != previous:
            yield Damage(
                "", None, None, _("Update %(number)s does not follow the one before it.") % at
            )
        if one.hash != chain_hash(one.previous_hash, header_of(one), seals.get(one.number, [])):
            yield Damage("", None, None, _("Update %(number)s was altered.") % at)
        previous, expected = one.hash, one.number + 1


def _history(register: Register) -> pl.DataFrame:
    schema = {**row_schema(register), "known_from": pl.Int64(), "known_to": pl.Int64()}
    names = ", ".join(f'"{name}"' for name in schema)
    table = register.versions._meta.db_table
    sql = f'SELECT {names} FROM "{table}" ORDER BY version'
    return read_rows(connections[ALIAS], sql, [], schema)


def _unsealed(register: Register, history: pl.DataFrame) -> Iterator[Damage]:
    """Versions whose bytes, opening or closing differ from what their change set sealed."""
    covered = 0
    closed: dict[int, int] = {}
    for seal in Seal.objects.filter(register=register.code).order_by("first_version"):
        closed |= dict.fromkeys(unpack_versions(bytes(seal.closed_versions)), seal.changeset_id)
        if seal.first_version is None or seal.last_version is None:
            continue
        inside = pl.col("version").is_between(seal.first_version, seal.last_version)
        rows = history.filter(inside)
        covered += rows.height
        yield from _altered(register, rows, seal)
    yield from _closed_otherwise(register, history, closed)
    if covered != history.height:
        yield Damage(register.code, None, None, _("There are rows that no update opened."))


def _altered(register: Register, rows: pl.DataFrame, seal: Seal) -> Iterator[Damage]:
    sealed = bytes(seal.opened_digests)
    expected = {
        seal.first_version + at: sealed[at * DIGEST_BYTES : (at + 1) * DIGEST_BYTES]  # type: ignore[operator]
        for at in range(len(sealed) // DIGEST_BYTES)
    }
    for version in expected.keys() - set(rows["version"].to_list()):
        yield Damage(register.code, version, None, _("A row of the history is missing."))
    kept = rows.filter(pl.col("seal_key").is_not_null()) if register.sealed_with_key else rows
    found = digests(register, kept, seal.schema_version)
    heads = kept.select("version", "id", "known_from").iter_rows()
    for (version, record, known_from), digest in zip(heads, found, strict=True):
        if digest != expected.get(version) or known_from != seal.changeset_id:
            yield Damage(register.code, version, record, _("A row of the history was altered."))


def _closed_otherwise(
    register: Register, history: pl.DataFrame, closed: dict[int, int]
) -> Iterator[Damage]:
    ends = history.select("version", "id", "known_to").iter_rows()
    for version, record, known_to in ends:
        if known_to != closed.get(version):
            yield Damage(
                register.code, version, record, _("The end of a row of the history was altered.")
            )


def _out_of_step(register: Register, history: pl.DataFrame) -> Iterator[Damage]:
    """Records whose current row is not the latest version, and latest versions not shown."""
    names = ", ".join(f'"{name}"' for name in row_schema(register))
    sql = f'SELECT {names} FROM "{register.model._meta.db_table}"'
    current = read_rows(connections[ALIAS], sql, [], row_schema(register))
    latest = history.filter(pl.col("known_to").is_null()).select(current.columns)
    on = current.columns
    for one, other, says in (
        (current, latest, _("A current row differs from the latest of its history.")),
        (latest, current, _("The latest of the history is not the current row.")),
    ):
        for row in one.join(other, on=on, how="anti", nulls_equal=True).iter_rows(named=True):
            yield Damage(register.code, row["version"], row["id"], says)
