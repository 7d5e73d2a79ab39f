"""One asking for a whole page: every figure of it is read at the same moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from muctieu.desk.asking import answers
from muctieu.desk.clocks import is_counted
from muctieu.indicators.define import Kind, catalogued, indicator_of
from muctieu.indicators.published import Stated, stated
from muctieu.indicators.question import Answer, Figure, Question, Split

if TYPE_CHECKING:
    from muctieu.desk.clocks import Clock
    from muctieu.desk.questions import Addresses


@dataclass
class Asker:
    """Asks figures for one unit with one clock; what was asked once is not asked again."""

    unit: int
    clock: Clock
    addresses: Addresses
    _answers: dict[Question, Answer | None] = field(default_factory=dict)

    def question(
        self, code: str, as_of: dt.date | None = None, split: Split | None = None
    ) -> Question:
        """The question for a code, on the page's day or another."""
        return Question(code, self.unit, as_of or self.clock.as_of, self.clock.known, split=split)

    def by_month(self, code: str) -> Question:
        """The question for a code month by month: what each month brought, or how it stood."""
        within = indicator_of(code).kind is Kind.CUMULATIVE
        return self.question(code, split=Split.WITHIN_MONTH if within else Split.MONTH)

    def ask(self, questions: Iterable[Question]) -> None:
        """Ask these together, as far as anything is known of what they ask."""
        new = [one for one in dict.fromkeys(questions) if one not in self._answers]
        told = [one for one in new if self.can_tell(one.code)]
        self._answers |= dict.fromkeys(new, None) | dict(zip(told, answers(told), strict=True))

    def answer(self, question: Question) -> Answer | None:
        """The answer to a question; None where nothing is known of it."""
        if question not in self._answers:
            self.ask([question])
        return self._answers[question]

    def figure(self, code: str, as_of: dt.date | None = None) -> Figure | None:
        """The figure of a code that has a value, on the page's day or another."""
        answer = self.answer(self.question(code, as_of))
        return answer.figure if answer and answer.figure.value is not None else None

    def can_tell(self, code: str) -> bool:
        """Whether a register counts it or somebody declared it."""
        return code in self.declared_codes or catalogued(code) is not None

    @cached_property
    def declared(self) -> list[Stated]:
        """Everything declared for the unit, as known."""
        return stated(self.clock.known, units=[self.unit])

    @cached_property
    def declared_codes(self) -> frozenset[str]:
        """The codes of what was declared."""
        return frozenset(one.code for one in self.declared)

    @property
    def year_end(self) -> dt.date:
        """The last day of the year that the page's day lies in."""
        return dt.date(self.clock.as_of.year, 12, 31)

    def told_at(self, one: Stated) -> str:
        """Where a declared figure is told: its trace, or the page that sets it beside a count."""
        view = "desk:indicator" if is_counted(one.code) else "desk:trace"
        return self.addresses.of(self.question(one.code, one.as_of), view)
