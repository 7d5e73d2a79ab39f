"""What is logged of a request, and that a log which cannot be written troubles nobody."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]
LOGS_TO_A_FULL_DISK = """
import logging
from pathlib import Path
from muctieu.project.logs import configure_logs
configure_logs("INFO", Path("/dev/full"))
logging.getLogger("muctieu").info("a line")
print("went on")
"""


@pytest.mark.django_db
def test_a_request_is_logged_with_its_number_and_without_what_was_searched_for(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "muctieu.requests"):
        reply = client.get("/so/vaccination.dose/?q=Nguyễn+Thị+Hoa")

    (line,) = [one.msg for one in caplog.records if one.name == "muctieu.requests"]
    assert line["request"] == reply["X-Request-Id"]
    assert (line["path"], line["status"]) == ("/so/vaccination.dose/", 302)
    assert "Hoa" not in str(line)


def test_a_log_that_cannot_be_written_is_no_traceback() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")

    done = subprocess.run(
        [sys.executable, "-c", LOGS_TO_A_FULL_DISK],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout == "went on\n"
    assert "Traceback" not in done.stderr
