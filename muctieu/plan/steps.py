"""The way of a report: figures checked, signed, handed in, sent back or received, locked, sent on.

One table says from where each step leads where, who takes it and whether it needs a reason.
Pages offer what it allows, and the write path refuses everything else (``plan.report_watch``).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from muctieu.core.roles import Action
from muctieu.core.words import Words
from muctieu.plan.report_models import ReportState

S = ReportState


class Move(enum.StrEnum):
    """A step of a report, as change sets name it."""

    CHECK = "report-check"
    SIGN = "report-sign"
    HAND_IN = "report-hand-in"
    RETURN = "report-return"
    RECEIVE = "report-receive"
    LOCK = "report-lock"
    SEND = "report-send"
    UNLOCK = "report-unlock"


@dataclass(frozen=True)
class Step:
    """What a move is called, from where it leads where, and who takes it.

    ``before`` holds None for a report that has not been begun.  ``by_receiver`` is true for what
    the unit does that the report goes to.
    """

    title: Words
    before: frozenset[ReportState | None]
    after: ReportState
    action: Action
    by_receiver: bool = False
    reason: bool = False


STEPS: dict[Move, Step] = {
    Move.CHECK: Step(
        _("Figures are checked"), frozenset({None, S.RETURNED, S.UNLOCKED}), S.CHECKED,
        Action.ENTER,
    ),
    Move.SIGN: Step(
        _("Approve and sign"), frozenset({S.CHECKED, S.SIGNED_ONCE}), S.APPROVED, Action.APPROVE
    ),
    Move.HAND_IN: Step(
        _("Hand in"), frozenset({S.APPROVED}), S.HANDED_IN, Action.ENTER
    ),
    Move.RETURN: Step(
        _("Send back"), frozenset({S.HANDED_IN, S.RECEIVED}), S.RETURNED, Action.RECEIVE,
        by_receiver=True, reason=True,
    ),
    Move.RECEIVE: Step(
        _("Receive"), frozenset({S.HANDED_IN}), S.RECEIVED, Action.RECEIVE, by_receiver=True
    ),
    Move.LOCK: Step(
        _("Lock the period"), frozenset({S.RECEIVED}), S.LOCKED, Action.RECEIVE, by_receiver=True
    ),
    Move.SEND: Step(
        _("Send to the superior"), frozenset({S.LOCKED}), S.SENT, Action.RECEIVE,
        by_receiver=True,
    ),
    Move.UNLOCK: Step(
        _("Unlock"), frozenset({S.LOCKED, S.SENT}), S.UNLOCKED, Action.APPROVE,
        by_receiver=True, reason=True,
    ),
}  # fmt: skip
LOCKED = (S.LOCKED, S.SENT)
# States in which the unit has done its part: one unlocked it did not hand in too late by that.
HANDED = (S.HANDED_IN, S.RECEIVED, S.LOCKED, S.SENT, S.UNLOCKED)


def after(state: ReportState | None, move: Move, signatures: int) -> ReportState | None:
    """Where ``move`` leads from ``state`` under a regime of so many signatures; None: nowhere."""
    step = STEPS[move]
    if state not in step.before:
        return None
    if move is Move.SIGN and state is S.CHECKED and signatures > 1:
        return S.SIGNED_ONCE
    return step.after


def moves_from(state: ReportState | None) -> tuple[Move, ...]:
    """The moves that a report in ``state`` allows, whoever takes them."""
    return tuple(move for move, step in STEPS.items() if state in step.before)
