"""What the scan returns, and what it looks at to the left of a number."""

from dataclasses import dataclass
from decimal import Decimal

from muctieu.statements.read.quantities import Quantity

_REACH_LEFT = 56
_PUNCTUATION = frozenset("()[],;“”\"'")
_OPENINGS = '(“"['


@dataclass(slots=True)
class Token:
    """One number of the text.  kind is "figure" or a kind of model.Other."""

    start: int
    end: int
    kind: str
    value: str | None = None
    quantity: Quantity | None = None
    form: str = "number"  # number, ratio, rank, pair, words, multiple
    second: Decimal | None = None
    rule: str = ""


class Left:
    """What stands before a number: the text since the last token, and its last words."""

    __slots__ = ("_words", "last", "raw_last", "start", "text")

    def __init__(self, text: str, start: int, last: str, words: tuple[str, ...] | None) -> None:
        self.text = text
        self.start = start
        self.raw_last = last
        self.last = last.lower()
        self._words = words

    @property
    def words(self) -> tuple[str, ...]:
        """Return the last words in lower case, the nearest last."""
        if self._words is None:
            raw = self.text.lower().rsplit(None, 5)[-5:]
            self._words = tuple([word.lstrip(_OPENINGS).rstrip(":") for word in raw])
        return self._words


def left_of(text: str, start: int, floor: int) -> Left:
    """Return what stands before `start` in its clause, no further back than `floor`."""
    first = start - _REACH_LEFT
    if first < floor:
        first = floor
    window = text[first:start]
    cut = max(window.rfind("\n"), window.rfind(". "), window.rfind("; ")) + 1
    if cut:
        first, window = first + cut, window[cut:]
    bare = window.rstrip()
    tail = bare[-1:]
    if not tail or tail in _PUNCTUATION:
        return Left(window, first, tail, (tail,) if tail else ())
    return Left(window, first, bare[bare.rfind(" ") + 1 :].lstrip(_OPENINGS).rstrip(":"), None)


def phrase_start(text: str, start: int, phrase: str) -> int:
    """Return where the phrase before the number begins."""
    floor = max(0, start - len(phrase) - 4)
    first = text[floor:start].lower().rfind(phrase.split(" ")[0])
    return floor + first if first >= 0 else start
