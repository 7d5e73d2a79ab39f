"""``mt figure CODE``: one figure, with its window, clocks, status, origin and records."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from muctieu.core.commands import Command as House
from muctieu.core.days import today
from muctieu.core.said import both, in_both
from muctieu.indicators.ask import Figure, ask
from muctieu.indicators.spoken import figure_told, incomplete, question_said, unit_in_both
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.kernels.vietnamese.numbers import format_number


def add_question(parser: CommandParser) -> None:
    """The words in which ``figure`` and ``trace`` are told a question."""
    parser.add_argument("code", help="code of the figure, such as vaccination.second_doses")
    parser.add_argument("--unit", help="name or code of a unit, or @id; the whole area if left out")
    parser.add_argument(
        "--as-of", help="what happened up to this day, 04/12/2021; today if left out"
    )
    parser.add_argument(
        "--known", help="as known on a day or after an update (#123); now if left out"
    )
    parser.add_argument("--since", help="first day, where it is not the figure's own")
    parser.add_argument("--place", help="another place to count for, where the figure has several")
    parser.add_argument("--denominator", help="another denominator of the ledger")
    parser.add_argument(
        "--map", dest="map_day", help="restate to the units of this day; as it was if left out"
    )
    parser.add_argument(
        "--formula", help="by the formula of this number; by the one in force if left out"
    )
    parser.add_argument(
        "--status", help="what was stated for the year: plan, estimate, preliminary, official"
    )


QUESTION_WORDS = (
    "code", "unit", "as_of", "known", "since", "place", "denominator", "map_day", "formula", "status",
)  # fmt: skip


# A line at a terminal says both languages, as nobody there has chosen one.
_STATUS = {
    "plan": "kế hoạch / plan",
    "estimate": "ước / estimate",
    "preliminary": "sơ bộ / preliminary",
    "official": "chính thức / official",
    "actual": "thực hiện / actual",
}
_ORIGIN = {
    "office": "hồ sơ của cơ quan / office",
    "rehearsal": "diễn tập / rehearsal",
    "published": "đã công bố / published",
    "mixed": "nhiều nguồn / mixed",
}


def _line(figure: Figure) -> str:
    """A figure on one line for people."""
    if figure.value is None:
        value = f"không có số / missing: {_again(figure.missing)}"
    else:
        places = 0 if figure.value.denominator == 1 else 2
        value = f"{format_number(figure.value, places)} {unit_in_both(figure)}"
    first = format_date(figure.window.first) if figure.window.first else "…"
    days = f"{first} – {format_date(figure.window.last)}"
    sides = (
        f" = {figure.numerator} / {figure.denominator}" if figure.denominator is not None else ""
    )
    part = f"{figure.label}: " if figure.label else ""
    told = [
        days,
        _known(figure),
        _STATUS[figure.status],
        _ORIGIN[figure.origin],
        both(lambda: " · ".join(_restated(figure))),
        both(lambda: incomplete(figure)),
    ]
    told = [*filter(None, told), f"#{figure.position}"]
    return f"{part}{value}{sides} · {' · '.join(told)}"


def _again(sentence: str) -> str:
    """A sentence that was said already, in both languages where it remembers them."""
    return " / ".join(dict.fromkeys(in_both(ValueError(sentence))))


def _known(figure: Figure) -> str:
    """As known when, where that was asked; what is known now needs no word."""
    said = figure.known.said
    return both(lambda: _("as known by %(known)s") % {"known": said}) if said else ""


def _restated(figure: Figure) -> list[str]:
    """What has to be said of a figure on another day's map."""
    if figure.question.map is None:
        return []
    said = [_("on the map of %(day)s") % {"day": format_date(figure.question.map)}]
    if figure.apportioned:
        said.append(
            _("%(percent)s %% shared out") % {"percent": format_number(figure.apportioned * 100, 1)}
        )
    return said


class Command(House):
    """Print one figure, or its parts with ``--split``."""

    help = "one figure, and where it comes from"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        add_question(parser)
        parser.add_argument("--split", help="unit, month, within_month, or a field")

    def act(self, **options: Any) -> None:
        words = {name: options[name] for name in (*QUESTION_WORDS, "split")}
        answer = ask([question_said(today=today(), **words)])[0]
        if options["json"]:
            told = figure_told(answer.figure)
            if answer.question.split is not None:
                told["parts"] = [figure_told(part) for part in answer.parts]
            self.tell(told)
            return
        for figure in (answer.figure, *answer.parts):
            self.stdout.write(_line(figure))
