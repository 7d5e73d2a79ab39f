"""Which of the two databases a table lives in.

``default`` holds what an office must never lose. ``ops`` holds sessions, background work,
progress, rate limits and recorded reads, so that signing in and progress bars work while an
import holds the one writer of SQLite (design: "SQLite has one writer").
"""

from __future__ import annotations

from typing import Any

OPS_APPS = frozenset({"sessions", "django_tasks_database", "django_cache"})
OPS_MODELS = frozenset({("core", "readline"), ("registers", "job"), ("registers", "mapping")})


def database_of(app_label: str, model_name: str | None) -> str:
    """The alias of the database that holds this model."""
    if app_label in OPS_APPS or (app_label, model_name) in OPS_MODELS:
        return "ops"
    return "default"


class TwoDatabases:
    """Django's router over :func:`database_of`."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return database_of(model._meta.app_label, model._meta.model_name)

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return self.db_for_read(one) == self.db_for_read(other)

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: Any
    ) -> bool:
        if model_name is None and app_label not in OPS_APPS:  # RunPython, RunSQL say where.
            return bool(hints.get("database", "default") == db)
        return database_of(app_label, model_name) == db
