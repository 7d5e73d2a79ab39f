"""The small example year, and a cast: a clerk, a specialist, a compiler, an administrator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from muctieu.core.models import Post, User
from muctieu.core.roles import ADMINISTRATOR, COMPILER, SPECIALIST, WARD_CLERK
from muctieu.core.units import unit_named

DAY = dt.date(2021, 12, 4)


def _person(name: str, role: str, unit: str | None) -> None:
    user = User.objects.create_user(name, password=f"{name}-password", full_name=name.title())
    place = unit_named(unit, DAY).unit_id if unit else None
    Post.objects.create(user=user, role=role, unit_id=place)


@pytest.fixture(scope="module")
def year(small_year: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The small year with its cast."""
    with django_db_blocker.unblock(), transaction.atomic():
        # Lan keeps Cẩm Sơn's registers, Minh heads the health office, Hà compiles the report.
        _person("lan", WARD_CLERK.code, "Cẩm Sơn")
        _person("minh", SPECIALIST.code, "195")
        _person("ha", COMPILER.code, None)
        _person("quan", ADMINISTRATOR.code, None)
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def as_person(year: None, db: None) -> Callable[[str], Client]:
    """A browser in which somebody of the cast is signed in."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=name))
        return client

    return signed_in
