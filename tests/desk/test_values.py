"""Small values behind the pages: addresses, page numbers, charts, forms from declarations."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from muctieu.core.days import Window
from muctieu.core.models import User
from muctieu.desk import charts
from muctieu.desk.audience import audience
from muctieu.desk.charts import Month, bars, lying, mirrored, paths
from muctieu.desk.clocks import Clock
from muctieu.desk.paging import page_number, paging
from muctieu.desk.questions import Addresses, BadQuestion, question_of
from muctieu.desk.shown import days, number_of
from muctieu.desk.words import number
from muctieu.indicators.define import Op, Scalar, Where
from muctieu.indicators.question import Figure, Question
from muctieu.registers.clocks import Known

DAY = dt.date(2021, 12, 4)
CLOCK = Clock(as_of=DAY, known=Known(7, "2021-12-10"), known_day=DAY)

CALENDAR = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
# A field and a value of its own kind.
CONDITIONS = st.one_of(
    st.tuples(st.just("dose_no"), st.integers(-(10**9), 10**9)),
    st.tuples(st.just("person.birth_on"), CALENDAR),
    st.tuples(st.just("lot"), st.text("aăâđ 1&=", max_size=6)),
)


@given(
    condition=CONDITIONS,
    op=st.sampled_from([Op.EQ, Op.NE, Op.AT_LEAST]),
    since=st.none() | CALENDAR,
)
def test_an_address_asks_for_the_very_question_it_was_made_from(
    condition: tuple[str, Scalar], op: Op, since: dt.date | None
) -> None:
    path, value = condition
    asked = Question(
        "vaccination.doses", 3, DAY, CLOCK.known, since=since, where=(Where(path, op, value),)
    )
    request = RequestFactory().get(Addresses(CLOCK, home=3).of(asked))
    request.user = User(username="ha")
    read: list[Question] = []

    def page(request: HttpRequest) -> HttpResponse:
        read.append(question_of(request, asked.code, 3, CLOCK))
        return HttpResponse()

    audience(page)(request)

    assert read == [asked]


@pytest.mark.parametrize("text", ["", "dose_no", "dose_no~eq", "dose_no~near~i1", "a~eq~ix"])
def test_a_condition_that_cannot_be_read_is_refused(text: str) -> None:
    request = RequestFactory().get("/", {"loc": text})

    with pytest.raises(BadQuestion):
        question_of(request, "vaccination.doses", 3, CLOCK)


@given(page=st.integers(1, 60), total=st.integers(0, 2000))
def test_page_numbers_lead_everywhere_once(page: int, total: int) -> None:
    shown = paging(RequestFactory().get("/", {"trang": str(page)}), page, total)
    pages = max((total + 49) // 50, 1)

    numbers = [one for one, _address in shown.links if one is not None]
    assert numbers == sorted(set(numbers))
    assert (shown.next is None) == (page >= pages)
    if pages > 1:
        assert numbers[0] == 1
        assert numbers[-1] == pages


@pytest.mark.parametrize("text", ["0", "-3", "x", "99999999", ""])
def test_a_page_number_that_is_none_is_the_first(text: str) -> None:
    assert page_number(RequestFactory().get("/", {"trang": text})) in (1, 1)


def test_page_links_keep_the_filters() -> None:
    shown = paging(RequestFactory().get("/", {"q": "mẫu", "dang": "csv"}), 1, 500)

    assert shown.next is not None
    assert parse_qs(urlsplit(shown.next).query) == {"q": ["mẫu"], "trang": ["2"]}


@pytest.mark.parametrize(
    "svg",
    [
        bars([("04/2021", 12.0), ("05/2021", None)]),
        lying([("Phường Cẩm Sơn", 3.5), ("<script>", 1.0)]),
        mirrored([Month("04", 12.0, "12,0", 5.0, "<script>")]),
        mirrored([Month("04", 12.0, "12,0", None, "–")]),
        paths([("04", 12.0), ("05", None)], [("04", 10.0), ("05", 20.0)]),
    ],
    ids=["bars", "lying", "mirrored", "one side", "paths"],
)
def test_a_drawing_has_the_themes_colours_and_nothing_that_the_policy_refuses(svg: str) -> None:
    wide, narrow = svg.split('<div class="draw-narrow">')
    assert wide.startswith('<div class="draw-wide"><svg')
    assert narrow.startswith("<svg")
    assert "var(--mt-series-1)" in svg
    assert " style=" not in svg
    assert "<style" not in svg
    assert "<script" not in svg


def test_a_month_that_shrank_goes_the_other_way_from_the_same_line() -> None:
    """5 stands on the line and -5 hangs from it: the one ends where the other begins."""
    svg = mirrored([Month("01", 5.0, "5,0", None, "–"), Month("02", -5.0, "-5,0", None, "–")])
    wide, _narrow = svg.split('<div class="draw-narrow">')
    bars_drawn = re.findall(r'd="M[\d.]+,([\d.]+)h[\d.]+v([\d.]+)h-[\d.]+Z" fill="var', wide)

    (up, high), (down, deep) = [(float(y), float(height)) for y, height in bars_drawn]
    assert up + high == pytest.approx(down)
    assert high == pytest.approx(deep)


def test_numbers_follow_the_language_of_the_page() -> None:
    with translation.override("vi"):
        assert number(13922662) == "13.922.662"
    with translation.override("en"):
        assert number(13922662) == "13,922,662"


def test_days_are_said_as_offices_write_them() -> None:
    with translation.override("vi"):
        assert days(Window(dt.date(2021, 4, 23), DAY)) == "23/04/2021 đến 04/12/2021"
        assert days(Window(None, DAY)) == "đến 04/12/2021"
        assert days(Window(DAY, DAY)) == "ngày 04/12/2021"


def test_a_missing_figure_is_a_dash_and_never_zero() -> None:
    question = Question("a.b", 1, DAY, CLOCK.known)
    missing = Figure(
        code="a.b", title="A", value=None, unit_word="người", window=Window(None, DAY),
        known=CLOCK.known, status="actual", origin="office", records=0, position=7,
        question=question,
    )  # fmt: skip

    assert number_of(missing) == "–"


def test_a_chart_drawn_once_is_kept_for_the_next_start(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [("Quang Hanh", 20.26), ("một hình chưa từng vẽ", 1.0)]
    first = bars(points)
    charts._drawing.cache_clear()  # what a process forgets when it ends
    monkeypatch.setattr(charts, "_drawn", None)

    assert bars(points) == first
