"""Figures of a small outbreak, worked out by hand.

Hoa was found ill on 10 November and went to hospital; Tám, her F1, was isolated from that day on at
the school and became a case on the 15th; Ba, an F2, was at home from the 12th to the 20th.
The school has two places, the hospital one.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from muctieu.indicators.ask import Question, figure, trace
from muctieu.indicators.engines.by_hand import ByHand
from muctieu.indicators.engines.duckdb import DuckDB
from muctieu.registers.clocks import latest
from tests.sectors.epidemic.conftest import BA, HOA, TAM, Row, capacity, case, contact, stay, swab
from tests.support.office import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def outbreak(city: int) -> int:
    second: Row = {"sampled_on": "14/11/2021", "confirmed_on": "15/11/2021", "found": "khu cách ly"}
    sent(
        "epidemic.case",
        case(ending="khỏi", ended_on="24/11/2021"),
        case(TAM, code="CP-2", **second),
    )
    through: Row = {"degree": "2", "through_number": "999090000002"}
    sent("epidemic.contact", contact(), contact(BA, **through, last_on="09/11/2021"))
    sent("epidemic.capacity", capacity("BV-1", 1, to_on="14/11/2021"))
    sent("epidemic.capacity", capacity("BV-1", 4, from_on="15/11/2021"))
    hospital: Row = {"reason": "F0", "facility_code": "BV-1"}
    home: Row = {"form": "tại nhà", "facility_code": None}
    sent(
        "epidemic.stay",
        stay(HOA, **hospital, to_on="24/11/2021", end_reason="khỏi bệnh"),
        stay(TAM, to_on="15/11/2021", end_reason="chuyển F0"),
        stay(TAM, **hospital) | {"from_on": "15/11/2021"},
        stay(BA, **home, due_on="20/11/2021", to_on="20/11/2021", end_reason="hết hạn")
        | {"from_on": "12/11/2021"},
    )
    sent("epidemic.swab", swab(), swab(TAM), swab(HOA, sample_code="M-2", purpose="định kỳ"))
    result: Row = {"code": "M-1", "resulted_on": "10/11/2021", "result": "dương"}
    sent("epidemic.result", result, result | {"code": "M-2", "result": "âm"})
    return city


ANSWERS: tuple[tuple[str, str, int | Fraction], ...] = (
    ("epidemic.new_cases", "2021-11-14", 1),
    ("epidemic.new_cases", "2021-11-15", 2),
    ("epidemic.open_cases", "2021-11-24", 2),
    ("epidemic.open_cases", "2021-11-25", 1),
    ("epidemic.recovered", "2021-11-24", 1),
    ("epidemic.deaths", "2021-11-24", 0),
    ("epidemic.contacts", "2021-11-30", 1),  # the F2 is none of the first degree
    ("epidemic.contacts_per_case", "2021-11-30", Fraction(1, 2)),
    ("epidemic.people_tested", "2021-11-30", 2),  # in two tubes, three swabs
    ("epidemic.samples", "2021-11-30", 2),
    ("epidemic.positive_share", "2021-11-30", 50),
    # Hoa and Tám, who had two stays; Ba at home.
    ("epidemic.isolated_in_facility", "2021-11-30", 2),
    ("epidemic.isolated_at_home", "2021-11-30", 1),
    ("epidemic.isolated_now", "2021-11-11", 2),
    ("epidemic.isolated_now", "2021-11-20", 3),
    ("epidemic.isolated_now", "2021-11-25", 1),
    ("epidemic.at_home_now", "2021-11-21", 0),
    ("epidemic.places_f0_used", "2021-11-15", 2),
    ("epidemic.places_f1_used", "2021-11-15", 1),  # the day of leaving counts
    ("epidemic.places_f1_used", "2021-11-16", 0),
    ("epidemic.places_f0_ready", "2021-11-14", 1),
    ("epidemic.places_f0_ready", "2021-11-15", 4),
    ("epidemic.places_f1_planned", "2021-11-15", 100),
    ("epidemic.occupancy_f0", "2021-11-15", 50),  # two of four
    ("epidemic.occupancy_f1", "2021-11-15", 50),  # one of two
)


def test_figures_are_what_the_hand_finds(outbreak: int) -> None:
    asked = [(code, day) for code, day, _answer in ANSWERS]
    found = [
        figure(Question(code, outbreak, dt.date.fromisoformat(day), latest())).value
        for code, day in asked
    ]

    told = zip(asked, found, strict=True)
    assert dict(told) == {(code, day): answer for code, day, answer in ANSWERS}


def test_who_has_a_place_is_counted_where_the_site_is(wards: list[int]) -> None:
    one, two = wards
    site: Row = {"unit": "Phường Một", "from_on": "01/10/2021", "code": "TR-2", "name": "Trường mẫu hai",
                 "kind": "trường học", "holds": "F1"}  # fmt: skip
    sent("epidemic.facility", site)
    sent("epidemic.capacity", capacity("TR-2", 2, unit="Phường Một"))
    # Tám lives in the second ward, whose clerk enters the stay at the school of the first.
    sent("epidemic.stay", stay(facility_code="TR-2", unit="Phường Hai"))

    day, known = dt.date(2021, 11, 15), latest()
    asked = {
        ("epidemic.places_f1_used", one): 1,
        ("epidemic.places_f1_used", two): 0,
        ("epidemic.places_f1_ready", one): 2,
        ("epidemic.occupancy_f1", one): 50,
        ("epidemic.isolated_now", two): 1,
    }
    for engine in (ByHand(), DuckDB()):
        found = {key: figure(Question(*key, day, known), engine).value for key in asked}
        assert found == asked
    by_home = Question("epidemic.places_f1_used", two, day, known, place="residence")
    assert figure(by_home).value == 1
    behind = [trace(Question("epidemic.places_f1_used", one, day, known), engine=engine)
              for engine in (ByHand(), DuckDB())]  # fmt: skip
    assert behind[0] == behind[1]
    assert [line.unit for line in behind[0].records] == [one]
