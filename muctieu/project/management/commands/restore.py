"""``mt restore FILE``: a backup back into this data folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connections

from muctieu.core.commands import Command as BaseCommand
from muctieu.project.backup import NotEmpty, restore


class Command(BaseCommand):
    """Fill the databases from a backup."""

    help = "fill the databases from a backup"
    refusals = (LookupError, ValueError, NotEmpty, FileNotFoundError)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="put it in place of what is here"
        )

    def act(self, **options: Any) -> None:
        for alias in connections:
            call_command("migrate", database=alias, verbosity=0)
        call_command("createcachetable", database="ops", verbosity=0)
        rows = restore(options["file"], replace=options["replace"])
        if options["json"]:
            self.tell({"tables": rows})
        else:
            self.stdout.write(f"{sum(rows.values())} dòng / rows")
