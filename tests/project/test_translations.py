"""The Vietnamese catalogue is whole: nothing missing, empty, fuzzy or stale."""

import re
from pathlib import Path

import polib
import pytest
from django.utils import translation

from muctieu.project import translations

COLLECT = translations.collect
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}")


def test_every_string_of_pages_and_code_has_its_vietnamese() -> None:
    assert [
        fault for path in translations.catalogues() for fault in translations.faults(path)
    ] == []


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A house that says "Unit", and two sectors with words of their own that say it too."""
    (tmp_path / "muctieu").mkdir()
    (tmp_path / "muctieu" / "other.py").write_text('_("Unit")\n', encoding="utf-8")
    own = []
    for name, words in (("ponds", '_("Size")\n'), ("trees", '_("Felled on")\n_("Size")\n')):
        folder = tmp_path / "muctieu" / "sectors" / name
        own.append(folder / "locale" / "vi" / "LC_MESSAGES" / "django.po")
        own[-1].parent.mkdir(parents=True)
        (folder / "models.py").write_text(f'{words}_("Unit")\n', encoding="utf-8")
    monkeypatch.setattr(translations, "HOUSE", tmp_path / "muctieu")
    monkeypatch.setattr(translations, "collect", lambda: COLLECT(tmp_path / "muctieu"))
    return own


def test_a_sector_may_keep_the_words_that_only_it_says(village: list[Path]) -> None:
    ponds, trees = (set(translations.wanted_in(path)) for path in village)

    assert translations.catalogues()[1:] == tuple(village)
    assert (ponds, trees) == ({(None, "Size")}, {(None, "Size"), (None, "Felled on")})


def test_a_sector_with_words_of_its_own_changes_no_line_of_the_house(village: list[Path]) -> None:
    said = translations.wanted_in(translations.CATALOGUE)[None, "Unit"]

    assert said.files == ["muctieu/other.py"]
    assert (None, "Size") not in translations.wanted_in(translations.CATALOGUE)


def test_two_sectors_that_translate_one_string_otherwise_are_told(village: list[Path]) -> None:
    for path, word in zip(village, ("Diện tích", "Cỡ"), strict=True):
        translations.update(path)
        written = translations.read(path)
        for entry in written:
            entry.msgstr = word
        written.save(str(path))
        translations.compile_catalogue(path)

    assert translations.faults(village[1]) == [
        "translated otherwise in muctieu/sectors/ponds/: 'Size'"
    ]


def test_no_translation_loses_or_invents_a_placeholder() -> None:
    for entry in translations.read():
        wanted = {match.group() for match in PLACEHOLDER.finditer(entry.msgid)}
        wanted |= {match.group() for match in PLACEHOLDER.finditer(entry.msgid_plural or "")}
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        for text in texts:
            assert {match.group() for match in PLACEHOLDER.finditer(text)} <= wanted, entry.msgid


def test_a_string_in_a_template_is_found_with_its_plural_and_context(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}<p class="x">{% translate "Don\'t (stop)" context "traffic" %}</p>'
        "{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}",
        encoding="utf-8",
    )

    found = [(one.context, one.text, one.plural) for one in translations.read_file(page)]

    assert found == [("traffic", "Don't (stop)", None), (None, "%(n)s row", "%(n)s rows")]


def test_a_string_in_code_is_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('title = _("Doses")\nother = ngettext("a", "b", 2)\n', encoding="utf-8")

    assert [(one.text, one.plural) for one in translations.read_file(module)] == [
        ("Doses", None),
        ("a", "b"),
    ]


@pytest.mark.parametrize("step", ["empty", "fuzzy", "unused", "compiled"])
def test_each_fault_of_a_catalogue_is_named(tmp_path: Path, step: str) -> None:
    path = tmp_path / "django.po"
    catalogue = translations.read()
    first = catalogue[0]
    if step == "empty":
        first.msgstr = ""
    elif step == "fuzzy":
        first.flags.append("fuzzy")
    elif step == "unused":
        catalogue.append(polib.POEntry(msgid="Nobody says this", msgstr="Không ai nói"))
    catalogue.save(str(path))
    if step != "compiled":
        translations.compile_catalogue(path)

    assert len(translations.faults(path)) >= 1


def test_pages_speak_vietnamese() -> None:
    with translation.override("vi"):
        assert translation.gettext("Operations board") == "Bảng điều hành"
        assert translation.gettext("Too many failed login attempts. Try again later.") == (
            "Đăng nhập sai quá nhiều lần. Hãy thử lại sau."
        )
