"""A new database is laid out at once, to the very tables that all migrations lead to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate

from muctieu.project import layout

# Django's own link from groups to permissions, which this house does not use: its migrations give
# it wide numbers where the project asks for them, its models narrow ones.
NUMBERED_OTHERWISE = "auth_group_permissions"
pytestmark = pytest.mark.django_db(databases=["default", "ops"])


@contextmanager
def empty_database(alias: str, folder: Path, name: str) -> Iterator[BaseDatabaseWrapper]:
    """A database without tables, standing in for ``alias`` while the test looks at it."""
    held = connections[alias]
    file = str(folder / name) if held.vendor == "sqlite" else name
    if held.vendor == "postgresql":
        _outside(held, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    fresh = type(held)({**held.settings_dict, "NAME": file}, alias)
    connections[alias] = fresh
    try:
        yield fresh
    finally:
        fresh.close()
        connections[alias] = held
        if held.vendor == "postgresql":
            _outside(held, f"DROP DATABASE {name}")


def _outside(held: BaseDatabaseWrapper, *orders: str) -> None:
    """Carry out what PostgreSQL refuses inside the transaction of a test."""
    beside = type(held)(held.settings_dict, held.alias)
    with beside.cursor() as cursor:
        for order in orders:
            cursor.execute(order)
    beside.close()


def tables_of(database: BaseDatabaseWrapper) -> dict[str, Any]:
    """Columns, keys, indexes and triggers of every table, without the order of columns."""
    look = database.introspection
    with database.cursor() as cursor:
        return {
            table: (
                {
                    (column.name, str(column.type_code), column.null_ok, column.display_size)
                    for column in look.get_table_description(cursor, table)
                },
                {
                    tuple(str((key, rule[key])) for key in sorted(rule) if key != "definition")
                    for rule in look.get_constraints(cursor, table).values()
                },
            )
            for table in look.table_names(cursor)
        } | {"triggers": _triggers(database)}


def _triggers(database: BaseDatabaseWrapper) -> set[str]:
    asked = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    }
    with database.cursor() as cursor:
        cursor.execute(asked[database.vendor])
        return {text for (text,) in cursor.fetchall()}


def migrated_step_by_step(database: BaseDatabaseWrapper) -> None:
    """What an office that began with the first version has by now."""
    executor = MigrationExecutor(database)
    executor.migrate(executor.loader.graph.leaf_nodes())
    registers = apps.get_app_config("registers")
    post_migrate.send(registers, app_config=registers, using=database.alias, verbosity=0)


@pytest.mark.long
@pytest.mark.parametrize("alias", ["default", "ops"])
def test_the_tables_laid_out_at_once_are_those_of_all_migrations(
    alias: str, tmp_path: Path
) -> None:
    with empty_database(alias, tmp_path, "layout_by_steps") as by_steps:
        migrated_step_by_step(by_steps)
        expected = tables_of(by_steps)
    with empty_database(alias, tmp_path, "layout_at_once") as at_once:
        call_command("migrate", database=alias, verbosity=0)
        laid_out = tables_of(at_once)

    for tables in (expected, laid_out):
        tables.pop(NUMBERED_OTHERWISE, None)
    assert laid_out == expected
    assert len(expected) > 5


@pytest.mark.parametrize("alias", ["default", "ops"])
def test_a_database_laid_out_at_once_waits_for_no_migration(alias: str, tmp_path: Path) -> None:
    with empty_database(alias, tmp_path, "layout_done") as database:
        call_command("migrate", database=alias, verbosity=0)

        executor = MigrationExecutor(database)
        assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_a_layout_that_fails_leaves_the_database_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: object, _rows: object) -> None:
        raise DatabaseError("disk full")

    with empty_database("ops", tmp_path, "layout_broken") as database:
        monkeypatch.setattr("django.db.models.query.QuerySet.bulk_create", full)
        with pytest.raises(DatabaseError):
            layout.lay_out(database)

        assert layout.is_new(database)


def test_a_database_that_holds_something_is_migrated_as_ever(tmp_path: Path) -> None:
    with empty_database("ops", tmp_path, "layout_old") as database:
        with database.cursor() as cursor:
            cursor.execute("CREATE TABLE of_somebody_else (id integer)")

        assert not layout.is_new(database)
