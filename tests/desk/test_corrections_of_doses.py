"""A dose is corrected by the same rules by which it would have been taken in."""

from __future__ import annotations

import datetime as dt

import pytest

from muctieu.core.units import names_on
from muctieu.desk.correcting import NotAccepted, correct
from muctieu.desk.entering import as_texts
from muctieu.registers.clocks import latest
from muctieu.registers.listing import known_rows
from muctieu.registers.write import Act
from muctieu.sectors.vaccination.models import DOSE, Dose
from tests.sectors.vaccination.conftest import TODAY, city, row, sent

pytestmark = pytest.mark.django_db
__all__ = ["city"]
ACT = Act(by=None, action="correct", reason="ghi nhầm")
SECOND = {"dose_no": "2", "given_on": "05/10/2021"}  # 28 days after the first, of 07/09


def corrected(dose_no: int, **other: str) -> None:
    stored = known_rows(DOSE, latest()).get(dose_no=dose_no)
    texts = as_texts(DOSE.fields, stored, names_on(stored.given_on)) | other
    correct(DOSE, stored, texts, seen=stored.version, act=ACT, today=TODAY)


@pytest.mark.parametrize(
    ("dose_no", "other", "column"),
    [
        (2, {"given_on": "08/09/2021"}, "given_on"),  # one day after the first dose
        (2, {"given_on": "06/09/2021"}, "given_on"),  # before the first dose
        (1, {"given_on": "04/12/2021"}, "given_on"),  # after the second
        (2, {"lot": "MAU-XX99"}, "lot"),  # never allocated
    ],
)
@pytest.mark.usefixtures("city")
def test_a_correction_breaks_no_rule_that_a_new_dose_must_keep(
    dose_no: int, other: dict[str, str], column: str
) -> None:
    sent(row(), row(**SECOND))
    before = set(Dose.objects.values_list("dose_no", "given_on", "lot"))

    with pytest.raises(NotAccepted) as refused:
        corrected(dose_no, **other)

    assert column in {name for name, _sentence in refused.value.faults}
    assert set(Dose.objects.values_list("dose_no", "given_on", "lot")) == before


@pytest.mark.usefixtures("city")
def test_a_dose_is_not_held_against_its_own_correction() -> None:
    # 29 days after the first dose instead of 28: its old day is not "another dose 2".
    sent(row(), row(**SECOND))

    corrected(2, given_on="06/10/2021")

    assert Dose.objects.get(dose_no=2).given_on == dt.date(2021, 10, 6)
