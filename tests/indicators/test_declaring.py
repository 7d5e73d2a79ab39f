"""A declared figure as somebody writes it: the number as printed, the hedge, the period."""

from __future__ import annotations

import datetime as dt

import pytest

from muctieu.core.models import Unit, UnitVersion
from muctieu.indicators.models import DeclaredFigure
from muctieu.registers.applying import settled
from muctieu.registers.intake import intake_of
from muctieu.registers.preview import Preview, Sender, preview_rows
from muctieu.registers.write import Act, commit

pytestmark = pytest.mark.django_db
ROW: dict[str, str | None] = {
    "code": "budget.local_revenue",
    "title": "Thu ngân sách địa phương",
    "unit": "Cẩm Phả",
    "as_of": "31/12/2021",
    "period": "2021",
    "value": "1.747.885",
    "word": "triệu đồng",
    "status": "ước",
    "qualifier": "đúng",
    "document": "Báo cáo năm 2021",
}


@pytest.fixture(autouse=True)
def _city(db: None) -> None:
    UnitVersion.objects.create(
        unit=Unit.objects.create(),
        name="Thành phố Cẩm Phả",
        code="195",
        kind="city",
        valid_from=dt.date(2012, 2, 21),
    )


def sent(**changed: str | None) -> Preview:
    sender = Sender(by=None, today=dt.date(2022, 1, 12))
    preview = preview_rows([ROW | changed], intake_of("indicators.declared"), sender)
    if changes := settled(preview):
        commit(changes, Act(by=None, action="declare"))
    return preview


def test_an_estimate_for_the_year_is_kept_as_printed() -> None:
    sent()

    figure = DeclaredFigure.objects.get()
    assert (figure.mantissa, figure.decimals, figure.status) == (1_747_885, 0, "estimate")
    assert (figure.low, figure.high) == (None, None)


def test_decimals_are_those_printed() -> None:
    sent(value="112,70", word="%")

    assert (DeclaredFigure.objects.get().mantissa, DeclaredFigure.objects.get().decimals) == (
        11270,
        2,
    )


def test_a_hedge_opens_an_interval_below_the_number() -> None:
    sent(value="8.000", qualifier="gần", word="người", status="thực hiện")

    figure = DeclaredFigure.objects.get()
    assert (figure.low, figure.high) == (7200, 8000)


def test_an_official_figure_stands_beside_the_estimate() -> None:
    sent()
    sent(status="chính thức", value="1.750.012")

    assert DeclaredFigure.objects.count() == 2
    assert sent(status="chính thức", value="1.750.012").counts.same == 1


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"value": "12.24"}, "indicators.value_unreadable"),
        ({"period": "2021-13"}, "indicators.period_unreadable"),
        ({"period": "quý 1"}, "indicators.period_unreadable"),
        ({"status": "mơ ước"}, "choice.unknown"),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, str | None], rule: str) -> None:
    assert set(sent(**changed).faults["rule"]) == {rule}
    assert DeclaredFigure.objects.count() == 0
