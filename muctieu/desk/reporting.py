"""The board as a one-page report: every number a cited figure that leads to its records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from muctieu.kernels.vietnamese.dates import format_date_long
from muctieu.statements.write.document import (
    Block,
    Cited,
    Name,
    Paragraph,
    Plain,
    Sentence,
    Span,
    Statement,
    Table,
)

if TYPE_CHECKING:
    from muctieu.desk.band import Band
    from muctieu.desk.boarding import Board, Compared, GoalShown
    from muctieu.desk.clocks import Clock
    from muctieu.desk.panels import PanelShown
    from muctieu.desk.shown import Shown, Tile
    from muctieu.desk.targets import Claim, TargetLine


def board_statement(board: Board, *, place: str, clock: Clock, band: Band | None) -> Statement:
    """The report of a unit by the page's dates. A rehearsal is printed across it."""
    return Statement(
        agency=settings.AGENCY or place,
        title=(Name(_("Report on the results of the year %(year)s") % {"year": clock.as_of.year}),),
        subtitle=(Name(subtitle_of(clock)),),
        band=printed_band(band),
        blocks=tuple(_blocks(board)),
        foot=(Name(_("Each number leads to its records; made by the system Mục tiêu.")),),
    )


def printed_band(band: Band | None) -> str:
    """What is printed across a paper of rehearsed records; nothing across another."""
    return f"{_('REHEARSAL:')} {band.sentence}" if band else ""


def subtitle_of(clock: Clock) -> str:
    """The two dates, as they stand below the title of a paper."""
    return _("What had happened by %(as_of)s, updated by %(known)s") % {
        "as_of": format_date_long(clock.as_of),
        "known": clock.known_text,
    }


def _blocks(board: Board) -> Iterator[Block]:
    if board.plan.theme:
        yield _theme(board.plan.theme)
    if board.without_plan:
        yield Paragraph((Name(board.without_plan),))
    yield from (_goal(goal) for goal in board.goals if goal.first)
    if board.targets:
        yield _targets(board.targets)
    if board.claim:
        yield Paragraph(_claim(board.claim))
    yield from (_panel(panel) for panel in board.panels)
    if board.compared:
        yield _compared(board.compared)


def _theme(theme: str) -> Block:
    return Paragraph((Plain(_("Theme of the year") + ": "), Name(theme)))


def _cited(figure: Shown, key: str) -> Sentence:
    """A figure as a citation; what is not known is said in words, without a number."""
    if not figure.known or not figure.url:
        return (Name(figure.text),)
    return (
        Cited(
            key=key, text=figure.text, link=figure.url, meaning=figure.said, value=figure.value,
            origin=figure.origin or "office", unit=figure.unit, as_of=figure.as_of,
            status=figure.status,
        ),
    )  # fmt: skip


def _goal(goal: GoalShown) -> Table:
    return Table(
        caption=(Name(goal.title),),
        head=tuple((Plain(one),) for one in (_("Figure"), _("Value"), _("Days covered"))),
        rows=tuple(_tile(goal, place, one) for place, one in enumerate(goal.tiles)),
    )


def _tile(goal: GoalShown, place: int, one: Tile) -> tuple[Sentence, ...]:
    value = (*_cited(one.figure, f"{goal.title}/{place}"), Name(f" {one.unit}"))
    return ((Name(one.label),), value, (Name(one.when),))


def _targets(targets: tuple[TargetLine, ...]) -> Table:
    heads = (
        _("Target"), _("Plan"), _("Cumulative"), _("Whole year, declared"), _("Share of plan"),
        _("Result"),
    )  # fmt: skip
    return Table(
        caption=(Name(_targets_caption(targets)),),
        head=tuple((Plain(one),) for one in heads),
        rows=tuple(
            (
                (Name(f"{one.title}, {one.word}" if one.word else one.title),),
                _cited(one.plan, f"target/{one.number}/plan"),
                _cited(one.done, f"target/{one.number}/done"),
                _cited(one.year, f"target/{one.number}/year"),
                (Name(one.share or "–"),),
                (Name(one.state.word),),
            )
            for one in targets
        ),
    )


def _targets_caption(targets: tuple[TargetLine, ...]) -> str:
    if any(one.assumed for one in targets):
        return _("Main targets of the year (assumed: no document read here names them)")
    return _("Main targets of the year")


def _claim(claim: Claim) -> Sentence:
    """The honest count, then what a text claims: the second is not made the first."""
    said: list[Span] = [Plain(_("Worked out here") + ": ")]
    said.append(Name("; ".join(f"{state.word}: {count}" for state, count in claim.counted)))
    if claim.assumed:
        said.append(Name(" " + _("(%(count)s by an assumed finding)") % {"count": claim.assumed}))
    said.append(Plain(". "))
    if claim.claimed and claim.out_of:
        said.append(Name(_("Stated by %(document)s") % {"document": claim.document} + ": "))
        said += [
            *_cited(claim.claimed, "claim/met"),
            Plain("/"),
            *_cited(claim.out_of, "claim/all"),
        ]
        said.append(Plain("."))
    return tuple(said)


def _panel(panel: PanelShown) -> Table:
    caption = f"{panel.title} ({panel.aside})" if panel.aside else panel.title
    return Table(
        caption=(Name(caption),),
        head=tuple((Name(one),) for one in (panel.first, *panel.headings)),
        rows=tuple(
            (
                (Name(f"{row.name}, {row.unit}" if row.unit else row.name),),
                *(
                    _cited(one, f"{panel.key}/{at}/{place}")
                    for place, (_heading, one) in enumerate(row.cells)
                ),
            )
            for at, row in enumerate(panel.rows)
        ),
    )


def _compared(compared: tuple[Compared, ...]) -> Table:
    heads = (_("Figure"), _("Published"), _("Counted"), _("Check"))
    return Table(
        caption=(Name(_("Published figures beside what the registers give for the same day")),),
        head=tuple((Plain(one),) for one in heads),
        rows=tuple(
            (
                (Name(f"{one.title}, {one.as_of}"),),
                _cited(one.published, f"compared/{place}/published"),
                _cited(one.counted, f"compared/{place}/counted"),
                (Name(one.word.word),),
            )
            for place, one in enumerate(compared)
        ),
    )
