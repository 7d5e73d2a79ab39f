"""The proposal of places: who waits goes to free places, together, and who is left is told why."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from muctieu.core.models import Post, UnitVersion, User
from muctieu.registers.clocks import latest
from muctieu.sectors.epidemic.statements.allotment import isolation_proposed
from muctieu.statements.papers import Asked
from muctieu.statements.write.document import Name, Statement, Table
from tests.sectors.epidemic.conftest import BA, TAM, Row, case, contact, stay
from tests.support.office import sent

DAY = dt.date(2021, 11, 12)
LY: Row = {
    "full_name": "Phạm (mẫu) Thị Lý", "birth_on": "05/05/1975", "sex": "nữ",
    "id_number": "999175000004", "unit": "Phường Một",
}  # fmt: skip


def paper(unit: int) -> Statement:
    return isolation_proposed(
        Asked(
            agency="UBND", unit=unit, as_of=DAY, known=latest(), subtitle=(Name("12/11/2021"),),
            band="", number=lambda value, _decimals: str(round(value)),
            link=lambda question: f"/{question.code}/",
        )
    )  # fmt: skip


def rows_of(statement: Statement) -> list[list[list[str]]]:
    """Every table's rows, as text."""
    return [
        [["".join(span.text for span in cell) for cell in row] for row in one.rows]
        for one in statement.blocks
        if isinstance(one, Table)
    ]


@pytest.mark.django_db
def test_those_who_wait_go_to_free_places_and_who_is_left_is_told_why(
    wards: list[int], city: int
) -> None:
    for unit, latitude in ((city, 21.0), (wards[0], 21.1)):
        UnitVersion.objects.filter(unit_id=unit).update(latitude=latitude, longitude=107.3)
    sent("epidemic.case", case())
    sent("epidemic.contact", contact(TAM), contact(BA), contact(LY))
    # The hospital's place is for cases; of the school's two Tám has one.  A tenth of a degree of
    # latitude is 11 km, so it is Lý of the ward who has to stay behind, not Ba of the city.
    sent("epidemic.stay", stay(TAM))

    ways, sites, left = rows_of(paper(city))

    assert ways == [["Thành phố Cẩm Phả", "Trường mẫu, Thành phố Cẩm Phả", "1", "0"]]
    assert sites == [["Trường mẫu, Thành phố Cẩm Phả", "1", "1", "0"]]
    assert left == [["Phường Một", "không còn chỗ trống", "1"]]


@pytest.mark.django_db
def test_without_anybody_who_waits_there_is_nothing_to_share_out(city: int) -> None:
    assert rows_of(paper(city)) == []


@pytest.mark.django_db
def test_the_proposal_is_for_who_may_read_stays_and_names_nobody(city: int, client: Client) -> None:
    sent("epidemic.case", case())
    sent("epidemic.contact", contact(BA))
    health, finance = (User.objects.create_user(name) for name in ("y-te", "tai-chinh"))
    for who, registers in ((health, "epidemic.* people.*"), (finance, "budget.*")):
        Post.objects.create(user=who, role="specialist", unit_id=city, registers=registers)
    page = "/bao-cao/epidemic-isolation/?den=12/11/2021"

    client.force_login(finance)
    assert client.get(page).status_code == 403
    client.force_login(health)
    text = client.get(page).content.decode()
    assert "Trường mẫu" in text
    assert "Văn Ba" not in text
    assert client.get(page + "&dang=xlsx").content[:2] == b"PK"
