"""Each kind of verdict: true sentences agree, planted faults are found."""

import pytest

from muctieu.statements.read.model import Finding
from muctieu.statements.read.reader import read

# kind of finding, true sentence, the same with one fault
PLANTED = [
    # 15 / 45 = 33,33 %
    ("ratio", "Có 15/45 xã (33,3%) về đích.", "Có 15/45 xã (38,3%) về đích."),
    ("ratio", "Đạt 1.290/4.244 tỷ đồng, đạt 30,4%.", "Đạt 1.290/4.244 tỷ đồng, đạt 40,3%."),
    # 96 / 120 = 80 %
    (
        "ratio",
        "Toàn huyện có 120 trường, trong đó 96 trường (chiếm 80%) đạt chuẩn.",
        "Toàn huyện có 120 trường, trong đó 96 trường (chiếm 85%) đạt chuẩn.",
    ),
    # 820 + 645 + 550 = 2.015
    (
        "sum",
        "Diện tích cây ăn quả 2.015 ha (vải 820 ha, na 645 ha, cam 550 ha).",
        "Diện tích cây ăn quả 2.105 ha (vải 820 ha, na 645 ha, cam 550 ha).",
    ),
    (
        "sum",
        "Tổng số 51 ca, gồm: Hạ Long 35 ca, Cẩm Phả 12 ca, Vân Đồn 4 ca.",
        "Tổng số 51 ca, gồm: Hạ Long 35 ca, Cẩm Phả 21 ca, Vân Đồn 4 ca.",
    ),
    # 259,67 + 237,99 = 497,66
    (
        "sum",
        "Tổng kim ngạch xuất nhập khẩu 497,66 tỷ USD; xuất khẩu 259,67 tỷ USD; nhập khẩu 237,99 tỷ USD.",
        "Tổng kim ngạch xuất nhập khẩu 494,66 tỷ USD; xuất khẩu 259,67 tỷ USD; nhập khẩu 237,99 tỷ USD.",
    ),
    # 259,67 − 237,99 = 21,68
    (
        "difference",
        "Xuất khẩu đạt 259,67 tỷ USD; nhập khẩu 237,99 tỷ USD; xuất siêu 21,68 tỷ USD.",
        "Xuất khẩu đạt 259,67 tỷ USD; nhập khẩu 237,99 tỷ USD; xuất siêu 12,68 tỷ USD.",
    ),
    (
        "difference",
        "Diện tích tăng từ 12 ha lên 18 ha, tăng 6 ha.",
        "Diện tích tăng từ 12 ha lên 18 ha, tăng 9 ha.",
    ),
    (
        "shares",
        "Cơ cấu kinh tế: công nghiệp 58,3%, dịch vụ 31,2%, nông nghiệp 10,5%.",
        "Cơ cấu kinh tế: công nghiệp 53,8%, dịch vụ 31,2%, nông nghiệp 10,5%.",
    ),
    # 1.045 / 980 = 106,63 %
    (
        "plan",
        "Thu đạt 1.045 tỷ đồng (KH 980 tỷ đồng), bằng 106,6% KH.",
        "Thu đạt 1.045 tỷ đồng (KH 980 tỷ đồng), bằng 116,6% KH.",
    ),
    # 812,5 / 780 = 104,17 %
    (
        "plan",
        "Dự toán giao 780 tỷ đồng; thực hiện 812,5 tỷ đồng, vượt 4,2% dự toán.",
        "Dự toán giao 780 tỷ đồng; thực hiện 812,5 tỷ đồng, vượt 14,2% dự toán.",
    ),
    # 3,1 / (55,3 − 3,1) = 5,94 %
    (
        "growth",
        "Thu nhập đạt 55,3 triệu đồng, tăng 3,1 triệu đồng (tăng 5,9%).",
        "Thu nhập đạt 55,3 triệu đồng, tăng 3,1 triệu đồng (tăng 9,5%).",
    ),
    (
        "growth",
        "Sản lượng bằng 116,82% so với cùng kỳ, tăng 16,82% so với cùng kỳ.",
        "Sản lượng bằng 116,82% so với cùng kỳ, tăng 18,62% so với cùng kỳ.",
    ),
    # 2.100 ha × 3,4 tấn/ha = 7.140 tấn
    (
        "product",
        "Diện tích nuôi tôm 2.100 ha, năng suất 3,4 tấn/ha, sản lượng 7.140 tấn.",
        "Diện tích nuôi tôm 2.100 ha, năng suất 3,4 tấn/ha, sản lượng 7.410 tấn.",
    ),
    (
        "total_growth",
        "Giá trị sản xuất tăng 8,1%, trong đó nông nghiệp tăng 3%, công nghiệp tăng 10%, dịch vụ tăng 8%.",
        "Giá trị sản xuất tăng 18,1%, trong đó nông nghiệp tăng 3%, công nghiệp tăng 10%, dịch vụ tăng 8%.",
    ),
]


def of_kind(sentence: str, kind: str) -> list[Finding]:
    return [found for found in read(sentence).findings if found.kind == kind]


@pytest.mark.parametrize(("kind", "true", "faulty"), PLANTED)
def test_a_planted_fault_is_found_and_the_true_sentence_agrees(
    kind: str, true: str, faulty: str
) -> None:
    assert [found.verdict for found in of_kind(true, kind)] == ["agrees"]
    assert [found.verdict for found in of_kind(faulty, kind)] == ["differs"]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("statement", "Thu thuế hoàn thành vượt mức, đạt 96,4% kế hoạch."),
        ("statement", "Đàn bò vượt kế hoạch, đạt 16.133 con/KH 16.200 con."),
        ("statement", "Chỉ tiêu này không đạt kế hoạch, bằng 104% kế hoạch."),
        ("bound", "Có 12/11 chỉ tiêu hoàn thành."),
        ("part", "Tổng chi 980 tỷ đồng, trong đó chi thường xuyên 1.120 tỷ đồng."),
        ("date", "Báo cáo ngày 31/11/2021 của phòng."),
        (
            "repeated",
            "Thu ngân sách nội địa đạt 980 tỷ đồng. Thu ngân sách nội địa đạt 890 tỷ đồng.",
        ),
    ],
)
def test_what_cannot_be_true_is_found(kind: str, sentence: str) -> None:
    assert [found.verdict for found in of_kind(sentence, kind)] == ["differs"]


@pytest.mark.parametrize(
    "sentence",
    [
        # Qualifiers are intervals: 7.100 + hơn 27.000 may be hơn 34.000.
        "Tổng thu hơn 34.000 tỷ đồng, gồm thu xuất nhập khẩu 7.100 tỷ đồng và thu nội địa hơn 27.000 tỷ đồng.",
        # Two plans have two issuers.
        "Thu đạt 60% kế hoạch tỉnh giao, 58% kế hoạch HĐND huyện giao.",
        # A part need not be all parts.
        "Tổng chi 980 tỷ đồng, trong đó chi giáo dục 410 tỷ đồng, chi y tế 95 tỷ đồng.",
        # Each fall has its own level: 23 vụ and 15 người, not 18 người bị thương.
        "Xảy ra 23 vụ, chết 15 người, bị thương 18 người; giảm 5 vụ (-17,9%), giảm 2 người chết.",
        "Tạo việc làm mới cho 4.567/4.500 người.",
        # The second share is one of the north's own land, as the first is of all land.
        "Thu hoạch 1.326,7 ha, chiếm 85,4% diện tích, trong đó phía Bắc 980,4 ha, chiếm 95,8%.",
        "Hoàn thành và vượt 10/11 chỉ tiêu; riêng thu phí đạt 92% kế hoạch.",
    ],
)
def test_true_sentences_that_look_wrong_raise_no_alarm(sentence: str) -> None:
    assert [f.vi for f in read(sentence).findings if f.verdict == "differs"] == []


def test_a_finding_tells_how_likely_a_coincidence_is() -> None:
    (rounded,) = of_kind("Có 15/45 xã (33%) về đích.", "ratio")
    (exact,) = of_kind("Có 15/45 xã (33,33%) về đích.", "ratio")

    # One of a hundred whole percents, one of ten thousand with two decimals.
    assert rounded.chance == pytest.approx(0.01)
    assert exact.chance == pytest.approx(0.0001)


def test_places_named_in_brackets_behind_a_larger_total_are_examples() -> None:
    text = "Ngập úng gần 500 ha lúa (Điện Biên 314 ha, Sơn La 60 ha)."

    assert [f for f in read(text).findings if f.verdict == "differs"] == []


def test_places_named_in_brackets_never_make_more_than_their_total() -> None:
    text = "Ngập úng 300 ha lúa (Điện Biên 314 ha, Sơn La 60 ha)."

    assert [f.kind for f in read(text).findings if f.verdict == "differs"] == ["sum"]


def test_a_share_of_two_amounts_that_are_only_about_right_is_not_contradicted() -> None:
    # hơn 1.800 reaches to 1.980, hơn 3.600 to 3.960: anything from 45,5 to 55 % can be meant.
    text = "Gọi nhập ngũ hơn 3.600 người, trong đó có trình độ cao đẳng hơn 1.800 người (đạt {})."

    assert not read(text.format("52,2%")).differs
    assert read(text.format("72,2%")).differs


def test_shares_of_which_one_may_be_anything_make_up_no_sum() -> None:
    text = (
        "Lao động qua đào tạo đạt 71% trở lên, có bằng cấp đạt từ 28% trở lên, thất nghiệp dưới 4%."
    )

    assert [one for one in read(text).findings if one.kind == "shares"] == []


def test_contradictions_are_told_first_whatever_was_found_before() -> None:
    text = "Có 15/45 xã (33,3%) về đích, 12/45 xã (29,7%) còn lại. Thu đạt 98% kế hoạch."
    told = [one.verdict for one in read(text).by_weight()]

    assert told[0] == "differs"
    assert told == sorted(told, key=["differs", "cannot_check", "agrees", "explained"].index)
