"""``mt help``: every command and every option of it, in both languages, and nothing more."""

from __future__ import annotations

import argparse

import pytest
from django.core.management import get_commands, load_command_class

from muctieu.__main__ import main as run
from muctieu.project.manual import ENTRIES, Entry, entry_of, main
from muctieu.statements.read.__main__ import _parser as reader

# Started by mt up itself, or of use to developers only: CONTRIBUTING tells of them.
INNER = {"prepare", "work", "translations", "article", "migrate"}
# Django gives these to every command of its own.
DJANGOS = {"help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color",
           "force_color", "skip_checks"}  # fmt: skip


def commands() -> dict[str, str]:
    return {
        name: app
        for name, app in get_commands().items()
        if app.startswith("muctieu.") and name not in INNER
    }


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    return {
        action.option_strings[-1]
        for action in parser._actions
        if action.option_strings and action.dest not in DJANGOS
    }


def told(name: str) -> set[str]:
    entry = entry_of(name)
    assert entry is not None, f"{name} is in no manual"
    return {option.written.split()[0] for option in entry.options}


def test_every_command_tells_every_option_it_takes() -> None:
    for name, app in commands().items():
        parser = load_command_class(app, name).create_parser("mt", name)
        assert told(name) == options_of(parser), name
    assert told("read") == options_of(reader()) - {"--help"}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_everything_is_said_in_both_languages(
    entry: Entry, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([entry.name]) == 0
    page = capsys.readouterr().out
    for one in (entry, *entry.options):
        assert one.vi in page
        assert one.en in page
        assert one.vi != one.en


def test_an_unknown_command_is_told_in_both_languages_what_there_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["nonsense"]) == 2

    said = capsys.readouterr().err
    assert "Không có lệnh “nonsense”" in said
    assert "There is no command “nonsense”" in said
    assert "figure" in said


def test_asking_a_command_for_help_opens_its_page_of_the_manual(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["figure", "--help"]) == 0
    assert "--as-of" in capsys.readouterr().out
