"""A ward's rows: who they are about, what each dose is judged by, and sending them twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from muctieu.core.unit_files import load_units
from muctieu.kernels.vietnamese.dates import parse_date
from muctieu.registers.applying import apply_preview
from muctieu.registers.clocks import latest
from muctieu.registers.companions import companions_of
from muctieu.registers.declare import register_of
from muctieu.registers.intake import Situation, intake_of
from muctieu.registers.listing import known_rows
from muctieu.registers.people import Identity, Person, Residence
from muctieu.registers.preview import Sender, preview_rows
from muctieu.registers.verify import verify
from muctieu.registers.write import Act, Changes, commit
from muctieu.sectors.vaccination.actions import load_shipped_rules, rules_in_force
from muctieu.sectors.vaccination.imports import DOSES, judge_sessions
from muctieu.sectors.vaccination.models import DATED_RULE, DOSE, SESSION, DatedRule, Dose, Session
from tests.sectors.vaccination.conftest import (
    ACT,
    TODAY,
    City,
    looked_at,
    row,
    rules_broken,
    sent,
)
from tests.support.meters import clerk_of

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).resolve().parent.parent.parent.parent / "example"
SECOND = {"dose_no": "2", "given_on": "05/10/2021"}  # 28 days after the first


def test_somebody_new_comes_in_with_identity_residence_and_dose(city: City) -> None:
    preview = sent(row())

    assert preview.counts.new == 1
    person, identity, home = Person.objects.get(), Identity.objects.get(), Residence.objects.get()
    assert (person.sex, person.birth_on, person.birth_precision) == (
        "female",
        dt.date(1985, 3, 2),
        "day",
    )
    assert identity.full_name == "Nguyễn (mẫu) Thị Hoa"
    assert (home.unit_id, home.kind, home.from_on) == (city.here, "permanent", dt.date(2021, 9, 7))
    dose = Dose.objects.get()
    assert (dose.person_id, dose.vaccine, dose.kind, dose.unit_id) == (
        person.pk,
        "vero_cell",
        "primary",
        city.here,
    )
    assert verify().sound


def test_both_doses_of_somebody_new_in_one_file_are_of_one_person(city: City) -> None:
    sent(row(), row(**SECOND))

    assert Person.objects.count() == 1
    assert Dose.objects.count() == 2


def test_two_people_of_one_file_under_one_number_are_both_refused(city: City) -> None:
    other = {"full_name": "Trần (mẫu) Văn Ba", "birth_on": "01/06/1990", "sex": "Nam"}

    preview = sent(row(), row(**other))

    assert preview.faults.select("line", "rule").rows() == [
        (0, "people.number_taken"),
        (1, "people.number_taken"),
    ]
    assert Person.objects.count() == Dose.objects.count() == 0


def test_one_number_with_a_misspelt_name_is_still_one_person_of_a_file(city: City) -> None:
    # As when the second row comes in a file of its own: the number and the birth agree.
    sent(row(), row(**SECOND, full_name="Nguyễn (mẫu) Thị Hoan"))

    assert Person.objects.count() == 1
    assert Dose.objects.count() == 2


def test_a_guest_of_another_ward_counts_there_only_when_that_ward_says_so(city: City) -> None:
    lan, minh = clerk_of(city.here), clerk_of(city.there, "minh")
    guest = row(residence="Cửa Ông", residence_kind="thường trú")

    preview = preview_rows([guest], DOSES, Sender(lan, TODAY))
    apply_preview(preview, ACT)

    assert [(one.rule, one.refuses) for one in preview.faults_shown()] == [
        ("people.lives_elsewhere", False)
    ]
    home = Residence.objects.get()
    assert (home.unit_id, home.kind, Dose.objects.get().residence_id) == (
        city.there,
        "outside",
        city.there,
    )

    listed = {name: guest[name] for name in ("full_name", "birth_on", "sex", "id_number")}
    theirs = [listed | {"unit": "Cửa Ông"}]
    apply_preview(preview_rows(theirs, intake_of("people.residence"), Sender(minh, TODAY)), ACT)

    assert Residence.objects.get().kind == "permanent"


def test_somebody_first_met_in_the_own_ward_lives_there_at_once(city: City) -> None:
    preview = preview_rows([row()], DOSES, Sender(clerk_of(city.here), TODAY))
    apply_preview(preview, ACT)

    assert preview.faults.is_empty()
    assert Residence.objects.get().kind == "permanent"


def test_the_same_rows_again_change_nothing(city: City) -> None:
    sent(row(), row(**SECOND))

    again = looked_at(row(), row(**SECOND))

    assert (again.counts.same, again.counts.new, again.counts.changed) == (2, 0, 0)
    assert not again.changes


def test_a_known_person_is_found_by_name_birth_and_ward_without_any_number(city: City) -> None:
    sent(row())

    sent(row(**SECOND, id_number=None, phone=None, full_name="NGUYỄN (MẪU) THỊ HOA"))

    assert Person.objects.count() == 1
    assert Dose.objects.filter(dose_no=2).count() == 1


def test_a_corrected_lot_is_a_change_of_the_same_dose(city: City) -> None:
    sent(row())
    city.lot("MAU-VE16", "vero_cell")

    preview = sent(row(lot="mau-ve16"))

    assert preview.counts.changed == 1
    assert Dose.objects.get().lot == "MAU-VE16"


def test_a_birth_year_alone_is_kept_as_such(city: City) -> None:
    sent(row(birth_on="1941", id_number=None))

    person = Person.objects.get()
    assert (person.birth_on, person.birth_precision) == (dt.date(1941, 1, 1), "year")


def test_the_ward_of_residence_stands_in_for_a_missing_place_of_injection(city: City) -> None:
    sent(row(unit=None, residence="Cửa Ông"))

    dose = Dose.objects.get()
    assert dose.unit_id == dose.residence_id == city.there


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"given_on": "05/12/2021"}, "date.future"),
        ({"given_on": "22/04/2021"}, "vaccination.before_start"),
        ({"birth_on": "08/09/2003"}, "vaccination.too_young"),  # 18 on the day after
        ({"birth_on": "08/09/2021"}, "vaccination.unborn"),
        ({"birth_on": "02/03/1885"}, "people.too_old"),
        ({"dose_no": "2"}, "vaccination.no_dose_before"),
        ({"lot": "MAU-XX99"}, "vaccination.lot_unknown"),
        ({"given_on": "30/07/2021"}, "vaccination.lot_early"),
        ({"vaccine": "Moderna"}, "vaccination.lot_vaccine"),
        ({"id_number": "12345"}, "people.id_number"),
        ({"sex": None}, "people.sex_of_new"),
        ({"unit": None, "residence": None}, "vaccination.no_place"),
        ({"residence": "Phường Hải Hòa"}, "unit.unknown"),
        ({"dose_no": "một"}, "number.unreadable"),
        ({"given_on": "07/13/2021"}, "date.unreadable"),
    ],
)
def test_each_fault_is_named_and_nothing_of_the_row_is_written(
    city: City, changed: dict[str, str | None], rule: str
) -> None:
    preview = sent(row(**changed))

    assert rule in rules_broken(preview)
    assert Dose.objects.count() == 0
    assert Person.objects.count() == 0


def test_a_second_dose_too_early_says_how_early_and_by_which_document(city: City) -> None:
    sent(row())

    preview = looked_at(row(dose_no="2", given_on="27/09/2021"))

    (fault,) = preview.faults_shown()
    # Vero Cell: 21 days; from 7 to 27 September there are 20.
    assert fault.rule == "vaccination.too_soon"
    assert "20 < 21 ngày (07/09/2021)" in str(fault.sentence)
    assert "Vero Cell: 21–28 ngày (chưa kiểm chứng)" in str(fault.sentence)


@pytest.mark.parametrize(
    "fault",
    [
        {"given_on": "07/13/2021"},  # cannot be read
        {"given_on": "05/12/2021"},  # lies in the future
        {"birth_on": "02/13/1985"},
        {"sex": None},
        {"lot": "MAU-XX99"},  # read well, refused beside what is on file
    ],
)
def test_a_dose_whose_dose_before_is_refused_names_the_row_that_is_to_be_corrected(
    city: City, fault: dict[str, str | None]
) -> None:
    stranger = row(full_name="Lê (mẫu) Thị Hoa", id_number=None, **SECOND)

    preview = sent(row(**fault), row(**SECOND), stranger)

    told = [one for one in preview.faults_shown() if one.row == 2]
    assert [one.rule for one in told] == ["vaccination.before_refused"]
    assert "dòng 1 của tệp không được nhận" in told[0].sentence.vi
    assert [one.rule for one in preview.faults_shown() if one.row == 3] == [
        "vaccination.no_dose_before"
    ]
    assert Dose.objects.count() == 0


def test_of_three_doses_the_first_refused_keeps_out_the_others(city: City) -> None:
    city.lot("MAU-PF01", "pfizer")
    third = {"dose_no": "3", "given_on": "01/12/2021", "vaccine": "Pfizer", "lot": "MAU-PF01"}

    preview = sent(row(lot="MAU-XX99"), row(**SECOND), row(**third))

    assert preview.counts.refused == 3
    assert Dose.objects.count() == 0


def test_a_refused_correction_leaves_the_dose_on_file_to_be_followed(city: City) -> None:
    sent(row())

    preview = sent(row(lot="MAU-XX99"), row(**SECOND))

    assert (preview.counts.refused, preview.counts.new) == (1, 1)
    assert Dose.objects.count() == 2


def test_a_second_dose_of_a_vaccine_that_may_not_follow_is_refused(city: City) -> None:
    sent(row())
    city.lot("MAU-PF20", "pfizer")

    preview = looked_at(row(**SECOND | {"vaccine": "Pfizer", "lot": "MAU-PF20"}))

    assert rules_broken(preview) == {"vaccination.pair"}


def test_a_lot_past_its_day_is_refused(city: City) -> None:
    city.lot("MAU-VE01", "vero_cell", expires_on=dt.date(2021, 9, 6))

    assert rules_broken(looked_at(row(lot="MAU-VE01"))) == {"vaccination.lot_expired"}


def test_two_doses_on_one_day_are_refused(city: City) -> None:
    preview = looked_at(row(), row(dose_no="2"))

    assert "vaccination.same_day" in rules_broken(preview)


def test_a_first_dose_entered_late_must_lie_before_the_second(city: City) -> None:
    sent(row(), row(**SECOND))

    preview = looked_at(row(given_on="06/10/2021"))

    assert "vaccination.after_next" in rules_broken(preview)


def test_another_dose_under_the_same_number_is_no_correction(city: City) -> None:
    sent(row())
    city.lot("MAU-MO13", "moderna")

    preview = looked_at(row(given_on="01/09/2021", vaccine="Moderna", lot="MAU-MO13"))

    assert rules_broken(preview) == {"vaccination.same_number"}


def test_the_same_dose_twice_in_one_file_is_told_with_the_first_row(city: City) -> None:
    preview = looked_at(row(), row())

    (fault,) = preview.faults_shown()
    assert fault.rule == "row.duplicate"


def test_a_number_that_belongs_to_somebody_else_is_refused(city: City) -> None:
    sent(row())

    other = row(full_name="Lê (mẫu) Văn An", birth_on="09/01/1990", sex="nam")

    assert rules_broken(looked_at(other)) == {"people.number_taken"}


def test_two_people_alike_have_to_be_told_apart(city: City) -> None:
    sent(row(id_number="999185000001"), row(id_number="999185000002", phone="0000000002"))

    unsure = looked_at(row(**SECOND, id_number=None, phone=None))

    assert Person.objects.count() == 2
    assert rules_broken(unsure) == {"people.several"}


def test_an_ill_formed_phone_only_warns_and_is_not_kept(city: City) -> None:
    preview = sent(row(phone="12ab"))

    assert rules_broken(preview) == {"people.phone"}
    assert Identity.objects.get().phone is None


def test_zeros_that_a_spreadsheet_dropped_are_put_back(city: City) -> None:
    sent(row(id_number="22185000001", phone="912345678"))

    identity = Identity.objects.get()
    assert (identity.id_number, identity.phone) == ("022185000001", "0912345678")


LONGER = {
    "subject": "minimum_interval",
    "value": "35",
    "vaccine": "Vero Cell",
    "previous": "Vero Cell",
    "kind": "cơ bản",
    "from_on": "01/10/2021",
    "document": "Quyết định 1",
    "verified": "có",
}


@pytest.mark.parametrize("load", [load_shipped_rules, lambda **_: None])
def test_a_rule_entered_in_the_register_holds_beside_those_that_were_shipped(
    city: City, load: Callable[..., object]
) -> None:
    load(by=None, reason="")
    sent(row())
    assert sent(LONGER, of="vaccination.rule").counts.new == 1

    assert rules_broken(looked_at(row(**SECOND))) == {"vaccination.too_soon"}
    assert "vaccination.too_young" in rules_broken(looked_at(row(birth_on="08/09/2003")))


def test_a_shipped_rule_that_was_withdrawn_stays_withdrawn(city: City) -> None:
    load_shipped_rules(by=None, reason="")
    starts = DatedRule.objects.get(subject="programme_start")
    commit(Changes().withdrawing(DATED_RULE, [starts.pk]), Act(by=None, action="withdraw"))

    assert all(rule.subject != "programme_start" for rule in rules_in_force())


def test_where_nothing_is_allocated_lots_are_not_judged() -> None:
    City()

    assert looked_at(row(lot="ANY")).counts.new == 1


def test_a_session_names_its_round_by_number_and_a_dose_finds_its_session(city: City) -> None:
    sent(
        {"number": "15", "unit": "Thành phố Cẩm Phả", "from_on": "07/09/2021"},
        of="vaccination.round",
    )
    held = {
        "round_number": "15",
        "unit": "Quang Hanh",
        "site": "Điểm tiêm mẫu 1",
        "held_on": "07/09/2021",
    }
    sent(held, of="vaccination.session")

    sent(row(site="Điểm tiêm mẫu 1"))

    assert Dose.objects.get().session_id == Session.objects.get().pk
    unknown = looked_at(held | {"round_number": "99"}, of="vaccination.session")
    assert rules_broken(unknown) == {"vaccination.round_unknown"}


@pytest.mark.parametrize("held_on", ["06/09/2021", "16/09/2021"])
def test_a_session_lies_within_the_days_of_its_round(city: City, held_on: str) -> None:
    place = {"unit": "Thành phố Cẩm Phả", "number": "15"}
    sent(place | {"from_on": "07/09/2021", "to_on": "15/09/2021"}, of="vaccination.round")
    held = {"round_number": "15", "unit": "Quang Hanh", "site": "A", "held_on": held_on}

    assert rules_broken(looked_at(held, of="vaccination.session")) == {
        "vaccination.session_outside_round"
    }
    # The same for a correction of one that was right.
    sent(held | {"held_on": "10/09/2021"}, of="vaccination.session")
    session = Session.objects.get()
    row = pl.DataFrame(
        [{"line": 0} | {name: getattr(session, name) for name in SESSION.columns}]
    ).with_columns(held_on=pl.lit(parse_date(held_on)))
    faults = judge_sessions(row, Situation(None, TODAY, lambda _register, _count: range(0)))
    assert faults["rule"].to_list() == ["vaccination.session_outside_round"]


@pytest.mark.parametrize(
    ("ward", "rule"),
    [
        ("Phường Không Có", "unit.unknown"),
        ("Xã Hải Hòa", "unit.not_then"),  # begins on 01/11/2024
        ("Phường Quang Han", "unit.perhaps"),
    ],
)
def test_a_ward_that_was_not_there_that_day_is_refused(ward: str, rule: str) -> None:
    load_units(EXAMPLE / "units.toml")

    assert rules_broken(looked_at(row(residence=ward, unit=None))) == {rule}


def test_a_ward_that_is_gone_is_still_good_for_the_days_when_it_was_there() -> None:
    load_units(EXAMPLE / "units.toml")

    assert looked_at(row(residence="Xã Cộng Hòa", unit=None)).counts.new == 1


def test_no_more_of_a_lot_is_used_than_was_allocated(city: City) -> None:
    city.lot("MAU-PF01", "pfizer", doses=12)
    sent(
        {"number": "1", "unit": "Thành phố Cẩm Phả", "from_on": "07/09/2021"},
        of="vaccination.round",
    )
    for day in ("07/09/2021", "08/09/2021"):
        held = {"round_number": "1", "unit": "Quang Hanh", "site": "A", "held_on": day}
        sent(held, of="vaccination.session")
    use = {
        "site": "A",
        "unit": "Quang Hanh",
        "used_on": "07/09/2021",
        "vaccine": "Pfizer",
        "lot": "MAU-PF01",
        "received": "8",
        "used": "6",
        "wasted": "1",
        "returned": "1",
    }
    sent(use, of="vaccination.use")  # 7 of 12

    more = looked_at(use | {"used_on": "08/09/2021"}, of="vaccination.use")

    assert rules_broken(more) == {"vaccination.over_allocated"}  # 14 of 12
    assert looked_at(use, of="vaccination.use").counts.same == 1


def test_vaccine_use_has_to_add_up_and_to_name_a_session(city: City) -> None:
    use = {
        "site": "Điểm tiêm mẫu 1",
        "unit": "Quang Hanh",
        "used_on": "07/09/2021",
        "vaccine": "Vero Cell",
        "lot": "MAU-VE15",
        "received": "10",
        "used": "7",
        "wasted": "1",
        "returned": "1",
    }

    assert rules_broken(looked_at(use, of="vaccination.use")) == {"vaccination.use_adds_up"}
    whole = use | {"returned": "2"}
    assert rules_broken(looked_at(whole, of="vaccination.use")) == {"vaccination.session_unknown"}


def test_somebody_taken_back_with_the_dose_is_known_again_when_sent_again(city: City) -> None:
    """The person comes in under a new number; name and birth tell that it is the same one."""
    sent(row())
    dose = known_rows(DOSE, latest()).get()
    changes = Changes().withdrawing(DOSE, [dose.record])
    for code, records in companions_of(DOSE, dose).by_register().items():
        changes = changes.withdrawing(register_of(code), records)
    commit(changes, Act(by=None, action="withdraw", reason="nhầm người"))
    assert Person.objects.count() == Residence.objects.count() == 0

    again = looked_at(row())

    assert (again.counts.new, again.counts.warned) == (1, 1)
    assert rules_broken(again) == {"row.withdrawn"}
    assert "nhầm người" in str(next(again.faults_shown()).sentence)
    assert rules_broken(looked_at(row(full_name="Trần (mẫu) Văn Ba", sex="Nam"))) == set()
