"""Backup and restore: one file that either database can be filled from.

The file is a zip of Parquet tables with a manifest of counts, digests and migrations. Because it
holds values and not a database's own format, restoring it into PostgreSQL is also how an office
moves there from SQLite. Sessions, queued work and rate limits are not in it: they belong to a
machine, not to the year.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from muctieu.core.models import ChangeSet
from muctieu.core.routing import database_of
from muctieu.core.said import gettext as _
from muctieu.registers.guards import guard_histories, lift_guards
from muctieu.registers.storage import insert_rows, read_table

FORMAT = 1
LEFT_OUT = frozenset({"sessions", "django_tasks_database"})

_TYPES: dict[str, pl.DataType] = {
    "BooleanField": pl.Boolean(),
    "DateField": pl.Date(),
    "DateTimeField": pl.Datetime("us", "UTC"),
    "FloatField": pl.Float64(),
    "BinaryField": pl.Binary(),
    **dict.fromkeys(("CharField", "TextField", "JSONField", "EmailField"), pl.String()),
    "UUIDField": pl.String(),
}


class BadBackup(ValueError):
    """The file is not a whole backup of a version that can be read here."""


class NotEmpty(Exception):
    """There is a year here already; restoring over it must be asked for."""


def _tables() -> Iterator[tuple[str, type[models.Model]]]:
    """(database alias, model) of everything that belongs in a backup."""
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        if options.managed and not options.proxy and options.app_label not in LEFT_OUT:
            yield database_of(options.app_label, options.model_name), model


def _schema(model: type[models.Model]) -> dict[str, pl.DataType]:
    schema: dict[str, pl.DataType] = {}
    for field in model._meta.local_concrete_fields:
        target = field.target_field if isinstance(field, models.ForeignKey) else field
        schema[str(field.column)] = _TYPES.get(target.get_internal_type(), pl.Int64())
    return schema


def _migrations(alias: str) -> list[list[str]]:
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return sorted([app, name] for app, name in applied)


def _read(alias: str, model: type[models.Model]) -> pl.DataFrame:
    key = str(model._meta.pk.column)
    return read_table(connections[alias], model._meta.db_table, _schema(model), key)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Both databases as they are at one moment, whatever is written meanwhile."""
    with transaction.atomic("default"), transaction.atomic("ops"):
        if connections["default"].vendor == "postgresql":
            with connections["default"].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def back_up(file: Path) -> dict[str, int]:
    """Write everything into ``file``; returns table → rows.

    The file appears under its name only when it is whole.
    """
    rows: dict[str, int] = {}
    manifest: dict[str, Any] = {"format": FORMAT, "tables": {}, "migrations": {}}
    unfinished = file.with_name(file.name + ".part")
    with zipfile.ZipFile(unfinished, "w") as bundle, _one_moment():
        for alias, model in _tables():
            frame = _read(alias, model)
            buffer = io.BytesIO()
            frame.write_parquet(buffer, compression="zstd", compression_level=3)
            name = model._meta.db_table
            bundle.writestr(f"{alias}/{name}.parquet", buffer.getvalue())
            digest = hashlib.sha256(buffer.getvalue()).hexdigest()
            manifest["tables"][name] = {"alias": alias, "rows": frame.height, "sha256": digest}
            rows[name] = frame.height
        manifest["migrations"] = {alias: _migrations(alias) for alias in connections}
        bundle.writestr("manifest.json", json.dumps(manifest, indent=1))
    unfinished.replace(file)
    return rows


def _manifest(bundle: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(bundle.read("manifest.json"))
    except (KeyError, ValueError, zipfile.BadZipFile):
        raise BadBackup(_("This file is not a backup.")) from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BadBackup(_("This backup was written by another version of the product."))
    known = {tuple(one) for alias in connections for one in _migrations(alias)}
    unknown = {tuple(one) for ones in manifest["migrations"].values() for one in ones} - known
    if unknown:
        raise BadBackup(_("This backup was written by a newer version of the product."))
    return manifest


def _frame(
    bundle: zipfile.ZipFile, alias: str, model: type[models.Model], told: Any
) -> pl.DataFrame:
    name = model._meta.db_table
    try:
        data = bundle.read(f"{alias}/{name}.parquet")
    except (KeyError, zipfile.BadZipFile, zlib.error):
        data = b""
    if hashlib.sha256(data).hexdigest() != told["sha256"]:
        raise BadBackup(_("The table %(name)s in this backup is damaged.") % {"name": name})
    return pl.read_parquet(io.BytesIO(data))


def restore(file: Path, *, replace: bool = False) -> dict[str, int]:
    """Fill the databases from ``file``; all of it or nothing.

    Raises :class:`BadBackup` for a file that is not whole or not readable here, and
    :class:`NotEmpty` when there is a year already and ``replace`` was not asked for.
    """
    try:
        bundle = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise BadBackup(_("This file is not a backup.")) from None
    with bundle:
        if ChangeSet.objects.exists() and not replace:
            raise NotEmpty(
                _(
                    "There is a year in this data folder already. Use --replace to put the backup"
                    " in its place."
                )
            )
        manifest = _manifest(bundle)
        frames = [
            (alias, model, _frame(bundle, alias, model, manifest["tables"][model._meta.db_table]))
            for alias, model in _tables()
            if model._meta.db_table in manifest["tables"]
        ]
    with transaction.atomic("default"), transaction.atomic("ops"):
        for alias in connections:
            lift_guards(alias)
        _empty()
        for alias, model, frame in frames:
            insert_rows(connections[alias], model._meta.db_table, frame)
        _reset_sequences()
        for alias in connections:
            guard_histories(alias)
    # The columnar copy is a replica of the history that was here before.
    shutil.rmtree(settings.DATA / "replica", ignore_errors=True)
    return {model._meta.db_table: frame.height for _alias, model, frame in frames}


def _empty() -> None:
    for alias, model in _tables():
        with connections[alias].cursor() as cursor:
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608


def _reset_sequences() -> None:
    for alias in connections:
        mine = [model for one, model in _tables() if one == alias]
        statements = connections[alias].ops.sequence_reset_sql(no_style(), mine)
        with connections[alias].cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
