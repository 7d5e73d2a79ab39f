"""A year written by any released version is read by this one: upgraded, sound, same figures."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from tests.release import RELEASES, figures_of, mt

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kept", sorted(RELEASES.glob("*.json")), ids=lambda path: path.stem)
def test_a_released_year_is_upgraded_and_stays_sound(kept: Path, tmp_path: Path) -> None:
    packed = kept.with_name(f"{kept.stem}.sqlite3.xz").read_bytes()
    (tmp_path / "muctieu.sqlite3").write_bytes(lzma.decompress(packed))

    mt(tmp_path, "prepare", "--empty")

    assert json.loads(mt(tmp_path, "verify", "--json"))["sound"]
    assert figures_of(tmp_path) == json.loads(kept.read_text())


def test_this_version_has_left_its_database() -> None:
    from muctieu import __version__

    assert (RELEASES / f"{__version__}.json").exists()
