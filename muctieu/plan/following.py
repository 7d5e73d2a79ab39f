"""From clause to task: what hangs on each clause of the documents of a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from muctieu.plan.reading import Goal, Plan, Promise, Said
from muctieu.plan.tasks import Given


@dataclass(frozen=True)
class Followed:
    """A clause with its targets and those of its tasks that the reader may see.

    The parts of each task stand behind it.  ``empty`` says whether nothing was made of the clause:
    it was said, and nobody was given it, whoever looks.
    """

    clause: Said
    targets: tuple[Goal, ...]
    tasks: tuple[Given, ...]
    empty: bool


@dataclass(frozen=True)
class FollowedPromise:
    """A document and what became of its clauses."""

    promise: Promise
    clauses: tuple[Followed, ...]


def follow(
    plan: Plan, tasks: Iterable[Given], seen: Iterable[Given]
) -> tuple[FollowedPromise, ...]:
    """The documents of a plan, clause by clause; of ``tasks`` the reader may see ``seen``."""
    shown = {one.record for one in seen}
    by_clause: dict[int, list[Given]] = {}
    parts: dict[int, list[Given]] = {}
    for one in tasks:
        if one.clause is not None:
            by_clause.setdefault(one.clause, []).append(one)
        elif one.parent is not None:
            parts.setdefault(one.parent, []).append(one)
    return tuple(
        FollowedPromise(
            promise,
            tuple(
                _followed(
                    clause,
                    tuple(one for one in promise.targets if one.clause == clause.record),
                    tuple(_with_parts(by_clause.get(clause.record, ()), parts)),
                    shown,
                )
                for clause in promise.clauses
            ),
        )
        for promise in plan.resolutions
    )


def _followed(
    clause: Said, targets: tuple[Goal, ...], tasks: tuple[Given, ...], shown: set[int]
) -> Followed:
    listed = tuple(one for one in tasks if one.record in shown)
    return Followed(clause, targets, listed, empty=not targets and not tasks)


def _with_parts(tasks: Iterable[Given], parts: dict[int, list[Given]]) -> Iterator[Given]:
    for one in tasks:
        yield one
        yield from _with_parts(parts.get(one.record, ()), parts)
