"""A figure in the course of being understood."""

from dataclasses import dataclass, field

from muctieu.statements.read.frame import Before, Span
from muctieu.statements.read.scan.tokens import Token


@dataclass(slots=True)
class Figure:
    """A figure in the course of being understood; offsets are those of the normalised text."""

    token: Token
    start: int
    end: int
    before: Before
    sentence: int
    relation: str = "absolute"
    negative: bool = False
    base: str | None = None
    base_kind: str | None = None
    base_span: Span | None = None
    qualifier: str | None = None
    status: str = "actual"
    readings: list[tuple[str, float]] = field(default_factory=list)
    rule: str = ""
    gap: str = ""
    phrase: str = ""
    inherited: bool = False
    subject: str = ""
    complement: str = ""
    topic: str | None = None
    place: str | None = None  # the unit of administration it speaks of, as the text names it
    in_cell: tuple[int, int, int] | None = None  # table, row, column; offsets are the original's

    @property
    def unit(self) -> str | None:
        """Return the unit as shown."""
        return self.token.quantity.unit if self.token.quantity else None

    @property
    def is_percent(self) -> bool:
        """Return whether the figure is printed in percent."""
        quantity = self.token.quantity
        return quantity is not None and quantity.unit_kind == "percent"


def set_relation(
    figure: Figure, relation: str, rule: str, rivals: tuple[tuple[str, float], ...] = ()
) -> None:
    figure.relation, figure.rule = relation, rule
    figure.readings = list(rivals) or [(relation, 1.0)]
