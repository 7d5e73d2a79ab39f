"""``mt why CODE``: why a figure changed between two points, in parts that add up."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from muctieu.core.commands import Command as House
from muctieu.core.days import today
from muctieu.core.said import both
from muctieu.indicators.question import Figure
from muctieu.indicators.spoken import exact, point_said, reason_told, unit_in_both, why_told
from muctieu.indicators.why import explain


def _end(figure: Figure) -> str:
    """A line at a terminal says both languages, as nobody there has chosen one."""
    if figure.value is None:
        return both(lambda: _("missing: %(why)s") % {"why": figure.missing})
    return f"{exact(figure.value)} {unit_in_both(figure)}"


class Command(House):
    """Print the reasons of a change. No identity is among what is printed."""

    help = "why a figure changed between two days, as known at two times"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("code", help="code of the figure, such as vaccination.second_doses")
        parser.add_argument(
            "--unit", help="name or code of a unit, or @id; the whole area if left out"
        )
        point = "day[,known[,map]]: 04/12/2021,05/12/2021 or 04/12/2021,#12"
        parser.add_argument("--from", dest="before", required=True, help=point)
        parser.add_argument("--to", dest="after", required=True, help=point)
        parser.add_argument(
            "--place", help="another place to count for, where the figure has several"
        )

    def act(self, **options: Any) -> None:
        words = {name: options[name] for name in ("unit", "place")}
        before, after = (
            point_said(options["code"], options[name], today=today(), **words)
            for name in ("before", "after")
        )
        why = explain(before, after)
        if options["json"]:
            self.tell(why_told(why))
            return
        self.stdout.write(f"{_end(why.before)} → {_end(why.after)}")
        for part in why.parts:
            self.stdout.write(f"  {both(partial(reason_told, part))}")
