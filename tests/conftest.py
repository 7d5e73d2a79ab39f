"""What all tests share: both databases open, guards lifted only to empty a database."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

if TYPE_CHECKING:
    from tests.support.table import World

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# A law is a law on a busy machine too: examples are never judged by how long they take.
hypothesis_settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")


# Rendered models and read corpora fill the heap: walking it after every few hundred objects takes
# a tenth of the time of all tests.
gc.set_threshold(50_000, 20, 50)

# What only one process of `mt test` has to run: the rest is the same on every database.
_OF_THE_DATABASE = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--share``: which tests a process of ``mt test`` takes."""
    parser.addoption("--share", choices=("database", "browser", "rest"))


def _share_of(item: pytest.Item) -> str:
    """Tests of the database run on each of them; the others once, the browser's by themselves."""
    if item.get_closest_marker("browser") is not None:
        return "browser"
    fixtures = getattr(item, "fixturenames", ())
    stored = item.get_closest_marker("django_db") or not _OF_THE_DATABASE.isdisjoint(fixtures)
    return "database" if stored else "rest"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that take long run with ``--all`` only; each says so by its mark."""
    share = config.getoption("--share")
    items[:] = [item for item in items if share in (None, _share_of(item))]
    if not os.environ.get("MUCTIEU_TEST_ALL"):
        kept = [item for item in items if item.get_closest_marker("long") is None]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark is not None and "databases" not in mark.kwargs:
            mark.kwargs["databases"] = ["default", "ops"]
    # The small year is played once, when every test that wants an empty house is through.
    items.sort(key=lambda item: "small_year" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def small_year(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """The small example year; each test looks at it inside a savepoint of its own."""
    from tests.support.played_year import small_year_played

    with django_db_blocker.unblock(), small_year_played(tmp_path_factory.mktemp("year")) as path:
        yield path


@pytest.fixture(autouse=True)
def _lift_guards_for_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that really commits is cleaned up by emptying tables, which the guards refuse."""
    mark = request.node.get_closest_marker("django_db")
    if mark is None or not mark.kwargs.get("transaction"):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from muctieu.registers.guards import lift_guards

    for alias in ("default", "ops"):
        lift_guards(alias)


@pytest.fixture(autouse=True)
def _begin_in_vietnamese() -> Iterator[None]:
    """A page read in English by one test leaves that language behind in its thread."""
    from django.utils import translation

    with translation.override("vi"):
        yield


@pytest.fixture
def clinic(monkeypatch: pytest.MonkeyPatch, db: None) -> World:
    """The made-up clinic with a ward of many and a ward of few visitors."""
    # Models are ready only now.
    from tests.support.clinic.house import of_many_and_few

    return of_many_and_few(monkeypatch)
