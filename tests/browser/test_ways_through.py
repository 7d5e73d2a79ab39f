"""What a person does, from the first figure to a ward's sheet; with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from tests.browser.conftest import check_access

pytestmark = pytest.mark.browser
Opened = Callable[..., Page]
HEADING = ["TT", "Họ và tên", "Ngày sinh", "Giới", "Loại vắc xin", "Mũi", "Ngày tiêm", "Phường",
           "Nơi tiêm (phường)"]  # fmt: skip


def first_figure(page: Page) -> str:
    return page.locator(".goal .figure-big").first.inner_text()


def test_a_figure_is_a_click_away_from_its_records(site: str, opened: Opened) -> None:
    page = opened("/", "minh")
    page.locator(".goal .figure-big").first.click()

    expect(page.locator("h1")).to_contain_text("1.651")
    page.locator("tbody th a").first.click()
    expect(page.locator("#what")).to_have_text("Nội dung bản ghi")
    assert page.url.startswith(f"{site}/so/vaccination.dose/")


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_the_day_of_the_board_is_moved_by_hand(opened: Opened, scripts: str) -> None:
    page = opened("/", scripts=scripts)
    page.click("text=Đổi ngày")
    page.fill("#den", "01/09/2021")
    page.click(".dates button")

    expect(page.locator(".dates strong").first).to_have_text("01/09/2021")
    assert first_figure(page) != "1.651"


def test_everything_can_be_read_without_javascript(site: str, opened: Opened) -> None:
    page = opened("/", "minh", scripts="off")
    assert first_figure(page) == "1.651"
    page.locator(".goal .figure-big").first.click()
    page.locator("tbody th a").first.click()
    expect(page.locator("#history")).to_have_text("Lịch sử")
    page.click("text=Tối")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.click("text=EN >> nth=0")
    expect(page.locator("#history")).to_have_text("History")


def test_the_keyboard_reaches_the_content_and_the_search(opened: Opened) -> None:
    page = opened("/so/vaccination.dose/", "lan")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("/")

    expect(page.locator("input[type=search]")).to_be_focused()


def _sheet(folder: Path) -> Path:
    """A ward's sheet: a title above, one good row, one with a day that does not exist, a total."""
    path = folder / "phuong.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Tiêm")
    rows = [
        ["DANH SÁCH TIÊM PHƯỜNG CẨM SƠN"],
        [],
        HEADING,
        [1, "Nguyễn Văn Thử (mẫu)", "15/03/1980", "Nam", "Pfizer", 1, "01/12/2021",
         "Phường Cẩm Sơn", "Cẩm Sơn"],
        [2, "Trần Thị Sai (mẫu)", "31/02/1990", "Nữ", "Pfizer", 1, "01/12/2021",
         "Phường Cẩm Sơn", "Cẩm Sơn"],
        ["", "Tổng cộng", 2],
    ]  # fmt: skip
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def _settle(page: Page) -> None:
    """Wait until the work in the background is over."""
    expect(page.locator("#progress")).to_have_count(0, timeout=60_000)


def test_a_wards_sheet_goes_in_and_the_board_moves(
    site: str, opened: Opened, tmp_path: Path
) -> None:
    page = opened("/nhap/vaccination.dose/tep/", "lan")
    page.set_input_files("#file", _sheet(tmp_path))
    page.click("text=Gửi và rà soát")
    _settle(page)
    address = page.url
    page.goto(f"{address}cot/")
    check_access(page, "columns")
    page.locator("tr", has_text="Nơi tiêm (phường)").locator("select").select_option("unit")
    page.locator("tr", has=page.locator("label", has_text="Phường").first).locator(
        "select"
    ).first.select_option("residence")
    page.click("text=Dùng cách ghép này")
    _settle(page)

    expect(page.locator("#faults")).to_be_visible()
    expect(page.locator("main")).to_contain_text("tháng 2 năm 1990 không có ngày 31")
    check_access(page, "preview")
    page.click("text=Ghi vào sổ")
    _settle(page)

    expect(page.locator(".notice-good")).to_contain_text("1 mới")
    check_access(page, "applied")
    page.goto(f"{site}/")
    assert first_figure(page) == "1.652"

    page.goto(f"{site}/so/vaccination.dose/?q=")
    page.locator("tbody th a").first.click()
    record = page.url
    check_access(page, "record")
    page.click("text=Lần cập nhật số >> nth=0")
    check_access(page, "update")
    page.goto(record)
    page.click("text=Sửa bản ghi")
    check_access(page, "correction")
    page.goto(record)
    page.fill("#reason", "Nhập nhầm người")
    page.click("text=Rút bản ghi >> nth=0")
    expect(page.locator(".notice-good")).to_contain_text("Đã rút bản ghi")
    check_access(page, "withdrawn")
    page.goto(f"{site}/")
    assert first_figure(page) == "1.651"


@pytest.mark.long
def test_seldom_opened_pages_are_accessible_too(site: str, opened: Opened) -> None:
    clerk = opened("/nguoi/", "lan")
    check_access(clerk, "search")
    clerk.fill("[name=name]", "nguyen")
    clerk.fill("[name=purpose]", "đối chiếu danh sách")
    clerk.click("main form button")
    check_access(clerk, "found")
    for address in (
        "/chi-tieu/vaccination.first_doses/vi-sao/?truoc=01/10/2021",
        "/don-vi/?den=2025-08-01",
        "/en/nhap/plan.target/",
    ):
        check_access(opened(address, "minh"), address)
    keeper = opened("/quan-tri/", "quan")
    for address in ("/quan-tri/", "/quan-tri/core/changeset/", "/quan-tri/core/user/"):
        keeper.goto(site + address)
        check_access(keeper, address)


def test_a_dose_is_entered_with_one_thumb(opened: Opened) -> None:
    page = opened("/nhap/vaccination.dose/", "lan", 390)
    heights = page.locator(".field input:visible, .field select:visible").evaluate_all(
        "fields => fields.map(field => field.getBoundingClientRect().height)"
    )

    assert heights
    # 44 pixels is what a thumb hits without looking (WCAG 2.5.5).
    assert min(heights) >= 44
    assert page.locator("#id_given_on").get_attribute("inputmode") == "numeric"


def test_the_board_is_copied_as_five_lines_for_the_chat(site: str, opened: Opened) -> None:
    page = opened("/", "minh")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page.click("text=Chép tin nhắn")

    expect(page.locator(".takeaway [role=status]")).to_have_text("Đã chép")
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert len(copied) <= 5
    assert "1.651" in copied[1]
    assert copied[-1].startswith(site)


def test_without_javascript_the_message_is_a_page_of_text(opened: Opened) -> None:
    page = opened("/", "minh", scripts="off")
    page.click("text=Chép tin nhắn")

    assert "1.651" in page.locator("body").inner_text()
