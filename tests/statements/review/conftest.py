"""The small example year as the house that texts are checked against."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from muctieu.core.unit_files import load_units
from muctieu.project.management.commands.demo import published_scene
from muctieu.registers.published_file import read_published
from muctieu.registers.staging import play
from tests.support.small_year import EXAMPLE, write_small


@pytest.fixture(scope="module")
def year(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The small example, loaded once: every test looks at it inside a savepoint of its own."""
    path = write_small(tmp_path_factory.mktemp("year"))
    with django_db_blocker.unblock(), transaction.atomic():
        load_units(EXAMPLE / "units.toml")
        scenes = {"published": partial(published_scene, example=EXAMPLE)}
        play(read_published(path), 2021, scenes, lambda _done, _steps, _reason: None)
        yield
        transaction.set_rollback(True)
