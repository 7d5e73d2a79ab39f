"""Texts against the small example year: 1.651 first doses, 1.624 second ones, 23 rounds."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import polars as pl
import pytest

from muctieu.core.days import day_of
from muctieu.core.models import ChangeSet, User
from muctieu.core.units import unit_named
from muctieu.registers.clocks import latest
from muctieu.registers.write import Act, Changes, commit
from muctieu.statements.read.check.house import Asked
from muctieu.statements.read.match import Synonym
from muctieu.statements.read.model import Document, Finding, Report, Unreadable
from muctieu.statements.read.reader import read as read_alone
from muctieu.statements.read.reader import read_against
from muctieu.statements.review.cards import cards, synonyms
from muctieu.statements.review.house import day_meant, house_now
from muctieu.statements.review.models import SYNONYM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_year")]
# The sentences of the article in our own words, with the small year's two totals.
DOSES = (
    "Tính đến ngày 4/12/2021, thành phố đã tiến hành 23 đợt tiêm cho đối tượng từ 12 tuổi trở lên "
    "(mũi 1: 1.651 người, mũi 2: {second} người), đạt 98,4%.\n"
)
REVENUE = (
    "Thu ngân sách nhà nước trên địa bàn năm 2021 ước đạt 13.922.662 triệu đồng, "
    "bằng {percent}% kế hoạch tỉnh giao.\n"
)


def read(text: str, asked: Asked | None = None) -> Report:
    return read_against(Document(text), house_now(), asked or Asked(2021))


def about(report: Report, printed: str, kind: str) -> list[Finding]:
    name = next(one.id for one in report.claims if one.text == printed)
    return [one for one in report.findings if name in one.claims and one.kind == kind]


def test_doses_agree_with_the_registers_which_say_that_they_are_rehearsed() -> None:
    report = read(DOSES.format(second="1.624"))

    for printed in ("23 đợt", "1.651 người", "1.624 người"):
        (found,) = about(report, printed, "register")
        assert found.verdict == "agrees"
        assert "DIỄN TẬP" in found.vi
        assert "REHEARSED" in found.en
    assert not report.differs


def test_a_share_without_a_denominator_stays_without_grounds_for_coverage() -> None:
    # 1.624 / 1.651 = 98,36 %, which prints as 98,4: dose two over dose one, and no coverage.
    report = read(DOSES.format(second="1.624"))

    (open_,) = about(report, "98,4%", "no_denominator")
    (counted,) = about(report, "98,4%", "register")
    assert open_.verdict == "cannot_check"
    assert (counted.verdict, counted.expected) == ("agrees", "98.365")


def test_two_digits_exchanged_differ_from_register_and_publication_and_nothing_else_does() -> None:
    report = read(DOSES.format(second="1.642"))

    wrong = [one for one in report.findings if one.verdict == "differs"]
    assert {one.kind for one in wrong if one.expected == "1624"} == {"register", "published"}
    planted = next(one.id for one in report.claims if one.text == "1.642 người")
    assert all(planted in one.claims for one in wrong)


def test_an_estimate_agrees_with_what_was_published_and_its_percentage_with_the_plan() -> None:
    report = read(REVENUE.format(percent="112,71"))

    (published,) = about(report, "13.922.662 triệu đồng", "published")
    (plan,) = about(report, "112,71%", "plan_version")
    assert (published.verdict, plan.verdict) == ("agrees", "agrees")
    assert "suy ra" in plan.vi


def test_a_percentage_that_belongs_to_another_plan_differs() -> None:
    # The plan lies in 12.352.093 … 12.353.190: 13.922.662 over it is 112,705 … 112,715 %.
    report = read(REVENUE.format(percent="117,21"))

    (plan,) = about(report, "117,21%", "plan_version")
    assert plan.verdict == "differs"


def test_a_figure_published_for_another_day_is_no_ground() -> None:
    report = read("Đến ngày 31/10/2021 đã xét nghiệm truy vết 5.100 người.")

    (found,) = [one for one in report.findings if one.kind == "published"]
    assert found.verdict == "cannot_check"
    assert "04/12/2021" in found.vi


def test_what_was_entered_later_does_not_make_an_earlier_text_wrong() -> None:
    known_then = read("Tính đến 4/12/2021, tiêm mũi 2: 1.624 người.")
    (now,) = about(known_then, "1.624 người", "register")
    held = house_now().beside(known_then.claims, Asked(2021))["c1"][0]

    # The rehearsal enters some doses after the day, so that fewer were known when it ended.
    then = held.before.low  # type: ignore[union-attr]
    assert then < 1624
    (early,) = about(
        read(f"Tính đến 4/12/2021, tiêm mũi 2: {then} người."), f"{then} người", "register"
    )
    assert (now.verdict, early.verdict) == ("agrees", "explained")


def test_a_day_asked_for_stands_in_where_the_text_gives_none() -> None:
    text = "Tiêm mũi 1 cho 1.651 người."

    (found,) = about(read(text, Asked(2021, None, "04/12/2021")), "1.651 người", "register")

    assert "04/12/2021" in found.vi


def test_an_unknown_unit_is_refused_in_one_sentence() -> None:
    with pytest.raises(Unreadable) as refused:
        read("Tiêm mũi 1 cho 1.651 người.", Asked(2021, "Phường Không Có"))

    assert "Phường Không Có" in refused.value.vi


def test_the_house_and_the_readers_list_have_one_code_for_those_isolated_in_facilities() -> None:
    codes = [one.code for one in cards(latest())]

    assert codes.count("epidemic.isolated_in_facility") == 1
    assert not [code for code in codes if "isolated_or_treated" in code]
    assert len(codes) == len(set(codes))


def test_a_share_without_a_denominator_is_told_over_each_of_them() -> None:
    report = read(DOSES.format(second="1.624"))

    (each,) = about(report, "98,4%", "denominators")
    assert each.verdict == "cannot_check"
    assert "bao phủ mũi 2" in each.vi
    for whole in ("từ 12 tuổi", "tổng điều tra", "đã tiêm mũi 1"):
        assert re.search(rf"{whole}[^;.]*: [\d,]+ %", each.vi), whole
    assert "names no denominator" in each.en


def test_a_share_that_names_its_denominator_is_asked_over_no_other() -> None:
    report = read("Tính đến ngày 4/12/2021, tiêm mũi 2 đạt 98,4% dân số từ 12 tuổi trở lên.")

    assert [one for one in report.findings if one.kind == "denominators"] == []


def test_a_wards_figure_is_compared_with_the_wards_records() -> None:
    whole = read("Tính đến ngày 4/12/2021, toàn thành phố tiêm mũi 1 cho 1.651 người.")
    (of_city,) = about(whole, "1.651 người", "register")
    ward = read("Tính đến ngày 4/12/2021, phường Cẩm Thủy tiêm mũi 1 cho 1.651 người.")
    (of_ward,) = about(ward, "1.651 người", "register")

    # What the whole city counts is more than one of its sixteen units can.
    assert (of_city.verdict, of_ward.verdict) == ("agrees", "differs")
    assert Decimal(of_ward.expected or 0) < 1651


def test_a_figure_of_a_place_that_nobody_knows_is_compared_with_nothing() -> None:
    report = read("Tính đến ngày 4/12/2021, phường Không Tên tiêm mũi 1 cho 1.651 người.")

    (found,) = about(report, "1.651 người", "register")
    assert found.verdict == "cannot_check"
    assert "phường Không Tên" in found.vi


def test_a_taught_name_is_used_until_it_is_withdrawn_and_tells_who_and_when() -> None:
    text = "Năm 2021, chỉ số sông nước bản địa đạt 50,77%."
    before = read(text).claims[0].indicator
    user = User.objects.create_user("thu", full_name="Trần Thị Thu")
    name = "chỉ số sông nước bản địa"
    city = unit_named("195", dt.date(2021, 12, 4)).unit_id
    frame = pl.DataFrame(
        {"unit_id": [city], "indicator": ["budget.investment_share"], "name": [name]}
    )
    receipt = commit(Changes().opening(SYNONYM, frame), Act(by=user, action="enter"))
    taught = synonyms(latest())
    after = read(text).claims[0].indicator
    commit(
        Changes().withdrawing(SYNONYM, receipt.ids[SYNONYM.code]), Act(by=user, action="withdraw")
    )

    day = day_of(ChangeSet.objects.get(number=receipt.number).known_at).isoformat()
    assert before is None
    assert after == "budget.investment_share"
    assert taught == [Synonym("budget.investment_share", name, "Trần Thị Thu", day)]
    assert read(text).claims[0].indicator is None


def test_a_year_without_units_is_said_to_be_one() -> None:
    with pytest.raises(Unreadable) as refusal:
        read(DOSES.format(second="1.624"), Asked(1899))

    assert "năm 1899" in refusal.value.vi
    assert "“”" not in refusal.value.vi


def test_what_the_house_holds_is_said_in_the_printed_unit() -> None:
    (found,) = about(read(REVENUE.format(percent="112,71")), "13.922.662 triệu đồng", "published")

    # Half a million đồng either way: what a whole number of millions leaves open.
    assert (found.printed, found.expected) == ("13922662", "13922661.5..13922662.5")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("9 tháng năm 2021", dt.date(2021, 9, 30)),
        ("Giai đoạn 2016 - 2020", dt.date(2020, 12, 31)),
        ("Quý II năm 2021", dt.date(2021, 6, 30)),
        ("Năm 2020", dt.date(2020, 12, 31)),
    ],
)
def test_a_figure_of_a_period_is_compared_at_its_last_day(said: str, day: dt.date) -> None:
    (claim,) = read_alone(f"{said}, thu ngân sách nhà nước trên địa bàn đạt 12 tỷ đồng.").claims

    assert day_meant(claim, Asked(2023)) == day
