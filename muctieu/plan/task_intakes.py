"""How tasks and what is done about them come in: by a page, a form, a sheet or a call.

A task names its document by number and symbol, and its clause, its target and the task that it is
part of by their numbers.  What is done about a task is judged against where the task stands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import polars as pl
from django.utils.translation import gettext_lazy as _

from muctieu.core.units import below, find_units
from muctieu.kernels.vietnamese.text import fold
from muctieu.plan.intakes import (
    AMBIGUOUS,
    CLAUSE_NUMBER,
    NO_SUCH_CLAUSE,
    SYMBOL,
    UNKNOWN,
    with_clauses,
    with_documents,
)
from muctieu.plan.models import TARGET, Target
from muctieu.plan.task_models import PARTNER, TASK, TASK_ACT, Task
from muctieu.plan.tasks import Deed, Given, Objection, cycle_in, objection, parts_of, tasks_at
from muctieu.registers.clocks import latest
from muctieu.registers.declare import Field, Kind
from muctieu.registers.intake import (
    NEW,
    Intake,
    Rule,
    Situation,
    compare,
    faults_where,
    having,
    intake,
    no_faults,
    settled,
)
from muctieu.registers.intake import Resolution as Resolved
from muctieu.registers.sentences import Sentence
from muctieu.registers.write import Changes

OPTIONAL_SYMBOL = replace(SYMBOL, required=False, headings=("Văn bản", "Số, ký hiệu văn bản"))
PARENT_NUMBER = replace(
    TASK["number"], name="parent_number", title=TASK["parent"].title, required=False,
    headings=("Thuộc nhiệm vụ số",),
)  # fmt: skip
TARGET_NUMBER = replace(
    TARGET["number"], name="target_number", required=False, headings=("Chỉ tiêu số",)
)
TARGET_SYMBOL = replace(
    OPTIONAL_SYMBOL, name="target_symbol", title=_("Resolution of the target"),
    headings=("Nghị quyết của chỉ tiêu",),
    help=_("left blank: the document that gives the task"),
)  # fmt: skip
JOINING = Field(
    name="joining",
    title=_("Joining units"),
    kind=Kind.TEXT,
    required=False,
    max_length=600,
    headings=("Đơn vị phối hợp", "Phối hợp"),
    help=_("all their names, with a semicolon between them; “không” for nobody"),
)
GIVER = Field(name="giver", title=_("Given by"), kind=Kind.UNIT, headings=("Đơn vị giao",))
TASK_NUMBER = replace(TASK["number"], name="task_number", headings=("Nhiệm vụ số",))
_BETWEEN = re.compile(r"\s*[;,\n]\s*")
_NOBODY = ("khong", "none", "-")

DUE_BEFORE_GIVEN = Rule(
    code="plan.task_due_before_given",
    columns=("due_on",),
    sentence=Sentence(
        "Hạn hoàn thành {value} trước ngày giao.", "It is due on {value}, before it is given."
    ),
    remedy=Sentence("Kiểm tra hai ngày.", "Check both days."),
    breaks=pl.col("due_on") < pl.col("given_on"),
)
NO_SOURCE = Rule(
    code="plan.task_from_nowhere",
    columns=("clause_number",),
    sentence=Sentence(
        "Nhiệm vụ chưa ghi từ điều, khoản của văn bản nào hoặc thuộc nhiệm vụ nào.",
        "The task names neither a clause of a document nor a task that it is part of.",
    ),
    remedy=Sentence(
        "Ghi văn bản và điều, khoản; hoặc số của nhiệm vụ cha.",
        "Give the document and the clause, or the number of the task above it.",
    ),
    breaks=pl.col("clause_number").is_null() & pl.col("parent_number").is_null(),
)
CLAUSE_ALONE = Rule(
    code="plan.task_clause_alone",
    columns=("resolution_symbol",),
    sentence=Sentence("Có điều, khoản mà chưa ghi văn bản.", "A clause is named, and no document."),
    remedy=Sentence("Ghi số, ký hiệu văn bản.", "Give the document's number and symbol."),
    breaks=pl.col("clause_number").is_not_null() & pl.col("resolution_symbol").is_null(),
)
NO_SUCH_TARGET = Rule(
    code="plan.task_target_unknown",
    columns=("target_number",),
    sentence=Sentence(
        "Văn bản này chưa có chỉ tiêu số {value} trong sổ.",
        "The document has no target no. {value} on file.",
    ),
    remedy=Sentence("Nhập chỉ tiêu trước, hoặc để trống.", "Enter it first, or leave it blank."),
)
NO_SUCH_PARENT = Rule(
    code="plan.task_parent_unknown",
    columns=("parent_number",),
    sentence=Sentence(
        "Đơn vị giao này chưa có nhiệm vụ số {value} trong sổ.",
        "There is no task no. {value} of this unit on file.",
    ),
    remedy=Sentence("Nhập nhiệm vụ cha trước.", "Enter the task above it first."),
)
CYCLE = Rule(
    code="plan.task_cycle",
    columns=("parent_number",),
    sentence=Sentence(
        "Nhiệm vụ số {value} đã thuộc chính nhiệm vụ này: hai nhiệm vụ không thể thuộc nhau.",
        "Task no. {value} is itself part of this one: two tasks cannot be part of each other.",
    ),
    remedy=Sentence("Chọn nhiệm vụ cha khác.", "Choose another task above it."),
)
ELSEWHERE = Rule(
    code="plan.task_lead_elsewhere",
    columns=("lead",),
    sentence=Sentence(
        "Đơn vị chủ trì không thuộc đơn vị giao.", "The lead unit is not below the one that gives."
    ),
    remedy=Sentence(
        "Chọn chính đơn vị giao hoặc một đơn vị trực thuộc.", "Choose that unit or one below it."
    ),
)
JOINING_UNKNOWN = Rule(
    code="plan.task_joining_unknown",
    columns=("joining",),
    sentence=Sentence(
        "Không có đúng một đơn vị “{hint}” thuộc đơn vị giao.",
        "There is no single unit “{hint}” below the one that gives the task.",
    ),
    remedy=Sentence(
        "Ghi đúng tên đơn vị, cách nhau bằng dấu chấm phẩy.",
        "Write the units' names, with a semicolon between them.",
    ),
)
LEAD_JOINS = Rule(
    code="plan.task_lead_joins",
    columns=("joining",),
    sentence=Sentence(
        "Đơn vị chủ trì không đồng thời là đơn vị phối hợp.",
        "The lead unit cannot join its own task.",
    ),
    remedy=Sentence("Bỏ tên đơn vị đó.", "Leave that name out."),
)
RULES = (
    DUE_BEFORE_GIVEN, NO_SOURCE, CLAUSE_ALONE, UNKNOWN, AMBIGUOUS, NO_SUCH_CLAUSE, NO_SUCH_TARGET,
    NO_SUCH_PARENT, CYCLE, ELSEWHERE, JOINING_UNKNOWN, LEAD_JOINS,
)  # fmt: skip


# ------------------------------------------------------------------ tasks


def resolve_tasks(rows: pl.DataFrame, at: Situation) -> Resolved:
    """Tasks with their clause, target, task above and joining units."""
    sourced, faults = _with_sources(rows)
    above, circles = _with_parents(sourced)
    return with_partners(above, at, pl.concat([faults, judge_tasks(sourced, at), circles]))


def with_partners(rows: pl.DataFrame, at: Situation, faults: pl.DataFrame) -> Resolved:
    """Tasks that no fault names, compared with what is on file, and who newly joins in."""
    joined, strangers = with_joining(rows)
    all_faults = pl.concat([faults, strangers])
    sound = joined.join(all_faults, on="line", how="anti", maintain_order="left")
    compared = _numbered(compare(TASK, sound), at)
    return Resolved(rows=compared, also=_joining(compared, sound), faults=all_faults)


def judge_tasks(rows: pl.DataFrame, _at: Situation) -> pl.DataFrame:
    """The faults of tasks whose lead is not below the unit that gives them."""
    reach = _reach(rows.select("unit_id", "given_on").unique().iter_rows())
    placed = rows.select("unit_id", "given_on", "lead_id").iter_rows()
    outside = [lead not in reach[unit, day] for unit, day, lead in placed]
    marked = rows.with_columns(pl.Series("outside", outside, dtype=pl.Boolean))
    return faults_where(marked, pl.col("outside"), ELSEWHERE)


def _with_sources(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with the clause and the target that they name, and the faults of the others."""
    found, strange = with_documents(rows, "resolution_symbol", "resolution_id")
    held, elsewhere = with_documents(found, "target_symbol", "target_in")
    faults = pl.concat([strange, elsewhere])
    named, no_clause = with_clauses(held.join(faults, on="line", how="anti", maintain_order="left"))
    targets = pl.DataFrame(
        list(Target.objects.values_list("resolution_id", "number", "pk")),
        schema={"held_in": pl.Int64, "target_number": pl.Int64, "target_id": pl.Int64},
        orient="row",
    )
    held_in = pl.coalesce("target_in", "resolution_id").alias("held_in")
    whole = named.with_columns(held_in).join(
        targets, on=["held_in", "target_number"], how="left", maintain_order="left"
    )
    lacking = pl.col("target_number").is_not_null() & pl.col("target_id").is_null()
    no_target = faults_where(whole, lacking, NO_SUCH_TARGET)
    return whole, pl.concat([faults, no_clause, no_target])


def _reach(places: Iterable[tuple[int, dt.date]]) -> dict[tuple[int, dt.date], frozenset[int]]:
    """(unit, day) → the unit and everything below it on that day."""
    return {(unit, day): below(unit, day) for unit, day in places}


def _with_parents(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with the task that they are part of; none may come to be part of itself."""
    on_file = {(unit, number): pk for unit, number, pk in Task.objects.values_list(
        "unit_id", "number", "pk")}  # fmt: skip
    named = list(rows.select("unit_id", "number", "parent_number").iter_rows())
    parents = [on_file.get((unit, above)) for unit, _own, above in named]
    whole = rows.with_columns(pl.Series("parent_id", parents, dtype=pl.Int64))
    links = dict(Task.objects.values_list("pk", "parent_id"))
    own = [on_file.get((unit, number)) for unit, number, _above in named]
    links |= {one: above for one, above in zip(own, parents, strict=True) if one and above}
    circles = [one is not None and cycle_in(links, one) for one in own]
    lacking = pl.col("parent_number").is_not_null() & pl.col("parent_id").is_null()
    marked = whole.with_columns(pl.Series("circle", circles, dtype=pl.Boolean))
    return whole, pl.concat(
        [
            faults_where(whole, lacking, NO_SUCH_PARENT),
            faults_where(marked, pl.col("circle"), CYCLE),
        ]
    )


def with_joining(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with the units that join in as a list, and the faults of names that are none."""
    reach = _reach(rows.select("unit_id", "given_on").unique().iter_rows())
    told = rows.select("joining", "unit_id", "given_on").iter_rows()
    read = [_units_named(text or "", reach[unit, day], day) for text, unit, day in told]
    whole = rows.with_columns(
        pl.Series("joining_ids", [units for units, _bad in read], dtype=pl.List(pl.Int64)),
        pl.Series("stranger", [bad for _units, bad in read], dtype=pl.String),
    )
    leading = pl.col("joining_ids").list.contains(pl.col("lead_id"))
    return whole, pl.concat(
        [
            faults_where(
                whole, pl.col("stranger").is_not_null(), JOINING_UNKNOWN, pl.col("stranger")
            ),
            faults_where(whole, leading, LEAD_JOINS),
        ]
    )


def _units_named(text: str, reach: frozenset[int], day: dt.date) -> tuple[list[int], str | None]:
    """The units that a cell names, and the first name that is none of them."""
    units: list[int] = []
    if fold(text).strip() in _NOBODY:
        return units, None
    for name in filter(None, _BETWEEN.split(text.strip())):
        found = {one.unit_id for one in find_units(name, day)} & reach
        if len(found) != 1:
            return units, name
        units += found
    return list(dict.fromkeys(units)), None


def _numbered(rows: pl.DataFrame, at: Situation) -> pl.DataFrame:
    """The rows, new ones with ids: the units that join in point to them."""
    new = pl.col("outcome") == NEW
    count = rows.filter(new).height
    ids = pl.Series("fresh", list(at.reserve(TASK, count)), dtype=pl.Int64)
    fresh = rows.filter(new).select("line").with_columns(ids)
    joined = rows.join(fresh, on="line", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("id", "fresh").alias("id")).drop("fresh")


def _joining(tasks: pl.DataFrame, rows: pl.DataFrame) -> Changes:
    """Who joins in newly, and who no longer does: a list that is given is the whole list."""
    named = tasks.select("line", pl.col("id").alias("task_id")).join(
        rows.filter(pl.col("joining").is_not_null()).select(
            "line", pl.col("joining_ids").alias("unit_id")
        ),
        on="line",
    )
    wanted = named.explode("unit_id").drop_nulls("unit_id").select("task_id", "unit_id")
    held = having(PARTNER, "task_id", named["task_id"])
    keys = ["task_id", "unit_id"]
    fresh, gone = wanted.join(held, on=keys, how="anti"), held.join(wanted, on=keys, how="anti")
    changes = Changes()
    if gone.height:
        changes = changes.withdrawing(PARTNER, gone["id"], gone["version"])
    return changes.opening(PARTNER, fresh) if fresh.height else changes


# ------------------------------------------------------------------ what is done about them


def _rule(code: Objection, column: str, said: tuple[str, str], remedy: tuple[str, str]) -> Rule:
    return Rule(
        code=f"plan.act_{code}", columns=(column,), sentence=Sentence(*said),
        remedy=Sentence(*remedy),
    )  # fmt: skip


NO_SUCH_TASK = Rule(
    code="plan.act_task_unknown",
    columns=("task_number",),
    sentence=Sentence(
        "Đơn vị giao này chưa có nhiệm vụ số {value}.", "This unit has given no task no. {value}."
    ),
    remedy=Sentence("Kiểm tra đơn vị giao và số.", "Check the unit that gives and the number."),
)
OBJECTIONS: Mapping[Objection, Rule] = {
    code: _rule(code, column, said, remedy)
    for code, column, said, remedy in (
        (Objection.BEFORE_GIVEN, "acted_on",
         ("Ngày {value} trước ngày giao nhiệm vụ.", "{value} is before the task was given."),
         ("Kiểm tra ngày.", "Check the day.")),
        (Objection.STOPPED, "kind",
         ("Nhiệm vụ đã dừng.", "The task was stopped."),
         ("Muốn làm tiếp thì rút việc dừng, có lý do.",
          "To go on, withdraw the stop, with a reason.")),
        (Objection.FINISHED, "kind",
         ("Nhiệm vụ đã hoàn thành.", "The task is finished."),
         ("Đơn vị giao trả lại thì mới ghi tiếp được.", "It can go on once it is sent back.")),
        (Objection.NOT_THE_LEAD, "unit",
         ("Chỉ đơn vị chủ trì báo hoàn thành hoặc xin gia hạn.",
          "Only the lead unit tells that it is finished or asks for more time."),
         ("Chọn đơn vị chủ trì.", "Choose the lead unit.")),
        (Objection.NOT_JOINING, "unit",
         ("Chỉ đơn vị phối hợp xác nhận phần phối hợp.",
          "Only a unit that joins in confirms a joint part."),
         ("Chọn một đơn vị phối hợp.", "Choose a unit that joins in.")),
        (Objection.NOT_THE_GIVER, "unit",
         ("Chỉ đơn vị giao được gia hạn, trả lại hoặc dừng nhiệm vụ.",
          "Only the unit that gave the task extends it, sends it back or stops it."),
         ("Chọn đơn vị giao.", "Choose that unit.")),
        (Objection.NO_PART_IN_IT, "unit",
         ("Đơn vị này không chủ trì và không phối hợp nhiệm vụ.",
          "This unit neither leads the task nor joins in."),
         ("Chọn đơn vị chủ trì hoặc phối hợp.", "Choose one that does.")),
        (Objection.NO_DAY, "until",
         ("Chưa ghi hạn mới.", "There is no new due day."),
         ("Ghi ngày xin hoặc được gia hạn.", "Give the day asked for or granted.")),
        (Objection.NO_LATER_DAY, "until",
         ("Hạn mới {value} không muộn hơn hạn đang có.",
          "The new day {value} is not later than the one in force."),
         ("Ghi một ngày muộn hơn.", "Give a later day.")),
        (Objection.NOBODY_ASKED, "kind",
         ("Chưa ai xin gia hạn.", "Nobody has asked for more time."),
         ("Không cần trả lời.", "There is nothing to answer.")),
        (Objection.PARTS_OPEN, "kind",
         ("Còn nhiệm vụ thành phần chưa hoàn thành.", "A part of the task is not finished yet."),
         ("Hoàn thành hoặc dừng các phần trước.", "Finish or stop the parts first.")),
        (Objection.NO_EVIDENCE, "evidence",
         ("Báo hoàn thành phải có minh chứng.", "What is finished needs evidence."),
         ("Ghi số, ký hiệu văn bản hoặc nơi xem.", "Give a document, or where it can be seen.")),
        (Objection.NOTHING_TO_RETURN, "kind",
         ("Chưa có báo hoàn thành để trả lại.", "Nothing has been told finished, to send back."),
         ("Chờ đơn vị chủ trì báo cáo.", "Wait for the lead unit.")),
    )
}  # fmt: skip


def resolve_acts(rows: pl.DataFrame, _at: Situation) -> Resolved:
    """What is done about tasks, judged against where each of them stands."""
    tasks = tasks_at(latest())
    numbers = {(one.unit, one.number): one.record for one in tasks}
    named = rows.select("giver_id", "task_number").iter_rows()
    ids = pl.Series("task_id", [numbers.get(pair) for pair in named], dtype=pl.Int64)
    whole = rows.with_columns(ids)
    unknown = faults_where(whole, pl.col("task_id").is_null(), NO_SUCH_TASK)
    found = whole.filter(pl.col("task_id").is_not_null())
    return settled(TASK_ACT, found, pl.concat([unknown, _objections(found, tasks)]))


def judge_acts(rows: pl.DataFrame, _at: Situation) -> pl.DataFrame:
    """What is wrong with acts as they would be corrected, each in the place of the one on file."""
    return _objections(rows, tasks_at(latest()))


def _objections(rows: pl.DataFrame, tasks: tuple[Given, ...]) -> pl.DataFrame:
    by_record, parts = {one.record: one for one in tasks}, parts_of(tasks)
    said = [
        objection(_without(by_record[row["task_id"]], deed), parts.get(row["task_id"], ()), deed)
        for row in rows.iter_rows(named=True)
        for deed in [_deed(row)]
    ]
    marked = rows.with_columns(pl.Series("objection", said, dtype=pl.String))
    return pl.concat(
        [
            no_faults(),
            *(
                faults_where(marked, pl.col("objection") == code, rule)
                for code, rule in OBJECTIONS.items()
            ),
        ]
    )


def _without(task: Given, deed: Deed) -> Given:
    """The task as it would stand without an act: sent again or corrected, it is itself."""
    others = (one for one in task.deeds if _key(one) != _key(deed))
    return replace(task, deeds=tuple(others))


def _key(deed: Deed) -> tuple[int, dt.date, str]:
    return deed.unit, deed.on, deed.kind


def _deed(row: Mapping[str, Any]) -> Deed:
    return Deed(
        record=0, unit=row["unit_id"], on=row["acted_on"], kind=row["kind"], text=row["text"],
        evidence=row["evidence"] or "", until=row["until"],
    )  # fmt: skip


TASKS = intake(
    Intake(
        code=TASK.code,
        title=TASK.title,
        register=TASK,
        columns=(
            TASK["unit"], TASK["number"], OPTIONAL_SYMBOL, CLAUSE_NUMBER, PARENT_NUMBER,
            TARGET_SYMBOL,
            TARGET_NUMBER, TASK["content"], TASK["lead"], JOINING, TASK["leader"],
            TASK["given_on"], TASK["due_on"], TASK["product"], TASK["assumed"],
        ),
        resolve=resolve_tasks,
        rules=RULES,
        day="given_on",
        key=("unit", "number"),
        judge=judge_tasks,
    )
)  # fmt: skip
TASK_ACTS = intake(
    Intake(
        code=TASK_ACT.code,
        title=TASK_ACT.title,
        register=TASK_ACT,
        columns=(GIVER, TASK_NUMBER, *(one for one in TASK_ACT.fields if one.name != "task")),
        resolve=resolve_acts,
        rules=(NO_SUCH_TASK, *OBJECTIONS.values()),
        day="acted_on",
        past=("acted_on",),
        key=("giver", "task_number", "unit", "acted_on", "kind"),
        judge=judge_acts,
    )
)
