"""Claims against registers and plan, through the two callables of the seam."""

from dataclasses import dataclass
from decimal import Decimal

from muctieu.statements.read.check.house import Asked, Counted
from muctieu.statements.read.model import Document, Finding
from muctieu.statements.read.reader import read_against


@dataclass(frozen=True)
class Books:
    """A register that knows two figures and one plan."""

    doses: int = 165055

    def figure(self, code: str, unit: str | None, as_of: str | None) -> Counted | None:
        if code == "vaccination.first_doses":
            return Counted(Decimal(self.doses), "người", as_of or "2021-12-04", "/so/mui-1")
        if code == "budget.local_revenue":
            return Counted(Decimal(1_747_885_000_000), "đồng", "2021-12-31")
        return None

    def plan(self, code: str, year: int, unit: str | None) -> Counted | None:
        if code == "budget.local_revenue" and year == 2022:
            return Counted(Decimal(1_500_000_000_000), "đồng", "2022-01-01")
        return None


def against(text: str, books: Books, year: int = 2021) -> list[Finding]:
    report = read_against(Document(text), books, Asked(year))
    return [found for found in report.findings if found.kind in {"register", "plan_version"}]


def test_a_figure_that_the_register_counts_agrees() -> None:
    (found,) = against("Tiêm mũi 1: 165.055 người.", Books())

    assert found.verdict == "agrees"
    assert "/so/mui-1" in found.vi


def test_one_person_more_differs() -> None:
    (found,) = against("Tiêm mũi 1: 165.055 người.", Books(doses=165056))

    assert (found.verdict, found.printed, found.expected) == ("differs", "165055", "165056")


def test_nearly_a_round_number_agrees_with_what_lies_just_below() -> None:
    (found,) = against("Tiêm mũi 1 gần 170.000 người.", Books())

    assert found.verdict == "agrees"


def test_money_is_compared_in_dong_whatever_its_scale() -> None:
    (found,) = against("Thu ngân sách địa phương đạt 1.747,9 tỷ đồng.", Books())

    assert found.verdict == "agrees"


def test_a_planned_figure_is_compared_with_the_plan() -> None:
    (found,) = against("Năm 2022 phấn đấu thu ngân sách địa phương 1.600 tỷ đồng.", Books(), 2022)

    assert (found.kind, found.verdict) == ("plan_version", "differs")


def test_without_a_register_the_verdict_is_not_enough_to_check() -> None:
    (found,) = against("Tiêm mũi 2: 162.414 người.", Books())

    assert found.verdict == "cannot_check"
    assert found.vi.startswith("Chưa đủ căn cứ")
