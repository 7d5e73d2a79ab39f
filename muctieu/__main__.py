"""The command line: ``muctieu COMMAND`` when installed, ``mt COMMAND`` in a checkout.

Only the standard library is imported here, so that reading a text or asking for help starts at
once; a command that needs the house loads Django.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

SETTINGS = "muctieu.project.settings"


def _manage(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    management = import_module("django.core.management")
    import_module("django").setup()  # the house's own commands are known once its apps are
    if arguments and arguments[0] not in management.get_commands():
        return int(import_module("muctieu.project.manual").unknown(arguments[0]))
    management.execute_from_command_line(["mt", *arguments])
    return 0


def _up(arguments: list[str]) -> int:
    return int(import_module("muctieu.project.serve").up(arguments))


def _serve(arguments: list[str]) -> int:
    return int(import_module("muctieu.project.serve").serve(arguments))


def _read(arguments: list[str]) -> int:
    return int(import_module("muctieu.statements.read.__main__").main(arguments, _house) or 0)


def _house() -> Any:
    """What claims are checked against; only ``read --against`` asks, so only then Django loads."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import_module("django").setup()
    return import_module("muctieu.statements.review.house").house_now()


def _help(words: list[str]) -> int:
    return int(import_module("muctieu.project.manual").main(words))


_LIGHT: dict[str, Callable[[list[str]], int]] = {
    "up": _up,
    "serve": _serve,
    "read": _read,
    "help": _help,
    "-h": _help,
    "--help": _help,
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is what it returns."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or (words[0].startswith("--") and words[0] not in _LIGHT):
        words = ["up", *words]
    if {"-h", "--help"} & set(words[1:]) and words[0] != "manage":
        return _help(words[:1])
    if words[0] in _LIGHT:
        return _LIGHT[words[0]](words[1:])
    if words[0] == "manage":
        words = words[1:]
    return _manage(words)


if __name__ == "__main__":
    sys.exit(main())
