"""Prove that every class written in a template is in the built style sheet.

The sheet is cut down to what was in use when it was built; a class added later without a new
build would silently look like nothing. ``python -m muctieu.project.css_check`` ends with 1 and
names file and class when one is missing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
SHEET = Path(__file__).resolve().parent / "static" / "muctieu" / "muctieu.css"
# `class="…"` up to the closing quote; quotes inside template tags do not close it.
_ATTRIBUTE = re.compile(r"""\bclass="((?:\{%.*?%\}|\{\{.*?\}\}|[^"{])*)\"""", re.DOTALL)
_TAG = re.compile(r"\{[%{#].*?[%}#]\}", re.DOTALL)
_IN_SHEET = re.compile(r"\.(-?[A-Za-z_](?:[\w-]|\\.)*)")


def classes_in(template: str) -> Iterator[str]:
    """The class names that a template writes."""
    for attribute in _ATTRIBUTE.finditer(template):
        yield from _TAG.sub(" ", attribute.group(1)).split()


def classes_of_sheet(sheet: str) -> set[str]:
    """The class names that a style sheet knows."""
    return {name.replace("\\", "") for name in _IN_SHEET.findall(sheet)}


def missing(house: Path = HOUSE, sheet: Path = SHEET) -> list[str]:
    """One line ``file: class`` for each class that the sheet lacks."""
    known = classes_of_sheet(sheet.read_text(encoding="utf-8"))
    return [
        f"{path.relative_to(house.parent).as_posix()}: {name}"
        for path in sorted(house.rglob("*.html"))
        for name in sorted(set(classes_in(path.read_text(encoding="utf-8"))) - known)
    ]


def main() -> int:
    """Say what is missing on standard error; 1 when something is."""
    lines = missing()
    for line in lines:
        sys.stderr.write(f"{line}: not in the built style sheet (run npm ci && npm run build)\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
