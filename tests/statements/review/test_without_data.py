"""Checking against a folder that nothing was ever put into."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.long
def test_an_unprepared_folder_is_refused_in_both_languages(tmp_path: Path) -> None:
    text = tmp_path / "bao-cao.txt"
    text.write_text("Thu ngân sách đạt 12 tỷ đồng.", encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "muctieu", "read", str(text), "--against", "2021"],
        env={**os.environ, "MUCTIEU_DATA": str(tmp_path / "data"), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "chưa được chuẩn bị" in done.stderr
    assert "has not been prepared" in done.stderr
    assert "Traceback" not in done.stderr
