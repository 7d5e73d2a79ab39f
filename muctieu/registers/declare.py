"""A register is declared once.

The declaration serves the model check, the entry form, the import validator, the Excel
template, the columnar copy and the API schema (design: "One declaration per register").
Sectors call :func:`register` when their app is ready; nobody edits a central list.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from muctieu.core.said import gettext as _
from muctieu.core.words import Words

if TYPE_CHECKING:
    from muctieu.registers.models import Record, Version


class Kind(enum.Enum):
    """What a field holds, and so how it is read, checked, stored and sealed."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    MONEY = "money"
    UNIT = "unit"
    RECORD = "record"


@dataclass(frozen=True)
class Choice:
    """One allowed value of a :attr:`Kind.CHOICE` field, and the spellings sheets use for it."""

    value: str
    title: Words
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a register.

    ``name`` is the model's field name and ``title`` its heading on pages. ``headings`` are the
    Vietnamese headings met on sheets; the first one is printed on our own template. ``since`` is
    the schema version in which the field appeared, so that older versions stay sealed as they
    were. ``identity`` marks what tells who somebody is. ``precision`` names the field that says
    how exactly a date is known.
    """

    name: str
    title: Words
    kind: Kind
    headings: tuple[str, ...] = ()
    required: bool = True
    choices: tuple[Choice, ...] = ()
    to: str | None = None
    identity: bool = False
    precision: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    max_length: int = 200
    help: Words = ""
    since: int = 1

    @property
    def column(self) -> str:
        """The database column: a reference is stored as ``<name>_id``."""
        return f"{self.name}_id" if self.kind in (Kind.UNIT, Kind.RECORD) else self.name


@dataclass(frozen=True, kw_only=True)
class Register:
    """A register: what a record of it is, and which of its fields play a part everywhere.

    ``happened`` names the field of the valid time (a date, or the first day of a period whose
    last day is ``ended``). ``place`` names the unit a record belongs to for permissions.
    ``key`` names the fields by which a record is recognised when it is sent again.
    A ``sealed_with_key`` register (identities) is digested under a key of its own per row, so
    that an erasure may drop the words and keep the seal.
    ``news`` is false where a record's day tells nothing of what happened: what was set for days to
    come, what was declared, steps of the house's own work. Pages open on the last day with news.
    """

    code: str
    title: Words
    model: type[Record]
    versions: type[Version]
    fields: tuple[Field, ...]
    happened: str | None
    ended: str | None = None
    place: str | None
    key: tuple[str, ...]
    schema_version: int = 1
    sealed_with_key: bool = False
    about_people: bool = False
    news: bool = True

    def __post_init__(self) -> None:
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.code}: two fields of one name")
        for name in (*self.key, self.happened, self.ended, self.place):
            if name is not None and name not in names:
                raise ValueError(f"{self.code}: no field {name!r}")
        if any(field.since > self.schema_version for field in self.fields):
            raise ValueError(f"{self.code}: a field from a later schema version")

    def __getitem__(self, name: str) -> Field:
        # A KeyError and no other: templates try this before attributes.
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def fields_at(self, schema_version: int) -> tuple[Field, ...]:
        """The fields that a row version written under ``schema_version`` is sealed over."""
        return tuple(field for field in self.fields if field.since <= schema_version)

    @property
    def columns(self) -> tuple[str, ...]:
        """Database columns of the declared fields, in order."""
        return tuple(field.column for field in self.fields)

    def referring(self) -> Iterator[tuple[Register, Field]]:
        """Registers and fields whose records point to records of this one."""
        for other in all_registers():
            for field in other.fields:
                if field.kind is Kind.RECORD and field.to == self.code:
                    yield other, field


class NoSuchRegister(LookupError):
    """There is no register of that code."""


_registers: dict[str, Register] = {}


def register(declaration: Register) -> Register:
    """Make a register known to the house. Two different ones of one code are refused."""
    known = _registers.setdefault(declaration.code, declaration)
    if known is not declaration:
        raise ValueError(f"two registers are called {declaration.code}")
    return declaration


def all_registers() -> tuple[Register, ...]:
    """Every register, in the order in which they were declared."""
    return tuple(_registers.values())


def register_of(code: str) -> Register:
    """The register of that code; :class:`NoSuchRegister` names the codes there are."""
    try:
        return _registers[code]
    except KeyError:
        said = {"code": code, "codes": ", ".join(sorted(_registers))}
        raise NoSuchRegister(
            _("There is no register “%(code)s”; there are: %(codes)s.") % said
        ) from None


def register_of_model(model: type[Any]) -> Register:
    """The register whose current table ``model`` is."""
    return next(one for one in _registers.values() if one.model is model)
