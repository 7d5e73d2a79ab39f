"""Keep the Vietnamese catalogue: collect strings, compile, or say what lacks."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from muctieu.project.translations import CATALOGUE, compile_catalogue, faults, update


class Command(BaseCommand):
    """``translations update`` after new strings, ``compile`` after translating, ``check`` before
    handing in."""

    help = "Collect translatable strings, compile the Vietnamese catalogue, or check it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("step", choices=["update", "compile", "check"])

    def handle(self, *args: Any, **options: Any) -> None:
        step = options["step"]
        if step == "update":
            missing = [entry.msgid for entry in update() if not entry.translated()]
            self.stdout.write(f"{CATALOGUE.name}: {len(missing)} to translate")
        elif step == "compile":
            compile_catalogue()
        elif wrong := faults():
            raise CommandError("\n".join(wrong))
