"""``mt bench ingest``: a workbook of 100,000 doses, from the file to the register with history.

3 % of the rows hold a planted error of one of eleven kinds, 2 % are said twice. Ours reads,
checks by every rule, matches people, and commits with history and seals; every planted error
must be named at its row by its rule. The peer, django-import-export with its own xlsx reader,
takes in a repaired copy of the same size into one flat table, with no rule, no look-up of people
and no history (``bench/peers/django_import_export.py``): the comparison favours it.

Each pass runs in a process of its own on a fresh copy of the same database (SQLite, WAL,
synchronous FULL on both sides) and times itself, so that starting Python is nobody's.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.harness import (
    HERE,
    SLOW_REPEATS,
    Claim,
    Report,
    alternating,
    parser,
    peer_python,
    say,
)
from muctieu.kernels.vietnamese.dates import format_date, parse_date

ROWS, ERRORS, DOUBLES = 100_000, 0.03, 0.02
SEED = 2021
# Rows of the probe, and the seconds that one peer may take in all.
PROBE, PEER_SECONDS = 2_000, 540.0
PEERS = ("django-import-export[xlsx]==4.4.3", "django==5.2.19", "openpyxl==3.1.5")
TODAY = dt.date(2021, 12, 4)
FIRST_DAY = dt.date(2021, 6, 1)
# AstraZeneca twice, twelve weeks apart: allowed on every day that is drawn.
GAP = 84
LOT = "BENCH1"

HEADINGS = ("Họ và tên", "Ngày sinh", "Giới tính", "CCCD", "Số điện thoại", "Phường/xã cư trú")
HEADINGS += ("Mũi tiêm", "Loại mũi", "Loại vắc-xin", "Số lô", "Ngày tiêm", "Điểm tiêm")
HEADINGS += ("Phường/xã nơi tiêm",)
NAME, BIRTH, NUMBER, HOME, DOSE_NO, VACCINE, BATCH, DAY = 0, 1, 3, 5, 6, 8, 9, 10
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
MIDDLE = ("Văn", "Thị", "Đức", "Minh", "Thu", "Quang", "Ngọc", "Hữu")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Hà", "Hòa", "Lan", "Long", "Mai", "Nam", "Phúc", "Yến")

Row = list[Any]


# ------------------------------------------------------------------ what is sent


@dataclass(frozen=True)
class Somebody:
    """A made-up person with a number of a province that does not exist."""

    name: str
    born: dt.date
    sex: str
    number: str
    ward: str


def people(count: int, wards: Sequence[str]) -> list[Somebody]:
    """As many made-up people as asked for, the same every time."""
    draw = random.Random(SEED)
    return [
        Somebody(
            f"{draw.choice(FAMILY)} {draw.choice(MIDDLE)} {draw.choice(GIVEN)} (mẫu)",
            dt.date(1940, 1, 1) + dt.timedelta(days=draw.randrange(60 * 365)),
            draw.choice(("Nam", "Nữ")),
            f"099{at:09d}",
            draw.choice(wards),
        )
        for at in range(count)
    ]


def dose(one: Somebody, number: int, day: dt.date) -> Row:
    return [
        one.name,
        format_date(one.born),
        one.sex,
        one.number,
        "",
        one.ward,
        number,
        "cơ bản",
        "AstraZeneca",
        LOT,
        format_date(day),
        "Trạm y tế",
        one.ward,
    ]


def sound_rows(crowd: Sequence[Somebody], rows: int) -> list[Row]:
    """Doses that break nothing: two fifths of the people have two of them, the rest one."""
    draw = random.Random(SEED + 1)
    made: list[Row] = []
    for at, one in enumerate(crowd):
        if len(made) >= rows:
            break
        first = FIRST_DAY + dt.timedelta(days=draw.randrange(90))
        made.append(dose(one, 1, first))
        if at % 5 < 2 and len(made) < rows:
            made.append(dose(one, 2, first + dt.timedelta(days=GAP)))
    return made


Spoil = Callable[[Row], None]


def put(place: int, value: Any) -> Spoil:
    def spoil(row: Row) -> None:
        row[place] = value

    return spoil


def _too_soon(row: Row) -> None:
    row[DAY] = format_date(parse_date(row[DAY]) - dt.timedelta(days=GAP - 5))


# What is planted, on which kind of row (only second doses, or any), and the rules of which at
# least one must name it.
PLANTED: Mapping[str, tuple[Spoil, bool, tuple[str, ...]]] = {
    "month 13": (put(DAY, "03/13/2021"), False, ("date.unreadable",)),
    "future day": (put(DAY, "25/12/2021"), False, ("date.future",)),
    "unknown unit": (put(HOME, "Sao Hoả"), False, ("unit.unknown", "unit.perhaps")),
    "text in a number": (put(DOSE_NO, "mũi nhất"), False, ("number.unreadable",)),
    "no name": (put(NAME, None), False, ("cell.missing",)),
    "unknown vaccine": (put(VACCINE, "Vitamin C"), False, ("choice.unknown",)),
    "unknown lot": (put(BATCH, "KHONGCO"), False, ("vaccination.lot_unknown",)),
    "too young": (put(BIRTH, "01/02/2015"), False, ("vaccination.too_young",)),
    "bad number": (put(NUMBER, "12AB"), False, ("people.id_number",)),
    "before the start": (put(DAY, "01/02/2021"), False, ("vaccination.before_start",)),
    "dose 2 too early": (_too_soon, True, ("vaccination.too_soon",)),
}


@dataclass(frozen=True)
class Sent:
    """The rows of the sheet, what was planted where (row of the sheet → kind), and the doubles."""

    rows: list[Row]
    planted: dict[int, str]
    doubled: set[int]


def plant(rows: list[Row], count: int) -> dict[int, str]:
    """Spoil ``count`` of the rows, kind after kind; where, by row of the sheet.

    Most kinds go to rows on which no other row depends: first doses of people with one dose
    only. A dose given too early needs the one before.
    """
    draw = random.Random(SEED + 2)
    kinds = list(PLANTED)
    seconds = [at for at, row in enumerate(rows) if row[DOSE_NO] == 2]
    paired = {at - 1 for at in seconds}
    singles = [at for at, row in enumerate(rows) if row[DOSE_NO] == 1 and at not in paired]
    chosen = {True: iter(draw.sample(seconds, count)), False: iter(draw.sample(singles, count))}
    planted: dict[int, str] = {}
    for turn in range(count):
        kind = kinds[turn % len(kinds)]
        spoil, only_second, _rules = PLANTED[kind]
        at = next(chosen[only_second])
        rows[at] = list(rows[at])
        spoil(rows[at])
        planted[at + FIRST_ROW] = kind
    return planted


# A title, an empty row, the heading; then data.
FIRST_ROW = 4


def write_sheet(path: Path, rows: Sequence[Row], *, title: bool) -> None:
    """The workbook of the ward; the peer gets one that begins with its heading."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page = book.add_worksheet("Danh sách")
    first = 0
    if title:
        page.write(0, 0, "DANH SÁCH NGƯỜI ĐÃ TIÊM")
        first = 2
    page.write_row(first, 0, HEADINGS)
    for at, row in enumerate(rows, start=first + 1):
        page.write_row(at, 0, ["" if cell is None else cell for cell in row])
    book.close()


# ------------------------------------------------------------------ our side


def set_up_django(data: Path) -> None:
    """The product on a data folder of this bench."""
    os.environ["MUCTIEU_DATA"] = str(data)
    os.environ["MUCTIEU_LOG_LEVEL"] = "ERROR"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muctieu.project.settings")
    import django

    django.setup()


def prepare(data: Path, count: int) -> list[str]:
    """An office's database: the map of the year, the people, the lot. Returns the wards."""
    set_up_django(data)
    from django.core.management import call_command

    from muctieu.core.unit_files import load_units
    from muctieu.core.units import versions_on

    for alias in ("default", "ops"):
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    load_units(HERE / "example" / "units.toml")
    wards = versions_on(TODAY).filter(kind__in=("ward", "commune"))
    names = dict(wards.order_by("code").values_list("name", "unit_id"))
    _register_people(people(count, list(names)), names)
    return list(names)


def _register_people(crowd: Sequence[Somebody], units: Mapping[str, int]) -> None:
    import polars as pl

    from muctieu.kernels.vietnamese.text import fold
    from muctieu.registers.people import IDENTITY, PERSON, RESIDENCE
    from muctieu.registers.write import Act, Changes, commit, reserve_ids
    from muctieu.sectors.vaccination.models import ALLOCATION

    ids = list(reserve_ids(PERSON, len(crowd)))
    persons = pl.DataFrame(
        {
            "id": ids,
            "sex": ["male" if one.sex == "Nam" else "female" for one in crowd],
            "birth_on": [one.born for one in crowd],
            "birth_precision": ["day"] * len(crowd),
        }
    )
    words = pl.DataFrame(
        {
            "person_id": ids,
            "full_name": [one.name for one in crowd],
            "fold": [fold(one.name) for one in crowd],
            "id_number": [one.number for one in crowd],
        }
    )
    homes = pl.DataFrame(
        {
            "person_id": ids,
            "unit_id": [units[one.ward] for one in crowd],
            "kind": ["permanent"] * len(crowd),
            "from_on": [dt.date(2015, 1, 1)] * len(crowd),
        }
    )
    lot = pl.DataFrame(
        {
            "number": ["BENCH"],
            "unit_id": [_city()],
            "allocated_on": [dt.date(2021, 1, 1)],
            "vaccine": ["astrazeneca"],
            "lot": [LOT],
            "expires_on": [dt.date(2022, 6, 30)],
            "doses": [10_000_000],
        }
    )
    changes = Changes().opening(PERSON, persons).opening(IDENTITY, words)
    changes = changes.opening(RESIDENCE, homes).opening(ALLOCATION, lot)
    commit(changes, Act(None, "load"))


def _city() -> int:
    """The city: the one unit above all the wards of the year."""
    from muctieu.core.units import versions_on

    return int(versions_on(TODAY).get(kind="city").unit_id)


def processor_seconds() -> float:
    """Seconds of processor that this process and its children have used."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def pass_ours(data: Path, sheet: Path) -> dict[str, Any]:
    """One pass of ours: from the file to the register. Runs in a process of its own."""
    set_up_django(data)
    from muctieu.registers.applying import apply_preview
    from muctieu.registers.intake import intake_for
    from muctieu.registers.preview import Sender, open_file, preview_opened
    from muctieu.registers.write import Act

    intake = intake_for("vaccination.dose")
    used, began = processor_seconds(), time.perf_counter()
    opened = open_file(sheet, intake)
    read = time.perf_counter()
    preview = preview_opened(opened, intake, Sender(None, TODAY), opened.proposed(intake))
    checked = time.perf_counter()
    receipt = apply_preview(preview, Act(None, "import", source=sheet.name))
    done = time.perf_counter()
    named: dict[int, list[str]] = {}
    for fault in preview.faults_shown():
        named.setdefault(fault.row, []).append(fault.rule)
    return {
        "read": read - began,
        "check": checked - read,
        "commit": done - checked,
        "cpu": processor_seconds() - used,
        "opened": receipt.opened,
        "named": named,
        "new": preview.counts.new,
    }


def pass_commit(data: Path, rows: Path, *, history: bool) -> dict[str, Any]:
    """Write the same frame of doses: the whole way with history and seals, or the table alone."""
    set_up_django(data)
    import polars as pl
    from django.db import connections, transaction

    from muctieu.registers.storage import insert_rows, row_schema
    from muctieu.registers.write import Act, Changes, commit
    from muctieu.sectors.vaccination.models import DOSE

    frame = pl.read_parquet(rows)
    # The code of both ways is loaded and the connection open before the clock starts.
    connections["default"].ensure_connection()
    began = time.perf_counter()
    if history:
        commit(Changes().opening(DOSE, frame), Act(None, "import"))
    else:
        numbers = pl.int_range(1, frame.height + 1, eager=True)
        plain = frame.with_columns(numbers.alias("id"), numbers.alias("version"), origin=pl.lit(0))
        with transaction.atomic("default"):
            insert_rows(
                connections["default"],
                DOSE.model._meta.db_table,
                plain.select(list(row_schema(DOSE))),
            )
    return {"seconds": time.perf_counter() - began, "rows": frame.height}


def keep_doses(data: Path, out: Path) -> None:
    """The doses of a database that took them in, as the frame that the commit passes write."""
    set_up_django(data)
    from django.db import connections

    from muctieu.registers.storage import frame_schema, read_rows
    from muctieu.sectors.vaccination.models import DOSE

    schema = frame_schema(DOSE)
    names = ", ".join(f'"{name}"' for name in schema)
    sql = f'SELECT {names} FROM "{DOSE.model._meta.db_table}" ORDER BY id'
    read_rows(connections["default"], sql, [], schema).write_parquet(out)


# ------------------------------------------------------------------ passes and claims

INSIDE: Mapping[str, Callable[..., Any]] = {
    "prepare": lambda data, count: prepare(Path(data), int(count)),
    "ours": lambda data, sheet: pass_ours(Path(data), Path(sheet)),
    "history": lambda data, rows: pass_commit(Path(data), Path(rows), history=True),
    "plain": lambda data, rows: pass_commit(Path(data), Path(rows), history=False),
    "keep": lambda data, rows: keep_doses(Path(data), Path(rows)),
}


def inside(what: str, *words: object) -> Any:
    """Run one of :data:`INSIDE` in a process of its own and return what it printed."""
    command = [sys.executable, "-m", "bench.ingest", "--inside", what, *map(str, words)]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{what}: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


class Passes:
    """The passes of every way, each on a fresh copy, with what each said of itself."""

    def __init__(self, folder: Path, python: Path) -> None:
        self.folder, self.python = folder, python
        self.told: dict[str, list[dict[str, Any]]] = {}

    def fresh(self) -> Path:
        """A copy of the prepared data folder."""
        data = self.folder / "pass"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(self.folder / "prepared", data)
        return data

    def ours(self) -> float:
        said = inside("ours", self.fresh(), self.folder / "sent.xlsx")
        self.told.setdefault("ours", []).append(said)
        return float(said["read"] + said["check"] + said["commit"])

    def peer(self, way: str, sheet: Path | None = None) -> float:
        database = self.folder / "peer.sqlite3"
        for old in self.folder.glob("peer.sqlite3*"):
            old.unlink()
        script = HERE / "bench" / "peers" / "django_import_export.py"
        sheet = sheet or self.folder / "repaired.xlsx"
        command = [str(self.python), str(script), way, str(sheet), str(database)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        said = json.loads(done.stdout.splitlines()[-1])
        self.told.setdefault(way, []).append(said)
        return float(said["read"] + said["import"])

    def write(self, way: str) -> float:
        said = inside(way, self.fresh(), self.folder / "doses.parquet")
        return float(said["seconds"])

    def middle(self, way: str, what: str) -> float:
        """The median of a stage over the passes of a way."""
        values = sorted(float(one[what]) for one in self.told[way])
        return values[len(values) // 2]


def sample_that_fits(passes: Passes, sound: Sequence[Row]) -> tuple[Path, float]:
    """A sheet for the slow peer, and by how much its seconds are to be multiplied.

    The whole sheet where two passes of it fit into the time a peer may take, by what a small
    probe says; else the largest part of it that fits, scaled linearly.
    """
    probe = passes.folder / "probe.xlsx"
    write_sheet(probe, sound[:PROBE], title=False)
    whole = passes.peer("default", probe) * len(sound) / min(PROBE, len(sound))
    del passes.told["default"]
    part = min(1.0, PEER_SECONDS / SLOW_REPEATS / whole)
    if part == 1.0:
        return passes.folder / "repaired.xlsx", 1.0
    rows = sound[: max(PROBE, int(len(sound) * part))]
    sheet = passes.folder / "sample.xlsx"
    write_sheet(sheet, rows, title=False)
    say(f"· the default way would need {whole:.0f} s a pass; {len(rows)} rows are measured")
    return sheet, len(sound) / len(rows)


def made(folder: Path, rows: int) -> tuple[Sent, list[Row]]:
    """The prepared database, the sheet that is sent and the repaired one."""
    doubles = round(DOUBLES * rows)
    say(f"· preparing {rows} rows")
    wards = inside("prepare", folder / "prepared", rows)
    crowd = people(rows, wards)
    sound = sound_rows(crowd, rows)
    write_sheet(folder / "repaired.xlsx", sound, title=False)
    own = sound[: rows - doubles]
    planted = plant(own, round(ERRORS * rows))
    clean = [at for at in range(len(own)) if at + FIRST_ROW not in planted]
    again = [own[at] for at in random.Random(SEED + 3).sample(clean, doubles)]
    first = len(own) + FIRST_ROW
    sent = Sent(own + again, planted, set(range(first, first + doubles)))
    write_sheet(folder / "sent.xlsx", sent.rows, title=True)
    return sent, sound


def missed(sent: Sent, named: Mapping[str, Sequence[str]]) -> Counter[str]:
    """Planted errors that were not named at their row by one of their rules, by kind."""
    kinds = (
        (kind, PLANTED[kind][2], named.get(str(row), ())) for row, kind in sent.planted.items()
    )
    return Counter(kind for kind, rules, found in kinds if not set(rules) & set(found))


def false_alarms(sent: Sent, named: Mapping[str, Sequence[str]]) -> int:
    """Rows named that were neither spoilt nor said twice."""
    expected = set(sent.planted) | sent.doubled
    return sum(int(row) not in expected for row in named)


def claims(
    passes: Passes, sent: Sent, sound: Sequence[Row], repeats: int
) -> Iterator[tuple[str, Any]]:
    """Everything measured, as rows and claims."""
    sample, scale = sample_that_fits(passes, sound)
    ways = {
        "ours": passes.ours,
        "bulk": lambda: passes.peer("bulk"),
        "default": lambda: passes.peer("default", sample) * scale,
    }
    timings = alternating(ways, repeats)
    named = passes.told["ours"][0]["named"]
    inside("keep", passes.folder / "pass", passes.folder / "doses.parquet")
    writes = alternating(
        {"history": lambda: passes.write("history"), "plain": lambda: passes.write("plain")},
        repeats,
    )
    # Seconds of processor tell the same on a busy machine; the claims are on the wall.
    for way, times in (("ours", 1.0), ("bulk", 1.0), ("default", scale)):
        yield (
            "row",
            {"what": f"{way}: processor", "median_s": round(passes.middle(way, "cpu") * times, 2)},
        )
    for stage in ("read", "check", "commit"):
        yield "row", {"what": f"ours: {stage}", "median_s": round(passes.middle("ours", stage), 3)}
    ours = passes.middle("ours", "commit")
    for way, times in (("bulk", 1.0), ("default", scale)):
        scaled = {} if times == 1.0 else {"scaled_linearly_by": round(times, 2)}
        for stage in ("read", "import"):
            median = round(passes.middle(way, stage) * times, 3)
            yield "row", {"what": f"import-export {way}: {stage}", "median_s": median, **scaled}
        ratio = passes.middle(way, "import") * times / ours
        yield "row", {"what": f"commit from parsed rows, {way} over ours", "ratio": round(ratio, 1)}
    for timing in (*timings.values(), *writes.values()):
        yield "row", timing.row()
    yield "row", {"what": "planted", **Counter(sent.planted.values())}
    yield "row", {"what": "missed", **missed(sent, named)}
    yield "row", {"what": "false alarms", "rows": false_alarms(sent, named)}
    doubles = sum(str(row) in named for row in sent.doubled)
    yield "row", {"what": "doubles named", "rows": doubles, "of": len(sent.doubled)}
    base = timings["ours"].median
    yield "claim", Claim("vs_import_export_bulk", timings["bulk"].median / base, 6)
    yield "claim", Claim("vs_import_export_default", timings["default"].median / base, 20)
    over = writes["history"].median / writes["plain"].median
    yield "claim", Claim("history_over_plain_commit", over, 1.5, at_most=True)
    lost = sum(missed(sent, named).values())
    yield "claim", Claim("planted_errors_missed", lost, 0, at_most=True)


def main(words: list[str]) -> int:
    """Run the bench; ``--rows`` for another size."""
    options = parser("ingest")
    options.add_argument("--rows", type=int, default=ROWS)
    options.add_argument("--inside", nargs="+", help="one pass, for this script itself")
    chosen = options.parse_args(words)
    if chosen.inside:
        what, *rest = chosen.inside
        print(json.dumps(INSIDE[what](*rest)))
        return 0
    report = Report("ingest")
    with tempfile.TemporaryDirectory(prefix="muctieu-bench-") as name:
        folder = Path(name)
        sent, sound = made(folder, chosen.rows)
        passes = Passes(folder, peer_python("ingest", PEERS))
        for kind, value in claims(passes, sent, sound, chosen.repeats):
            (report.claims if kind == "claim" else report.rows).append(value)
    return report.show(as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
