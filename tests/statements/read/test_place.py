"""Which unit of administration a figure speaks of."""

import pytest

from muctieu.statements.read.load.files import load_bytes
from muctieu.statements.read.reader import read


def places(text: str) -> dict[str, str | None]:
    return {claim.text: claim.place for claim in read(text).claims}


def test_a_wards_figure_in_a_citys_sentence_is_the_wards() -> None:
    text = (
        "Toàn thành phố ghi nhận 1.200 ca, trong đó phường Cẩm Đông 120 ca, phường Cửa Ông 90 ca."
    )

    assert places(text) == {
        "1.200 ca": None,
        "120 ca": "phường Cẩm Đông",
        "90 ca": "phường Cửa Ông",
    }


def test_a_place_behind_the_figure_is_its_own() -> None:
    assert places("Ghi nhận 15 ca mắc tại xã Cộng Hòa.") == {"15 ca": "xã Cộng Hòa"}


def test_a_label_gives_its_place_to_the_whole_line() -> None:
    text = "Phường Cẩm Thủy: tiêm mũi 1 cho 1.200 người, mũi 2 cho 900 người."

    assert set(places(text).values()) == {"Phường Cẩm Thủy"}


@pytest.mark.parametrize(
    "text",
    [
        "UBND phường Mông Dương đã hỗ trợ 30 hộ.",
        "Thành phố có 13 phường và 3 xã.",
        "Tại phường Cẩm Đông, lãnh đạo cho biết toàn thành phố có 12 ca.",
    ],
)
def test_who_reports_and_what_is_counted_is_no_place(text: str) -> None:
    assert set(places(text).values()) == {None}


def test_the_head_of_a_row_is_the_place_of_its_cells() -> None:
    page = (
        "<table><tr><th>Đơn vị</th><th>Số người tiêm mũi 1 (người)</th></tr>"
        "<tr><td>Phường Cẩm Đông</td><td>1.250</td></tr>"
        "<tr><td>Tổng cộng</td><td>9.100</td></tr></table>"
    )
    told = read(load_bytes(page.encode(), "bang.html")).claims

    assert [(claim.value, claim.place) for claim in told] == [
        ("1250", "Phường Cẩm Đông"),
        ("9100", None),
    ]
