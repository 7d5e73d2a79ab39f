"""The paper of places: worked out by hand from a few stays, and read only by who may."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from muctieu.core.models import Post, User
from muctieu.core.units import below
from muctieu.registers.clocks import latest
from muctieu.sectors.epidemic.actions import contacts_waiting, sites_on
from muctieu.sectors.epidemic.rules import Fullness, Rule, Subject, definitions, fullness
from muctieu.sectors.epidemic.statements.places import places_of_the_day
from muctieu.statements.papers import Asked
from muctieu.statements.write.document import Name, Paragraph, Statement, Table, said
from tests.sectors.epidemic.conftest import BA, HOA, Row, case, contact, stay
from tests.support.office import sent

DAY = dt.date(2021, 11, 12)


@pytest.mark.parametrize(
    ("used", "ready", "step"),
    [(0, 0, "not_ready"), (1, 0, "full"), (69, 100, "room"), (70, 100, "filling"),
     (7, 10, "filling"), (9, 10, "almost_full"), (10, 10, "full"), (11, 10, "full")],
)  # fmt: skip
def test_seventy_and_ninety_percent_are_steps(used: int, ready: int, step: str) -> None:
    assert fullness(used, ready) is Fullness(step)


@pytest.fixture
def outbreak(city: int) -> int:
    """Hoa ill at the hospital, Tám at the school; Ba was found a day after and is nowhere yet."""
    sent("epidemic.case", case())
    sent("epidemic.contact", contact(), contact(BA, found_on="11/11/2021"))
    hospital: Row = {"reason": "F0", "facility_code": "BV-1"}
    sent("epidemic.stay", stay(HOA, **hospital), stay())
    return city


def paper(unit: int, day: dt.date = DAY) -> Statement:
    return places_of_the_day(
        Asked(
            agency="UBND", unit=unit, as_of=day, known=latest(), subtitle=(Name("12/11/2021"),),
            band="", number=lambda value, _decimals: str(round(value)),
            link=lambda question: f"/{question.code}/",
        )
    )  # fmt: skip


def rows_of(statement: Statement, columns: int, at: int = 0) -> list[list[str]]:
    """The rows of a table with so many columns, as text."""
    tables = [one for one in statement.blocks if isinstance(one, Table)]
    table = [one for one in tables if len(one.head) == columns][at]
    return [["".join(span.text for span in cell) for cell in row] for row in table.rows]


@pytest.mark.django_db
def test_sites_stand_with_people_there_over_places_ready(outbreak: int) -> None:
    found = sites_on(DAY, latest(), below(outbreak, DAY))

    assert [(one.name, one.holds, one.ready, len(one.stays)) for one in found] == [
        ("Bệnh viện mẫu", "f0", 1, 1),
        ("Trường mẫu", "f1", 2, 1),
    ]
    told = paper(outbreak)
    # One of one: full.  One of two: half.
    [hospital], [school] = rows_of(told, 8), rows_of(told, 8, at=1)
    assert hospital[:4] == ["Bệnh viện mẫu, Thành phố Cẩm Phả", "1", "1", "100 %"]
    assert school[:4] == ["Trường mẫu, Thành phố Cẩm Phả", "2", "1", "50 %"]
    assert (hospital[4], school[4]) == ("đã đầy", "còn chỗ")


@pytest.mark.django_db
def test_the_paper_says_who_was_counted_on_its_day_and_by_which_document(outbreak: int) -> None:
    def words(day: dt.date) -> str:
        blocks = paper(outbreak, day).blocks
        return " ".join(said(one.words) for one in blocks if isinstance(one, Paragraph))

    # Contacts were defined anew on 29 December.
    assert "COVID-19, F1, F2: F1: người tiếp xúc gần" in words(DAY)
    assert "(Quyết định 3638/QĐ-BYT ngày 30/07/2021)" in words(DAY)
    assert "3638" not in words(dt.date(2021, 12, 29))
    assert "Công văn 11042/BYT-DP ngày 29/12/2021" in words(dt.date(2021, 12, 29))


def test_a_place_may_define_a_case_otherwise_and_only_there() -> None:
    national, local = (
        Rule(
            disease="covid19", subject=Subject.CASE_DEFINITION, words=words, place=place,
            from_on=DAY, document="Quyết định mẫu", verified=True,
        )
        for words, place in (("của cả nước", None), ("của tỉnh", "22"))
    )  # fmt: skip
    rules, subject = (national, local), Subject.CASE_DEFINITION

    assert definitions(rules, subject, DAY, ["195", "22"]) == (local,)
    assert definitions(rules, subject, DAY, ["01"]) == (national,)
    assert definitions(rules, subject, DAY - dt.timedelta(days=1), ["22"]) == ()
    assert definitions(rules, Subject.CONTACT_DEFINITION, DAY, ["22"]) == ()


@pytest.mark.django_db
def test_stays_are_told_on_the_day_they_are_due_and_when_that_is_past(outbreak: int) -> None:
    # Fourteen days from 10 November end on the 23rd for both.
    due = rows_of(paper(outbreak, dt.date(2021, 11, 20)), 3)

    assert [row for row in due if row[1:] != ["0", "0"]] == [["23/11/2021", "1", "1"]]
    assert rows_of(paper(outbreak, dt.date(2021, 11, 24)), 3)[0][1:] == ["1", "1"]


@pytest.mark.django_db
def test_a_contact_without_a_stay_waits_and_one_who_is_ill_or_isolated_does_not(
    outbreak: int,
) -> None:
    [ba] = contacts_waiting(DAY, latest(), below(outbreak, DAY))

    assert ba.found_on == dt.date(2021, 11, 11)
    sent("epidemic.stay", stay(BA, from_on="12/11/2021"))
    assert contacts_waiting(DAY, latest(), below(outbreak, DAY)) == ()


@pytest.mark.django_db
def test_a_stay_that_ended_before_the_last_contact_does_not_count(outbreak: int) -> None:
    earlier: Row = {"from_on": "20/10/2021", "due_on": "02/11/2021", "to_on": "02/11/2021"}
    sent("epidemic.stay", stay(BA, end_reason="hết hạn") | earlier)

    assert len(contacts_waiting(DAY, latest(), below(outbreak, DAY))) == 1


@pytest.mark.django_db
def test_the_paper_is_for_who_may_read_stays_in_every_form(outbreak: int, client: Client) -> None:
    health = User.objects.create_user("y-te")
    finance = User.objects.create_user("tai-chinh")
    for who, registers in ((health, "epidemic.* people.*"), (finance, "budget.*")):
        Post.objects.create(user=who, role="specialist", unit_id=outbreak, registers=registers)
    page = "/bao-cao/epidemic-places/?den=12/11/2021"

    assert client.get(page).status_code == 302
    client.force_login(finance)
    assert client.get(page).status_code == 403
    client.force_login(health)
    text = client.get(page).content.decode()
    assert "Bệnh viện mẫu" in text
    assert "Hoa" not in text
    figures = list(
        load_workbook(io.BytesIO(client.get(page + "&dang=xlsx").content))["Số liệu"].values
    )
    heads = next(at for at, row in enumerate(figures) if row[0] == "Số liệu" and row[1])
    called = [(row[0], row[1], row[3]) for row in figures[heads + 1 :]]
    # In the list of all figures each is called by its row, column and table, in words.
    site = "Trường mẫu, Thành phố Cẩm Phả: Sẵn sàng"
    caption = "Cơ sở cho người tiếp xúc và diện khác (F1), đầy nhất xếp trước"
    assert (f"{site} ({caption})", 2, "chỗ") in called
    assert all(name for name, _value, _unit in called)
    assert client.get(page + "&dang=docx").content[:2] == b"PK"
    assert page.split("?")[0] in client.get("/bao-cao/?den=12/11/2021").content.decode()
    assert client.get("/bao-cao/no-such/").status_code == 404
    # Every figure leads to the people behind it.
    link = next(
        part.split('"')[0] for part in text.split('href="')
        if part.startswith("/chi-tieu/epidemic.places_f1_used/nguon/") and "loc=" in part.split('"')[0]
    )  # fmt: skip
    assert client.get(link.replace("&amp;", "&")).status_code == 200
