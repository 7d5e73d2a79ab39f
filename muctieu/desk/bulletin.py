"""“Chép tin nhắn”: a board or a figure as five lines for the chat group, at the page's own address.

What goes into a chat goes to everybody: a request for ``?dang=tinnhan`` is answered as if nobody
were signed in (``desk.audience``), so small counts of people are hidden and parts rounded. Every
figure stands with the days it covers, and the last line is an address that shows the same
figures later: it names the update they were read at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muctieu.desk.shown import Shown, Tile, days, money_word, shown
from muctieu.desk.takeaway import FORM, MESSAGE

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muctieu.desk.band import Band
    from muctieu.desk.boarding import Board, GoalShown
    from muctieu.desk.clocks import Clock
    from muctieu.desk.questions import Addresses
    from muctieu.indicators.question import Answer, Figure

LINES = 5
_OF_A_GOAL = 3
_PARTS = 3
_ROUNDED = gettext_lazy("rounded to five")


@dataclass(frozen=True)
class Bulletin:
    """A message: what it is about, at most three lines of figures, and where they are shown."""

    head: str
    told: Sequence[str]
    address: str

    def __post_init__(self) -> None:
        if len(self.told) > LINES - 2:
            raise ValueError("a bulletin has five lines")

    @property
    def text(self) -> str:
        """The lines; none of them is broken by what a title says."""
        lines = (self.head, *self.told, self.address)
        return "\n".join(" ".join(line.split()) for line in lines) + "\n"


def bulletin_url(request: HttpRequest) -> str:
    """The address of this page as a message."""
    query = request.GET.copy()
    query.pop("trang", None)
    query[FORM] = MESSAGE
    return f"?{query.urlencode()}"


def as_plain_text(bulletin: Bulletin) -> HttpResponse:
    """The message as a page of plain text: to be read, selected and copied without a script."""
    return HttpResponse(bulletin.text, content_type="text/plain; charset=utf-8")


def board_bulletin(
    request: HttpRequest, board: Board, *, place: str, clock: Clock, band: Band | None
) -> Bulletin:
    """The board of a unit: what it says of each goal, and how its targets stand."""
    told = [_goal_line(goal) for goal in board.goals if goal.tiles]
    return Bulletin(
        _head(place, clock, band), [*told, *_targets_line(board)], _address(request, clock)
    )


def _goal_line(goal: GoalShown) -> str:
    return f"{goal.title}: {'; '.join(_said(one) for one in goal.tiles[:_OF_A_GOAL])}"


def _said(one: Tile) -> str:
    """A figure with its unit and its days: "Người đã tiêm: 9.000 người (đến 04/12/2021)"."""
    aside = [one.when, str(_ROUNDED) if one.figure.rounded else ""]
    return f"{one.label}: {_value(one.figure)} ({', '.join(filter(None, aside))})"


def _targets_line(board: Board) -> Iterator[str]:
    if board.claim is not None and board.claim.counted:
        counted = (f"{state.word} {count}" for state, count in board.claim.counted)
        yield _("Targets of the year: %(states)s") % {"states": ", ".join(counted)}


def indicator_bulletin(
    request: HttpRequest,
    answer: Answer,
    parts: Answer | None,
    addresses: Addresses,
    *,
    place: str,
    clock: Clock,
    band: Band | None,
) -> Bulletin:
    """One figure: its value, what is still missing from it, and its largest parts by unit."""
    figure = answer.figure
    value = figure.missing or _value(_in_millions(figure, addresses))
    aside = [days(figure.window), str(_ROUNDED) if figure.rounded else ""]
    told = [f"{figure.title}: {value} ({', '.join(filter(None, aside))})"]
    if figure.lacking:
        lacking = {"lacking": len(figure.lacking), "owing": figure.owing}
        told.append(_("%(lacking)s of %(owing)s units have not reported") % lacking)
    return Bulletin(
        _head(place, clock, band), [*told, *_largest(parts, addresses)], _address(request, clock)
    )


def _in_millions(figure: Figure, addresses: Addresses) -> Shown:
    return shown(figure, addresses, word=money_word(str(figure.unit_word)))


def _value(one: Shown) -> str:
    return " ".join(filter(None, (one.text, str(one.unit))))


def _largest(answer: Answer | None, addresses: Addresses) -> Iterator[str]:
    known = [one for one in (answer.parts if answer else ()) if one.value is not None]
    if known:
        ranked = sorted(known, key=lambda one: one.value or 0, reverse=True)[:_PARTS]
        listed = "; ".join(f"{one.label} {_in_millions(one, addresses).text}" for one in ranked)
        said = _("The largest by unit: %(parts)s") % {"parts": listed}
        yield f"{said} ({_ROUNDED})" if any(one.rounded for one in ranked) else said


def _head(place: str, clock: Clock, band: Band | None) -> str:
    said = _("%(place)s: happened by %(as_of)s, updated by %(known)s") % {
        "place": place,
        "as_of": clock.as_of_text,
        "known": clock.known_text,
    }
    return " ".join((_("REHEARSAL:"), said)) if band else said


def _address(request: HttpRequest, clock: Clock) -> str:
    """Where the page is, kept to the update that its figures were read at."""
    pinned = replace(clock, known=clock.known.pinned)
    return request.build_absolute_uri(request.path + pinned.query(**dict(clock.kept)))
