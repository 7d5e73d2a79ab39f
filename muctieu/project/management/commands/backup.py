"""``mt backup FILE``: everything into one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from muctieu.core.commands import Command as BaseCommand
from muctieu.project.backup import back_up


class Command(BaseCommand):
    """Write the whole year into one file."""

    help = "write everything into one file"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)

    def act(self, **options: Any) -> None:
        rows = back_up(options["file"])
        size = options["file"].stat().st_size
        if options["json"]:
            self.tell({"file": str(options["file"]), "bytes": size, "tables": rows})
        else:
            self.stdout.write(f"{options['file']}: {sum(rows.values())} dòng / rows, {size} bytes")
