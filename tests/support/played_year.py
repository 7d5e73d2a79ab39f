"""The small example year, played into the database of a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.db import transaction

from muctieu.core.unit_files import load_units
from muctieu.project.management.commands.demo import published_scene
from muctieu.registers.published_file import read_published
from muctieu.registers.staging import play
from tests.support.small_year import EXAMPLE, write_small


@contextmanager
def small_year_played(folder: Path) -> Iterator[None]:
    """The year while the block lasts; then everything is as it was before."""
    with transaction.atomic():
        load_units(EXAMPLE / "units.toml")
        scenes = {"published": partial(published_scene, example=EXAMPLE)}
        play(read_published(write_small(folder)), 2021, scenes, lambda _done, _steps, _reason: None)
        yield
        transaction.set_rollback(True)
