"""What every page has: languages, menu, theme, and pages for views."""

from http import HTTPStatus

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils import translation

from muctieu.project import views
from muctieu.project.page import THEME_COOKIE

pytestmark = pytest.mark.django_db


def test_a_page_that_is_not_there_says_so_in_the_readers_language(client: Client) -> None:
    vietnamese = client.get("/khong-co-trang-nay/")
    english = client.get("/en/khong-co-trang-nay/")

    assert vietnamese.status_code == english.status_code == HTTPStatus.NOT_FOUND
    assert "Không có trang này" in vietnamese.content.decode()
    assert "There is no such page" in english.content.decode()


@pytest.mark.parametrize(
    ("handler", "status", "words"),
    [
        (views.bad_request, 400, "Không hiểu yêu cầu"),
        (views.permission_denied, 403, "Bạn không có quyền"),
        (views.form_expired, 403, "Biểu mẫu đã hết hạn"),
    ],
)
def test_a_refusal_says_what_to_do(rf: RequestFactory, handler, status: int, words: str) -> None:
    request = rf.get("/")
    with translation.override("vi"):
        answer = handler(request)

    assert answer.status_code == status
    assert words in answer.content.decode()


def test_the_page_of_a_failure_needs_no_database(
    rf: RequestFactory, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0):
        answer = views.failed(rf.get("/"))

    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi" in answer.content.decode()
    assert "The system failed" in answer.content.decode()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("database is locked", "Sổ đang bận"),
        ("database or disk is full", "Ổ đĩa đã đầy"),
        ("could not extend file: No space left on device", "Ổ đĩa đã đầy"),
        ("disk I/O error", "Ổ đĩa báo lỗi"),
    ],
)
def test_a_database_that_is_busy_or_full_is_no_fault_of_the_program(
    rf: RequestFactory, django_assert_num_queries, error: str, said: str
) -> None:
    def breaks() -> None:
        raise OperationalError(error)

    with django_assert_num_queries(0):
        try:
            breaks()
        except OperationalError:
            answer = views.failed(rf.post("/"))

    assert answer.status_code == 503
    page = answer.content.decode()
    assert said in page
    assert "not saved" in page
    assert "Hệ thống gặp lỗi" not in page


def test_the_chosen_theme_is_kept(client: Client) -> None:
    answer = client.post("/giao-dien/", {"theme": "dark", "next": "/tai-khoan/login/"})

    assert answer.headers["Location"] == "/tai-khoan/login/"
    assert client.cookies[THEME_COOKIE].value == "dark"
    page = client.get("/tai-khoan/login/").content.decode()
    assert 'data-bs-theme="dark"' in page


@pytest.mark.parametrize("next_page", ["https://example.org/", "//example.org/"])
def test_choosing_a_theme_never_leads_to_another_server(client: Client, next_page: str) -> None:
    answer = client.post("/giao-dien/", {"theme": "dark", "next": next_page})

    assert answer.headers["Location"] == "/"


def test_an_unknown_theme_changes_nothing(client: Client) -> None:
    client.post("/giao-dien/", {"theme": "neon"})

    assert THEME_COOKIE not in client.cookies


def test_each_page_leads_to_itself_in_the_other_language(client: Client) -> None:
    page = client.get("/tai-khoan/login/").content.decode()

    assert 'href="/en/tai-khoan/login/" hreflang="en"' in page


def test_a_refused_sign_in_names_what_is_wrong_on_top(client: Client) -> None:
    page = client.post("/tai-khoan/login/", {"login": "nobody", "password": "x"}).content.decode()

    assert "Cần sửa:" in page
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in page


def test_pages_carry_no_inline_style_or_script(client: Client) -> None:
    page = client.get("/tai-khoan/login/").content.decode()

    assert " style=" not in page
    assert "<style" not in page
    assert "<script>" not in page
    assert " onclick=" not in page
