"""``mt bench work``: the lists that offices open on a Monday, at the size of a province.

300 units under one, 40 reporting regimes of a month, twelve months of reports handed in: the page
"ai chưa nộp", and 10,000 tasks with what was done about them: the list and the weekly meeting.
Whole pages are asked for, signed in, through Django's own client; on SQLite and on PostgreSQL.
The claims are 95th percentiles over the passes, the slower database's. The first pass of each page is told apart: it reads
what the others find kept.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

from bench.harness import Claim, Report, child, parser, say, timed

UNITS, REGIMES, MONTHS, TASKS = 300, 40, 12, 10_000
PASSES = 40
DAY = dt.date(2021, 12, 31)
BEGAN = dt.date(2021, 1, 1)
BAR_MS = 150
_LATE_EVERY = 7
_PERCENT = 95


def main(words: list[str]) -> int:
    """Measure on both databases and print one report."""
    options = parser("work")
    options.add_argument("--passes", type=int, default=PASSES, help="times each page is asked for")
    options.add_argument("--tasks", type=int, default=TASKS)
    options.add_argument("--child", help="used by the bench itself: measure this database")
    asked = options.parse_args(words)
    if asked.child:
        return measure(asked.child, asked.tasks, asked.passes)
    report = Report("work")
    late: list[float] = []
    tasks: list[float] = []
    more = ["--passes", str(asked.passes), "--tasks", str(asked.tasks)]
    with tempfile.TemporaryDirectory(prefix="muctieu-bench-") as folder:
        for database in ("sqlite", "postgresql"):
            told = child("work", database, folder, more)
            report.rows += told["rows"]
            late.append(told["late"])
            tasks.append(told["tasks"])
    report.claims.append(Claim("late_list_p95_ms", max(late), BAR_MS, at_most=True))
    report.claims.append(Claim("task_list_p95_ms", max(tasks), BAR_MS, at_most=True))
    return report.show(as_json=asked.json)


def measure(database: str, tasks: int, passes: int) -> int:
    """Load, then ask for the pages; one JSON object on standard output."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    for alias in ("default", "ops"):
        call_command("migrate", database=alias, verbosity=0)
        if alias == "ops":
            call_command("createcachetable", database=alias, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    say(f"· {database}: {UNITS} units, {REGIMES} regimes, {MONTHS} months, {tasks:,} tasks")
    client = Client()
    client.force_login(load(tasks))
    ask = pages(client)
    found = {name: _passes(way, passes) for name, way in ask.items()}
    rows = [
        {"what": f"{database}: {name}", "first_ms": round(first), "p95_ms": round(p95, 1),
         "median_ms": round(middle, 1)}
        for name, (first, middle, p95) in found.items()
    ]  # fmt: skip
    told = {
        "rows": rows,
        "late": found["late list"][2],
        "tasks": max(found["task list"][2], found["weekly meeting"][2]),
    }
    print(json.dumps(told))
    return 0


def pages(client: Any) -> dict[str, Callable[[], None]]:
    """The pages by name, each as something that asks for it and holds that it came."""

    def asking(address: str, wanted: str) -> Callable[[], None]:
        def ask() -> None:
            reply = client.get(f"{address}?den={DAY.isoformat()}", secure=True)
            if reply.status_code != 200 or wanted not in reply.content.decode():
                raise RuntimeError(f"{address}: {reply.status_code}")

        return ask

    return {
        "late list": asking("/bao-cao-con-thieu/", f"/ {UNITS}"),
        "task list": asking("/nhiem-vu/", "nhiem-vu"),
        "weekly meeting": asking("/giao-ban/", "nhiem-vu"),
    }


def _passes(ask: Callable[[], None], passes: int) -> tuple[float, float, float]:
    """Milliseconds of the first pass, and the median and the 95th percentile of the others."""
    first = timed(ask) * 1000
    others = sorted(timed(ask) * 1000 for _pass in range(passes))
    return first, others[len(others) // 2], others[min(len(others) - 1, passes * _PERCENT // 100)]


# ------------------------------------------------------------------ what is loaded


def load(tasks: int) -> Any:
    """Units, regimes, reports and tasks; gives the account that asks."""
    from muctieu.core.models import Post, User

    city, wards = _units()
    _reports(city, wards)
    _tasks(city, wards, tasks)
    user = User.objects.create_user("office", full_name="Văn phòng")
    Post.objects.create(user=user, role="compiler", unit_id=None, registers="*")
    return user


def _units() -> tuple[int, list[int]]:
    from muctieu.core.models import Unit, UnitVersion
    from muctieu.core.units import rebuild_closure

    ids = [Unit.objects.create().pk for _one in range(UNITS + 1)]
    for at, unit in enumerate(ids):
        UnitVersion.objects.create(
            unit_id=unit, parent_id=ids[0] if at else None, kind="ward" if at else "province",
            name=f"Đơn vị {at:03}", code=f"{at:05}", valid_from=dt.date(2012, 1, 1),
        )  # fmt: skip
    rebuild_closure()
    return ids[0], ids[1:]


def _written(register: Any, rows: list[dict[str, Any]]) -> list[int]:
    import polars as pl

    from muctieu.registers.storage import frame_schema
    from muctieu.registers.write import Act, Changes, commit

    schema = frame_schema(register)
    frame = pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
    at = dt.datetime.combine(DAY, dt.time(), dt.UTC)
    act = Act(by=None, action="load", known_at=at)
    return list(commit(Changes().opening(register, frame), act).ids[register.code])


def _reports(city: int, wards: list[int]) -> None:
    """Every report of every month handed in on its day, but each seventh of the last month."""
    from muctieu.plan.periods import windows
    from muctieu.plan.report_models import REGIME, REPORT, Cut, Span

    regimes = _written(REGIME, [
        {"unit_id": city, "code": f"BC-{one:02}", "title": f"Báo cáo tháng số {one}",
         "reporters": "communes", "span": "month", "cut": "administrative", "working_days": 2,
         "signatures": 1, "from_on": BEGAN, "verified": False}
        for one in range(REGIMES)
    ])  # fmt: skip
    months = windows(Span.MONTH, Cut.ADMINISTRATIVE, DAY.year)[:MONTHS]
    for window in months:
        last = window is months[-1]
        _written(REPORT, [
            {"regime_id": regime, "unit_id": ward, "first_on": window.first,
             "last_on": window.last, "state": "received", "stepped_on": window.last,
             "handed_on": window.last, "returns": 0}
            for regime in regimes
            for at, ward in enumerate(wards)
            if not last or at % _LATE_EVERY
        ])  # fmt: skip


def _tasks(city: int, wards: list[int], many: int) -> None:
    """Tasks of one year out of one document, two in three with something done about them."""
    from muctieu.plan.models import CLAUSE, RESOLUTION
    from muctieu.plan.task_models import PARTNER, TASK, TASK_ACT

    (document,) = _written(RESOLUTION, [
        {"unit_id": city, "symbol": "1/NQ", "kind": "resolution", "issued_on": BEGAN,
         "issuer": "HĐND", "title": "Nhiệm vụ năm", "year": DAY.year, "verified": True}
    ])  # fmt: skip
    (clause,) = _written(CLAUSE, [{"resolution_id": document, "number": "1", "text": "Cả năm"}])
    ids = _written(TASK, [
        {"unit_id": city, "number": at + 1, "clause_id": clause, "content": f"Việc số {at + 1}",
         "lead_id": wards[at % UNITS], "leader": f"Phó Chủ tịch {at % 4}", "given_on": BEGAN,
         "due_on": BEGAN + dt.timedelta(days=30 + at % 360), "assumed": True}
        for at in range(many)
    ])  # fmt: skip
    _written(PARTNER, [
        {"task_id": task, "unit_id": wards[(at + 1) % UNITS]}
        for at, task in enumerate(ids) if at % 3 == 0
    ])  # fmt: skip
    _written(TASK_ACT, list(_acts(ids, wards)))


def _acts(tasks: list[int], wards: list[int]) -> Iterator[dict[str, Any]]:
    for at, task in enumerate(tasks):
        told = {"task_id": task, "unit_id": wards[at % UNITS], "text": "Đã làm"}
        if at % 3 == 1:
            yield {**told, "acted_on": BEGAN + dt.timedelta(days=20), "kind": "progress"}
        if at % 3 == 2:
            yield {**told, "acted_on": BEGAN + dt.timedelta(days=25), "kind": "done",
                   "evidence": "Biên bản"}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
