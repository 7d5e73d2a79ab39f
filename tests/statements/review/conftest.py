"""The small example year as the house that texts are checked against."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.support.played_year import small_year_played


@pytest.fixture(scope="module")
def year(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """The small example, loaded once: every test looks at it inside a savepoint of its own."""
    folder = tmp_path_factory.mktemp("year")
    with django_db_blocker.unblock(), small_year_played(folder):
        yield
