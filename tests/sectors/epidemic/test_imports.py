"""Cases, contacts, tests, sites and stays as they are sent: what is taken, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from muctieu.registers.people import Person
from muctieu.registers.verify import verify
from muctieu.registers.write import Changes, commit
from muctieu.sectors.epidemic.models import (
    DISEASE,
    Case,
    Contact,
    Disease,
    EpidemicStay,
    Sample,
    Swab,
)
from tests.sectors.epidemic.conftest import BA, HOA, TAM, Row, capacity, case, contact, stay, swab
from tests.support.office import ACT, looked_at, rules_broken, sent

pytestmark = pytest.mark.django_db


def day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d/%m/%Y").replace(tzinfo=dt.UTC).date()


def test_a_case_a_contact_and_a_contact_of_the_contact_come_in_with_their_people(city: int) -> None:
    second = contact(BA, degree="2", through_number="999090000002", last_on="09/11/2021")

    assert rules_broken(sent("epidemic.case", case())) == []
    # F1 and F2 in one file: the F2 went through somebody who is only met there.
    assert rules_broken(sent("epidemic.contact", contact(), second)) == []

    hoa, tam, ba = Person.objects.order_by("pk").values_list("pk", flat=True)
    assert Case.objects.get().disease == "covid19"
    told = Contact.objects.order_by("degree").values_list("person_id", "degree", "through_id")
    assert list(told) == [(tam, 1, hoa), (ba, 2, tam)]
    assert Case.objects.get().unit_id == city
    assert verify().sound


def test_a_case_that_cannot_be_is_refused(city: int) -> None:
    wrong = {
        "epidemic.before_sample": case(sampled_on="11/11/2021"),
        "epidemic.onset_late": case(onset_on="12/11/2021"),
        "epidemic.outcome_early": case(ending="khỏi", ended_on="09/11/2021"),
        "epidemic.outcome_day": case(ending="khỏi"),
        # Dengue is watched from July 2023 on.
        "epidemic.disease_unknown": case(disease="dengue"),
    }

    for rule, row in wrong.items():
        assert rules_broken(looked_at("epidemic.case", row)) == [rule]


def test_another_disease_needs_no_code(city: int) -> None:
    late: Row = {"sampled_on": "02/03/2026", "confirmed_on": "02/03/2026"}

    # In 2026 dengue is the only disease that is watched: it need not be named.
    assert rules_broken(sent("epidemic.case", case() | late, on=dt.date(2026, 3, 5))) == []
    assert Case.objects.get().disease == "dengue"
    bite = contact(last_on="01/03/2026", found_on="02/03/2026")
    # Its contacts are not traced.
    told = looked_at("epidemic.contact", bite, on=dt.date(2026, 3, 5))
    assert rules_broken(told) == ["epidemic.degree_untraced"]

    cholera: Row = {"code": "cholera", "name": "Tả", "case_word": "Ca bệnh", "degrees": "1",
               "from_on": "01/01/2020", "document": "Quyết định mẫu", "verified": "không"}  # fmt: skip
    sent("epidemic.disease", cholera)
    assert rules_broken(sent("epidemic.case", case(TAM, code="T-1", disease="Tả"))) == []
    assert Disease.objects.get().name == "Tả"


def test_a_case_code_is_one_persons_and_a_second_case_soon_after_is_told(city: int) -> None:
    sent("epidemic.case", case())

    assert rules_broken(looked_at("epidemic.case", case(TAM))) == ["epidemic.code_taken"]
    # 10 November to 20 January are 71 days, fewer than 90.
    again = case(code="CP-2", sampled_on="20/01/2022", confirmed_on="20/01/2022")
    told = looked_at("epidemic.case", again, on=dt.date(2022, 2, 1))
    assert (rules_broken(told), told.counts.new) == (["epidemic.case_again"], 1)
    later = again | {"sampled_on": "08/02/2022", "confirmed_on": "08/02/2022"}
    assert rules_broken(looked_at("epidemic.case", later, on=dt.date(2022, 2, 9))) == []


def test_a_contact_that_cannot_be_is_refused(city: int) -> None:
    sent("epidemic.case", case())
    wrong = [
        (contact(HOA), "epidemic.contact_with_self"),
        (contact(degree="3", through_number="999090000002"), "epidemic.contact_with_self"),
        (contact(case_code="CP-9"), "epidemic.case_unknown"),
        (contact(degree="2", through_number="999999999999"), "epidemic.through_unknown"),
        (contact(degree="2"), "epidemic.through_unknown"),
        (contact(last_on="11/11/2021"), "epidemic.last_after_found"),
    ]

    for row, rule in wrong:
        assert rule in rules_broken(looked_at("epidemic.contact", row))


def test_a_contact_before_the_case_could_infect_is_entered_with_a_word(city: int) -> None:
    sent("epidemic.case", case(onset_on="08/11/2021"))

    # Two days before the onset of 8 November still count, three do not.
    assert rules_broken(looked_at("epidemic.contact", contact(last_on="06/11/2021"))) == []
    told = looked_at("epidemic.contact", contact(last_on="05/11/2021"))
    assert (rules_broken(told), told.counts.new) == (["epidemic.too_long_ago"], 1)


def test_a_pooled_sample_is_one_tube_of_several_people_and_its_result_comes_by_its_code(
    city: int,
) -> None:
    sent("epidemic.swab", swab(), swab(TAM), swab(BA, sample_code="M-2"))
    assert (Sample.objects.count(), Swab.objects.filter(sample__code="M-1").count()) == (2, 2)

    result: Row = {"code": "M-1", "resulted_on": "10/11/2021", "result": "dương tính"}
    assert sent("epidemic.result", result).counts.changed == 1
    # Sent again, nothing changes; a mended result is a change of the same sample.
    assert sent("epidemic.result", result).counts.same == 1
    assert sent("epidemic.result", result | {"result": "âm tính"}).counts.changed == 1
    assert Sample.objects.get(code="M-1").result == "negative"
    assert Sample.objects.get(code="M-2").result is None
    assert verify().sound


def test_results_of_unknown_samples_and_from_before_the_sample_are_refused(city: int) -> None:
    sent("epidemic.swab", swab())
    result: Row = {"code": "M-1", "resulted_on": "08/11/2021", "result": "âm"}

    told = looked_at("epidemic.result", result, result | {"code": "M-9"})
    assert sorted(rules_broken(told)) == ["epidemic.result_early", "epidemic.sample_unknown"]


def test_one_tube_is_told_alike_by_all_its_people(city: int) -> None:
    told = looked_at("epidemic.swab", swab(), swab(TAM, taken_on="10/11/2021"))
    assert rules_broken(told) == ["epidemic.sample_differs"] * 2


def test_a_stay_is_due_by_the_rule_of_its_first_day_and_a_new_rule_leaves_it_alone(
    city: int,
) -> None:
    sent("epidemic.stay", stay())
    kept = EpidemicStay.objects.get()
    # Fourteen days from 10 November: the last one is the 23rd.
    assert (kept.due_on, kept.rule) == (day("23/11/2021"), "Công văn 5599/BYT-MT ngày 14/07/2021")

    new: Row = {"disease": "covid19", "subject": "isolation_days", "reason": "F1", "form": "tập trung",
           "place": "195", "value": "10", "from_on": "10/11/2021", "document": "Công văn mẫu 1",
           "verified": "có"}  # fmt: skip
    assert rules_broken(sent("epidemic.rule", new)) == []
    ended = stay(to_on="23/11/2021", end_reason="hết hạn")
    assert rules_broken(sent("epidemic.stay", ended)) == []
    assert EpidemicStay.objects.get().due_on == day("23/11/2021")

    # Whoever comes later stays by the local rule, which goes before the national one.
    sent("epidemic.stay", stay(BA, from_on="12/11/2021"))
    ba = EpidemicStay.objects.order_by("pk").last()
    assert ba is not None
    assert (ba.due_on, ba.rule) == (day("21/11/2021"), "Công văn mẫu 1")


def test_a_stay_that_cannot_be_is_refused(city: int) -> None:
    wrong = [
        (stay(reason="F0"), "epidemic.wrong_group"),
        (stay(facility_code="BV-1"), "epidemic.wrong_group"),
        (stay(facility_code="XX-1"), "epidemic.facility_unknown"),
        (stay(facility_code=None), "epidemic.place_and_form"),
        (stay(form="tại nhà"), "epidemic.place_and_form"),
        (stay(from_on="30/09/2021"), "epidemic.site_closed"),
        (stay(to_on="20/11/2021"), "epidemic.end_without_reason"),
        (stay(to_on="20/11/2021", end_reason="hết hạn"), "epidemic.released_early"),
        (stay(to_on="20/11/2021", end_reason="khác"), "epidemic.released_early"),
        (stay(to_on="09/11/2021", end_reason="tử vong"), "epidemic.ends_early"),
        (stay(due_on="09/11/2021"), "epidemic.due_early"),
    ]

    for row, rule in wrong:
        assert rule in rules_broken(looked_at("epidemic.stay", row))


def test_a_stay_may_end_before_it_is_due_for_a_reason(city: int) -> None:
    early = stay(to_on="20/11/2021", end_reason="khác", note="Theo quyết định mẫu 3")
    assert rules_broken(looked_at("epidemic.stay", early)) == []


def test_nobody_has_two_open_stays(city: int) -> None:
    sent("epidemic.stay", stay())
    home = stay(form="tại nhà", facility_code=None, from_on="15/11/2021")

    assert rules_broken(looked_at("epidemic.stay", home)) == ["epidemic.stay_twice"]


def test_a_transfer_ends_one_stay_and_begins_the_next_of_one_chain(city: int) -> None:
    sent("epidemic.stay", stay())
    moved = stay(to_on="15/11/2021", end_reason="chuyển nơi")
    home = stay(form="tại nhà", facility_code=None, from_on="15/11/2021")

    # Both in one file, in any order.
    assert rules_broken(sent("epidemic.stay", home, moved)) == []
    told = EpidemicStay.objects.order_by("from_on").values_list("from_on", "begun_on", "due_on")
    assert list(told) == [
        (day("10/11/2021"), day("10/11/2021"), day("23/11/2021")),
        (day("15/11/2021"), day("10/11/2021"), day("23/11/2021")),
    ]


def test_a_contact_who_becomes_a_case_goes_on_in_the_chain_with_days_of_a_case(city: int) -> None:
    sent("epidemic.stay", stay())
    ended = stay(to_on="15/11/2021", end_reason="chuyển F0")
    treated = stay(reason="F0", facility_code="BV-1", from_on="15/11/2021")

    assert rules_broken(sent("epidemic.stay", ended, treated)) == []
    case_stay = EpidemicStay.objects.get(reason="f0")
    # Fourteen days of a case, from the day it became one.
    assert (case_stay.begun_on, case_stay.due_on) == (day("10/11/2021"), day("28/11/2021"))


def test_a_full_site_takes_somebody_only_by_a_recorded_decision(city: int) -> None:
    sent("epidemic.stay", stay(HOA), stay(TAM, from_on="11/11/2021"))

    third = stay(BA, from_on="12/11/2021")
    assert rules_broken(looked_at("epidemic.stay", third)) == ["epidemic.over_capacity"]
    allowed = third | {"override": "Quyết định mẫu 7"}
    assert rules_broken(looked_at("epidemic.stay", allowed)) == []
    # The day after somebody left there is a place again.
    sent("epidemic.stay", stay(HOA, to_on="12/11/2021", end_reason="tử vong"))
    assert rules_broken(looked_at("epidemic.stay", third)) == ["epidemic.over_capacity"]
    free = stay(BA, from_on="13/11/2021")
    assert rules_broken(looked_at("epidemic.stay", free)) == []


def test_of_one_file_the_last_rows_are_those_too_many(city: int) -> None:
    told = looked_at("epidemic.stay", stay(HOA), stay(TAM), stay(BA))

    assert told.faults.select("line", "rule").rows() == [(2, "epidemic.over_capacity")]


def test_people_leave_a_site_that_is_over_its_places(city: int) -> None:
    by_decision: Row = {"override": "Quyết định mẫu 7"}
    # The third comes by a decision, and so takes no place from the others of the file.
    assert rules_broken(sent("epidemic.stay", stay(BA, **by_decision), stay(HOA), stay(TAM))) == []
    sent("epidemic.capacity", capacity("TR-1", 1))

    # Three people on one place: one leaves, of another a word is added, and neither takes a place.
    left = stay(HOA, to_on="20/11/2021", end_reason="tử vong")
    told = looked_at("epidemic.stay", left, stay(TAM, note="Gia đình xin đổi phòng (mẫu)"))
    assert (rules_broken(told), told.counts.changed) == ([], 2)
    # To stay longer than was entered is to take a place again.
    sent("epidemic.stay", left)
    back = stay(HOA, to_on="30/11/2021", end_reason="tử vong")
    told = looked_at("epidemic.stay", back)
    # On the day after leaving, 21 November, Tám and Ba are there and Hoa would be the third.
    assert told.faults.select("rule", "hint").rows() == [
        ("epidemic.over_capacity", "21/11/2021: 3/1")
    ]


def test_a_stay_entered_late_may_not_overfill_its_later_days(city: int) -> None:
    sent("epidemic.stay", stay(HOA, from_on="12/11/2021"), stay(TAM, from_on="13/11/2021"))

    # On 5 November the school is empty; from the 13th on Ba would be the third in two places.
    told = looked_at("epidemic.stay", stay(BA, from_on="05/11/2021"))
    assert told.faults["hint"].to_list() == ["13/11/2021: 3/2"]
    gone = stay(BA, from_on="05/11/2021", to_on="12/11/2021", end_reason="tử vong")
    assert rules_broken(looked_at("epidemic.stay", gone)) == []


def test_a_stay_may_not_last_into_days_with_fewer_places(city: int) -> None:
    sent("epidemic.capacity", capacity("TR-1", 2, to_on="14/11/2021"))
    sent("epidemic.capacity", capacity("TR-1", 1, from_on="16/11/2021"))
    sent("epidemic.stay", stay(HOA, to_on="14/11/2021", end_reason="tử vong"))

    # On the 15th the site has no places at all.
    told = looked_at("epidemic.stay", stay(TAM))
    assert told.faults["hint"].to_list() == ["15/11/2021: 1/0"]


def test_who_is_refused_takes_no_place_from_those_after(city: int) -> None:
    sent("epidemic.stay", stay(HOA))
    two = [stay(TAM), stay(BA)]
    dan: Row = {"full_name": "Vũ (mẫu) Thị Đan", "birth_on": "07/07/1977", "sex": "nữ",
                "id_number": "999177000004", "unit": "Thành phố Cẩm Phả"}  # fmt: skip
    later = stay(dan, from_on="21/11/2021")
    gone = stay(HOA, to_on="20/11/2021", end_reason="tử vong")

    # Ba is the third on the 10th and left out; on the 21st, with Hoa gone, Đan is the second.
    told = looked_at("epidemic.stay", gone, *two, later)
    assert told.faults["line"].to_list() == [2]


def test_the_places_of_a_site_are_given_once_for_a_day(city: int) -> None:
    more = capacity("TR-1", 5, from_on="01/11/2021")
    assert rules_broken(looked_at("epidemic.capacity", more)) == ["epidemic.capacity_twice"]

    ended = capacity("TR-1", 2, to_on="31/10/2021")
    assert rules_broken(sent("epidemic.capacity", ended, more)) == []
    told = looked_at("epidemic.capacity", capacity("ZZ-1", 1))
    assert rules_broken(told) == ["epidemic.facility_unknown"]


def test_places_are_given_for_the_unit_of_the_site_only(wards: list[int]) -> None:
    there = capacity("TR-1", 5, to_on="31/12/2021", unit="Phường Một")
    told = looked_at("epidemic.capacity", there)
    assert told.faults.select("rule", "hint").rows() == [
        ("epidemic.capacity_elsewhere", "Thành phố Cẩm Phả")
    ]


def test_a_site_is_not_turned_over_to_others_or_closed_on_people(city: int) -> None:
    site: Row = {"unit": "Thành phố Cẩm Phả", "from_on": "01/10/2021", "code": "TR-1",
                 "name": "Trường mẫu", "kind": "trường học", "holds": "F1"}  # fmt: skip
    assert rules_broken(looked_at("epidemic.facility", site | {"holds": "F0"})) == []
    sent("epidemic.stay", stay())

    wrong = {
        "epidemic.holds_others": site | {"holds": "F0"},
        "epidemic.stays_outside": site | {"to_on": "12/11/2021"},
    }
    for rule, row in wrong.items():
        assert rules_broken(looked_at("epidemic.facility", row)) == [rule]
    late = looked_at("epidemic.facility", site | {"from_on": "11/11/2021"})
    assert late.faults.select("rule", "hint").rows() == [("epidemic.stays_outside", "1")]
    # Its name may change, and once nobody is there it may close.
    sent("epidemic.stay", stay(to_on="12/11/2021", end_reason="tử vong"))
    closed = site | {"to_on": "12/11/2021", "name": "Trường mẫu hai"}
    assert rules_broken(sent("epidemic.facility", closed)) == []
    # Nobody comes back after that, nor stays on.
    late_stay = stay(BA, to_on="13/11/2021", end_reason="tử vong")
    told = looked_at("epidemic.stay", late_stay)
    assert told.faults.select("rule", "hint").rows() == [
        ("epidemic.site_closed", "01/10/2021 – 12/11/2021")
    ]


def test_nobody_is_a_contact_through_somebody_who_is_refused(city: int) -> None:
    sent("epidemic.case", case())
    second = contact(BA, degree="2", through_number="999090000002", last_on="09/11/2021")

    # Tám's own row names a case that is not there.
    told = looked_at("epidemic.contact", contact(case_code="CP-9"), second)
    assert rules_broken(told) == ["epidemic.case_unknown", "epidemic.through_unknown"]


def test_contacts_do_not_go_through_one_another_in_a_ring(city: int) -> None:
    sent("epidemic.case", case())
    ring = [
        contact(TAM, degree="2", through_number="999070000003"),
        contact(BA, degree="2", through_number="999090000002"),
    ]

    told = looked_at("epidemic.contact", *ring)
    assert rules_broken(told) == ["epidemic.through_unknown"] * 2


def test_a_disease_watched_again_is_watched_in_both_spells(city: int) -> None:
    plague: Row = {"code": "tả", "name": "Tả", "case_word": "Ca bệnh", "document": "Quyết định mẫu",
              "verified": "không"}  # fmt: skip
    first = plague | {"degrees": "1", "from_on": "01/01/2020", "to_on": "30/11/2021"}
    again = plague | {"degrees": "2", "from_on": "01/01/2022"}
    sent("epidemic.disease", first, again)

    assert rules_broken(sent("epidemic.case", case(disease="Tả"))) == []
    between = case(
        TAM, code="T-2", disease="Tả", sampled_on="05/12/2021", confirmed_on="05/12/2021"
    )
    assert rules_broken(looked_at("epidemic.case", between)) == ["epidemic.disease_unknown"]
    # Contacts are traced as far as on the day on which they were found.
    sent("epidemic.contact", contact())
    beyond = contact(BA, degree="2", through_number="999090000002", last_on="09/11/2021")
    told = looked_at("epidemic.contact", beyond)
    assert told.faults.select("rule", "hint").rows() == [("epidemic.degree_untraced", "1")]
    assert rules_broken(looked_at("epidemic.contact", beyond | {"found_on": "02/01/2022"})) == []


def test_without_any_disease_on_the_books_rows_are_refused_in_words(city: int) -> None:
    kept: list[Row] = [
        {"code": code, "name": code, "case_word": "Ca bệnh", "degrees": "0", "from_on": first,
         "document": "Quyết định mẫu", "verified": "không"}
        for code, first in (("covid19", "29/01/2020"), ("dengue", "04/07/2023"))
    ]  # fmt: skip
    sent("epidemic.disease", *kept)
    gone = list(Disease.objects.values_list("pk", flat=True))
    commit(Changes().withdrawing(DISEASE, gone), ACT)

    assert rules_broken(looked_at("epidemic.case", case())) == ["epidemic.disease_unknown"]


def test_a_disease_without_a_rule_on_days_asks_for_the_due_day(city: int) -> None:
    home = stay(form="tại nhà", facility_code=None, from_on="02/03/2026")
    today = dt.date(2026, 3, 5)

    assert rules_broken(looked_at("epidemic.stay", home, on=today)) == ["epidemic.due_unknown"]
    assert rules_broken(looked_at("epidemic.stay", home | {"due_on": "09/03/2026"}, on=today)) == []


def test_somebody_from_outside_is_known_but_no_resident(city: int) -> None:
    guest: Row = TAM | {"residence": "Tỉnh Quảng Ninh", "residence_kind": "ngoài địa bàn"}

    assert rules_broken(sent("epidemic.stay", stay(guest))) == []
    kept = EpidemicStay.objects.get()
    assert kept.unit_id == city
    assert kept.residence_id != city
    assert kept.person.residences.get().kind == "outside"
