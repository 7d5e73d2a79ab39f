"""Work given, over the small example year: the list, a task and its acts, the meeting, promises."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from muctieu.core.models import ChangeSet
from muctieu.core.units import unit_named
from muctieu.plan.models import Clause, Resolution
from muctieu.plan.task_models import Task, TaskAct
from tests.desk.conftest import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("year")]
ON = "?den=2021-12-04"
ACT = {"acted_on": "03/12/2021", "text": "Đã làm"}
CONCLUSION = {
    "unit": "Thành phố Cẩm Phả", "symbol": "9/TB-UBND", "conclusion": "Đẩy nhanh giải ngân",
    "content": "Lập bảng tiến độ từng dự án", "lead": "Phường Cẩm Sơn", "given_on": "04/12/2021",
    "due_on": "13/12/2021",
}  # fmt: skip


def words(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode())).split())


def page_of(number: int) -> str:
    return f"/nhiem-vu/{Task.objects.get(number=number).pk}/{ON}"


def test_the_list_tells_what_is_late_first_and_how_many_stand_where(
    as_person: Callable[[str], Client],
) -> None:
    # By 4 December the handing over of sites (30/11) and the programme for tourism (26/11) are
    # late; the zoning plans ask for more time.
    page = words(as_person("minh"), f"/nhiem-vu/{ON}")

    assert "▼ quá hạn 2" in page
    assert "? xin gia hạn 1" in page
    assert page.index("Kích cầu du lịch") < page.index("Bàn giao mặt bằng")
    assert page.index("Bàn giao mặt bằng") < page.index("Hoàn thành hồ sơ các quy hoạch")
    assert "DIỄN TẬP" in page


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ("trangthai=overdue", "Kích cầu du lịch", "Kế hoạch giữ địa bàn an toàn"),
        ("donvi=06766", "Rà soát, cắt giảm", "Kích cầu du lịch"),
        ("lanhdao=Chủ tịch UBND", "Kế hoạch giữ địa bàn", "Kích cầu du lịch"),
        ("q=kich cau", "Kích cầu du lịch", "Kế hoạch giữ địa bàn"),
    ],
)
def test_the_list_is_narrowed_by_state_unit_leader_and_words(
    as_person: Callable[[str], Client], query: str, there: str, absent: str
) -> None:
    page = words(as_person("minh"), f"/nhiem-vu/{ON}&{query}")

    assert there in page
    assert absent not in page


def test_a_ward_sees_what_it_leads_or_joins_in_and_nothing_of_others(
    as_person: Callable[[str], Client],
) -> None:
    page = words(as_person("lan"), f"/nhiem-vu/{ON}")

    assert "Thu phí, lệ phí" in page
    assert "Rà soát, cắt giảm" in page
    assert "Kích cầu du lịch" not in page
    assert as_person("lan").get(page_of(17)).status_code == 404


def test_a_ward_tells_its_task_finished_with_evidence_and_cannot_extend_it_itself(
    as_person: Callable[[str], Client],
) -> None:
    lan, ward = as_person("lan"), unit_named("Cẩm Sơn", DAY).unit_id

    without = lan.post(page_of(3), ACT | {"turn": f"{ward}:done"})
    assert without.status_code == 422
    assert "Báo hoàn thành phải có minh chứng" in html.unescape(without.content.decode())
    city = unit_named("195", DAY).unit_id
    forged = lan.post(page_of(3), ACT | {"turn": f"{city}:extended", "until": "31/01/2022"})
    assert forged.status_code == 422
    assert not TaskAct.objects.filter(task__number=3, acted_on="2021-12-03").exists()

    done = lan.post(page_of(3), ACT | {"turn": f"{ward}:done", "evidence": "BC 12"})
    assert done.status_code == 302
    assert "● hoàn thành đúng hạn" in words(lan, page_of(3))


def test_more_time_is_asked_for_by_the_lead_and_granted_by_who_gave_the_task(
    as_person: Callable[[str], Client],
) -> None:
    minh, city = as_person("minh"), unit_named("195", DAY).unit_id
    granted = {"turn": f"{city}:extended", "until": "25/12/2021"}

    assert minh.post(page_of(8), ACT | granted).status_code == 302
    page = words(minh, page_of(8))
    assert "25/12/2021 (giao lúc đầu: 15/11/2021)" in page
    assert "△ đang thực hiện" in page


def test_the_meeting_shows_what_is_late_and_turns_a_conclusion_into_a_task_on_the_spot(
    as_person: Callable[[str], Client],
) -> None:
    minh, before = as_person("minh"), ChangeSet.objects.count()
    page = words(minh, f"/giao-ban/{ON}")
    assert page.index("Quá hạn 2") < page.index("Xin gia hạn, chờ quyết định 1")

    assert minh.post(f"/giao-ban/{ON}", CONCLUSION).status_code == 302

    task = Task.objects.get(content=CONCLUSION["content"])
    assert (task.number, task.clause is not None) == (20, True)
    assert Resolution.objects.get(symbol="9/TB-UBND").kind == "conclusion"
    assert ChangeSet.objects.count() == before + 1
    assert "Lập bảng tiến độ" in words(as_person("lan"), f"/nhiem-vu/{ON}")


def test_the_meeting_opens_one_part_or_one_unit_by_its_address(
    as_person: Callable[[str], Client],
) -> None:
    # Two tasks are late on 4 December, both led by the city itself.
    minh = as_person("minh")
    (lead,) = minh.get(f"/giao-ban/{ON}").context["worst"]
    assert lead.many == "2"
    assert "Dòng 1 đến 2 trong 2" in words(minh, f"/giao-ban/{lead.url}")
    assert "Chỉ nhiệm vụ của Phường Cẩm Sơn" in words(minh, f"/giao-ban/{ON}&donvi=06766")
    part = words(minh, f"/giao-ban/{ON}&muc=qua-han")
    assert "Dòng 1 đến 2 trong 2" in part
    assert "Xin gia hạn, chờ quyết định" not in part


def test_a_conclusion_due_before_it_is_given_is_answered_in_one_sentence(
    as_person: Callable[[str], Client],
) -> None:
    answer = as_person("minh").post(f"/giao-ban/{ON}", CONCLUSION | {"due_on": "01/12/2021"})

    assert answer.status_code == 422
    assert "trước ngày giao" in html.unescape(answer.content.decode())
    assert not Clause.objects.filter(text="Đẩy nhanh giải ngân").exists()


def test_who_may_give_no_work_sees_the_meeting_without_the_form(
    as_person: Callable[[str], Client],
) -> None:
    assert "Kết luận thành nhiệm vụ" not in words(as_person("ha"), f"/giao-ban/{ON}")


def test_a_ward_is_led_from_its_task_to_no_page_that_it_may_not_open(
    as_person: Callable[[str], Client],
) -> None:
    lan = as_person("lan")
    page = lan.get(page_of(3)).content.decode()

    led = {html.unescape(one) for one in re.findall(r'href="(/so/[^"]*/\d+/[^"]*)"', page)}
    assert [one for one in led if lan.get(one).status_code != 200] == []
    assert "/so/plan.task/" in as_person("ha").get(page_of(3)).content.decode()


def test_promises_lead_from_clause_to_target_task_and_evidence_and_bare_ones_are_listed(
    as_person: Callable[[str], Client],
) -> None:
    this_year, next_year = (
        words(as_person("ha"), f"/ke-hoach/theo-doi/{ON}&nam={year}") for year in (2021, 2022)
    )

    assert "Điều, khoản chưa có gì bên dưới 1" in this_year  # human resources
    assert "Ba đột phá, 3 Phát triển nguồn nhân lực" in this_year
    assert "Danh sách nơi, số chỗ · Minh chứng: Danh sách (giả định)" in this_year
    assert "1. Thu ngân sách nhà nước trên địa bàn" in this_year
    assert "Điều, khoản chưa có gì bên dưới 5" in next_year  # nothing is given before January


def test_a_clause_given_to_others_is_not_bare_for_a_ward_that_may_not_read_their_tasks(
    as_person: Callable[[str], Client],
) -> None:
    page = words(as_person("lan"), f"/ke-hoach/theo-doi/{ON}&nam=2021")

    assert "Điều, khoản chưa có gì bên dưới 1" in page
    assert "Danh sách nơi, số chỗ" not in page


def test_late_tasks_stand_on_the_board_for_officials_and_for_nobody_else(
    as_person: Callable[[str], Client], client: Client
) -> None:
    late = "Bàn giao mặt bằng các dự án động lực (hạn 30/11/2021)"

    assert late in words(as_person("ha"), f"/{ON}")
    assert late not in words(client, f"/{ON}")


def test_discipline_is_told_by_unit_with_its_formula(as_person: Callable[[str], Client]) -> None:
    page = words(as_person("ha"), "/ky-luat/?den=2021-12-04")

    # Every ward's report of a closed window was received on its due day; nobody's came back.
    assert re.search(r"Phường Cẩm Sơn (\d+) / \1 100,0 %", page)
    assert "Báo cáo đúng hạn: nộp lần đầu trong hạn" in page
    assert "Số doanh nghiệp tham gia 65" in page  # as last told of the task
    own = as_person("lan").get("/ky-luat/?den=2021-12-04").content.decode()
    assert re.findall(r'<th scope="row">([^<]+)', own) == ["Phường Cẩm Sơn"]
