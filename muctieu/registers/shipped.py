"""Rows that come with the product: a register is filled from them and corrected by the office.

What the office withdrew or corrected stays as it left it: a shipped row counts only while the
register never held one of its key.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet

from muctieu.registers.declare import Register

Row = TypeVar("Row")


def never_held(register: Register, shipped: Iterable[Row]) -> tuple[Row, ...]:
    """Those of ``shipped`` (values with the register's key as attributes) it never held."""
    history: QuerySet[Any] = register.versions._default_manager.all()
    held = set(history.values_list(*register.key))
    return tuple(
        one for one in shipped if tuple(getattr(one, name) for name in register.key) not in held
    )
