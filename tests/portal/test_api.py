"""The API: figures for everybody, counted; never a person."""

from __future__ import annotations

import pytest
from django.test import Client

from muctieu.core.models import Post, User
from tests.support.table import World

pytestmark = pytest.mark.django_db

BY_WARD = "/api/v1/figures/clinic.visitors?as_of=2021-12-04&split=unit"


def test_a_figure_comes_with_window_origin_records_and_position(
    client: Client, clinic: World
) -> None:
    told = client.get("/api/v1/figures/clinic.visitors?as_of=04/12/2021").json()

    assert (told["value"], told["records"], told["origin"]) == (18, 18, "office")
    assert told["window"][1] == "2021-12-04"
    assert told["position"] >= 1


def test_a_small_count_is_hidden_from_the_public_and_so_is_what_would_give_it_away(
    client: Client, clinic: World
) -> None:
    # Quang Hanh has 3 and is hidden; of the whole 18, 9 and 6 would give it away, so 6 is hidden
    # too. The 9 are told as 10.
    parts = {part["label"]: part["value"] for part in client.get(BY_WARD).json()["parts"]}

    assert parts == {"Quang Hanh": None, "Cẩm Sơn": None, "Cửa Ông": 10}


def test_parts_are_told_to_the_public_in_fives_and_the_whole_to_the_unit(
    client: Client, clinic: World
) -> None:
    asked = "/api/v1/figures/clinic.visits?as_of=2021-12-04&unit="

    whole, ward = (client.get(asked + unit).json() for unit in ("Cẩm Phả", "Cửa Ông"))

    assert (whole["value"], whole["records"], whole["rounded"]) == (18, 18, False)
    assert (ward["value"], ward["records"], ward["rounded"]) == (10, 10, True)


def test_who_is_signed_in_sees_every_count(client: Client, clinic: World) -> None:
    client.force_login(User.objects.create_user("ha"))

    parts = {part["label"]: part["value"] for part in client.get(BY_WARD).json()["parts"]}

    assert parts == {"Quang Hanh": 3, "Cẩm Sơn": 6, "Cửa Ông": 9}


def test_many_figures_are_read_in_one_call_each_code_for_each_unit(
    client: Client, clinic: World
) -> None:
    asked = "code=clinic.visitors&code=clinic.visits&unit=Quang Hanh&unit=Cửa Ông"
    client.force_login(User.objects.create_user("ha"))
    told = client.get(f"/api/v1/figures?as_of=2021-12-04&{asked}").json()
    alone = client.get("/api/v1/figures/clinic.visits?as_of=2021-12-04&unit=Cửa Ông").json()

    assert [(one["code"], one["value"]) for one in told[::2]] == [
        ("clinic.visitors", 3),
        ("clinic.visitors", 9),
    ]
    assert told[3] == alone
    assert len({one["position"] for one in told}) == 1


def test_small_counts_are_hidden_in_one_call_as_in_many(client: Client, clinic: World) -> None:
    address = "/api/v1/figures?as_of=2021-12-04&code=clinic.visitors&unit=Quang Hanh"

    assert client.get(address).json()[0]["value"] is None


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/figures", 422),
        ("/api/v1/figures?code=clinic.nothing", 404),
        ("/api/v1/figures?" + "&".join(["code=clinic.visitors"] * 401), 400),
        ("/api/v1/figures/clinic.nothing", 404),
        ("/api/v1/figures/clinic.visitors?as_of=31/02/2021", 400),
        ("/api/v1/figures/clinic.visitors?known=mai", 400),
        ("/api/v1/figures/clinic.visitors?unit=Atlantis&as_of=2021-12-04", 400),
        ("/api/v1/figures/clinic.visitors?split=nothing", 400),
    ],
)
def test_a_bad_question_gets_one_sentence(
    client: Client, clinic: World, address: str, status: int
) -> None:
    reply = client.get(address)

    assert reply.status_code == status
    assert reply.json()["detail"]


def test_units_are_those_of_the_day(client: Client, clinic: World) -> None:
    assert len(client.get("/api/v1/units?on=2021-12-04").json()) == 4
    assert client.get("/api/v1/units?on=2011-12-31").json() == []


def test_a_register_is_described_from_its_declaration(client: Client, db: None) -> None:
    told = {one["code"]: one for one in client.get("/api/v1/registers").json()}
    reading = told["sample.reading"]["schema"]

    assert reading["properties"]["read_on"] == {"title": "day", "type": "string", "format": "date"}
    assert reading["properties"]["method"]["enum"] == ["eye", "wire"]
    assert "note" not in reading["required"]


def test_the_schema_of_the_api_is_published_and_calls_no_other_server(
    client: Client, db: None
) -> None:
    schema = client.get("/api/v1/openapi.json").json()

    assert "/api/v1/figures/{code}" in schema["paths"]
    assert client.get("/api/v1/docs").status_code == 404


def test_the_reasons_of_a_change_are_for_who_is_signed_in_and_records_for_who_may_read(
    client: Client, clinic: World
) -> None:
    asked = "/api/v1/figures/clinic.visits/why?before=30/11/2021&after=04/12/2021"
    assert client.get(asked).status_code == 401
    client.force_login(User.objects.create_user("ha"))
    told = client.get(asked).json()
    (part,) = told["parts"]
    assert (told["change"], part["cause"], part["adds"]) == (18, "happened", 18)
    assert part["shown"] == []
    minh = User.objects.create_user("minh")
    Post.objects.create(user=minh, role="ward_clerk", unit_id=clinic.units["Quang Hanh"])
    client.force_login(minh)
    assert len(client.get(asked).json()["parts"][0]["shown"]) == 3


def test_a_figure_can_be_restated_and_asked_by_status(client: Client, clinic: World) -> None:
    restated = client.get("/api/v1/figures/clinic.visits?as_of=04/12/2021&on_map=01/07/2025").json()
    assert (restated["value"], restated["map"]) == (18, "2025-07-01")
    planned = client.get("/api/v1/figures/clinic.visits?as_of=04/12/2021&status=plan").json()
    assert (planned["value"], bool(planned["missing"])) == (None, True)
    assert client.get("/api/v1/figures/clinic.visits?formula=1").status_code == 400
