"""What every command of the product is built on: a log line, one outcome, one sentence on failure."""

from __future__ import annotations

import abc
import json
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError, CommandParser

from muctieu.core.models import User

log = structlog.get_logger(__name__)


class Command(BaseCommand, abc.ABC):
    """A thin command: parse, call an action, print the outcome. Refusals become one sentence.

    Subclasses set ``refusals`` to the exceptions whose message is meant for the user.
    """

    refusals: tuple[type[Exception], ...] = (LookupError, ValueError)
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        name = type(self).__module__.rsplit(".", 1)[-1]
        try:
            self.act(**options)
        except self.refusals as refusal:
            log.info("command refused", command=name, reason=type(refusal).__name__)
            raise CommandError(str(refusal)) from refusal
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
        raise LookupError(f"no account {name!r}")
    return user
