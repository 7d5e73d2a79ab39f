"""Every address there is, walked by one person who may and one who may not, per role.

A new address that is not in the table fails the walk: who may open it has to be said here.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from io import StringIO
from pathlib import Path
from uuid import UUID

import polars as pl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import tests.sectors
from muctieu.core.models import Post, ReadLine, Unit, UnitVersion, User
from muctieu.core.units import rebuild_closure
from muctieu.indicators import define
from muctieu.indicators.define import count
from muctieu.registers.people import IDENTITY, PERSON, RESIDENCE
from muctieu.registers.write import Act, Changes, commit
from tests.support.cast import (
    ADMIN,
    CITY,
    EVERYONE,
    FINANCE,
    NOBODY,
    NOT_THERE,
    OFFICE,
    OTHER,
    OWN,
    READERS,
    SIGNED_IN,
    TO_ALL,
    WRITERS,
)
from tests.support.sample.models import METERS, READINGS

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 12, 4)


@dataclass(frozen=True)
class House:
    """A small house: one reading and one person in the first of two wards."""

    cast: dict[str, User | AnonymousUser]
    reading: int
    person: int
    update: int


@pytest.fixture
def house() -> House:
    city, own, other = (Unit.objects.create() for _ in range(3))
    for place, parent, name in (
        (city, None, "Thành phố"),
        (own, city, "Một"),
        (other, city, "Hai"),
    ):
        UnitVersion.objects.create(
            unit=place, name=name, kind="ward", parent=parent, valid_from=dt.date(2012, 2, 21)
        )
    rebuild_closure()
    posts = {
        OWN: ("ward_clerk", own, "*"),
        OTHER: ("ward_clerk", other, "*"),
        CITY: ("specialist", city, "sample.* people.*"),
        FINANCE: ("specialist", city, "budget.*"),
        OFFICE: ("compiler", None, "*"),
        ADMIN: ("administrator", None, "*"),
    }
    cast: dict[str, User | AnonymousUser] = {NOBODY: AnonymousUser()}
    for name, (role, unit, registers) in posts.items():
        cast[name] = User.objects.create_user(
            name.replace(" ", "-"), is_staff=name == ADMIN, is_superuser=name == ADMIN
        )
        Post.objects.create(user=cast[name], role=role, unit=unit, registers=registers)
    entry = Act(by=None, action="entry")
    meter = pl.DataFrame({"unit_id": [own.pk], "code": ["A"]})
    number = commit(Changes().opening(METERS, meter), entry).ids["sample.meter"][0]
    reading = pl.DataFrame(
        {"meter_id": [number], "unit_id": [own.pk], "read_on": [DAY], "method": ["eye"]}
    )
    read = commit(Changes().opening(READINGS, reading), entry)
    born = pl.DataFrame(
        {"sex": ["female"], "birth_on": [dt.date(1980, 5, 1)], "birth_precision": ["day"]}
    )
    person = commit(Changes().opening(PERSON, born), entry)
    who = person.ids[PERSON.code][0]
    identity = pl.DataFrame(
        {"person_id": [who], "full_name": ["Trần (mẫu) Thị Hoa"], "fold": ["tran hoa"]}
    )
    lives = pl.DataFrame(
        {"person_id": [who], "unit_id": [own.pk], "from_on": [DAY], "kind": ["permanent"]}
    )
    commit(Changes().opening(IDENTITY, identity).opening(RESIDENCE, lives), entry)
    return House(cast, read.ids["sample.reading"][0], who, read.number)


def all_addresses() -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the product itself."""

    def walk(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from walk(one, one.namespace or space)
            elif one.name:
                yield (f"{space}:{one.name}" if space else one.name), one

    return walk(get_resolver(), "")


def signed_in(client: Client, who: User | AnonymousUser) -> Client:
    if isinstance(who, User):
        client.force_login(who)
    return client


# Who may open an address (GET, or POST where it takes no GET). Others are sent to sign in when
# they are nobody, and otherwise refused or told that there is nothing.
OPENED_BY: dict[str, frozenset[str]] = {
    "health": TO_ALL,
    "own-copy": NOT_THERE,  # it answers a word that only this folder's own commands can sign
    "desk:board": TO_ALL,
    "desk:plan": TO_ALL,
    "desk:owed": SIGNED_IN,
    "desk:own_work": SIGNED_IN,  # what their own units have to do
    "desk:report_calendar": SIGNED_IN,
    "desk:report_step": NOT_THERE,  # the walk's house has no reporting regime
    "desk:remind": NOT_THERE,  # likewise; it changes things and takes no GET
    "desk:discipline": SIGNED_IN,  # narrowed to the units of whoever asks
    "desk:tasks": SIGNED_IN,  # the list is narrowed to the units of whoever asks
    "desk:stocktake": SIGNED_IN,  # likewise
    "desk:promises": SIGNED_IN,  # likewise
    "desk:task": NOT_THERE,  # the walk's house has given no work
    "desk:target": NOT_THERE,  # the walk's house has no target; targets themselves are public
    "desk:indicators": TO_ALL,
    "desk:indicator": TO_ALL,
    "desk:trace": TO_ALL,  # what it lists is narrowed: see below
    "desk:why": SIGNED_IN,  # likewise
    "desk:registers": TO_ALL,  # likewise
    "desk:report": TO_ALL,
    "desk:paper": NOT_THERE,  # the walk names no paper; the papers of sectors are opened in tests/sectors
    "desk:units": TO_ALL,
    "desk:article": TO_ALL,
    "desk:account": SIGNED_IN,
    "desk:register": SIGNED_IN - {FINANCE},  # a clerk of another ward sees an empty list
    "desk:record": READERS,
    "desk:update": READERS,
    "desk:correct": WRITERS,
    "desk:withdraw": WRITERS,
    "desk:identity": frozenset({OWN, CITY, ADMIN}),
    "desk:people": SIGNED_IN,  # whoever may not search is told why
    "desk:entry": SIGNED_IN,
    "desk:proof": SIGNED_IN,
    "desk:forms": SIGNED_IN,
    "desk:drafts": SIGNED_IN,
    # Files and texts that somebody else sent, and registers without an intake, are not there for anybody.
    **dict.fromkeys(
        (
            "desk:entry_form", "desk:import_template", "desk:import_upload", "desk:import",
            "desk:import_abandon", "desk:import_again", "desk:import_answer", "desk:import_apply",
            "desk:import_columns", "desk:proof_text", "desk:proof_judge", "desk:proof_again",
            "desk:proof_remove", "desk:form", "desk:form_put_away", "desk:draft",
            "desk:draft_remove", "desk:issues", "desk:issued",
        ),
        NOT_THERE,
    ),
    "api:indicators": TO_ALL,
    "api:registers": TO_ALL,
    "api:units": TO_ALL,
    "api:figures": TO_ALL,
    "api:board": TO_ALL,
    "api:why": SIGNED_IN,
    "api:openapi-json": TO_ALL,
    "api:api-root": NOT_THERE,
}  # fmt: skip
# A sector says of its own pages, beside its own tests, who may open them.
for _said in Path(tests.sectors.__file__).parent.glob("*/addresses.py"):
    OPENED_BY |= import_module(f"tests.sectors.{_said.parent.name}.addresses").OPENED_BY
POSTED = {
    "desk:withdraw": {"reason": "ghi nhầm"},
    "desk:identity": {"purpose": "đối chiếu danh sách tiêm"},
}
# The accounts' own pages are the library's, and every one of them is its user's own.
OTHERS = ("account_", "mfa_", "admin:", "set_language", "theme", "jsi18n", "view_on_site")


def address_of(name: str, pattern: URLPattern, house: House) -> str:
    values = {
        "code": "sample.reading",
        "pk": house.reading,
        "token": UUID(int=1),
        "number": house.update,
        "regime": 1,
        "unit": 1,
        "first": "2021-11-15",
    }
    if name in ("desk:indicator", "desk:trace", "desk:why", "api:figures", "api:why"):
        values["code"] = "sample.readings"
    if name == "desk:identity":
        values["pk"] = house.person
    address = reverse(name, kwargs={key: values[key] for key in pattern.pattern.converters})
    return f"{address}?code=sample.readings" if name == "api:board" else address


@pytest.fixture
def figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure over the readings, so that there is something to trace."""
    made = count(
        "sample.readings", title="readings", unit="readings", register="sample.reading",
        day="read_on", places=("unit",),
    )  # fmt: skip
    monkeypatch.setitem(define._catalogue, made.code, made)


def test_every_address_has_been_thought_about() -> None:
    walked = {name for name, _pattern in all_addresses() if not name.startswith(OTHERS)}

    assert walked == set(OPENED_BY)


@pytest.mark.usefixtures("figure")
@pytest.mark.parametrize("who", EVERYONE)
def test_each_person_opens_what_is_theirs_and_nothing_else(house: House, who: str) -> None:
    wrong = []
    for name, pattern in all_addresses():
        if name.startswith(OTHERS):
            continue
        client = signed_in(Client(raise_request_exception=False), house.cast[who])
        address = address_of(name, pattern, house)
        if name == "desk:withdraw":
            continue  # it changes things: the next test
        reply = client.post(address, POSTED[name]) if name in POSTED else client.get(address)
        to_sign_in = reply.status_code == 302 and "/login/" in reply.headers["location"]
        opened = reply.status_code < 400 and not to_sign_in
        if opened != (who in OPENED_BY[name]) or reply.status_code >= 500:
            wrong.append((name, reply.status_code))
    assert not wrong


@pytest.mark.parametrize("who", EVERYONE)
def test_only_who_may_withdraws_and_others_do_not_even_learn_that_it_is_there(
    house: House, who: str
) -> None:
    client = signed_in(Client(), house.cast[who])
    there = reverse("desk:withdraw", args=["sample.reading", house.reading])
    nowhere = reverse("desk:withdraw", args=["sample.reading", 999_999])

    absent = client.post(nowhere, POSTED["desk:withdraw"])
    reply = client.post(there, POSTED["desk:withdraw"])

    gone = not READINGS.model.objects.filter(pk=house.reading).exists()  # type: ignore[attr-defined]
    assert gone == (who in OPENED_BY["desk:withdraw"])
    if who not in READERS:
        assert reply.status_code == absent.status_code


@pytest.mark.usefixtures("figure")
@pytest.mark.parametrize("who", EVERYONE)
def test_a_trace_and_a_list_show_records_only_to_their_readers(house: House, who: str) -> None:
    client = signed_in(Client(), house.cast[who])
    link = reverse("desk:record", args=["sample.reading", house.reading])
    trace = client.get(reverse("desk:trace", args=["sample.readings"]) + "?den=2021-12-31")
    listed = client.get(reverse("desk:register", args=["sample.reading"]) + "?den=2021-12-31")

    assert (link in trace.content.decode()) == (who in READERS)
    assert (link in listed.content.decode()) == (who in READERS)


@pytest.mark.parametrize("form", ["xlsx", "csv", "json"])
@pytest.mark.parametrize("who", EVERYONE)
def test_a_list_leaves_as_a_file_only_for_its_readers(house: House, who: str, form: str) -> None:
    client = signed_in(Client(), house.cast[who])

    reply = client.get(
        reverse("desk:register", args=["sample.reading"]) + f"?den=2021-12-31&dang={form}"
    )

    if who in READERS:
        assert reply.status_code == 200
        if form == "json":
            body = b"".join(reply.streaming_content) if reply.streaming else reply.content
            assert "2021-12-04" in json.dumps(json.loads(body))
    elif who == OTHER:
        body = b"".join(reply.streaming_content) if reply.streaming else reply.content
        assert b"04/12/2021" not in body
        assert b"2021-12-04" not in body
    else:
        assert reply.status_code in (302, 403)


@pytest.mark.parametrize("who", EVERYONE)
def test_an_identity_is_read_with_a_role_and_a_purpose_and_every_read_is_recorded(
    house: House, who: str
) -> None:
    address = reverse("desk:identity", args=[house.person])
    client = signed_in(Client(), house.cast[who])

    without = client.post(address, {"purpose": ""})
    reply = client.post(address, POSTED["desk:identity"])

    assert "Thị Hoa" not in without.content.decode()
    text = reply.content.decode() if reply.status_code == 200 else ""
    assert ("Thị Hoa" in text) == (who == OWN)  # whole for the clerk, masked for the others
    recorded = [line for line in ReadLine.objects.all() if house.person in line.subjects]
    assert bool(recorded) == (who in OPENED_BY["desk:identity"])


@pytest.mark.parametrize("who", [name for name in EVERYONE if name != NOBODY])
def test_a_command_acts_with_the_rights_of_the_account_it_names(house: House, who: str) -> None:
    user = house.cast[who]
    assert isinstance(user, User)
    out = StringIO()
    words = ["sample.reading", str(house.reading), "--reason", "ghi nhầm", "--by", user.username]

    if who in WRITERS:
        call_command("withdraw", *words, stdout=out)
    else:
        with pytest.raises(CommandError):
            call_command("withdraw", *words, stdout=out)

    gone = not READINGS.model.objects.filter(pk=house.reading).exists()  # type: ignore[attr-defined]
    assert gone == (who in WRITERS)
