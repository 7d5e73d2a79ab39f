"""The wheel carries everything a user needs: pages, assets, fonts, translations, the example."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.long, pytest.mark.slow]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built and installed alone; its dependencies are borrowed from this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=HERE, check=True, capture_output=True)
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / "bin" / "python"
    wheel = next(folder.glob("*.whl"))
    site = next((folder / "env" / "lib").glob("python*/site-packages"))
    borrowed = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "borrowed.pth").write_text(borrowed)
    unpack = [sys.executable, "-m", "zipfile", "-e", str(wheel), str(site)]
    subprocess.run(unpack, check=True)
    return python


def muctieu(python: Path, data: Path, *words: str) -> str:
    environment = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("MUCTIEU_", "DJANGO_", "PYTHONPATH"))
    }
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [str(python), "-m", "muctieu", *words],
        env={**environment, "MUCTIEU_DATA": str(data)},
        cwd=data,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def test_an_installed_wheel_prepares_and_shows_the_example_year(
    installed: Path, tmp_path: Path
) -> None:
    assert "python3 mt" in muctieu(installed, tmp_path, "help")
    muctieu(installed, tmp_path, "prepare")

    told = json.loads(
        muctieu(
            installed,
            tmp_path,
            "figure",
            "vaccination.first_doses",
            "--as-of",
            "2021-12-04",
            "--json",
        )
    )

    assert told["value"] == 165_055
    assert (tmp_path / "static" / "muctieu").is_dir()
