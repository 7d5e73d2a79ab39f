"""Tasks, what is done about them and conclusions of a meeting, entered row by row."""

from __future__ import annotations

import datetime as dt

import pytest

from muctieu.core.models import ChangeSet, Unit, UnitVersion
from muctieu.core.units import rebuild_closure
from muctieu.plan.models import Clause, Resolution
from muctieu.plan.task_models import Partner, Task, TaskAct
from muctieu.plan.tasks import TaskState, tasks_at
from muctieu.registers.applying import ImportRefused, apply_preview
from muctieu.registers.clocks import Known, latest
from muctieu.registers.intake import intake_of
from muctieu.registers.preview import Preview, Sender, preview_rows
from muctieu.registers.write import Act

pytestmark = pytest.mark.django_db
TODAY = dt.date(2022, 1, 12)
Row = dict[str, str | None]
DOCUMENT: Row = {
    "unit": "Cẩm Phả", "symbol": "5/KH-UBND", "issued_on": "01/03/2021", "issuer": "UBND",
    "title": "Kế hoạch", "year": "2021", "verified": "có", "kind": "plan",
}  # fmt: skip
CLAUSE: Row = {"resolution_symbol": "5/KH-UBND", "number": "1", "text": "Giữ địa bàn"}
TASK: Row = {
    "unit": "Cẩm Phả", "number": "1", "resolution_symbol": "5/KH-UBND", "clause_number": "1",
    "content": "Lập chốt", "lead": "Cẩm Sơn", "joining": "Mông Dương", "given_on": "01/03/2021",
    "due_on": "31/03/2021", "assumed": "không",
}  # fmt: skip
DONE: Row = {
    "giver": "Cẩm Phả", "task_number": "1", "unit": "Cẩm Sơn", "acted_on": "20/03/2021",
    "kind": "done", "text": "Đã lập", "evidence": "BC 7",
}  # fmt: skip
CONCLUSION: Row = {
    "unit": "Cẩm Phả", "symbol": "12/TB-UBND", "conclusion": "Đẩy nhanh giải ngân",
    "content": "Báo cáo từng dự án", "lead": "Cẩm Sơn", "given_on": "06/12/2021",
    "due_on": "13/12/2021",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _city(db: None) -> None:
    city, *wards = (Unit.objects.create() for _ in range(3))
    other = Unit.objects.create()
    founded = dt.date(2012, 2, 21)
    for unit, name, code, kind, above in (
        (city, "Thành phố Cẩm Phả", "195", "city", None),
        (wards[0], "Cẩm Sơn", "06766", "ward", city),
        (wards[1], "Mông Dương", "06760", "ward", city),
        (other, "Hạ Long", "193", "city", None),
    ):
        UnitVersion.objects.create(
            unit=unit, name=name, code=code, kind=kind, parent=above, valid_from=founded
        )
    rebuild_closure()


def sent(register: str, *rows: Row) -> Preview:
    preview = preview_rows(rows, intake_of(register), Sender(by=None, today=TODAY))
    if preview.changes:
        apply_preview(preview, Act(by=None, action="enter"))
    return preview


@pytest.fixture
def _given() -> None:
    sent("plan.resolution", DOCUMENT)
    sent("plan.clause", CLAUSE)
    sent("plan.task", TASK)


@pytest.mark.usefixtures("_given")
def test_a_task_comes_with_its_clause_and_the_units_that_join_in() -> None:
    task = Task.objects.get()

    assert task.clause_id == Clause.objects.get().pk
    assert Partner.objects.get().task_id == task.pk
    assert sent("plan.task", TASK).counts.same == 1
    assert ChangeSet.objects.count() == 3


@pytest.mark.usefixtures("_given")
def test_a_task_sent_again_may_bring_another_unit_to_join_in() -> None:
    sent("plan.task", TASK | {"joining": "Mông Dương; Cẩm Phả"})

    assert Partner.objects.count() == 2


@pytest.mark.usefixtures("_given")
def test_a_unit_that_was_named_by_mistake_no_longer_joins_in_when_the_list_is_sent_again() -> None:
    sent("plan.task", TASK | {"joining": None})
    assert Partner.objects.count() == 1  # a blank cell takes nothing away

    sent("plan.task", TASK | {"joining": "Cẩm Phả"})
    assert Partner.objects.get().unit_id == Task.objects.get().unit_id
    sent("plan.task", TASK | {"joining": "không"})
    assert Partner.objects.count() == 0
    sent("plan.task_act", DONE)
    assert tasks_at(latest())[0].state(TODAY) is TaskState.DONE_IN_TIME


@pytest.mark.usefixtures("_given")
@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"lead": None}, "cell.missing"),
        ({"due_on": "28/02/2021"}, "plan.task_due_before_given"),
        ({"lead": "Hạ Long"}, "plan.task_lead_elsewhere"),
        ({"joining": "Hạ Long"}, "plan.task_joining_unknown"),
        ({"joining": "Cẩm Sơn"}, "plan.task_lead_joins"),
        ({"resolution_symbol": "6/KH-UBND"}, "plan.resolution_unknown"),
        ({"clause_number": "9"}, "plan.clause_unknown"),
        ({"target_number": "9"}, "plan.task_target_unknown"),
        ({"parent_number": "9"}, "plan.task_parent_unknown"),
        ({"resolution_symbol": None}, "plan.task_clause_alone"),
        ({"resolution_symbol": None, "clause_number": None}, "plan.task_from_nowhere"),
    ],
)
def test_what_is_wrong_with_a_task_is_named(changed: Row, rule: str) -> None:
    preview = sent("plan.task", TASK | {"number": "2"} | changed)

    assert set(preview.faults["rule"]) == {rule}
    assert Task.objects.count() == 1


@pytest.mark.usefixtures("_given")
def test_two_tasks_cannot_be_part_of_each_other() -> None:
    part: Row = {"resolution_symbol": None, "clause_number": None, "joining": None}
    sent("plan.task", TASK | part | {"number": "2", "parent_number": "1"})

    itself = sent("plan.task", TASK | {"parent_number": "1"})
    circle = sent("plan.task", TASK | {"parent_number": "2"})

    assert set(itself.faults["rule"]) == set(circle.faults["rule"]) == {"plan.task_cycle"}
    assert Task.objects.get(number=1).parent_id is None


@pytest.mark.usefixtures("_given")
def test_a_joint_task_stands_as_it_was_known_at_each_update() -> None:
    before = latest()
    sent("plan.task_act", DONE)
    sent("plan.task_act", DONE | {"unit": "Mông Dương", "kind": "confirmed", "evidence": None})

    def state(known: Known) -> TaskState:
        return tasks_at(known)[0].state(TODAY)

    assert state(before) is TaskState.OVERDUE
    assert state(Known(before.position + 1)) is TaskState.OVERDUE
    assert state(latest()) is TaskState.DONE_IN_TIME
    assert sent("plan.task_act", DONE).counts.same == 1


@pytest.mark.usefixtures("_given")
def test_what_may_not_be_done_about_a_task_is_refused_with_its_reason() -> None:
    stranger = sent("plan.task_act", DONE | {"unit": "Mông Dương"})
    unknown = sent("plan.task_act", DONE | {"task_number": "9"})

    assert set(stranger.faults["rule"]) == {"plan.act_not_the_lead"}
    assert set(unknown.faults["rule"]) == {"plan.act_task_unknown"}
    assert TaskAct.objects.count() == 0


def test_a_conclusion_brings_its_document_and_clause_in_one_update() -> None:
    sent("plan.conclusion", CONCLUSION, CONCLUSION | {"content": "Việc khác"},
         CONCLUSION | {"conclusion": "Trực lễ", "content": "Lịch trực"})  # fmt: skip

    document = Resolution.objects.get()
    assert (document.symbol, document.kind, document.year) == ("12/TB-UBND", "conclusion", 2021)
    assert list(Clause.objects.order_by("number").values_list("number", "text")) == [
        ("1", "Đẩy nhanh giải ngân"), ("2", "Trực lễ"),
    ]  # fmt: skip
    assert list(Task.objects.order_by("number").values_list("number", "clause__number")) == [
        (1, "1"), (2, "1"), (3, "2"),
    ]  # fmt: skip
    assert ChangeSet.objects.count() == 1


def test_a_number_that_begins_again_with_the_year_is_another_document() -> None:
    sent("plan.conclusion", CONCLUSION)
    sent("plan.conclusion",
         CONCLUSION | {"given_on": "07/01/2022", "due_on": "11/01/2022", "content": "Việc khác"})  # fmt: skip

    assert list(Resolution.objects.order_by("year").values_list("symbol", "year")) == [
        ("12/TB-UBND", 2021), ("12/TB-UBND", 2022),
    ]  # fmt: skip
    # The clause says nothing of a year: which document is meant has to be said.
    clause: Row = {"resolution_symbol": "12/TB-UBND", "number": "9", "text": "Họp lại"}
    assert set(sent("plan.clause", clause).faults["rule"]) == {"plan.resolution_ambiguous"}
    sent("plan.clause", clause | {"resolution_symbol": "12/TB-UBND (2022)"})
    assert Clause.objects.get(number="9").resolution.year == 2022


@pytest.mark.usefixtures("_given")
def test_a_document_of_another_unit_with_the_same_number_is_not_taken_for_ones_own() -> None:
    sent("plan.resolution", DOCUMENT | {"unit": "Hạ Long"})

    sent("plan.task", TASK | {"number": "2", "content": "Việc hai"})

    assert {one.clause.resolution.unit_id for one in Task.objects.all()} == {
        Task.objects.get(number=1).unit_id
    }


def test_a_refused_conclusion_opens_neither_its_document_nor_its_clause() -> None:
    refused = {"symbol": "13/TB-UBND", "conclusion": "Trực lễ", "lead": "Hạ Long"}
    strange = {"symbol": "14/TB-UBND", "conclusion": "Trực Tết", "joining": "Hạ Long"}

    preview = sent("plan.conclusion", CONCLUSION, CONCLUSION | refused, CONCLUSION | strange)

    assert (preview.counts.new, preview.counts.refused) == (1, 2)
    assert Resolution.objects.get().symbol == "12/TB-UBND"
    assert Clause.objects.get().text == "Đẩy nhanh giải ngân"


def test_a_conclusion_sent_twice_is_the_same_task_and_a_later_one_takes_the_next_number() -> None:
    sent("plan.conclusion", CONCLUSION)
    with pytest.raises(ImportRefused):
        apply_preview(
            preview_rows([CONCLUSION], intake_of("plan.conclusion"), Sender(None, TODAY)),
            Act(by=None, action="enter"),
        )
    sent("plan.conclusion", CONCLUSION | {"content": "Việc khác"})

    assert list(Task.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert (Resolution.objects.count(), Clause.objects.count()) == (1, 1)


def test_a_conclusion_without_a_lead_or_due_before_it_is_given_writes_nothing() -> None:
    for wrong in ({"lead": None}, {"due_on": "01/12/2021"}):
        assert sent("plan.conclusion", CONCLUSION | wrong).counts.refused == 1

    assert (Resolution.objects.count(), Task.objects.count()) == (0, 0)
