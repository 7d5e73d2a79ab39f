"""``mt bench board``: how long until the last of a board's twenty tiles is there.

1,000,000 doses of 400,000 people stand in the registers. A client asks for twenty tiles (four
figures for the city and four of its wards, two of them distinct people, one a ratio) up to a day
drawn anew each time, so that nobody answers from a cache, and waits for the last of them. One, 8
and 32 clients do so at once. Ours answers one call, by the product as ``mt up`` starts it; the
peers are asked as a browser asks them, tile by tile, six at a time: Datasette over an indexed
table of the same doses, Superset (caches off) over the same table, and over DuckDB, read-only.

A stage ends after its seconds; a client still waiting then counts with what it has waited so far,
which favours whoever is slow. The answers must be the same. Last, a dose is saved while the
product serves: the seconds until the board tells it are the staleness.
"""

from __future__ import annotations

import datetime as dt
import http.client
import json
import math
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from bench.harness import HERE, Claim, Report, parser, peer_python, say
from bench.made.city import DAYS, FIRST_DAY

ROWS = 1_000_000
CLIENTS = (1, 8, 32)
AT_ONCE = 6
"""How many requests a browser sends to one server at once."""
SECONDS = 15.0
WITHIN = 240.0
CLEARED_WITHIN = 30.0
BAR = 5.0
DATASETTE = ("datasette==0.65.2",)
SUPERSET = (
    "apache-superset==6.1.0", "flask-caching<2.5", "rich", "cachetools", "gunicorn",
    f"duckdb=={version('duckdb')}", "duckdb-engine==0.17.0",
)  # fmt: skip
# Code → the same figure as SQL over the rows of a place up to a day.
FIGURES = {
    "vaccination.doses": "COUNT(*)",
    "vaccination.first_doses": "COUNT(DISTINCT CASE WHEN dose_no = 1 THEN person_id END)",
    "vaccination.second_doses": "COUNT(DISTINCT CASE WHEN dose_no = 2 THEN person_id END)",
    "vaccination.second_over_first": (
        "COUNT(DISTINCT CASE WHEN dose_no = 2 THEN person_id END) * 100.0"
        " / COUNT(DISTINCT CASE WHEN dose_no = 1 THEN person_id END)"
    ),
}
WARDS_SHOWN = 4
# Superset takes no two tables of one name.
TABLES = {"SQLite": "dose", "DuckDB": "dose_again"}


class Tile(NamedTuple):
    """A figure of a place; the city is the place without a number."""

    code: str
    unit: int | None

    def where(self, day: dt.date) -> str:
        """Which rows it counts, as SQL."""
        place = "" if self.unit is None else f" AND unit_id = {self.unit}"
        return f"given_on <= '{day}'{place}"


Values = list[float]


class Over(Exception):
    """The stage is over; what is left of a board is not asked any more."""


class Board(Protocol):
    """Asks all tiles up to a day and returns their values, in the order of the tiles.

    Raises :class:`Over` when it is still asking at ``until``, a reading of the performance clock.
    """

    def __call__(self, day: dt.date, until: float = math.inf, /) -> Values: ...


def main(words: list[str]) -> int:
    """Measure and print one report."""
    options = parser("board")
    options.add_argument("--rows", type=int, default=ROWS, help="doses in the register")
    options.add_argument("--seconds", type=float, default=SECONDS, help="of each stage")
    asked = options.parse_args(words)
    report = Report("board")
    with tempfile.TemporaryDirectory(prefix="muctieu-board-") as name, ExitStack() as running:
        folder = Path(name)
        loaded = load(folder, asked.rows)
        tiles = [Tile(code, unit) for unit in loaded.places for code in FIGURES]
        boards = {
            "muctieu": running.enter_context(ours(folder, loaded)),
            "datasette": running.enter_context(datasette(folder, tiles)),
        }
        on = running.enter_context(superset(folder, tiles))
        boards |= {f"superset over {name}": board for name, board in on.items()}
        report.rows.append({"what": "different answers", "of": len(tiles), **differing(boards)})
        staleness = saved(folder, boards["muctieu"])
        measured = stages(boards, asked.seconds)
        for name, of_stage in measured.items():
            report.rows += [one.row(name) for one in of_stage.values()]
    claim(report, measured)
    report.claims.append(Claim("staleness", staleness, 0, at_most=True))
    return report.show(as_json=asked.json)


def claim(report: Report, measured: dict[str, dict[int, Stage]]) -> None:
    """The ratios at eight clients; of Superset's two the better one counts."""
    mine, theirs = measured["muctieu"][8].p95, measured["datasette"][8].p95
    best = min(of[8].p95 for name, of in measured.items() if name.startswith("superset"))
    different = sum(v for k, v in report.rows[0].items() if k not in ("what", "of"))
    report.claims += [
        Claim("vs_superset_8", best / mine, BAR),
        Claim("vs_datasette_8", theirs / mine, BAR),
        Claim("answers_different", different, 0, at_most=True),
    ]


# The stages ---------------------------------------------------------------------------------


@dataclass
class Stage:
    """Some clients at once: the seconds each board took, and how many were still waited for."""

    clients: int
    took: list[float] = field(default_factory=list)
    waiting: int = 0

    @property
    def p95(self) -> float:
        """The seconds within which 19 of 20 boards were whole."""
        ordered = sorted(self.took)
        return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]

    def row(self, name: str) -> dict[str, Any]:
        """The stage as a row of the table."""
        return {
            "what": name,
            "clients": self.clients,
            "p95_s": round(self.p95, 3),
            "median_s": round(statistics.median(self.took), 3),
            "boards": len(self.took),
            "cut_off": self.waiting,
        }


def stages(boards: dict[str, Board], seconds: float) -> dict[str, dict[int, Stage]]:
    """One stage for each number of clients, everybody in turn."""
    found: dict[str, dict[int, Stage]] = {name: {} for name in boards}
    for clients in CLIENTS:
        for name, board in boards.items():
            found[name][clients] = stage(board, clients, seconds)
            say(f"· {name}, {clients} clients: {found[name][clients].p95:.3f} s")
    return found


def stage(board: Board, clients: int, seconds: float) -> Stage:
    """Every client asks for one board after another until the time is over."""
    made, lock = Stage(clients), threading.Lock()
    until = time.perf_counter() + seconds
    going: dict[int, float] = {}

    def client(number: int) -> None:
        draw = random.Random(number)
        while time.perf_counter() < until:
            with lock:
                going[number] = time.perf_counter()
            try:
                board(FIRST_DAY + dt.timedelta(30 + draw.randrange(DAYS - 30)), until)
            except Over:
                return
            with lock:
                now = time.perf_counter()
                # One that ends after the stage was counted as cut off already.
                if now <= until:
                    made.took.append(now - going.pop(number))

    threads = [threading.Thread(target=client, args=(at,), daemon=True) for at in range(clients)]
    for one in threads:
        one.start()
    time.sleep(max(0.0, until - time.perf_counter()))
    with lock:
        # Nobody who was quicker than those before is made slower by being cut off.
        usual = statistics.median(made.took) if made.took else 0.0
        cut = [waited for began in going.values() if (waited := until - began) > usual]
        made.took += cut
        made.waiting = len(cut)
    for one in threads:
        one.join(max(0.0, until + CLEARED_WITHIN - time.perf_counter()))
    return made


def differing(boards: dict[str, Board]) -> dict[str, int]:
    """How many tiles of each peer differ from ours on a day."""
    day = FIRST_DAY + dt.timedelta(90)
    told = {name: board(day) for name, board in boards.items()}
    mine = told.pop("muctieu")
    return {
        name: sum(abs(a - b) > 1e-6 for a, b in zip(mine, values, strict=True))
        for name, values in told.items()
    }


# Ours ---------------------------------------------------------------------------------------


class Loaded(NamedTuple):
    """The places of the tiles, and the session of an official, who sees exact counts."""

    places: list[int | None]
    session: str


def load(folder: Path, rows: int) -> Loaded:
    """The city through the write path, and the peers' table."""
    say(f"· loading {rows:,} doses")
    script = "import sys; from bench.board import fill; fill(int(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", script, str(rows)],
        env=environment(folder), stdout=subprocess.PIPE, check=True, cwd=HERE,
    )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    for_peers(folder)
    return Loaded([None, *told["units"][1 : WARDS_SHOWN + 1]], told["session"])


def environment(folder: Path) -> dict[str, str]:
    """The product with a data folder of its own."""
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "muctieu.project.settings",
        "MUCTIEU_DATA": str(folder / "data"),
        "MUCTIEU_LOG_LEVEL": "WARNING",
    }


def fill(rows: int) -> None:
    """In a process of its own: migrate, load, sign somebody in, tell units and session."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import login
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.test import RequestFactory

    from bench.made.city import load as load_city
    from muctieu.core.models import User

    for alias in ("default", "ops"):
        call_command("migrate", database=alias, verbosity=0)
    call_command("createcachetable", database="ops", verbosity=0)
    units = load_city(rows)
    request = RequestFactory().get("/")
    request.session = SessionStore()
    login(request, User.objects.create_user("bench"), settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    print(json.dumps({"units": units, "session": request.session.session_key}))


@contextmanager
def ours(folder: Path, loaded: Loaded) -> Iterator[Board]:
    """The product as it is started on one machine, asked by one call for all tiles."""
    port = free_port()
    launch = [sys.executable, "-m", "muctieu", "up", "--empty", "--no-browser", "--port", str(port)]
    asked = [("code", code) for code in FIGURES]
    asked += [("unit", "0" if unit is None else str(unit - 1)) for unit in loaded.places]
    query = urllib.parse.urlencode(asked)
    sessions = Sessions("127.0.0.1", port)
    sessions.headers["Cookie"] = f"sessionid={loaded.session}"

    def board(day: dt.date, _until: float = math.inf, /) -> Values:
        told = sessions.get(f"/api/v1/figures?{query}&as_of={day}")
        return [float(one["value"]) for one in told]

    with started(launch, port, environment(folder)):
        yield board


def saved(folder: Path, board: Board) -> float:
    """A dose is saved by another process; the seconds until the board tells it, 0 at once."""
    last = FIRST_DAY + dt.timedelta(DAYS)
    before = board(last)[0]
    script = "from bench.board import save; save()"
    subprocess.run([sys.executable, "-c", script], env=environment(folder), check=True, cwd=HERE)
    asked = time.perf_counter()
    stale = 0.0
    while board(last)[0] != before + 1:
        stale = time.perf_counter() - asked
        if stale > WITHIN:
            break
    return stale


def save() -> None:
    """In a process of its own: one dose more, by the write path."""
    import django

    django.setup()
    from bench.made.city import some_doses
    from muctieu.core.models import Unit
    from muctieu.registers.declare import register_of
    from muctieu.registers.write import Act, Changes, commit

    units = list(Unit.objects.order_by("pk").values_list("pk", flat=True))
    one = some_doses(0, 1, units).with_columns(dose_no=10, given_on=FIRST_DAY)
    commit(Changes().opening(register_of("vaccination.dose"), one), Act(by=None, action="entry"))


# Peers --------------------------------------------------------------------------------------


def for_peers(folder: Path) -> None:
    """The doses as one indexed table with statistics, in SQLite and in DuckDB."""
    import duckdb
    import polars as pl

    with sqlite3.connect(folder / "doses.db") as db:
        db.execute("ATTACH ? AS house", (str(folder / "data" / "muctieu.sqlite3"),))
        db.execute(
            "CREATE TABLE dose AS SELECT id, person_id, dose_no, vaccine, given_on, unit_id"
            " FROM house.vaccination_dose"
        )
        db.execute("CREATE INDEX dose_place ON dose (unit_id, given_on, dose_no, person_id)")
        db.execute("CREATE INDEX dose_day ON dose (given_on, dose_no, person_id)")
        db.execute("ANALYZE")
        rows = db.execute("SELECT * FROM dose")
        names = [one[0] for one in rows.description]
        pl.DataFrame(rows.fetchall(), schema=names, orient="row").write_parquet(
            folder / "doses.parquet"
        )
    with duckdb.connect(str(folder / "doses.duckdb")) as there:
        there.execute(
            f"CREATE TABLE {TABLES['DuckDB']} AS SELECT * REPLACE (given_on::DATE AS given_on)"
            f" FROM '{folder}/doses.parquet'"
        )


@contextmanager
def datasette(folder: Path, tiles: Sequence[Tile]) -> Iterator[Board]:
    """Datasette over the indexed table; its limit of a second a query would cut it off."""
    python = peer_python("board-datasette", DATASETTE)
    port = free_port()
    launch = [
        *(str(python), "-m", "datasette", str(folder / "doses.db"), "--port", str(port)),
        *("--setting", "sql_time_limit_ms", "60000"),
    ]
    sessions = Sessions("127.0.0.1", port)

    def tile(one: Tile, day: dt.date) -> float:
        sql = f"SELECT {FIGURES[one.code]} AS n FROM dose WHERE {one.where(day)}"
        told = sessions.get(
            "/doses.json?" + urllib.parse.urlencode({"sql": sql, "_shape": "array"})
        )
        return float(told[0]["n"])

    with started(launch, port, dict(os.environ)):
        yield browsed(tiles, tile)


@contextmanager
def superset(folder: Path, tiles: Sequence[Tile]) -> Iterator[dict[str, Board]]:
    """Superset with two workers of four threads, over SQLite and over DuckDB."""
    python = peer_python("board-superset", SUPERSET)
    home = folder / "superset"
    home.mkdir()
    (home / "superset_config.py").write_text(
        "SECRET_KEY = 'only for a bench'\nWTF_CSRF_ENABLED = False\nTALISMAN_ENABLED = False\n"
        "PREVENT_UNSAFE_DB_CONNECTIONS = False\n"
        f"SQLALCHEMY_DATABASE_URI = 'sqlite:///{home}/superset.db'\n"
    )
    settings = {
        **os.environ,
        "SUPERSET_CONFIG_PATH": str(home / "superset_config.py"),
        "SUPERSET_HOME": str(home),
        "FLASK_APP": "superset",
    }
    binaries = python.parent
    say("· setting up Superset")
    for words in (
        ("db", "upgrade"),
        ("fab", "create-admin", "--username", "a", "--firstname", "a", "--lastname", "a",
         "--email", "a@example.org", "--password", "a"),
        ("init",),
    ):  # fmt: skip
        command = [str(binaries / "superset"), *words]
        subprocess.run(command, env=settings, check=True, capture_output=True)
    sources = [
        f"{TABLES['SQLite']}=sqlite:///{folder}/doses.db?check_same_thread=false",
        f"{TABLES['DuckDB']}=duckdb:///{folder}/doses.duckdb?access_mode=read_only",
    ]
    setup = HERE / "bench" / "peers" / "superset_setup.py"
    told = subprocess.run(
        [str(python), str(setup), *sources], env=settings, check=True, stdout=subprocess.PIPE
    ).stdout.decode()
    numbers = dict(line.split("=") for line in told.splitlines() if line.count("=") == 1)
    port = free_port()
    launch = [
        *(str(binaries / "gunicorn"), "-w", "2", "-k", "gthread", "--threads", "4"),
        *("--timeout", "300", "-b", f"127.0.0.1:{port}", "superset.app:create_app()"),
    ]
    with started(launch, port, settings, page="/health"):
        sessions = Sessions("127.0.0.1", port)
        who = {"username": "a", "password": "a", "provider": "db", "refresh": False}
        key = sessions.post("/api/v1/security/login", who)["access_token"]
        sessions.headers["Authorization"] = f"Bearer {key}"
        yield {
            name: browsed(tiles, _charted(sessions, int(numbers[table])))
            for name, table in TABLES.items()
        }


def _charted(sessions: Sessions, table: int) -> Callable[[Tile, dt.date], float]:
    def tile(one: Tile, day: dt.date) -> float:
        metric = {"expressionType": "SQL", "sqlExpression": FIGURES[one.code], "label": "n"}
        query = {"metrics": [metric], "columns": [], "extras": {"where": one.where(day)}}
        told = sessions.post(
            "/api/v1/chart/data",
            {
                "datasource": {"id": table, "type": "table"},
                "force": True,
                "queries": [query],
                "result_format": "json",
                "result_type": "full",
            },
        )
        return float(told["result"][0]["data"][0]["n"])

    return tile


def browsed(tiles: Sequence[Tile], tile: Callable[[Tile, dt.date], float]) -> Board:
    """A board asked tile by tile, some at once, as a browser does."""

    def board(day: dt.date, until: float = math.inf) -> Values:
        def asked(one: Tile) -> float:
            if time.perf_counter() > until:
                raise Over
            return tile(one, day)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(asked, tiles))

    return board


# Servers ------------------------------------------------------------------------------------


class Sessions:
    """Connections that are kept open, one a thread."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.headers = {"Content-Type": "application/json"}
        self.own = threading.local()

    def get(self, address: str) -> Any:
        return self._asked("GET", address, None)

    def post(self, address: str, body: Any) -> Any:
        return self._asked("POST", address, json.dumps(body))

    def _asked(self, method: str, address: str, body: str | None) -> Any:
        if not hasattr(self.own, "connection"):
            self.own.connection = http.client.HTTPConnection(self.host, self.port, timeout=WITHIN)
        connection: http.client.HTTPConnection = self.own.connection
        connection.request(method, address, body, self.headers)
        reply = connection.getresponse()
        told = reply.read()
        if reply.status != 200:
            raise RuntimeError(f"{address}: {reply.status} {told[:300]!r}")
        return json.loads(told)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@contextmanager
def started(
    launch: list[str], port: int, settings: dict[str, str], page: str = "/"
) -> Iterator[None]:
    """A server, from its first answer until it is no longer needed."""
    process = subprocess.Popen(
        launch, env=settings, cwd=HERE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + WITHIN
        while not _answers(f"http://127.0.0.1:{port}{page}"):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{launch[0]} did not start")
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=30) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False
