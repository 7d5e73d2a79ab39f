"""What a record is: a row of a current table and its versions in an append-only history.

A sector writes an ordinary Django model on :class:`Record`; :func:`history_of` makes the table
of its versions. Nothing here is ever saved by ``save()``: see ``registers.write``.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.backends.utils import names_digest

from muctieu.core.models import Origin


class Record(models.Model):
    """A row of a register's current table.

    ``id`` is given by the write path and never used again; ``version`` is the number of the
    version shown, the key of its row in the history.
    """

    id = models.BigIntegerField(primary_key=True)
    version = models.BigIntegerField()
    origin = models.SmallIntegerField(choices=Origin.choices, default=Origin.OFFICE)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """The record's number: never a name (convention N10)."""
        return f"{self._meta.label_lower} {self.pk}"


class Version(models.Model):
    """A row of a history: what a record was during ``[known_from, known_to)``, in change sets.

    ``known_to`` is None while the version is the latest; it is set once, and triggers on both
    databases refuse every other change.
    """

    version = models.BigIntegerField(primary_key=True)
    record = models.BigIntegerField(db_column="id", db_index=True)
    origin = models.SmallIntegerField()
    known_from = models.PositiveIntegerField()
    known_to = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.label_lower} {self.version}"


def _plain(field: models.Field[Any, Any]) -> tuple[str, models.Field[Any, Any]]:
    """The history's column for a field: same type, no constraint, nullable.

    Nullable, because a version from before the field existed has no value in it.
    """
    if isinstance(field, models.ForeignKey):
        return field.attname, models.BigIntegerField(null=True)
    *_path, arguments = field.deconstruct()
    free = {"null": True, "db_index": False, "unique": False}
    kept = {name: value for name, value in arguments.items() if name != "default"}
    return field.name, type(field)(**{**kept, **free})


def _index_of(model: type[Record]) -> str:
    """The name of a history's index: the sector's as well as the model's, for names are shared.

    Thirty letters are the longest that Django lets an index have; what is cut off is in the digest.
    """
    table = f"{model._meta.app_label}_{model._meta.model_name}"
    return f"{table[:16]}_{names_digest(table, length=6)}_closed"


def history_of(model: type[Record]) -> type[Version]:
    """The table of a register's versions, with the same columns and nothing that points."""
    own = {field.name for field in Record._meta.local_fields}
    columns = dict(_plain(field) for field in model._meta.local_fields if field.name not in own)

    class Meta:
        indexes: ClassVar = [
            # Found by position when the columnar copy catches up; open versions cost nothing.
            models.Index(
                fields=["known_to"],
                condition=models.Q(known_to__isnull=False),
                name=_index_of(model),
            )
        ]
        app_label = model._meta.app_label

    name = f"{model.__name__}Version"
    doc = f"What records of {model.__name__} were, and from which change set to which."
    body = {"__module__": model.__module__, "__doc__": doc, "Meta": Meta, **columns}
    return type(name, (Version,), body)


# The tables of files sent in live in a module of their own; Django looks for tables here.
from muctieu.registers import import_models as _import_models  # noqa: E402,F401
