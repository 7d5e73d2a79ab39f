"""What the article printed, figure by figure, and what two figures imply."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from muctieu.registers.published_file import BadPublishedFile, PublishedFile, read_published
from muctieu.registers.staging import refuse_unplayable

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "example" / "published.toml"


@pytest.fixture(scope="module")
def published() -> PublishedFile:
    return read_published(EXAMPLE)


@pytest.mark.parametrize(
    ("code", "value", "word", "status", "as_of"),
    [
        ("response.isolation_places_f0", "1000", "ca", "plan", dt.date(2021, 12, 31)),
        ("response.isolation_places_f1", "15000", "ca", "plan", dt.date(2021, 12, 31)),
        ("epidemic.isolated_in_facility", "8000", "người", "actual", dt.date(2021, 12, 4)),
        ("epidemic.isolated_at_home", "40000", "người", "actual", dt.date(2021, 12, 4)),
        ("epidemic.traced_tested", "120000", "người", "actual", dt.date(2021, 12, 4)),
        ("vaccination.rounds", "23", "đợt", "actual", dt.date(2021, 12, 4)),
        ("vaccination.first_doses", "165055", "người", "actual", dt.date(2021, 12, 4)),
        ("vaccination.second_doses", "162414", "người", "actual", dt.date(2021, 12, 4)),
        ("vaccination.second_over_first", "98.4", "%", "actual", dt.date(2021, 12, 4)),
        ("plan.targets_met", "11", "chỉ tiêu", "actual", dt.date(2021, 12, 31)),
        ("plan.targets", "11", "chỉ tiêu", "plan", dt.date(2021, 12, 31)),
        ("economy.industry_growth", "12.24", "%", "actual", dt.date(2021, 12, 31)),
        ("economy.agriculture_growth", "11.3", "%", "actual", dt.date(2021, 12, 31)),
        ("economy.services_growth", "18.9", "%", "actual", dt.date(2021, 12, 31)),
        ("budget.revenue_in_area", "13922662", "triệu đồng", "estimate", dt.date(2021, 12, 31)),
        ("budget.revenue_in_area_of_plan", "112.71", "%", "estimate", dt.date(2021, 12, 31)),
        ("budget.local_revenue", "1747885", "triệu đồng", "estimate", dt.date(2021, 12, 31)),
        ("budget.local_revenue_of_plan", "121.72", "%", "estimate", dt.date(2021, 12, 31)),
        ("investment.disbursed_of_plan", "100", "%", "estimate", dt.date(2021, 12, 31)),
        ("budget.investment_share", "50.77", "%", "estimate", dt.date(2021, 12, 31)),
    ],
)
def test_each_figure_is_as_printed(
    published: PublishedFile, code: str, value: str, word: str, status: str, as_of: dt.date
) -> None:
    figure = published[code]

    assert (figure.value, figure.word) == (Fraction(value), word)
    assert (figure.status, figure.as_of) == (status, as_of)
    assert figure.sentence is not None


def test_nearly_eight_thousand_lies_below_eight_thousand(published: PublishedFile) -> None:
    figure = published["epidemic.isolated_in_facility"]

    assert (figure.qualifier, figure.low, figure.high) == ("just_below", 7200, 8000)


def test_what_was_printed_without_a_hedge_has_no_interval(published: PublishedFile) -> None:
    assert published["vaccination.first_doses"].low is None


def test_the_98_4_percent_say_what_they_agree_with_and_what_they_do_not_show(
    published: PublishedFile,
) -> None:
    note = published["vaccination.second_over_first"].note

    assert "mũi 2 / mũi 1" in note
    assert "chưa đủ căn cứ coi là tỷ lệ bao phủ" in note


def test_the_plans_are_implied_with_their_intervals(published: PublishedFile) -> None:
    area = published["budget.revenue_in_area_assigned"]
    local = published["budget.local_revenue_assigned"]

    # 13,922,662 / 1.1271 = 12,352,641.3; (… ± 0.5) / (1.1271 ∓ 0.00005) = 12,352,092.9 to
    # 12,353,189.7.
    assert (area.mantissa, area.low, area.high) == (12_352_641, 12_352_093, 12_353_190)
    # 1,747,885 / 1.2172 = 1,435,988.3; the ends are 1,435,928.9 and 1,436,047.7.
    assert (local.mantissa, local.low, local.high) == (1_435_988, 1_435_929, 1_436_048)
    assert {area.qualifier, local.qualifier} == {"implied"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[figure", "published.toml"),
        ("a = 1", "figure"),
        ('[source]\n[rehearsal]\n[[figure]]\ncode = "a.b"\nprinted = "12.24"\n', "a.b"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "published.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(BadPublishedFile, match=says.replace(".", r"\.")):
        read_published(path)


def test_a_file_that_is_not_there_or_no_text_says_so(tmp_path: Path) -> None:
    picture = tmp_path / "figures.toml"
    picture.write_bytes(b"\x89PNG\xff")

    for path in (tmp_path / "nowhere.toml", tmp_path, picture):
        with pytest.raises(BadPublishedFile, match="không đọc được"):
            read_published(path)


def test_every_contradiction_of_a_file_is_told_in_both_languages(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8")
    for printed, other in (
        ('printed = "162.414"', 'printed = "172.414"'),  # above the 165.055 first doses
        ("population = 190232", "population = 20000"),
    ):
        assert printed in text
        text = text.replace(printed, other)
    path = tmp_path / "published.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(BadPublishedFile) as refused:
        read_published(path)

    assert [one.en for one in refused.value.faults] == [
        "People with a first dose (165055) are above the whole population (20000).",
        "Second doses (172414) are above first doses (165055).",
    ]
    assert len(refused.value.vi.splitlines()) == 2


def test_a_file_whose_city_has_no_wards_is_refused_before_anything_is_written() -> None:
    published = read_published(EXAMPLE)
    nowhere = replace(published, rehearsal={**published.rehearsal, "unit": "999"})

    with pytest.raises(BadPublishedFile, match="999"):
        refuse_unplayable(nowhere, 2021, EXAMPLE.with_name("units.toml"))
