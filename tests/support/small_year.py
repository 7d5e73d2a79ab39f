"""The example year a hundredth in size, so that a test plays it in a second."""

from __future__ import annotations

from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[2] / "example"
# The published totals and people divided by a hundred, so that a test plays them in a second.
SMALL = {
    'printed = "165.055"': 'printed = "1.651"',
    'printed = "162.414"': 'printed = "1.624"',
    "population = 190232": "population = 1902",
    '"06784" = 13984': '"06784" = 140',
    'printed = "8.000"': 'printed = "80"',
    'printed = "40.000"': 'printed = "400"',
    'printed = "1.000"': 'printed = "10"',
    'printed = "15.000"': 'printed = "150"',
}


def write_small(folder: Path, **changed: str) -> Path:
    text = (EXAMPLE / "published.toml").read_text("utf-8")
    for whole, part in (SMALL | changed).items():
        assert whole in text
        text = text.replace(whole, part)
    path = folder / "published.toml"
    path.write_text(text, "utf-8")
    return path
