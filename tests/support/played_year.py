"""The small example year, played into the database of a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.db import connection, transaction

from muctieu.core.unit_files import load_units
from muctieu.project.management.commands.demo import published_scene
from muctieu.registers.published_file import read_published
from muctieu.registers.staging import play
from tests.support.small_year import EXAMPLE, write_small


def loaded(path: Path, seed: int = 2021) -> int:
    """Load the units and play the year of a published file; returns how many steps were played."""
    load_units(EXAMPLE / "units.toml")
    scenes = {"published": partial(published_scene, example=EXAMPLE)}
    return play(read_published(path), seed, scenes, lambda _done, _steps, _reason: None)


@contextmanager
def small_year_played(folder: Path) -> Iterator[Path]:
    """The year while the block lasts, by its published file; then everything is as before."""
    path = write_small(folder)
    with transaction.atomic():
        assert loaded(path) > 200
        # PostgreSQL keeps links to be looked at when a transaction ends. What is looked at here,
        # before any test's savepoint, is not looked at again at the end of each of them.
        connection.check_constraints()
        yield path
        transaction.set_rollback(True)
