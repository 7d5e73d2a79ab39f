"""From clause to task: what hangs on each clause of the documents of a year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from muctieu.plan.reading import Goal, Plan, Promise, Said
from muctieu.plan.tasks import Given


@dataclass(frozen=True)
class Followed:
    """A clause with its targets and its tasks, the parts of each task behind it."""

    clause: Said
    targets: tuple[Goal, ...]
    tasks: tuple[Given, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing was made of the clause: it was said, and nobody was given it."""
        return not self.targets and not self.tasks


@dataclass(frozen=True)
class FollowedPromise:
    """A document and what became of its clauses."""

    promise: Promise
    clauses: tuple[Followed, ...]


def follow(plan: Plan, tasks: Iterable[Given]) -> tuple[FollowedPromise, ...]:
    """The documents of a plan, clause by clause; ``tasks`` are those that the reader may see."""
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
                Followed(
                    clause,
                    tuple(one for one in promise.targets if one.clause == clause.record),
                    tuple(_with_parts(by_clause.get(clause.record, ()), parts)),
                )
                for clause in promise.clauses
            ),
        )
        for promise in plan.resolutions
    )


def _with_parts(tasks: Iterable[Given], parts: dict[int, list[Given]]) -> Iterator[Given]:
    for one in tasks:
        yield one
        yield from _with_parts(parts.get(one.record, ()), parts)
