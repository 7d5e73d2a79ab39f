"""The made-up clinic with a ward of many and a ward of few visitors."""

from __future__ import annotations

import pytest

from muctieu.indicators import define
from tests.support.clinic.figures import FIGURES
from tests.support.clinic.world import build
from tests.support.table import World

UNITS = """
    | unit       | parent  | from       | to |
    | Cẩm Phả    |         | 2012-01-01 |    |
    | Quang Hanh | Cẩm Phả | 2012-01-01 |    |
    | Cẩm Sơn    | Cẩm Phả | 2012-01-01 |    |
    | Cửa Ông    | Cẩm Phả | 2012-01-01 |    |
"""
# Quang Hanh 3, Cẩm Sơn 6, Cửa Ông 9: eighteen people, each with one visit.
HOMES = ["Quang Hanh"] * 3 + ["Cẩm Sơn"] * 6 + ["Cửa Ông"] * 9


def of_many_and_few(monkeypatch: pytest.MonkeyPatch) -> World:
    """The clinic with its figures in the catalogue while the test lasts."""
    for one in FIGURES:
        monkeypatch.setitem(define._catalogue, one.code, one)
    people = "| name | born | sex |\n" + "\n".join(
        f"| N{number} | 1980-05-01 | female |" for number in range(len(HOMES))
    )
    visits = "| visitor | home | site | day |\n" + "\n".join(
        f"| N{number} | {home} | {home} | 2021-12-01 |" for number, home in enumerate(HOMES)
    )
    return build(UNITS, people, visits)
