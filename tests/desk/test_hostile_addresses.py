"""Addresses made to keep a machine busy, to break a page, or to question one person."""

from __future__ import annotations

import pytest
from django.test import Client

from muctieu.core.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]
FIGURE = "/chi-tieu/clinic.visitors/"


@pytest.mark.parametrize(
    "address",
    [
        "/?den=31/12/9999",
        "/bao-cao/?den=31/12/9999",
        f"{FIGURE}?den=31/12/9990",
        "/?capnhat=31/12/9999",
        "/?capnhat=9999-12-31T23:59:59.999999",
        "/?capnhat=0001-01-01T00:00:00",
        f"{FIGURE}?loc=day~eq~tabc",
        f"{FIGURE}?loc=visitor~eq~tabc",
        f"{FIGURE}?loc=site~eq~d2021-12-04",
        f"{FIGURE}?loc=nothing~eq~t1",
        f"{FIGURE}?mau=xx",
    ],
)
@pytest.mark.parametrize("who", ["a visitor", "an official"])
def test_a_bad_address_gets_a_page_and_no_fault(client: Client, address: str, who: str) -> None:
    if who == "an official":
        client.force_login(User.objects.create_user("ha"))

    assert client.get(address).status_code < 500


@pytest.mark.parametrize(
    "condition", ["visitor~eq~i1", "visitor.born~eq~d1980-05-01", "kind~ne~tcheck"]
)
def test_a_visitor_cannot_question_one_person(client: Client, condition: str) -> None:
    asked = client.get(f"{FIGURE}?den=2021-12-04&loc={condition}")
    plain = client.get(f"{FIGURE}?den=2021-12-04")

    assert "Đăng nhập để" in asked.content.decode() or asked.status_code in (400, 404)
    assert "Đăng nhập để" not in plain.content.decode()
