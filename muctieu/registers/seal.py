"""Canonical bytes of a record's version, and the digests made of them.

The bytes are the same on both databases and for ever: ``version``, ``id``, ``origin`` and the
fields of the schema version they were written under, joined by U+001F. A missing value is
``~``; a text begins with ``=``, so that no text can pass for a missing one
(docs/decisions/0003-seals.md).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from muctieu.registers.declare import Field, Kind, Register

SEPARATOR = "\x1f"
MISSING = "~"
DIGEST_BYTES = 32
FIRST_HASH = "0" * 64

_TEXTS = (Kind.TEXT, Kind.CHOICE)


def _canonical(field: Field) -> pl.Expr:
    column = pl.col(field.column)
    if field.kind in _TEXTS:
        escaped = (
            column.str.replace_all("\\", "\\\\", literal=True)
            .str.replace_all(SEPARATOR, "\\s", literal=True)
            .str.replace_all("\n", "\\n", literal=True)
        )
        return (pl.lit("=") + escaped).fill_null(MISSING)
    if field.kind is Kind.DATE:
        return column.dt.to_string("iso:strict").fill_null(MISSING)
    if field.kind is Kind.BOOLEAN:
        return column.cast(pl.Int8).cast(pl.String).fill_null(MISSING)
    return column.cast(pl.Int64).cast(pl.String).fill_null(MISSING)


def canonical_lines(frame: pl.DataFrame, fields: Iterable[Field]) -> pl.Series:
    """One text a row of ``frame``: ``version``, ``id``, ``origin`` and the ``fields``."""
    head = [pl.col(name).cast(pl.String) for name in ("version", "id", "origin")]
    body = [_canonical(field) for field in fields]
    return frame.select(
        pl.concat_str([*head, *body], separator=SEPARATOR).fill_null(MISSING).alias("line")
    )["line"]


def digest_bytes(register: Register) -> int:
    """Bytes a row's digest takes: two digests where words are sealed with a key."""
    return 2 * DIGEST_BYTES if register.sealed_with_key else DIGEST_BYTES


def digests(register: Register, frame: pl.DataFrame, schema_version: int) -> list[bytes]:
    """The digest of each row of ``frame``.

    Where identities are sealed with keys it is two: one of what stays, and one of the words
    under the row's own ``seal_key`` (64 hexadecimal digits). An erasure drops words and key; the
    first digest still proves the rest, and the second is one that nobody can test guesses on.
    """
    fields = register.fields_at(schema_version)
    if not register.sealed_with_key:
        return [_sha(line) for line in canonical_lines(frame, fields).to_list()]
    words = canonical_lines(frame, (field for field in fields if field.identity)).to_list()
    keys = frame["seal_key"].to_list()
    keyed = [_keyed(line, key) for line, key in zip(words, keys, strict=True)]
    return [
        plain + word
        for plain, word in zip(plain_digests(register, frame, schema_version), keyed, strict=True)
    ]


def plain_digests(register: Register, frame: pl.DataFrame, schema_version: int) -> list[bytes]:
    """The digest of each row without the words that tell who somebody is."""
    fields = (field for field in register.fields_at(schema_version) if not field.identity)
    return [_sha(line) for line in canonical_lines(frame, fields).to_list()]


def _sha(line: str) -> bytes:
    return hashlib.sha256(line.encode()).digest()


def _keyed(line: str, key: str) -> bytes:
    return hashlib.blake2b(line.encode(), key=_key(key), digest_size=DIGEST_BYTES).digest()


def _key(text: str) -> bytes:
    """The key that was written; one that is no key any more gives a digest that fits nothing."""
    try:
        return bytes.fromhex(text)[:DIGEST_BYTES]
    except (TypeError, ValueError):
        return b"no key"


def pack_versions(versions: Iterable[int]) -> bytes:
    """Version numbers, ascending, 8 bytes each, little endian."""
    return b"".join(version.to_bytes(8, "little") for version in sorted(versions))


def unpack_versions(packed: bytes) -> list[int]:
    """The numbers that :func:`pack_versions` packed."""
    return [int.from_bytes(packed[at : at + 8], "little") for at in range(0, len(packed), 8)]


def chain_hash(previous: str, header: dict[str, Any], seals: Sequence[dict[str, Any]]) -> str:
    """The hash of a change set over the one before it, its header and its seals.

    ``seals`` give ``register``, ``schema_version``, ``first_version``, ``last_version`` and the
    bytes ``opened_digests`` and ``closed_versions``.
    """
    sha = hashlib.sha256(previous.encode())
    sha.update(json.dumps(header, sort_keys=True, ensure_ascii=False).encode())
    for seal in sorted(seals, key=lambda seal: str(seal["register"])):
        for name in ("register", "schema_version", "first_version", "last_version"):
            sha.update(f"{SEPARATOR}{seal[name]}".encode())
        for name in ("opened_digests", "closed_versions"):
            sha.update(hashlib.sha256(bytes(seal[name])).digest())
    return sha.hexdigest()
