"""The board as a one-page report: every number a cited figure that leads to its records."""

from __future__ import annotations

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
    Statement,
    Table,
)

if TYPE_CHECKING:
    from muctieu.desk.band import Band
    from muctieu.desk.boarding import Compared, Goal, TargetLine
    from muctieu.desk.clocks import Clock
    from muctieu.desk.shown import Shown, Tile


def board_statement(
    *,
    place: str,
    clock: Clock,
    theme: str,
    goals: list[Goal],
    targets: list[TargetLine],
    compared: list[Compared],
    band: Band | None,
) -> Statement:
    """The report of a unit by the page's dates. A rehearsal is printed across it."""
    band_text = f"{_('REHEARSAL:')} {band.sentence}" if band else ""
    return Statement(
        agency=settings.AGENCY or place,
        title=(Name(_("Report on the results of the year %(year)s") % {"year": clock.as_of.year}),),
        subtitle=(Name(_subtitle(clock)),),
        band=band_text,
        blocks=tuple(_blocks(theme, goals, targets, compared)),
        foot=(Name(_("Each number leads to its records; made by the system Mục tiêu.")),),
    )


def _subtitle(clock: Clock) -> str:
    return _("What had happened by %(as_of)s, updated by %(known)s") % {
        "as_of": format_date_long(clock.as_of),
        "known": clock.known_text,
    }


def _blocks(
    theme: str, goals: list[Goal], targets: list[TargetLine], compared: list[Compared]
) -> list[Block]:
    blocks: list[Block] = []
    if theme:
        blocks.append(_theme(theme))
    blocks += [_goal(goal) for goal in goals]
    if targets:
        blocks.append(_targets(targets))
    if compared:
        blocks.append(_compared(compared))
    return blocks


def _theme(theme: str) -> Block:
    return Paragraph((Plain(_("Theme of the year") + ": "), Name(theme)))


def _cited(figure: Shown, key: str) -> Sentence:
    """A figure as a citation; what is not known is said in words, without a number."""
    if not figure.known or not figure.url:
        return (Name(figure.text),)
    return (Cited(key=key, text=figure.text, link=figure.url, meaning=figure.said),)


def _goal(goal: Goal) -> Table:
    tiles = [*([goal.first] if goal.first else []), *goal.then]
    return Table(
        caption=(Name(goal.title),),
        head=tuple((Plain(one),) for one in (_("Figure"), _("Value"), _("Days covered"))),
        rows=tuple(_tile(goal, place, one) for place, one in enumerate(tiles)),
    )


def _tile(goal: Goal, place: int, one: Tile) -> tuple[Sentence, ...]:
    value = (*_cited(one.figure, f"{goal.title}/{place}"), Name(f" {one.unit}"))
    return ((Name(one.label),), value, (Name(one.when),))


def _targets(targets: list[TargetLine]) -> Table:
    heads = (_("Target"), _("Plan"), _("Whole year, estimate"), _("Share of plan"), _("Result"))
    return Table(
        caption=(Name(_targets_caption(targets)),),
        head=tuple((Plain(one),) for one in heads),
        rows=tuple(
            (
                (Name(f"{one.title}, {one.word}" if one.word else one.title),),
                _cited(one.plan, f"target/{one.number}/plan"),
                _cited(one.year, f"target/{one.number}/year"),
                (Name(one.share or "–"),),
                (Name(one.state.word),),
            )
            for one in targets
            if one.bar or one.year.known
        ),
    )


def _targets_caption(targets: list[TargetLine]) -> str:
    in_words = sum(not (one.bar or one.year.known) for one in targets)
    said = _("Main targets of the year (assumed: no document read here names them)")
    if not in_words:
        return said
    return said + _("; %(count)s more are in words, not enough to tell") % {"count": in_words}


def _compared(compared: list[Compared]) -> Table:
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
