"""What every command of the product is built on: a log line, one outcome, one sentence on failure.

A sentence of refusal is said in Vietnamese and in English, for nobody at a terminal has chosen a
language; what goes wrong with words, files and databases is said the same way by every command.
"""

from __future__ import annotations

import abc
import errno
import json
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from muctieu.core.models import User
from muctieu.core.said import gettext as _
from muctieu.core.said import in_both
from muctieu.core.troubles import Trouble, trouble_of

log = structlog.get_logger(__name__)


class Unusable(Exception):
    """The command cannot be carried out as things are; the message says what to do."""


class Command(BaseCommand, abc.ABC):
    """A thin command: parse, call an action, print the outcome. Refusals become one sentence.

    Subclasses set ``refusals`` to the exceptions whose message is meant for the user.
    """

    refusals: tuple[type[Exception], ...] = (LookupError, ValueError)
    requires_system_checks: tuple[str, ...] = ()
    _called_from_command_line: bool

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Words that cannot be read end in a refusal, like everything else."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.called_from_command_line = False
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Run as the command line: sentences on standard error, never the name of an exception."""
        try:
            super().run_from_argv(argv)
        except CommandError as wrong:
            self.stderr.write(_about_words(str(wrong), argv[1]))
            sys.exit(2)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run; from the command line a refusal is its sentence and an exit status."""
        try:
            return super().execute(*args, **options)
        except CommandError as stop:
            if not self._called_from_command_line or options["traceback"]:
                raise
            if str(stop):
                self.stderr.write(str(stop))
            sys.exit(stop.returncode)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        name = type(self).__module__.rsplit(".", 1)[-1]
        told: tuple[type[Exception], ...] = (*self.refusals, Unusable, OSError, DatabaseError)
        try:
            self.act(**options)
        except told as refusal:
            log.info("command refused", command=name, reason=type(refusal).__name__)
            raise CommandError(_both_lines(explained(refusal))) from refusal
        log.info("command done", command=name)

    @abc.abstractmethod
    def act(self, **options: Any) -> None:
        """Do what the command is for."""

    def tell(self, value: Any) -> None:
        """Print one value as JSON on the answer's stream."""
        self.stdout.write(json.dumps(value, ensure_ascii=False, default=str))

    def progress(self, sentence: str) -> None:
        """Print how far it is on the other stream: standard output is only the answer."""
        self.stderr.write(sentence)


def user_named(name: str | None) -> User | None:
    """The account a command acts for; None for the machine's own administrator."""
    if name is None:
        return None
    user = User.objects.filter(username=name).first()
    if user is None:
        raise LookupError(_("There is no account “%(name)s”.") % {"name": name})
    return user


def _both_lines(refusal: Exception) -> str:
    """A refusal in Vietnamese, and below it in English where that is something else."""
    vietnamese, english = in_both(refusal)
    return vietnamese if vietnamese == english else f"{vietnamese}\n{english}"


# ------------------------------------------------------------------ files and databases


def explained(refusal: Exception) -> Exception:
    """The refusal itself, or the sentence for what a system says in its own words."""
    if isinstance(refusal, DatabaseError):
        return _about_database(refusal)
    if isinstance(refusal, OSError) and refusal.errno is not None:
        return _about_file(refusal)
    return refusal


def _about_file(error: OSError) -> Unusable:
    named = {"file": error.filename or "–", "why": error.strerror or ""}
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return Unusable(_("There is no file or folder “%(file)s”.") % named)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Unusable(_("“%(file)s” may not be read or written by this account.") % named)
    if error.errno == errno.EISDIR:
        return Unusable(_("“%(file)s” is a folder, not a file.") % named)
    if error.errno == errno.ENOSPC:
        return Unusable(_("The disk is full. Make room and try again."))
    return Unusable(_("“%(file)s” could not be read or written: %(why)s.") % named)


_SAID: dict[Trouble, Callable[[], str]] = {
    Trouble.BUSY: lambda: _("The database is being written by somebody else; try again shortly."),
    Trouble.FULL: lambda: _("The disk is full. Make room and try again."),
    Trouble.FAILING: lambda: _("The disk reports a fault. Look after it, then try again."),
    Trouble.DAMAGED: lambda: _(
        "The database file is damaged. Restore the last backup: mt restore FILE."
    ),
}


def _about_database(error: DatabaseError) -> Exception:
    """What an office can do about it; the error itself where it is a fault of the program."""
    if trouble := trouble_of(error):
        return Unusable(_SAID[trouble]())
    if not _reachable():
        return Unusable(_("The database cannot be opened: %(why)s") % {"why": str(error).strip()})
    if _unprepared():
        return Unusable(
            _(
                "This data folder has not been prepared for this version. Start it once with"
                " python3 mt, or load the example with mt demo."
            )
        )
    raise error


def _reachable() -> bool:
    try:
        connections["default"].ensure_connection()
    except DatabaseError:
        return False
    return True


def _unprepared() -> bool:
    """Whether migrations are waiting in either database."""
    for alias in connections:
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return True
    return False


# ------------------------------------------------------------------ words that cannot be read

_Sentence = Callable[[Sequence[str]], str]
_WORDS: tuple[tuple[str, _Sentence], ...] = (
    (
        r"the following arguments are required: (.+)",
        lambda said: _("Missing: %(words)s.") % {"words": said[0]},
    ),
    (
        r"unrecognized arguments: (.+)",
        lambda said: _("This command does not know: %(words)s.") % {"words": said[0]},
    ),
    (
        r"argument ([^:]+): invalid choice: '?(.*?)'? \(choose from (.+)\)",
        lambda said: (
            _("%(name)s cannot be “%(value)s”; it is one of: %(choices)s.")
            % {"name": said[0], "value": said[1], "choices": said[2].replace("'", "")}
        ),
    ),
    (
        r"argument ([^:]+): invalid \w+ value: '?(.*?)'?",
        lambda said: _("%(name)s cannot be “%(value)s”.") % {"name": said[0], "value": said[1]},
    ),
    (
        r"argument ([^:]+): expected .+",
        lambda said: _("%(name)s needs a value after it.") % {"name": said[0]},
    ),
)


def _about_words(error: str, command: str) -> str:
    """The sentence for words that the parser could not read, and where they are explained."""
    plain = error.removeprefix("Error: ")
    further = _("See mt help %(command)s.") % {"command": command}
    for pattern, sentence in _WORDS:
        found = re.fullmatch(pattern, plain)
        if found:
            plain = sentence(found.groups())
            break
    said = (in_both(Unusable(plain)), in_both(Unusable(further)))
    return "\n".join(f"{one} {more}" for one, more in zip(*said, strict=True))
