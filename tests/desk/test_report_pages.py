"""A month's report in the browser's words: clerk, chair, department, office; and who may not."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from muctieu.core.models import Post, User
from muctieu.core.units import unit_named
from muctieu.plan.report_models import Regime, Reminder, Report
from muctieu.sectors.vaccination.models import Dose
from tests.desk.conftest import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("year", "heads")]
ON = "?den=2021-12-15"


@pytest.fixture(scope="module")
def heads(year: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The chair of a ward and the chair of the city, beside the cast."""
    with django_db_blocker.unblock(), transaction.atomic():
        for name, unit in (("chu", "Cẩm Sơn"), ("bich", "195")):
            user = User.objects.create_user(name, full_name=name.title())
            place = unit_named(unit, DAY).unit_id
            Post.objects.create(user=user, role="leader", unit_id=place)
        yield
        transaction.set_rollback(True)


def words(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode())).split())


def regime() -> Regime:
    return Regime.objects.get(code="BC-THANG", reporters="communes")


def page_of(unit: str = "Cẩm Sơn") -> str:
    return f"/bao-cao-ky/{regime().pk}/{unit_named(unit, DAY).unit_id}/2021-11-15/{ON}"


def dose_of(unit: str) -> Dose:
    """A dose of the window that the unit's report is about."""
    there = Dose.objects.filter(unit_id=unit_named(unit, DAY).unit_id)
    return there.filter(given_on__range=("2021-11-15", "2021-12-14")).order_by("pk")[0]


def step(client: Client, move: str, **more: str) -> str:
    answer = client.post(page_of(), {"move": move, **more}, follow=True)
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode())).split())


def test_who_has_not_handed_in_is_listed_and_reminded_in_one_click(
    as_person: Callable[[str], Client],
) -> None:
    ha, which = as_person("ha"), f"{regime().pk}:2021-11-15"
    page = words(ha, f"/bao-cao-con-thieu/{ON}")
    assert "0 / 16 đơn vị đã nộp" in page
    # The 14th is a Tuesday: two working days later is Thursday the 16th.
    assert "hạn 16/12/2021" in page

    reply = ha.post(f"/bao-cao-con-thieu/nhac/{ON}", {"which": which}, follow=True)

    assert "Đã nhắc 16 đơn vị" in html.unescape(reply.content.decode())
    assert Reminder.objects.count() == 16
    ha.post(f"/bao-cao-con-thieu/nhac/{ON}", {"which": which})
    assert Reminder.objects.count() == 16
    assert "đã nhắc ngày 15/12/2021" in words(as_person("lan"), f"/viec-cua-toi/{ON}")


@pytest.mark.parametrize("who", ["lan", "chu"])
def test_a_ward_reminds_nobody(as_person: Callable[[str], Client], who: str) -> None:
    which = f"{regime().pk}:2021-11-15"

    assert as_person(who).post(f"/bao-cao-con-thieu/nhac/{ON}", {"which": which}).status_code == 403
    assert not Reminder.objects.exists()


def test_a_month_goes_from_the_clerk_to_the_lock_with_one_return(
    as_person: Callable[[str], Client],
) -> None:
    lan, chu, ha = as_person("lan"), as_person("chu"), as_person("ha")
    assert "Chưa ai lập" not in step(lan, "report-check")
    step(chu, "report-sign")
    step(lan, "report-hand-in")
    assert "1 / 16 đơn vị đã nộp" in words(ha, f"/bao-cao-con-thieu/{ON}")
    assert "Ghi rõ lý do" in step(ha, "report-return")

    dose = dose_of("Cẩm Sơn")
    record = ha.get(f"/so/vaccination.dose/{dose.pk}/{ON}").content.decode()
    (back,) = re.findall(r'href="(/bao-cao-ky/[^"#]+)#', html.unescape(record))
    assert f'value="vaccination.dose#{dose.pk}"' in ha.get(back).content.decode()
    page = step(ha, "report-return", reason="Lệch tổng", line=f"vaccination.dose#{dose.pk}")
    assert "trả lại để sửa" in page.casefold()
    mine = words(lan, f"/viec-cua-toi/{ON}")
    assert "↩ trả lại" in mine
    assert f'href="/so/vaccination.dose/{dose.pk}/{ON}"' in lan.get(page_of()).content.decode()

    for who, move in (
        (lan, "report-check"), (chu, "report-sign"), (lan, "report-hand-in"),
        (ha, "report-receive"), (ha, "report-lock"),
    ):  # fmt: skip
        step(who, move)
    report = Report.objects.get(unit_id=unit_named("Cẩm Sơn", DAY).unit_id, first_on="2021-11-15")
    assert (report.state, report.returns, report.signers) == ("locked", 1, "Chu")
    assert "mở khóa trước" in step(ha, "report-return", reason="lại sai")
    assert "đã nộp ngày 15/12/2021" in step(lan, "report-hand-in")
    # The shipped regime names the registers it is made of, so that the lock closes them.
    gone = f"/so/vaccination.dose/{dose.pk}/rut/"
    reply = lan.post(gone, {"reason": "ghi nhầm", "version": str(dose.version)}, follow=True)
    assert "15/11/2021 – 14/12/2021 đã khóa" in html.unescape(reply.content.decode())


@pytest.mark.parametrize(
    ("who", "offered"),
    [("lan", "Kiểm xong số liệu"), ("chu", ""), ("ha", ""), ("minh", "Kiểm xong số liệu")],
)
def test_each_is_offered_the_steps_that_are_theirs(
    as_person: Callable[[str], Client], who: str, offered: str
) -> None:
    page = words(as_person(who), page_of())

    assert ("Kiểm xong số liệu" in page) == bool(offered)
    assert "Duyệt, ký" not in page


def test_in_the_example_every_ward_has_handed_in_and_the_city_owes_one_report(
    as_person: Callable[[str], Client],
) -> None:
    page = words(as_person("ha"), "/bao-cao-con-thieu/?den=2021-12-04")

    # October's window closed on 14 November; its wards' reports are all there.
    assert page.count("16 / 16 đơn vị đã nộp") == 4  # month, quarter, half year, nine months
    assert "Phường Cẩm Sơn ▼ quá hạn" not in page
    mine = words(as_person("minh"), "/viec-cua-toi/?den=2021-12-04")
    assert "Thành phố Cẩm Phả · 15/10/2021 đến 14/11/2021" in mine


def test_a_ward_does_not_open_another_wards_report(as_person: Callable[[str], Client]) -> None:
    assert as_person("lan").get(page_of("Mông Dương")).status_code == 404
    assert as_person("ha").get(page_of("Mông Dương")).status_code == 200


def test_what_a_report_is_made_of_leads_to_as_many_records_as_it_says(
    as_person: Callable[[str], Client],
) -> None:
    page = as_person("ha").get(page_of()).content.decode()
    address, said = re.search(
        r'href="(/so/vaccination\.dose/[^"]*)"[^>]*>[^<]*</a>\D*?([\d.]+)', page
    ).groups()

    listed = words(as_person("ha"), html.unescape(address))
    assert f" trong {said} " in listed


def test_the_calendar_of_january_tells_what_closed_in_december(
    as_person: Callable[[str], Client],
) -> None:
    page = words(as_person("ha"), "/lich-bao-cao/?den=2022-01-03")

    # The 31st is a Friday and Monday the 3rd a holiday: five working days later is the 10th.
    assert "10/01/2022 Báo cáo thống kê tháng 01/12/2021 đến 31/12/2021" in page


def test_a_ward_is_led_to_no_page_that_it_may_not_open(as_person: Callable[[str], Client]) -> None:
    lan, pages = as_person("lan"), (page_of(), f"/lich-bao-cao/{ON}")

    led = {
        html.unescape(one)
        for page in pages
        for one in re.findall(r'href="(/so/[^"]*/\d+/[^"]*)"', lan.get(page).content.decode())
    }
    assert [one for one in led if lan.get(one).status_code != 200] == []


def test_the_calendar_tells_what_is_due_and_by_which_regime(
    as_person: Callable[[str], Client],
) -> None:
    page = words(as_person("ha"), f"/lich-bao-cao/{ON}")

    assert "16/12/2021 Báo cáo kinh tế - xã hội tháng" in page
    # The year closes on the 14th too; four working days later is Monday the 20th.
    assert "20/12/2021 Báo cáo kinh tế - xã hội năm" in page
    assert "Nghị định 09/2019/NĐ-CP" in page
