"""Claims against what a house holds, through the seam: values in, verdicts out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from muctieu.statements.read.check.house import Asked, Held, Lacking
from muctieu.statements.read.match import Catalogue, default_catalogue
from muctieu.statements.read.model import Claim, Document, Finding
from muctieu.statements.read.reader import read_against

LACKING = Lacking("register", "Chưa đủ căn cứ: không có sổ.", "Not enough to check.")


def held(value: str, unit: str, kind: str = "register", *, firm: bool = True) -> Held:
    low, _, high = value.partition("..")
    return Held(
        kind, Decimal(low), Decimal(high or low), unit, "sổ", "the books", "/so/mui-1", firm
    )


DOSES = held("165055", "người")
PLAN = held("1500000000000", "đồng", "plan_version")


@dataclass(frozen=True)
class Books:
    """A house that knows two figures and one plan."""

    doses: Held = DOSES
    plan: Held = PLAN

    def catalogue(self) -> Catalogue:
        return default_catalogue()

    def beside(
        self, claims: Sequence[Claim], asked: Asked
    ) -> Mapping[str, Sequence[Held | Lacking]]:
        return {one.id: [self._beside(one)] for one in claims}

    def _beside(self, claim: Claim) -> Held | Lacking:
        if claim.indicator == "vaccination.first_doses":
            return self.doses
        if claim.indicator == "budget.local_revenue":
            return self.plan if claim.status == "plan" else held("1747885000000", "đồng")
        return LACKING

    def plans(self, claim: Claim, asked: Asked) -> Sequence[Held]:
        return [self.plan] if claim.indicator == "budget.local_revenue" else []


def against(text: str, books: Books | None = None) -> list[Finding]:
    report = read_against(Document(text), books or Books(), Asked(2021))
    return [found for found in report.findings if found.kind in {"register", "plan_version"}]


def test_a_figure_that_the_register_counts_agrees_and_leads_to_its_records() -> None:
    (found,) = against("Tiêm mũi 1: 165.055 người.")

    assert (found.verdict, found.link) == ("agrees", "/so/mui-1")


def test_one_person_more_differs() -> None:
    (found,) = against("Tiêm mũi 1: 165.055 người.", Books(held("165056", "người")))

    assert (found.verdict, found.printed, found.expected) == ("differs", "165055", "165056")


def test_what_was_known_that_day_explains_what_was_entered_later() -> None:
    now = held("165060", "người")
    late = Held(
        now.kind, now.low, now.high, now.unit, now.vi, now.en, before=held("165055", "người")
    )
    (found,) = against("Tiêm mũi 1: 165.055 người.", Books(late))

    assert (found.verdict, found.expected) == ("explained", "165055")


def test_a_figure_that_is_not_firm_contradicts_nothing() -> None:
    (found,) = against("Tiêm mũi 1: 165.055 người.", Books(held("170000", "người", firm=False)))

    assert found.verdict == "cannot_check"


def test_nearly_a_round_number_agrees_with_what_lies_just_below() -> None:
    (found,) = against("Tiêm mũi 1 gần 170.000 người.")

    assert found.verdict == "agrees"


def test_money_is_compared_in_dong_whatever_its_scale() -> None:
    (found,) = against("Thu ngân sách địa phương đạt 1.747,9 tỷ đồng.")

    assert found.verdict == "agrees"


def test_doses_are_not_compared_with_people() -> None:
    (found,) = against("Tiêm mũi 1: 165.055 người.", Books(held("165055", "mũi")))

    assert found.verdict == "cannot_check"


def test_a_planned_figure_is_compared_with_the_plan() -> None:
    (found,) = against("Năm 2022 phấn đấu thu ngân sách địa phương 1.600 tỷ đồng.")

    assert (found.kind, found.verdict) == ("plan_version", "differs")


def test_a_printed_percentage_is_compared_with_the_plan_of_the_house() -> None:
    # 1,747,885 over 1,435,929..1,436,048 million is 121.715..121.725 %: it fits 121.72 %.
    # Over 1,500,000 million it is 116.53 %, which 121.72 % is not.
    text = "Thu ngân sách địa phương ước đạt 1.747.885 triệu đồng, bằng 121,72% kế hoạch tỉnh giao."
    implied = held("1435929000000..1436048000000", "đồng", "plan_version")

    fitting = against(text, Books(plan=implied))[-1]
    other = against(text)[-1]

    assert (fitting.kind, fitting.verdict) == ("plan_version", "agrees")
    assert (other.kind, other.verdict) == ("plan_version", "differs")
    assert "116,52" in other.vi


def test_without_a_register_the_verdict_is_not_enough_to_check() -> None:
    (found,) = against("Tiêm mũi 2: 162.414 người.")

    assert found.verdict == "cannot_check"
    assert found.vi.startswith("Chưa đủ căn cứ")
