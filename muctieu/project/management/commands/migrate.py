"""``mt manage migrate``: Django's own, which finds a new database laid out already."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from muctieu.project.layout import is_new, lay_out


class Command(migrate.Command):
    """Django's command, beginning a new database at the end of all migrations."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        # A plan, a check or a chosen migration is about the way, not about its end.
        whole = not any(options[name] for name in ("app_label", "plan", "check_unapplied"))
        if whole and is_new(connection):
            lay_out(connection)
        super().handle(*args, **options)
