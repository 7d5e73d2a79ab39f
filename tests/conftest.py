"""What all tests share: both databases open, guards lifted only to empty a database."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that take long run with ``--all`` only; each says so by its mark."""
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

    lift_guards()
