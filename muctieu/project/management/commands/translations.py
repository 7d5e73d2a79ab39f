"""Keep the Vietnamese catalogue: collect strings, compile, or say what lacks."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from muctieu.project.translations import HOUSE, catalogues, compile_catalogue, faults, update


class Command(BaseCommand):
    """``translations update`` after new strings, ``compile`` after translating, ``check`` before
    handing in."""

    help = "Collect translatable strings, compile the Vietnamese catalogue, or check it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("step", choices=["update", "compile", "check"])

    def handle(self, *args: Any, **options: Any) -> None:
        step = options["step"]
        for path in catalogues():
            self._take(step, path)

    def _take(self, step: str, path: Path) -> None:
        if step == "update":
            missing = [entry.msgid for entry in update(path) if not entry.translated()]
            where = path.relative_to(HOUSE).as_posix()
            self.stdout.write(f"{where}: {len(missing)} to translate")
        elif step == "compile":
            compile_catalogue(path)
        elif wrong := faults(path):
            raise CommandError("\n".join(wrong))
