"""The values the reader returns: claims, other numbers, findings, and the text they stand in.

Words of the contract (relations, qualifiers, statuses, kinds) are explained in docs/reader.md.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a figure, with its weight before any arithmetic (0 to 1)."""

    relation: str
    weight: float


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure of the text: what is printed, what it says, and about what.

    `start` and `end` count code points of the original text, end exclusive.  `value` is the
    printed magnitude in the printed unit; `low` and `high` are the interval that the qualifier
    and the printed precision leave open (None: unbounded).  `place` is the unit of administration
    that the text gives the figure for, as it names it (None: the text's own unit).
    """

    id: str
    start: int
    end: int
    text: str
    value: str
    unit: str | None
    low: str | None
    high: str | None
    qualifier: str | None
    relation: str
    base: str | None
    subject: str
    topic: str | None
    indicator: str | None
    as_of: str | None
    period: str | None
    status: str
    rule: str
    readings: tuple[Reading, ...]
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """A number that is no figure: a date, a document number, the digit of a name."""

    start: int
    end: int
    text: str
    kind: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict on one or more claims, with the formula spelt out in both languages.

    verdict: agrees, explained, differs, cannot_check ("chưa đủ căn cứ").  `chance` is the
    probability that figures drawn at random would fit as well; None where it has no meaning.
    `link` is the address of the house's own records behind the expected value.
    """

    kind: str
    verdict: str
    claims: tuple[str, ...]
    printed: str | None
    expected: str | None
    chance: float | None
    vi: str
    en: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader of the result must know about the text as a whole."""

    kind: str
    vi: str
    en: str


# Verdicts by their weight: the first of those on a figure is the one that marks it.
GRAVEST = ("differs", "cannot_check", "agrees", "explained")


@dataclass(frozen=True, slots=True)
class Report:
    """Everything read from one text."""

    text: str
    text_sha256: str
    claims: tuple[Claim, ...]
    others: tuple[Other, ...]
    findings: tuple[Finding, ...]
    notices: tuple[Notice, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the report in the form of docs/schema/claims.json (without the text)."""
        return {
            "text_sha256": self.text_sha256,
            "claims": [dataclasses.asdict(claim) for claim in self.claims],
            "others": [dataclasses.asdict(other) for other in self.others],
            "findings": [dataclasses.asdict(finding) for finding in self.findings],
            "notices": [dataclasses.asdict(notice) for notice in self.notices],
        }

    def by_weight(self) -> list[Finding]:
        """Return the findings as people read them: contradictions first, what fits last."""
        return sorted(self.findings, key=lambda finding: GRAVEST.index(finding.verdict))

    @property
    def differs(self) -> bool:
        """Return whether some finding contradicts the text."""
        return any(finding.verdict == "differs" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a table cell stands: the heads of its row and its columns, outermost first."""

    table: int
    row: int
    column: int
    row_head: str
    column_heads: tuple[str, ...]
    caption: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the original text that belongs together.

    kind: prose, item (of a list), heading, cell (of a table, with its heads).
    """

    start: int
    end: int
    kind: str
    cell: Cell | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text as loaded: its characters, and its blocks when the file told them."""

    text: str
    blocks: tuple[Block, ...] | None = None
    name: str = ""
    notices: tuple[Notice, ...] = ()


class Unreadable(Exception):
    """The file or text cannot be read; `vi` and `en` say why and what to do, in one sentence."""

    def __init__(self, kind: str, vi: str, en: str) -> None:
        super().__init__(vi)
        self.kind = kind
        self.vi = vi
        self.en = en
