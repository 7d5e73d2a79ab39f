"""A ward's list of residents: people, households, since when."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from muctieu.core.unit_files import load_units
from muctieu.core.units import unit_named
from muctieu.registers.applying import settled
from muctieu.registers.intake import Situation, intake_of
from muctieu.registers.people import RESIDENCE, Household, Identity, Person, Residence
from muctieu.registers.people_intake import judge_residences
from muctieu.registers.preview import Preview, Sender, preview_rows
from muctieu.registers.storage import frame_schema
from muctieu.registers.verify import verify
from muctieu.registers.write import Act, commit
from tests.support.meters import clerk_of

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).resolve().parent.parent.parent / "example"
TODAY = dt.date(2021, 4, 1)
ROW: dict[str, str | None] = {
    "full_name": "Nguyễn (mẫu) Thị Hoa",
    "birth_on": "02/03/1985",
    "sex": "nữ",
    "id_number": "999185000001",
    "unit": "Quang Hanh",
    "household_code": "QH-17",
    "from_on": "01/02/2015",
}


@pytest.fixture(autouse=True)
def _units(db: None) -> None:
    load_units(EXAMPLE / "units.toml")


def looked_at(*rows: dict[str, str | None]) -> Preview:
    return preview_rows(list(rows), intake_of("people.residence"), Sender(by=None, today=TODAY))


def sent(*rows: dict[str, str | None]) -> Preview:
    preview = looked_at(*rows)
    if changes := settled(preview):
        commit(changes, Act(by=None, action="enter"))
    return preview


def test_a_resident_comes_in_with_household_and_first_day() -> None:
    sent(ROW)

    home = Residence.objects.get()
    assert home.household is not None
    assert (home.household.code, home.kind) == ("QH-17", "permanent")
    assert (home.from_on, home.to_on) == (dt.date(2015, 2, 1), None)
    assert verify().sound


def test_two_people_of_one_household_share_it() -> None:
    sent(ROW, ROW | {"full_name": "Trần (mẫu) Văn An", "id_number": None, "sex": "nam"})

    assert (Person.objects.count(), Household.objects.count()) == (2, 1)


def test_the_same_list_again_changes_nothing_even_without_the_first_day() -> None:
    sent(ROW)

    again = looked_at(ROW)
    undated = looked_at(ROW | {"from_on": None})

    assert (again.counts.same, undated.counts.same) == (1, 1)


def test_without_a_first_day_somebody_new_lives_there_from_today_on() -> None:
    sent(ROW | {"from_on": None})

    assert Residence.objects.get().from_on == TODAY


def test_somebody_who_left_is_the_same_residence_with_its_last_day() -> None:
    sent(ROW)

    preview = sent(ROW | {"to_on": "31/03/2021"})

    assert preview.counts.changed == 1
    assert Residence.objects.get().to_on == dt.date(2021, 3, 31)
    assert Identity.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"to_on": "31/01/2015"}, "people.residence_ends_early"),
        ({"from_on": "01/02/1980"}, "people.residence_before_birth"),
        ({"birth_on": "1850"}, "date.unreadable"),
        ({"birth_on": "1890"}, "people.too_old"),
        ({"sex": None}, "people.sex_of_new"),
        ({"unit": "Phường Cẩm Phả"}, "unit.not_then"),
        ({"unit": None}, "cell.missing"),
    ],
)
def test_each_fault_is_named(changed: dict[str, str | None], rule: str) -> None:
    preview = sent(ROW | changed)

    assert rule in set(preview.faults["rule"])
    assert Person.objects.count() == 0


MOVED = {"unit": "Cẩm Sơn", "household_code": None, "from_on": "01/03/2020"}


def test_one_kind_of_residence_is_one_place_at_a_time() -> None:
    sent(ROW)
    elsewhere = ROW | MOVED | {"from_on": "01/02/2014"}  # before the one on file began

    refused = sent(elsewhere)
    staying = sent(elsewhere | {"kind": "tạm trú"})

    assert set(refused.faults["rule"]) == {"people.residence_overlaps"}
    assert staying.counts.new == 1  # registered in one place, staying in another
    assert Residence.objects.count() == 2


def test_who_registers_in_a_new_ward_is_registered_no_more_in_the_earlier_one() -> None:
    sent(ROW)
    clerk = clerk_of(unit_named("Cẩm Sơn", TODAY).unit_id)

    preview = preview_rows([ROW | MOVED], intake_of("people.residence"), Sender(clerk, TODAY))
    commit(settled(preview), Act(by=clerk, action="import"))

    told = next(preview.faults_shown())
    assert (told.rule, told.refuses) == ("people.residence_moves", False)
    # 29/2/2020 is the day before 1/3/2020; of the ward that they left nothing is said.
    assert "kết thúc vào ngày 29/02/2020" in told.sentence.vi
    assert "Quang Hanh" not in told.sentence.vi + told.sentence.en
    homes = list(Residence.objects.order_by("from_on").values_list("from_on", "to_on"))
    assert homes == [
        (dt.date(2015, 2, 1), dt.date(2020, 2, 29)),
        (dt.date(2020, 3, 1), None),
    ]
    assert verify().sound
    again = preview_rows([ROW | MOVED], intake_of("people.residence"), Sender(clerk, TODAY))
    assert (again.counts.same, again.counts.warned) == (1, 0)


def test_an_old_list_without_days_brings_nobody_back() -> None:
    sent(ROW)
    sent(ROW | MOVED)

    preview = sent(ROW | {"from_on": None})

    assert set(preview.faults["rule"]) == {"people.residence_overlaps"}
    assert Residence.objects.filter(to_on=None).get().from_on == dt.date(2020, 3, 1)


def test_somebody_sent_to_two_new_wards_at_once_stays_where_they_were() -> None:
    sent(ROW)

    preview = sent(ROW | MOVED, ROW | MOVED | {"unit": "Cẩm Thịnh", "from_on": "01/04/2020"})

    assert preview.counts.refused == 2
    assert Residence.objects.get().to_on is None


def test_who_left_on_one_day_may_live_elsewhere_from_the_next() -> None:
    sent(ROW | {"to_on": "29/02/2020"})

    moved = sent(ROW | {"unit": "Cẩm Sơn", "household_code": None, "from_on": "01/03/2020"})
    same_day = sent(ROW | {"unit": "Cẩm Thịnh", "household_code": None, "from_on": "29/02/2020"})

    assert (moved.counts.new, same_day.counts.refused) == (1, 1)


def test_two_lines_of_one_file_are_held_against_each_other() -> None:
    other = ROW | {"unit": "Cẩm Sơn", "household_code": None, "from_on": "01/03/2020"}

    preview = sent(ROW, other)

    assert preview.counts.refused == 2
    assert Person.objects.count() == 0


def test_nobody_lives_on_in_a_ward_that_is_no_more() -> None:
    # The communes of Cộng Hòa and Cẩm Hải became Hải Hòa on 1/11/2024.
    lived = ROW | {"unit": "Cẩm Hải", "household_code": None, "to_on": "01/08/2025"}

    preview = preview_rows(
        [lived], intake_of("people.residence"), Sender(by=None, today=dt.date(2026, 1, 1))
    )

    assert set(preview.faults["rule"]) == {"people.residence_unit_ended"}


def test_a_correction_of_a_residence_keeps_the_same_rules() -> None:
    sent(ROW | {"to_on": "29/02/2020"})
    sent(ROW | {"unit": "Cẩm Sơn", "household_code": None, "from_on": "01/03/2020"})
    first = Residence.objects.order_by("from_on").first()
    assert first is not None
    row = frame_of(first, to_on=dt.date(2020, 3, 5))

    faults = judge_residences(row, Situation(None, TODAY, lambda _register, _count: range(0)))
    early = judge_residences(
        frame_of(first, from_on=dt.date(1980, 1, 1)),
        Situation(None, TODAY, lambda _register, _count: range(0)),
    )

    assert faults["rule"].to_list() == ["people.residence_overlaps"]
    assert early["rule"].to_list() == ["people.residence_before_birth"]


def frame_of(home: Residence, **changed: object) -> pl.DataFrame:
    said = {name: getattr(home, name) for name in ("id", *RESIDENCE.columns)} | changed
    schema = frame_schema(RESIDENCE) | {"id": pl.Int64(), "line": pl.Int64()}
    return pl.DataFrame([said | {"line": 0}], schema=schema)
