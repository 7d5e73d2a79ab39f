"""“Chép tin nhắn”: five lines of a board or a figure, as everybody may read them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from muctieu.core.models import User
from muctieu.desk.bulletin import Bulletin

pytestmark = pytest.mark.django_db
FIGURE = "/chi-tieu/clinic.visitors/?den=2021-12-04"


def message(client: Client, address: str) -> list[str]:
    reply = client.get(address + ("&" if "?" in address else "?") + "dang=tinnhan")
    assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"
    return reply.content.decode().splitlines()


@pytest.mark.usefixtures("clinic")
def test_a_figure_is_told_with_its_days_its_largest_parts_and_its_address(client: Client) -> None:
    about, value, parts, address = message(client, FIGURE)

    assert about.startswith("Cẩm Phả: phát sinh đến 04/12/2021, đã cập nhật đến ")
    assert ": 18 " in value  # eighteen people came once each
    assert "đến 04/12/2021" in value
    assert "Cửa Ông 10" in parts  # nine, rounded to five
    assert address.startswith("http://testserver/chi-tieu/clinic.visitors/?den=2021-12-04&capnhat=")
    assert client.get(address).status_code == 200


@pytest.mark.usefixtures("clinic")
def test_an_official_copies_no_more_than_a_visitor_may_see(client: Client) -> None:
    client.force_login(User.objects.create_user("ha"))
    text = "\n".join(message(client, FIGURE))

    assert ">3<" in client.get(FIGURE).content.decode()  # what the official's own page says
    assert "Quang Hanh" not in text  # three people
    assert "Cửa Ông 9" not in text
    assert "làm tròn đến 5" in text


@pytest.mark.usefixtures("clinic")
def test_the_message_of_a_small_part_says_that_it_is_not_shown(client: Client) -> None:
    client.force_login(User.objects.create_user("ha"))
    _about, value, *_more = message(client, FIGURE + "&donvi=Quang+Hanh")

    assert "dưới năm người: không hiển thị" in value


@pytest.mark.usefixtures("clinic")
def test_nobody_is_singled_out_by_a_condition_in_the_address(client: Client) -> None:
    client.force_login(User.objects.create_user("ha"))
    whole = message(client, FIGURE)[1]

    assert message(client, FIGURE + "&loc=visitor~eq~i1")[1] == whole


@pytest.mark.parametrize("address", ["/", "/bao-cao/"])
def test_the_board_and_the_report_are_told_in_at_most_five_lines(
    as_person: Callable[[str], Client], address: str
) -> None:
    client = as_person("ha")
    told = message(client, address)

    assert len(told) <= 5
    assert told[0].startswith("BẢN DIỄN TẬP: ")  # the small year is rehearsed
    assert told[1].startswith("Giữ vững địa bàn an toàn: ")
    assert "mũi 1: 1.651 người" in told[1]  # no number runs into the one before it
    assert "đến 04/12/2021" in told[1]
    assert told == message(Client(), address)
    assert client.get(told[-1]).status_code == 200
    assert "Chép tin nhắn" in client.get(address).content.decode()


def test_a_line_break_in_a_title_makes_no_sixth_line() -> None:
    told = Bulletin("A\nB", ["C\r\nD", "E", "F"], "http://x/")

    assert told.text == "A B\nC D\nE\nF\nhttp://x/\n"


def test_a_bulletin_of_six_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="five lines"):
        Bulletin("A", ["B", "C", "D", "E"], "http://x/")
