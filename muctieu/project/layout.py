"""The tables of a new, empty database, made at once from the models.

Django plays every migration since the first and draws all models anew at each step: seven seconds
for an office's first start, twice that for tests, to reach the tables the models describe
already. A new database is laid out from the models instead, and every migration noted as applied;
a database that holds anything is migrated as ever (decision 16).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def is_new(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database holds no table at all."""
    return not connection.introspection.table_names()


def lay_out(connection: BaseDatabaseWrapper) -> None:
    """Make every table that lives in this database and note all migrations as applied.

    One transaction: interrupted, the database is as new as before.
    """
    with connection.schema_editor() as editor:
        for model in _models_of(connection):
            editor.create_model(model)
        recorder = MigrationRecorder(connection)
        editor.create_model(recorder.Migration)
        recorder.migration_qs.bulk_create(
            recorder.Migration(app=app, name=name)
            for app, name in sorted(MigrationLoader(None).disk_migrations)
        )


def _models_of(connection: BaseDatabaseWrapper) -> Iterator[Any]:
    """Models whose table is made in this database; tables between two models come with them."""
    for app in apps.get_app_configs():
        for model in router.get_migratable_models(app, connection.alias):
            if model._meta.managed and not model._meta.proxy and not model._meta.swapped:
                yield model
