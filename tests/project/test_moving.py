"""A year moves from SQLite to PostgreSQL and back by a backup, through the very commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

HERE = Path(__file__).resolve().parents[2]
CODE = "vaccination.second_doses"


@pytest.fixture
def another_database() -> str:
    """The address of an empty PostgreSQL database beside the one under test."""
    address = os.environ.get("DATABASE_URL")
    if not address:
        pytest.skip("there is no PostgreSQL in this run")
    parts = urlsplit(address)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS moved")
        connection.execute("CREATE DATABASE moved")
    return urlunsplit(parts._replace(path="/moved"))


def mt(data: Path, database: str | None, *words: str) -> str:
    kept = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    settings = {
        **kept,
        "MUCTIEU_DATA": str(data),
        **({"DATABASE_URL": database} if database else {}),
    }
    command = [sys.executable, "-m", "muctieu", *words]
    done = subprocess.run(
        command, env=settings, cwd=HERE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def told(data: Path, database: str | None) -> tuple[object, ...]:
    """What the year says after a move: a figure, on the day and as it was known, and its proof."""
    asked = ("figure", CODE, "--as-of", "2021-12-04", "--json")
    now = json.loads(mt(data, database, *asked))
    then = json.loads(mt(data, database, *asked, "--known", "2021-12-04"))
    mt(data, database, "verify")
    return now["value"], now["records"], now["position"], then["value"]


@pytest.mark.long
@pytest.mark.django_db
def test_a_year_moves_to_postgresql_and_back_with_its_figures_and_its_seals(
    tmp_path: Path, another_database: str
) -> None:
    first, second, third = (tmp_path / name for name in ("first", "second", "third"))
    mt(first, None, "prepare")
    before = told(first, None)
    mt(first, None, "backup", str(tmp_path / "there.zip"))

    mt(second, another_database, "restore", str(tmp_path / "there.zip"))
    moved = told(second, another_database)
    mt(second, another_database, "backup", str(tmp_path / "back.zip"))
    mt(third, None, "restore", str(tmp_path / "back.zip"))

    assert moved == before
    assert told(third, None) == before
    assert before[0] == 162_414  # the article's figure, which the example year is made to fit
