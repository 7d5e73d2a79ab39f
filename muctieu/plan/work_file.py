"""Tasks, what was done about them and reports handed in, from a file (``example/work.toml``).

The documents that give the work are on file already; a task names its own by its number and
symbol.  Everything becomes the changes of one change set; whoever reads the file commits them.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from muctieu.core.units import versions_on
from muctieu.plan.models import Clause, Target
from muctieu.plan.plan_file import BadPlanFile, frame_of, unit_below
from muctieu.plan.report_models import REPORT, ReportState
from muctieu.plan.reports import Diary, owed_under, rules_at
from muctieu.plan.task_models import PARTNER, TASK, TASK_ACT
from muctieu.registers.clocks import latest
from muctieu.registers.write import Changes, reserve_ids


def work_changes(path: Path, unit: int) -> Changes:
    """What ``unit`` gave according to the file, who joins in, what was done and handed in.

    Raises :class:`BadPlanFile` for a clause, a target, a task above or a unit that is not there.
    """
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    said = file.get("task", [])
    ids = dict(zip((one["number"] for one in said), reserve_ids(TASK, len(said)), strict=True))
    sources = _Sources(ids)
    tasks = [{"id": ids[row["number"]], **sources.task(row, unit)} for row in said]
    partners = [
        {"task_id": ids[row["number"]], "unit_id": _unit(code, unit, row)}
        for row in said
        for code in row.get("joining", [])
    ]
    acts = [
        {**act, "task_id": ids[row["number"]], "unit_id": _unit(_actor(act, row), unit, row)}
        for row in said
        for act in row.get("acts", [])
    ]
    return (
        Changes()
        .opening(TASK, frame_of(TASK, tasks))
        .opening(PARTNER, frame_of(PARTNER, partners))
        .opening(TASK_ACT, frame_of(TASK_ACT, acts))
        .opening(REPORT, frame_of(REPORT, list(_reports(file.get("reports", {})))))
    )


def _reports(said: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Reports received by a day, but for those that the file says are owed."""
    if not said:
        return
    through: dt.date = said["through"]
    diary = Diary(latest())
    pairs = [
        (rule, window)
        for rule in rules_at(diary.known)
        for window in rule.windows(through.year)
        if diary.due(rule, window)[0] <= through
    ]
    missing = {(one["code"], one["unit"], one["first_on"]) for one in said.get("owed", [])}
    codes = dict(versions_on(through).values_list("unit_id", "code"))
    for one in owed_under(diary, pairs):
        if (one.rule.code, codes.get(one.unit), one.window.first) not in missing:
            yield {
                "regime_id": one.rule.record, "unit_id": one.unit, "first_on": one.window.first,
                "last_on": one.window.last, "state": ReportState.RECEIVED.value,
                "stepped_on": one.due, "handed_on": one.due, "returns": 0,
            }  # fmt: skip


class _Sources:
    """What tasks point to: clauses and targets on file, and the tasks of the file itself."""

    def __init__(self, tasks: Mapping[int, int]) -> None:
        self._tasks = tasks
        clauses = Clause.objects.values_list("resolution__symbol", "number", "pk")
        self._clauses = {(symbol, number): pk for symbol, number, pk in clauses}
        targets = Target.objects.values_list("resolution__symbol", "number", "pk")
        self._targets = {(symbol, number): pk for symbol, number, pk in targets}

    def task(self, row: Mapping[str, Any], unit: int) -> dict[str, Any]:
        served = row.get("serves", {})
        names = ("number", "content", "leader", "given_on", "due_on", "product")
        return {
            **{name: row.get(name) for name in names},
            "unit_id": unit,
            "lead_id": _unit(row.get("lead", ""), unit, row),
            "clause_id": _found(self._clauses, row, row.get("document"), row.get("clause")),
            "target_id": _found(self._targets, row, served.get("document"), served.get("number")),
            "parent_id": self._above(row),
            "assumed": row.get("assumed", True),
        }

    def _above(self, row: Mapping[str, Any]) -> int | None:
        if "part_of" not in row:
            return None
        if row["part_of"] not in self._tasks:
            raise BadPlanFile(f"nhiệm vụ {row['number']}: không có nhiệm vụ {row['part_of']}")
        return self._tasks[row["part_of"]]


def _found(
    known: Mapping[tuple[str, Any], int], row: Mapping[str, Any], document: Any, named: Any
) -> int | None:
    """What a row names in a document; nothing where it names nothing."""
    if document is None:
        return None
    if (document, named) not in known:
        raise BadPlanFile(f"nhiệm vụ {row['number']}: không có {named} trong {document}")
    return known[document, named]


def _actor(act: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """Who did it: the unit named, else the one whose turn such a thing is."""
    by_giver = act["kind"] in ("extended", "refused", "returned", "stopped")
    return str(act.get("unit", "" if by_giver else row.get("lead", "")))


def _unit(code: str, above: int, row: Mapping[str, Any]) -> int:
    """The unit that gives the task, or the one of a code below it."""
    return unit_below(code, above, row["given_on"].year) if code else above
