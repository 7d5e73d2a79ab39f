"""Another published file gives another year, and none is mixed into an office's own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from muctieu.registers.people import PERSON, Person
from muctieu.registers.staging import AlreadyPeopled
from muctieu.registers.write import Act, Changes, commit
from tests.example.test_demo import PERCENTAGES, value, worked_out
from tests.support.played_year import loaded
from tests.support.small_year import write_small

pytestmark = pytest.mark.django_db
ANOTHER = {
    'printed = "165.055"': 'printed = "1.500"',
    'printed = "162.414"': 'printed = "1.400"',
    'code = "vaccination.rounds"\ntitle = "Số đợt tiêm"\nprinted = "23"': (
        'code = "vaccination.rounds"\ntitle = "Số đợt tiêm"\nprinted = "9"'
    ),
    'printed = "12,24"': 'printed = "7,05"',
    'printed = "13.922.662"': 'printed = "9.000.001"',
    'printed = "112,71"': 'printed = "98,60"',
    'printed = "50,77"': 'printed = "41,3"',
}


def test_another_published_file_gives_other_figures(tmp_path: Path) -> None:
    path = write_small(tmp_path, **ANOTHER)
    loaded(path)

    assert (value("vaccination.first_doses"), value("vaccination.second_doses")) == (1500, 1400)
    assert value("vaccination.rounds") == 9
    for code in PERCENTAGES:
        printed, again = worked_out(code, path)
        assert again == printed, code


def test_a_year_of_ones_own_is_left_alone(tmp_path: Path) -> None:
    born = dt.date(1985, 3, 2)
    person = {"sex": ["male"], "birth_on": [born], "birth_precision": ["day"]}
    commit(Changes().opening(PERSON, pl.DataFrame(person)), Act(by=None, action="enter"))

    with pytest.raises(AlreadyPeopled):
        loaded(write_small(tmp_path))
    assert Person.objects.count() == 1
