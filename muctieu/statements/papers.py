"""Papers of a day that sectors write: no page and no address here knows which there are.

A sector hands in a :class:`Paper` with :func:`contribute_paper`.  It is made for a unit, a day
and what was known, and comes as a statement: the same for the screen, PDF, Word and Excel.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from muctieu.core.words import Words
from muctieu.indicators.question import Question
from muctieu.registers.clocks import Known
from muctieu.statements.write.document import Sentence, Statement


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a paper is asked for, and the words of whoever asks.

    ``number`` prints a number with so many decimals in the reader's language; ``link`` is where
    the records behind a figure are; ``subtitle`` says the two dates, ``band`` what is printed
    across a paper of rehearsed records.
    """

    agency: str
    unit: int
    as_of: dt.date
    known: Known
    subtitle: Sentence
    band: str
    number: Callable[[int | Fraction, int], str]
    link: Callable[[Question], str]


@dataclass(frozen=True)
class Paper:
    """A paper: who may read ``register`` in a unit may read it."""

    code: str
    title: Words
    register: str
    make: Callable[[Asked], Statement]


_papers: dict[str, Paper] = {}


def contribute_paper(paper: Paper) -> None:
    """Make a paper known. Another one of the same code is refused."""
    if _papers.setdefault(paper.code, paper) != paper:
        raise ValueError(f"two papers are called {paper.code}")


def papers() -> tuple[Paper, ...]:
    """Every paper there is, in the order in which they were handed in."""
    return tuple(_papers.values())


def paper_of(code: str) -> Paper | None:
    """The paper of that code; None where there is none."""
    return _papers.get(code)
