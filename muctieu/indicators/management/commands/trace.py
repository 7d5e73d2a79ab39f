"""``mt trace CODE``: the records behind a figure, one a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser

from muctieu.core.commands import Command as House
from muctieu.core.days import today
from muctieu.core.units import names_on
from muctieu.indicators.ask import Question, trace
from muctieu.indicators.cells import Traced
from muctieu.indicators.management.commands.figure import QUESTION_WORDS, add_question
from muctieu.indicators.spoken import question_said

_PAGE = 20_000


def _records(question: Question, side: str) -> Iterator[Traced]:
    first = 0
    while True:
        page = trace(question, side=side, first=first, size=_PAGE)
        yield from page.records
        first += _PAGE
        if first >= page.total:
            return


class Command(House):
    """Print the records behind a figure. No identity is among what is printed."""

    help = "the records behind a figure, one a line"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        add_question(parser)
        parser.add_argument("--side", choices=("top", "bottom"), default="top")

    def act(self, **options: Any) -> None:
        question = question_said(today=today(), **{name: options[name] for name in QUESTION_WORDS})
        names = names_on(question.as_of)
        for one in _records(question, options["side"]):
            if options["json"]:
                self.tell({"register": one.register, "id": one.id, "version": one.version,
                           "on": one.on, "unit": one.unit, "rehearsed": one.rehearsed})  # fmt: skip
            else:
                place = names.get(one.unit, f"@{one.unit}")
                self.stdout.write(f"{one.register} {one.id} · {one.on:%d/%m/%Y} · {place}")
