"""What all tests share: both databases open, guards lifted only to empty a database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# A law is a law on a busy machine too: examples are never judged by how long they take.
hypothesis_settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")


# Rooms that know no database are tested once; the browser looks at one database's pages.
WITHOUT_DATABASE = ("tests/kernels", "tests/statements/read", "tests/architecture", "tests/browser")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--rooms``: which share of the rooms a process of ``mt test`` takes."""
    parser.addoption("--rooms", choices=("with-database", "without"))


def _of_another_share(path: Path, config: pytest.Config) -> bool:
    share = config.getoption("--rooms")
    if share is None or path.suffix != ".py":
        return False
    room = path.relative_to(config.rootpath).as_posix()
    return room.startswith(WITHOUT_DATABASE) != (share == "without")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the other share's files alone."""
    return True if _of_another_share(collection_path, config) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that take long run with ``--all`` only; each says so by its mark."""
    # A file that is named outright is collected whatever its share.
    items[:] = [item for item in items if not _of_another_share(item.path, config)]
    if not os.environ.get("MUCTIEU_TEST_ALL"):
        kept = [item for item in items if item.get_closest_marker("long") is None]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark is not None and "databases" not in mark.kwargs:
            mark.kwargs["databases"] = ["default", "ops"]


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
