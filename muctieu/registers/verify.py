"""Proof that nothing was altered behind the house's back.

The chain of change sets is intact; every version's bytes give the digest that was sealed when it
was written; the current table is the latest of the history. What does not hold is named row by
row. An identity that was erased by its own change set is reported as that, not as damage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import connections

from muctieu.core.models import ChangeSet, Counter, Seal
from muctieu.core.said import gettext as _
from muctieu.registers.declare import Register, all_registers
from muctieu.registers.seal import (
    DIGEST_BYTES,
    FIRST_HASH,
    chain_hash,
    digest_bytes,
    digests,
    plain_digests,
    unpack_versions,
)
from muctieu.registers.storage import read_table, row_schema
from muctieu.registers.write import ALIAS, header_of


@dataclass(frozen=True)
class Damage:
    """One thing that is not as it was sealed. ``version`` and ``record`` name the row, if a row."""

    register: str
    version: int | None
    record: int | None
    says: str


@dataclass(frozen=True)
class Copy:
    """A copy that rooms above serve from, by its number: whether it agrees, None if not known."""

    number: int
    sound: bool | None


@dataclass(frozen=True)
class Proved:
    """What was found out about one copy."""

    copy: Copy
    damage: tuple[Damage, ...] = ()


@dataclass(frozen=True)
class Noted:
    """A seal that was written down: the update it closed, and its hash."""

    number: int
    seal: str


@dataclass(frozen=True)
class Verdict:
    """What a verification found. Sound when there is no damage.

    ``head`` is the hash of the last change set, ``position`` its number: noted elsewhere, they
    also show whether later ones were cut off together with all that they left
    (docs/decisions/0003-seals.md). ``copies`` tells of each copy of the histories.
    """

    changesets: int
    versions: int
    erased: int
    position: int
    head: str
    damage: tuple[Damage, ...]
    copies: tuple[Copy, ...] = ()

    @property
    def sound(self) -> bool:
        return not self.damage


class BadSeal(ValueError):
    """What was given is no seal that was written down; the message says how one looks."""


def noted(said: str) -> Noted:
    """The seal that words mean, as :func:`verify` had it written down: ``231:7d7b…``."""
    found = re.fullmatch(r"#?(\d{1,9}):([0-9a-f]{16,64})", said.strip().lower())
    if found is None:
        raise BadSeal(
            _("“%(said)s” is no seal: write it as verify printed it, number:hash.") % {"said": said}
        )
    return Noted(int(found[1]), found[2])


_further: list[Callable[[], Iterable[Proved]]] = []


def also_prove(proof: Callable[[], Iterable[Proved]]) -> None:
    """Have :func:`verify` ask ``proof`` too: a room above keeps copies that must agree."""
    if proof not in _further:
        _further.append(proof)


def verify(seal: Noted | None = None) -> Verdict:
    """Check chain, seals and current tables of every register, and what rooms above prove.

    ``seal`` was written down earlier and must still be in the chain: what was cut off together
    with every count of it shows in nothing else.
    """
    damage = list(_broken_links())
    damage += _gone(seal) if seal is not None else ()
    versions = erased = 0
    for register in all_registers():
        if _untouched(register):
            continue
        history, sealed = _history(register), _sealed(register)
        gone = _erased(register, history)
        versions, erased = versions + history.height, erased + gone.height
        damage += _cut_off(register, sealed)
        damage += _unsealed(register, history, sealed, gone)
        damage += _out_of_step(register, history)
    # A copy can only agree with a history that is itself what was sealed.
    proved = [one for proof in _further for one in proof()] if not damage else []
    damage += [found for one in proved for found in one.damage]
    last = ChangeSet.objects.order_by("-number").values_list("number", "hash").first()
    number, head = last or (0, FIRST_HASH)
    return Verdict(
        ChangeSet.objects.count(), versions, erased, number, head, tuple(damage),
        tuple(one.copy for one in proved),
    )  # fmt: skip


def _gone(seal: Noted) -> Iterator[Damage]:
    """What says that a seal that was written down is not in the chain any more."""
    found = ChangeSet.objects.filter(number=seal.number).values_list("hash", flat=True).first()
    said = {"number": seal.number}
    if seal.number and found is None:
        says = _("Update %(number)s, whose seal was written down, is not there any more.") % said
        yield Damage("", None, None, says)
    elif not (found or FIRST_HASH).startswith(seal.seal):
        says = _("Update %(number)s carries another seal than the one written down.") % said
        yield Damage("", None, None, says)


def _broken_links() -> Iterator[Damage]:
    """Change sets whose number, predecessor or hash is not what it was."""
    previous, expected = FIRST_HASH, 1
    seals: dict[int, list[dict[str, Any]]] = {}
    for seal in Seal.objects.values():
        seals.setdefault(seal["changeset_id"], []).append(dict(seal))
    for one in ChangeSet.objects.select_related("document").order_by("number").iterator():
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


def _untouched(register: Register) -> bool:
    """Whether nothing is there and nothing says that anything ever was: no row, seal or counter."""
    signs = (
        register.versions._default_manager.all(),
        register.model._default_manager.all(),
        Seal.objects.filter(register=register.code),
        Counter.objects.filter(register=register.code),
    )
    return not any(sign.exists() for sign in signs)


def _history(register: Register) -> pl.DataFrame:
    schema = {**row_schema(register), "known_from": pl.Int64(), "known_to": pl.Int64()}
    table = register.versions._meta.db_table
    return read_table(connections[ALIAS], table, schema, "version", strict=False)


@dataclass(frozen=True)
class _Sealed:
    """What the seals of a register say: of each version its digest, its opening, its closing."""

    opened: pl.DataFrame
    closed: pl.DataFrame


_VERSION = {"version": pl.Int64()}
_OPENED = {
    **_VERSION,
    "sealed": pl.Binary(),
    "sealed_from": pl.Int64(),
    "schema_version": pl.Int64(),
}
_CLOSED = {**_VERSION, "sealed_to": pl.Int64()}
_LARGEST = 2**63


def _sealed(register: Register) -> _Sealed:
    opened = [pl.DataFrame(schema=_OPENED)]
    closed = [pl.DataFrame(schema=_CLOSED)]
    for seal in Seal.objects.filter(register=register.code).order_by("changeset_id").iterator():
        at = pl.lit(seal.changeset_id, pl.Int64)
        # A seal that was tampered with breaks the chain; here it only must not break the reading.
        ends = [one for one in unpack_versions(bytes(seal.closed_versions)) if one < _LARGEST]
        closed.append(
            pl.DataFrame({"version": ends}, _VERSION).select("version", at.alias("sealed_to"))
        )
        if seal.first_version is None:
            continue
        sealed = _digests_in(bytes(seal.opened_digests), digest_bytes(register))
        versions = range(seal.first_version, seal.first_version + len(sealed))
        rows = pl.DataFrame(
            {"version": versions, "sealed": sealed}, {**_VERSION, "sealed": pl.Binary()}
        )
        schema = pl.lit(seal.schema_version, pl.Int64).alias("schema_version")
        opened.append(rows.select("version", "sealed", at.alias("sealed_from"), schema))
    return _Sealed(pl.concat(opened), pl.concat(closed))


def _digests_in(packed: bytes, size: int) -> list[bytes]:
    return [packed[at : at + size] for at in range(0, len(packed), size)]


def _cut_off(register: Register, sealed: _Sealed) -> Iterator[Damage]:
    """A counter that is beyond the last sealed version: updates are missing at the end."""
    counter = Counter.objects.filter(register=register.code).first()
    last = sealed.opened["version"].max() or 0
    if counter is not None and counter.next_version != int(str(last)) + 1:
        yield Damage(register.code, None, None, _("Updates are missing at the end."))


def _erased(register: Register, history: pl.DataFrame) -> pl.DataFrame:
    """Versions that lost words and key by an erasure of their record, which is no damage."""
    if not register.sealed_with_key:
        return history.clear()
    words = [pl.col(field.column).is_null() for field in register.fields if field.identity]
    erasures = ChangeSet.objects.filter(action="erase").values_list("number", flat=True)
    records = history.filter(pl.col("known_to").is_in(list(erasures)))["id"].unique()
    return history.filter(
        pl.col("seal_key").is_null(), *words, pl.col("id").is_in(records.to_list())
    )


def _unsealed(
    register: Register, history: pl.DataFrame, sealed: _Sealed, erased: pl.DataFrame
) -> Iterator[Damage]:
    """Versions whose bytes, opening or closing differ from what their change set sealed."""
    rows = history.join(sealed.opened, on="version", how="left")
    rows = rows.join(sealed.closed, on="version", how="left")
    code = register.code
    unopened = rows.filter(pl.col("sealed").is_null()).select("version", "id")
    for version, record in unopened.iter_rows():
        yield Damage(code, version, record, _("There is a row that no update opened."))
    missing = sealed.opened.join(history, on="version", how="anti")["version"]
    for version in missing:
        yield Damage(code, version, None, _("A row of the history is missing."))
    for version, record in _altered(register, rows, erased):
        yield Damage(code, version, record, _("A row of the history was altered."))
    ended = rows.filter(pl.col("known_to").ne_missing(pl.col("sealed_to")))
    for version, record in ended.select("version", "id").iter_rows():
        yield Damage(code, version, record, _("The end of a row of the history was altered."))


def _altered(
    register: Register, rows: pl.DataFrame, erased: pl.DataFrame
) -> Iterator[tuple[int, int]]:
    """(version, record) of the rows that no longer give the digest that was sealed.

    Of an erased row only what stayed can be proved: the first of its two digests.
    """
    kept = rows.filter(pl.col("sealed").is_not_null())
    yield from kept.filter(pl.col("fits") == 0).select("version", "id").iter_rows()
    whole = kept.join(erased, on="version", how="anti")
    parts = [(whole, digests, digest_bytes(register))]
    if register.sealed_with_key:
        parts.append((kept.join(erased, on="version", how="semi"), plain_digests, DIGEST_BYTES))
    for part, digest, size in parts:
        for (schema_version,), same in part.group_by("schema_version"):
            found = pl.Series("found", digest(register, same, int(str(schema_version))), pl.Binary)
            sealed = pl.col("sealed").bin.slice(0, size)
            wrong = same.with_columns(found).filter(
                (pl.col("found") != sealed) | pl.col("known_from").ne_missing(pl.col("sealed_from"))
            )
            yield from wrong.select("version", "id").iter_rows()


def _out_of_step(register: Register, history: pl.DataFrame) -> Iterator[Damage]:
    """Records whose current row is not the latest version, and latest versions not shown."""
    table = register.model._meta.db_table
    current = read_table(connections[ALIAS], table, row_schema(register), "id", strict=False)
    for row in current.filter(pl.col("fits") == 0).iter_rows(named=True):
        says = _("A current row differs from the latest of its history.")
        yield Damage(register.code, row["version"], row["id"], says)
    current = current.drop("fits").sort("version")
    latest = history.filter(pl.col("known_to").is_null()).select(current.columns)
    if current.equals(latest):
        return
    for one, other, says in (
        (current, latest, _("A current row differs from the latest of its history.")),
        (latest, current, _("The latest of the history is not the current row.")),
    ):
        lost = one.join(other, on=current.columns, how="anti", nulls_equal=True)
        for row in lost.iter_rows(named=True):
            yield Damage(register.code, row["version"], row["id"], says)
