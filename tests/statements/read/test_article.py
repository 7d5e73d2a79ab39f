"""The article of the model case, whose figures were restated for this test."""

import pytest

from muctieu.statements.read.model import Finding, Report
from muctieu.statements.read.reader import read

# Restated: the figures, their order and their grammar are the article's, the wording is ours.
ARTICLE = (
    "Thành phố: Tự tin bước vào năm mới\n\n"
    "Nổi bật là công tác phòng, chống dịch Covid – 19. Thành phố đã ban hành phương án thành lập "
    "các khu cách ly y tế tập trung cho 1.000 ca F0 và 15.000 ca F1 là người dân; phương án cung "
    "ứng hàng hóa. Tính đến 4/12/2021 đã cách ly tập trung, điều trị tại cơ sở y tế gần 8.000 "
    "người, cách ly tại nhà, nơi cư trú gần 40.000 người, xét nghiệm truy vết gần 120.000 người. "
    "Công tác tiêm vắc-xin phòng Covid-19 tính từ ngày 23/4/2021 đã tiến hành 23 đợt tiêm cho đối "
    "tượng từ 12 tuổi trở lên (mũi 1: 165.055 người, mũi 2: 162.414 người), đạt 98,4%.\n\n"
    "Về phát triển kinh tế: Ba đột phá chiến lược được tập trung chỉ đạo. Qua đó 11/11 chỉ tiêu "
    "chủ yếu theo Nghị quyết số 136/ NQ-HĐND ngày 24/12/2020 đều hoàn thành và vượt kế hoạch; khu "
    "vực công nghiệp duy trì đà tăng trưởng, giá trị sản suất công nghiệp và xây dựng 12,24%; "
    "nông, lâm, thủy sản duy trì ổn định tăng 11,3%; thương mại dịch vụ tăng 18,9%. Thu ngân sách "
    "nhà nước trên địa bàn năm 2021 ước đạt 13.922.662 triệu đồng, bằng 112,71% kế hoạch tỉnh "
    "giao. Thu ngân sách địa phương ước đạt 1.747.885 triệu đồng, đạt 121,72% kế hoạch tỉnh giao, "
    "trong đó tỷ lệ giải ngân đầu tư công đạt 100% kế hoạch, chiếm tỷ trọng 50,77% tổng chi ngân "
    "sách.\n\nBước vào năm 2022- năm thứ hai sau Đại hội lần thứ XV, kỷ niệm 10 năm thành lập "
    "thành phố, thời kỳ ổn định ngân sách 2022 – 2025.\n\n09:16:12 12-01-2022\n"
)


@pytest.fixture(scope="module")
def report() -> Report:
    return read(ARTICLE)


def findings(report: Report, kind: str) -> list[Finding]:
    return [found for found in report.findings if found.kind == kind]


def texts(report: Report, found: Finding) -> list[str]:
    return [next(c.text for c in report.claims if c.id == name) for name in found.claims]


def test_its_twenty_figures_are_read_and_nothing_else(report: Report) -> None:
    assert [claim.text for claim in report.claims] == [
        *("1.000 ca", "15.000 ca", "gần 8.000 người", "gần 40.000 người", "gần 120.000 người"),
        *("23 đợt", "165.055 người", "162.414 người", "98,4%", "Ba đột phá", "11/11 chỉ tiêu"),
        *("12,24%", "11,3%", "18,9%", "13.922.662 triệu đồng", "112,71%"),
        *("1.747.885 triệu đồng", "121,72%", "100%", "50,77%"),
    ]


def test_relations_statuses_and_dates(report: Report) -> None:
    told = {c.text: (c.relation, c.status, c.as_of) for c in report.claims}

    assert told["1.000 ca"] == ("absolute", "plan", None)
    assert told["15.000 ca"] == ("absolute", "plan", None)
    assert told["gần 8.000 người"] == ("absolute", "actual", "2021-12-04")
    assert told["12,24%"] == ("growth", "actual", None)
    assert told["13.922.662 triệu đồng"] == ("absolute", "estimate", None)
    assert told["100%"] == ("percent_of_plan", "actual", None)


def test_nearly_eight_thousand_is_an_interval_below_it(report: Report) -> None:
    claim = next(c for c in report.claims if c.text == "gần 8.000 người")

    assert (claim.low, claim.high, claim.qualifier) == ("7200", "8000", "just_below")


def test_subjects_lead_to_the_indicators_of_the_house(report: Report) -> None:
    codes = {c.text: c.indicator for c in report.claims}

    assert codes["gần 8.000 người"] == "epidemic.isolated_in_facility"
    assert codes["165.055 người"] == "vaccination.first_doses"
    assert codes["11,3%"] == "economy.agriculture_growth"
    assert codes["1.747.885 triệu đồng"] == "budget.local_revenue"


def test_the_percentage_of_vaccination_is_dose_two_over_dose_one(report: Report) -> None:
    (found,) = findings(report, "ratio")

    # 162.414 / 165.055 = 0,98399927
    assert (found.verdict, found.printed, found.expected) == ("explained", "98.4", "98.400")
    assert texts(report, found) == ["98,4%", "165.055 người", "162.414 người"]
    assert found.chance is not None
    assert found.chance < 0.01


def test_no_denominator_is_named_for_a_coverage(report: Report) -> None:
    (found,) = findings(report, "no_denominator")

    assert found.verdict == "cannot_check"
    assert "mẫu số" in found.vi
    claim = next(c for c in report.claims if c.text == "98,4%")
    assert len(claim.readings) == 2


def test_two_plans_are_implied_with_their_intervals(report: Report) -> None:
    # 13.922.662 ± 0,5 over 112,705 … 112,715 %, and 1.747.885 ± 0,5 over 121,715 … 121,725 %
    assert [f.expected for f in findings(report, "implied_plan")] == [
        "[12.352.093; 12.353.190]",
        "[1.435.929; 1.436.048]",
    ]


def test_the_rate_of_disbursement_is_no_part_of_the_revenue(report: Report) -> None:
    (found,) = findings(report, "placement")

    assert texts(report, found) == ["100%", "1.747.885 triệu đồng"]


def test_three_growths_name_no_base(report: Report) -> None:
    (found,) = findings(report, "no_base")

    assert texts(report, found) == ["12,24%", "11,3%", "18,9%"]


def test_figures_of_different_dates_stand_side_by_side(report: Report) -> None:
    (found,) = findings(report, "mixed_as_of")

    assert "04/12/2021" in found.vi
    assert "ước cả năm 2021" in found.vi


def test_nothing_in_it_is_contradicted(report: Report) -> None:
    assert not report.differs
