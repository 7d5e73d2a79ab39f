"""What the administrator does by hand: accounts and posts, never records."""

from __future__ import annotations

import pytest
from django.test import Client

from muctieu.core.models import Post, Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("quantri", password="x"))
    return client


def test_a_new_account_gets_a_post_and_a_password_for_one_time(office: Client) -> None:
    ward = Unit.objects.create()
    office.post(
        "/quan-tri/core/user/add/",
        {
            "username": "lan",
            "full_name": "Lan",
            "usable_password": "true",
            "password1": "mot-lan-thoi-9",
            "password2": "mot-lan-thoi-9",
            "posts-TOTAL_FORMS": "1",
            "posts-INITIAL_FORMS": "0",
            "posts-0-role": "ward_clerk",
            "posts-0-unit": str(ward.pk),
            "posts-0-registers": "vaccination.* people.*",
            "posts-0-valid_from": "01/01/2021",
        },
    )
    lan = User.objects.get(username="lan")

    assert lan.one_time_password
    assert lan.check_password("mot-lan-thoi-9")
    post = Post.objects.get(user=lan)
    assert (post.role, post.unit_id) == ("ward_clerk", ward.pk)


@pytest.mark.parametrize("page", ["user", "document", "changeset", "readline"])
def test_each_table_of_the_administrator_opens_in_both_languages(office: Client, page: str) -> None:
    for prefix in ("", "/en"):
        assert office.get(f"{prefix}/quan-tri/core/{page}/").status_code == 200


def test_the_administrators_tables_are_called_in_the_offices_words(office: Client) -> None:
    page = office.get("/quan-tri/").content.decode()

    for word in ("Lần cập nhật", "Lượt xem danh tính", "Văn bản", "Yếu tố xác thực thứ hai"):
        assert word in page
    for foreign in ("Change set", "Read line", "Document", "Authenticator", "Task Result"):
        assert foreign not in page
    updates = office.get("/quan-tri/core/changeset/").content.decode()
    assert "Chọn lần cập nhật để xem" in updates


def test_updates_and_reads_are_looked_at_and_never_changed(office: Client) -> None:
    for page in ("changeset", "readline"):
        assert office.get(f"/quan-tri/core/{page}/add/").status_code == 403


def test_whoever_must_change_the_password_gets_no_further_before(client: Client) -> None:
    client.force_login(User.objects.create_user("lan", password="cu-roi-9", one_time_password=True))

    assert client.get("/").headers["location"].endswith("/tai-khoan/password/change/")
    client.post(
        "/tai-khoan/password/change/",
        {"oldpassword": "cu-roi-9", "password1": "cua-rieng-toi-7", "password2": "cua-rieng-toi-7"},
    )

    assert not User.objects.get(username="lan").one_time_password
    assert client.get("/").status_code == 200


def test_a_one_time_password_is_not_kept_by_changing_it_to_itself(client: Client) -> None:
    client.force_login(User.objects.create_user("lan", password="cu-roi-9", one_time_password=True))

    client.post(
        "/tai-khoan/password/change/",
        {"oldpassword": "cu-roi-9", "password1": "cu-roi-9", "password2": "cu-roi-9"},
    )

    assert User.objects.get(username="lan").one_time_password


def test_a_password_given_again_by_the_administrator_is_for_one_time(office: Client) -> None:
    lan = User.objects.create_user("lan", password="quen-mat-roi-9")
    office.post(
        f"/quan-tri/core/user/{lan.pk}/password/",
        {"usable_password": "true", "password1": "cap-lai-lan-2", "password2": "cap-lai-lan-2"},
    )
    lan.refresh_from_db()

    assert lan.check_password("cap-lai-lan-2")
    assert lan.one_time_password


def test_the_administration_has_no_door_of_its_own(client: Client) -> None:
    reply = client.get("/quan-tri/login/")

    assert reply.status_code == 302
    assert reply.headers["location"].startswith("/tai-khoan/login/")
