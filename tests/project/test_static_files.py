"""The built look is whole: classes, fonts, foreign files with their origin."""

import hashlib
import json
from pathlib import Path

from muctieu.project import css_check

STATIC = css_check.SHEET.parent
# The letters of Vietnamese beyond plain a to z.
LETTERS = "àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵăâđêôơư"


def test_every_class_in_a_template_is_in_the_built_sheet() -> None:
    assert css_check.missing() == []


def test_a_class_that_was_never_built_is_named_with_its_file(tmp_path: Path) -> None:
    house = tmp_path / "house"
    house.mkdir()
    (house / "page.html").write_text(
        '<p class="{% if a == "b" %}known{% else %}unknown{% endif %}">', encoding="utf-8"
    )
    sheet = tmp_path / "sheet.css"
    sheet.write_text(".known{color:red}", encoding="utf-8")

    assert css_check.missing(house, sheet) == ["house/page.html: unknown"]


def test_each_foreign_file_is_the_one_that_the_lock_names() -> None:
    entries = json.loads((STATIC / "vendor.lock.json").read_text(encoding="utf-8"))

    assert {entry["licence"] for entry in entries} <= {"MIT", "OFL-1.1", "0BSD", "BSD-0-Clause"}
    for entry in entries:
        content = (STATIC / entry["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["file"]


def test_no_foreign_file_is_without_an_entry() -> None:
    entries = json.loads((STATIC / "vendor.lock.json").read_text(encoding="utf-8"))
    ours = {"vendor.lock.json", "muctieu.js", "mark.svg", "admin.css"}
    named = {entry["file"] for entry in entries} | ours

    found = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()}

    assert found == named


def test_the_sheet_calls_no_other_server() -> None:
    sheet = css_check.SHEET.read_text(encoding="utf-8")

    assert "@import" not in sheet
    assert "url(http" not in sheet
    assert "url(//" not in sheet


def test_the_fonts_cover_every_vietnamese_letter() -> None:
    ranges = _ranges(css_check.SHEET.read_text(encoding="utf-8"), "Inter Variable")

    for letter in LETTERS + LETTERS.upper():
        assert any(low <= ord(letter) <= high for low, high in ranges), letter


def _ranges(sheet: str, family: str) -> list[tuple[int, int]]:
    """The code points that the faces of one family declare."""
    found = []
    for face in sheet.split("@font-face")[1:]:
        rule = face.split("}")[0]
        if family in rule:
            declared = rule.split("unicode-range:")[1].split(";")[0]
            for part in declared.replace("U+", "").split(","):
                low, _, high = part.strip().partition("-")
                found.append((int(low, 16), int(high or low, 16)))
    return found
