"""The page of an update: who may open it, what it wrote and which figures it moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl
import pytest
from django.test import Client
from django.urls import reverse

from muctieu.core.models import User
from muctieu.core.units import unit_named
from muctieu.registers.people import PERSON, RESIDENCE
from muctieu.registers.write import Act, Changes, commit, reserve_ids
from muctieu.sectors.vaccination.models import DOSE
from tests.desk.conftest import DAY

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]


def one_more_dose(ward: str = "Cẩm Sơn", by: str | None = "lan") -> int:
    """Somebody new with a first dose on 01/12/2021; the number of the update."""
    unit, on = unit_named(ward, DAY).unit_id, dt.date(2021, 12, 1)
    who = reserve_ids(PERSON, 1).start
    person = {"id": who, "sex": "male", "birth_on": dt.date(1980, 1, 1), "birth_precision": "day"}
    home = {"person_id": who, "unit_id": unit, "kind": "outside", "from_on": on}
    dose = {
        "person_id": who, "dose_no": 1, "kind": "primary", "vaccine": "vero_cell",
        "lot": "MAU-VE15", "given_on": on, "unit_id": unit, "residence_id": unit,
    }  # fmt: skip
    changes = (
        Changes()
        .opening(PERSON, pl.DataFrame([person]))
        .opening(RESIDENCE, pl.DataFrame([home]))
        .opening(DOSE, pl.DataFrame([dose]))
    )
    user = User.objects.get(username=by) if by else None
    act = Act(by=user, action="import", source="Cẩm Sơn 1-12.xlsx")
    return commit(changes, act).number


def test_an_update_leads_to_its_records_and_to_the_figures_it_moved(as_person: As) -> None:
    number = one_more_dose()

    page = as_person("lan").get(reverse("desk:update", args=[number])).content.decode()

    assert "Cẩm Sơn 1-12.xlsx" in page
    assert f"lan={number}" in page
    # The small year has 1.651 people with a first dose; this is one more.
    assert "1.651" in page
    assert "1.652" in page


def test_the_list_of_an_update_holds_what_it_wrote_and_nothing_else(as_person: As) -> None:
    number = one_more_dose()
    address = reverse("desk:register", args=["vaccination.dose"])

    page = as_person("lan").get(f"{address}?lan={number}&dang=json").json()

    assert [row["given_on"] for row in page["rows"]] == ["2021-12-01"]


def test_words_that_name_no_update_are_answered_with_a_sentence(as_person: As) -> None:
    address = reverse("desk:register", args=["vaccination.dose"])

    page = as_person("lan").get(f"{address}?lan=hôm-qua").content.decode()

    assert "hôm-qua" in page
    assert 'role="alert"' in page


def test_an_update_of_another_ward_is_not_there(as_person: As) -> None:
    address = reverse("desk:update", args=[one_more_dose("Cẩm Thạch", by=None)])

    assert as_person("lan").get(address).status_code == 404
    assert as_person("minh").get(address).status_code == 200
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("number", [0, 10**12])
def test_a_number_that_no_update_has_is_not_there(as_person: As, number: int) -> None:
    assert as_person("minh").get(reverse("desk:update", args=[number])).status_code == 404


def test_a_withdrawal_names_the_record_that_is_gone(as_person: As) -> None:
    one_more_dose()
    dose = DOSE.model._default_manager.order_by("-pk").first()
    assert dose is not None
    act = Act(by=User.objects.get(username="minh"), action="withdraw", reason="ghi nhầm")
    receipt = commit(Changes().withdrawing(DOSE, [dose.pk]), act)

    page = as_person("minh").get(reverse("desk:update", args=[receipt.number])).content.decode()

    assert "ghi nhầm" in page
    assert reverse("desk:record", args=["vaccination.dose", dose.pk]) in page
