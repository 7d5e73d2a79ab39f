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


def test_a_sector_may_keep_the_words_that_only_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "muctieu" / "sectors" / "trees"
    own = folder / "locale" / "vi" / "LC_MESSAGES" / "django.po"
    own.parent.mkdir(parents=True)
    (folder / "models.py").write_text('_("Felled on")\n_("Unit")\n', encoding="utf-8")
    (tmp_path / "muctieu" / "other.py").write_text('_("Unit")\n', encoding="utf-8")
    monkeypatch.setattr(translations, "HOUSE", tmp_path / "muctieu")
    monkeypatch.setattr(translations, "collect", lambda: COLLECT(tmp_path / "muctieu"))

    assert own in translations.catalogues()
    assert [text for _context, text in translations.wanted_in(own)] == ["Felled on"]
    assert (None, "Unit") in translations.wanted_in(translations.CATALOGUE)


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
