"""The labelled sentences and their reader; see README.md beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RELATIONS = {
    "abs": "absolute",
    "pop": "percent_of_plan",
    "over": "over_plan",
    "gr": "growth",
    "idx": "index_vs_previous",
    "sh": "share",
    "ratio": "ratio",
    "rank": "rank",
    "mul": "multiple",
    "chg": "change",
    "rate": "rate",
    "score": "score",
    "pair": "pair",
}
_QUALIFIERS = {"<": "just_below", ">": "above", "~": "about", ">=": "at_least", "<=": "below"}
_STATUSES = {"e": "estimate", "p": "plan"}
_MARK = re.compile(r"\[([^\[\]|]*(?:\|[^\[\]|]*){3,4})\]|\{([^{}|]*)\|([^{}|]*)\}")


@dataclass(frozen=True)
class Label:
    """A labelled figure."""

    start: int
    end: int
    value: str
    unit: str | None
    relation: str
    qualifier: str | None
    status: str


@dataclass(frozen=True)
class OtherLabel:
    """A labelled number that is no figure."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Sentence:
    """A sentence with its labels."""

    text: str
    figures: tuple[Label, ...]
    others: tuple[OtherLabel, ...]


def kinds() -> list[str]:
    """Return the kinds of text in the corpus."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.txt"))


def sentences(kind: str) -> Iterator[Sentence]:
    """Yield the labelled sentences of one kind."""
    for line in (Path(__file__).parent / f"{kind}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield parsed(line.replace("\\n", "\n"))


def parsed(line: str) -> Sentence:
    """Take the labels out of a marked sentence."""
    text, position = "", 0
    figures: list[Label] = []
    others: list[OtherLabel] = []
    for found in _MARK.finditer(line):
        text += line[position : found.start()]
        start = len(text)
        if found[1] is None:
            text += found[2]
            others.append(OtherLabel(start, len(text), found[3]))
        else:
            surface, value, unit, relation, *flags = found[1].split("|")
            text += surface
            figures.append(_label(start, len(text), value, unit, relation, flags))
        position = found.end()
    return Sentence(text + line[position:], tuple(figures), tuple(others))


def _label(start: int, end: int, value: str, unit: str, relation: str, flags: list[str]) -> Label:
    names = flags[0].split(",") if flags else []
    qualifier = next((_QUALIFIERS[name] for name in names if name in _QUALIFIERS), None)
    status = next((_STATUSES[name] for name in names if name in _STATUSES), "actual")
    shown = None if unit == "-" else unit
    return Label(start, end, value, shown, RELATIONS[relation], qualifier, status)
