"""One figure in each of its statuses, side by side: counted to a day, planned, estimated, official.

What registers hold to the day and what somebody declared for the whole year are two figures with
two windows. They stand beside one another, and neither is made to look like the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from muctieu.indicators.ask import ask
from muctieu.indicators.cells import Engine
from muctieu.indicators.question import Figure, Question

STATED = ("plan", "estimate", "preliminary", "official", "actual")


def asked_beside(question: Question) -> list[Question]:
    """The question itself, and for each status what was stated with it for the same year.

    Only the question where it is narrowed by conditions: nobody stated that part.
    """
    asked = [question.whole()]
    if not question.where and question.status is None:
        plain = replace(question.whole(), place=None, denominator=None, since=None)
        asked += [replace(plain, status=status) for status in STATED]
    return asked


def differing(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The first figure, and of the others those that say something of their own.

    What records of one status add up to stands beside it only where it speaks of as much: ten
    months that are preliminary already are not the preliminary figure of eleven.
    """
    own, *others = figures
    said = (own.status, own.window, own.value)
    found = (one for one in others if one.value is not None and _speaks_of_as_much(one, own))
    return (own, *(one for one in found if (one.status, one.window, one.value) != said))


def _speaks_of_as_much(one: Figure, own: Figure) -> bool:
    return one.origin == "published" or one.records == own.records


def beside(question: Question, engine: Engine | None = None) -> tuple[Figure, ...]:
    """The figure of a question, and what was stated with each status for the same year."""
    return differing([answer.figure for answer in ask(asked_beside(question), engine)])
