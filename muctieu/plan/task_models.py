"""Work that was given: tasks out of the clauses of documents, who does them, what became of them.

A task says what is to be done, by which unit, with whom, by when and with what to show for it.
What is done about it (told, finished, an extension asked for or granted, sent back, stopped) are
acts beside it.  Where a task stands is worked out from its acts (``plan.tasks``), never stored.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muctieu.core.models import Unit
from muctieu.registers.declare import Choice, Field, Kind, Register, register
from muctieu.registers.models import Record, history_of


class ActKind(models.TextChoices):
    """What can be done about a task: by the unit that leads it, by who joins in, by who gave it."""

    PROGRESS = "progress", _("progress told")
    DONE = "done", _("finished")
    CONFIRMED = "confirmed", _("joint part confirmed")
    ASKED = "asked", _("extension asked for")
    EXTENDED = "extended", _("extension granted")
    REFUSED = "refused", _("extension refused")
    RETURNED = "returned", _("sent back")
    STOPPED = "stopped", _("stopped")


class Task(Record):
    """A task (nhiệm vụ): out of a clause, or part of another task.

    ``unit`` gives it, ``lead`` answers for it, ``leader`` follows it for the one who gave it.
    ``number`` counts the tasks of the unit that gives them.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField()
    clause = models.ForeignKey(
        "plan.Clause", on_delete=models.PROTECT, null=True, related_name="tasks"
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    target = models.ForeignKey(
        "plan.Target", on_delete=models.PROTECT, null=True, related_name="tasks"
    )
    content = models.CharField(max_length=600)
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    leader = models.CharField(max_length=120, null=True)
    given_on = models.DateField()
    due_on = models.DateField()
    product = models.CharField(max_length=300, null=True)
    assumed = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("given_on")), name="task_due_after_given"
            ),
            models.CheckConstraint(
                condition=models.Q(clause__isnull=False) | models.Q(parent__isnull=False),
                name="task_comes_from_somewhere",
            ),
        ]


class Partner(Record):
    """A unit that does a task together with the one that leads it (đơn vị phối hợp)."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="partners")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")


class TaskAct(Record):
    """Something done about a task by ``unit`` on a day.

    ``households`` and ``enterprises`` are those that took part so far, as the unit tells;
    ``until`` is the new due day that is asked for or granted; ``evidence`` what shows that it is
    so: a document's number and symbol, or where it lies.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="acts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    acted_on = models.DateField()
    kind = models.CharField(max_length=9, choices=ActKind.choices)
    text = models.CharField(max_length=600)
    evidence = models.CharField(max_length=300, null=True)
    until = models.DateField(null=True)
    households = models.BigIntegerField(null=True)
    enterprises = models.BigIntegerField(null=True)


TaskVersion = history_of(Task)
PartnerVersion = history_of(Partner)
TaskActVersion = history_of(TaskAct)

ACT_KINDS = (
    Choice("progress", ActKind.PROGRESS.label, ("đang làm", "tiến độ")),
    Choice("done", ActKind.DONE.label, ("hoàn thành", "xong")),
    Choice("confirmed", ActKind.CONFIRMED.label, ("xác nhận",)),
    Choice("asked", ActKind.ASKED.label, ("xin gia hạn",)),
    Choice("extended", ActKind.EXTENDED.label, ("gia hạn", "đồng ý gia hạn")),
    Choice("refused", ActKind.REFUSED.label, ("không gia hạn",)),
    Choice("returned", ActKind.RETURNED.label, ("trả lại",)),
    Choice("stopped", ActKind.STOPPED.label, ("dừng",)),
)

TASK = register(
    Register(
        code="plan.task",
        title=_("Tasks"),
        model=Task,
        versions=TaskVersion,
        fields=(
            Field(name="unit", title=_("Given by"), kind=Kind.UNIT, headings=("Đơn vị giao",)),
            Field(name="number", title=_("Task number"), kind=Kind.INTEGER, minimum=1,
                  headings=("Nhiệm vụ số", "TT")),
            Field(name="clause", title=_("Clause"), kind=Kind.RECORD, to="plan.clause",
                  required=False, headings=("Nội dung văn bản",)),
            Field(name="parent", title=_("Part of the task"), kind=Kind.RECORD, to="plan.task",
                  required=False, headings=("Thuộc nhiệm vụ",)),
            Field(name="target", title=_("Target"), kind=Kind.RECORD, to="plan.target",
                  required=False, headings=("Chỉ tiêu",)),
            Field(name="content", title=_("Task"), kind=Kind.TEXT, max_length=600,
                  headings=("Nội dung nhiệm vụ", "Nhiệm vụ")),
            Field(name="lead", title=_("Lead unit"), kind=Kind.UNIT,
                  headings=("Đơn vị chủ trì", "Chủ trì")),
            Field(name="leader", title=_("Leader who follows"), kind=Kind.TEXT, required=False,
                  max_length=120, headings=("Lãnh đạo theo dõi", "Lãnh đạo phụ trách")),
            Field(name="given_on", title=_("Assigned on"), kind=Kind.DATE,
                  headings=("Ngày giao",)),
            Field(name="due_on", title=_("Due on"), kind=Kind.DATE,
                  headings=("Hạn hoàn thành", "Thời hạn")),
            Field(name="product", title=_("Product expected"), kind=Kind.TEXT, required=False,
                  max_length=300, headings=("Sản phẩm", "Kết quả dự kiến")),
            Field(name="assumed", title=_("Assumed task"), kind=Kind.BOOLEAN,
                  headings=("Giả định",)),
        ),
        happened="given_on",
        place="unit",
        key=("unit", "number"),
    )
)  # fmt: skip

_TASK = Field(name="task", title=_("Task"), kind=Kind.RECORD, to="plan.task",
              headings=("Nhiệm vụ",))  # fmt: skip

PARTNER = register(
    Register(
        code="plan.partner",
        title=_("Units that join in a task"),
        model=Partner,
        versions=PartnerVersion,
        fields=(
            _TASK,
            Field(name="unit", title=_("Joining unit"), kind=Kind.UNIT,
                  headings=("Đơn vị phối hợp",)),
        ),
        happened=None,
        # Whoever joins in neither enters nor withdraws itself: only who gave the task does.
        place=None,
        key=("task", "unit"),
    )
)  # fmt: skip

TASK_ACT = register(
    Register(
        code="plan.task_act",
        title=_("What was done about tasks"),
        model=TaskAct,
        versions=TaskActVersion,
        fields=(
            _TASK,
            Field(name="unit", title=_("By the unit"), kind=Kind.UNIT,
                  headings=("Đơn vị thực hiện", "Đơn vị")),
            Field(name="acted_on", title=_("Day"), kind=Kind.DATE, headings=("Ngày",)),
            Field(name="kind", title=_("What was done"), kind=Kind.CHOICE, choices=ACT_KINDS,
                  headings=("Việc", "Diễn biến")),
            Field(name="text", title=_("In words"), kind=Kind.TEXT, max_length=600,
                  headings=("Nội dung", "Lý do")),
            Field(name="evidence", title=_("Evidence"), kind=Kind.TEXT, required=False,
                  max_length=300, headings=("Minh chứng", "Văn bản, tài liệu")),
            Field(name="until", title=_("New due day"), kind=Kind.DATE, required=False,
                  headings=("Hạn mới", "Gia hạn đến")),
            Field(name="households", title=_("Households taking part"), kind=Kind.INTEGER,
                  required=False, minimum=0, headings=("Số hộ tham gia",), since=2,
                  help=_("so far, all together")),
            Field(name="enterprises", title=_("Enterprises taking part"), kind=Kind.INTEGER,
                  required=False, minimum=0, headings=("Số doanh nghiệp tham gia",), since=2,
                  help=_("so far, all together")),
        ),
        schema_version=2,
        happened="acted_on",
        place="unit",
        key=("task", "unit", "acted_on", "kind"),
    )
)  # fmt: skip
