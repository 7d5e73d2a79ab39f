"""Pages for everybody hide small counts of people; officials see them."""

from __future__ import annotations

import html

import pytest
from django.test import Client

from muctieu.core.models import User

pytestmark = pytest.mark.django_db
PAGE = "/chi-tieu/clinic.visitors/?den=2021-12-04"


@pytest.mark.usefixtures("clinic")
def test_the_page_of_a_figure_hides_them_from_whoever_is_not_signed_in(client: Client) -> None:
    page = client.get(PAGE).content.decode()

    assert ">10<" in page  # the nine of Cửa Ông, rounded to five
    assert ">9<" not in page
    assert "làm tròn đến 5" in page
    assert ">3<" not in page
    assert ">6<" not in page  # alone it would give the hidden three away


@pytest.mark.usefixtures("clinic")
def test_an_official_sees_every_count(client: Client) -> None:
    client.force_login(User.objects.create_user("ha"))
    page = client.get(PAGE).content.decode()

    assert ">3<" in page
    assert ">6<" in page
    assert ">9<" in page
    assert "làm tròn đến 5" not in page


@pytest.mark.usefixtures("clinic")
def test_the_records_behind_a_part_are_told_no_more_exactly_than_the_part(client: Client) -> None:
    page = "/chi-tieu/clinic.visitors/nguon/?den=2021-12-04&donvi="

    assert "do 10 hồ sơ" in html.unescape(client.get(page + "Cửa Ông").content.decode())
    assert "do 18 hồ sơ" in html.unescape(client.get(page + "Cẩm Phả").content.decode())


@pytest.mark.usefixtures("clinic")
def test_what_an_official_was_shown_is_not_kept_for_the_next_visitor(client: Client) -> None:
    official = Client()
    official.force_login(User.objects.create_user("ha"))
    official.get(PAGE)

    assert ">3<" not in client.get(PAGE).content.decode()
