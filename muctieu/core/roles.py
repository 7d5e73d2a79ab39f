"""Roles: what somebody may do with the registers of their post.

A role is declared here once; a :class:`~muctieu.core.models.Post` gives it to a person for a
unit and all below it, for some registers and for a time (domain guide §5).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from muctieu.core.words import Words


class Action(enum.Enum):
    """What can be done with a register.

    APPROVE is signing for the unit, RECEIVE is taking in what units below hand in.
    """

    READ = "read"
    ENTER = "enter"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    EXPORT = "export"
    ERASE = "erase"
    APPROVE = "approve"
    RECEIVE = "receive"
    LOAD_HISTORY = "load_history"
    CONFIGURE = "configure"


class IdentityLevel(enum.IntEnum):
    """How much of who somebody is may be seen."""

    NONE = 0
    MASKED = 1
    FULL = 2


@dataclass(frozen=True)
class Role:
    """A named set of actions, and how much of an identity comes with reading.

    ``writes`` are registers that it enters, corrects and withdraws from though it enters no other.
    """

    code: str
    title: Words
    actions: frozenset[Action]
    identity: IdentityLevel
    writes: tuple[str, ...] = ()

    def allows(self, action: Action, register: str) -> bool:
        """Whether the role comes with an action on a register."""
        return action in self.actions or (action in _WRITING and register in self.writes)


_WRITING = frozenset({Action.ENTER, Action.CORRECT, Action.WITHDRAW})
_ENTERING = frozenset({Action.READ, Action.ENTER, Action.CORRECT, Action.WITHDRAW, Action.EXPORT})

WARD_CLERK = Role("ward_clerk", _("Ward clerk"), _ENTERING, IdentityLevel.FULL)
SPECIALIST = Role(
    "specialist",
    _("Department specialist"),
    _ENTERING | {Action.RECEIVE},
    IdentityLevel.MASKED,
)
LEADER = Role(
    "leader",
    _("Head of the unit"),
    frozenset({Action.READ, Action.EXPORT, Action.APPROVE}),
    IdentityLevel.NONE,
    # The head of a unit gives work, answers what comes of it, and says who signs in the head's place.
    writes=("plan.task", "plan.task_act", "plan.delegation"),
)
COMPILER = Role(
    "compiler",
    _("Office that compiles"),
    frozenset({Action.READ, Action.EXPORT, Action.RECEIVE}),
    IdentityLevel.NONE,
)
ADMINISTRATOR = Role("administrator", _("Administrator"), frozenset(Action), IdentityLevel.MASKED)

ROLES = {role.code: role for role in (WARD_CLERK, SPECIALIST, LEADER, COMPILER, ADMINISTRATOR)}
