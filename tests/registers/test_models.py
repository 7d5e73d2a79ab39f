"""Tables of histories: what sectors that know nothing of each other may call their records."""

from __future__ import annotations

from django.db import models
from django.test.utils import isolate_apps

from muctieu.registers.models import Record, history_of


def history_named(name: str, sector: str) -> type[models.Model]:
    """The history of a record of that name in that sector."""

    class Meta:
        app_label = sector

    body = {"__module__": __name__, "Meta": Meta, "weight": models.IntegerField()}
    return history_of(type(name, (Record,), body))


def index_of(name: str, sector: str) -> str:
    return str(history_named(name, sector)._meta.indexes[0].name)


@isolate_apps("tests.support.sample", "tests.support.clinic")
def test_two_sectors_may_call_their_records_alike() -> None:
    assert index_of("Delivery", "sample") != index_of("Delivery", "clinic")


@isolate_apps("tests.support.sample")
def test_names_that_only_differ_at_their_end_have_indexes_of_their_own() -> None:
    long = "DeliveryOfSchoolMealsToKitchens"

    names = {index_of(long, "sample"), index_of(f"{long}ByDay", "sample")}

    assert len(names) == 2
    assert max(map(len, names)) <= 30  # what Django lets an index be called
