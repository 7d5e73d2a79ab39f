"""Sentences, and the words around a figure: what stands before it, what follows it."""

import re
from dataclasses import dataclass

from muctieu.statements.read.letters import LOWER, UPPER
from muctieu.statements.read.vocabulary import Cue, cues, last_words

_SENTENCE_END = re.compile(
    rf"(?<!\bTP)(?<!\bTp)(?<!\bTS)(?<!\bThS)(?<!\bBS)(?<!\bGS)(?<![ .(][{UPPER}])"
    rf"(?:[.!?…]+[\"”’)]*(?=\s+[\"“(\[•+*-]*\s?[{UPPER}\d])|(?<=[{LOWER}\d%])\.(?=[{UPPER}][{LOWER}]))|\n+"
)
_WORD = re.compile(r"[^\W_][\w.-]*[^\W_]|[^\W_]|[~≈≥≤<>=↑↓]=?|[^\s\w]")
_REACH = 72


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the normalised text."""

    start: int
    end: int


@dataclass(slots=True)
class Before:
    """The cue words peeled off leftwards from a figure.

    `start` is where the figure begins with its qualifiers, `rest` where the cues begin.
    """

    start: int
    rest: int
    qualifier: str | None = None
    role: str | None = None
    status: str | None = None
    words: str = ""
    neutral: bool = False
    roles: tuple[str, ...] = ()


def sentences(text: str) -> list[Span]:
    """Cut a normalised text into sentences."""
    spans, start = [], 0
    for found in _SENTENCE_END.finditer(text):
        if found.start() > start:
            spans.append(Span(start, found.start()))
        start = found.end()
    if start < len(text):
        spans.append(Span(start, len(text)))
    return spans


_LAST = last_words(dict(cues()))
_LONGEST = max(len(phrase.split()) for phrase in cues())
_VERBS = frozenset(
    ["up", "down", "over", "reach", "share", "rate_of_growth", "multiple", "level", "rank"]
)


def cues_before(text: str, floor: int, start: int) -> Before:
    """Peel qualifiers, verbs and status words off the text before a figure."""
    first = max(floor, start - _REACH)
    words = [(m.start() + first, m.group().lower()) for m in _WORD.finditer(text[first:start])]
    before = Before(start, start)
    count = len(words)
    while count:
        found = _cue_ending_at(words, count)
        if found is None:
            break
        cue, length = found
        count -= length
        _take(before, cue, words[count][0])
    before.words = text[before.rest : before.start]
    return before


def _cue_ending_at(words: list[tuple[int, str]], count: int) -> tuple[Cue, int] | None:
    if words[count - 1][1] not in _LAST:
        return None
    table = cues()
    for length in range(min(_LONGEST, count), 0, -1):
        phrase = " ".join(word for _, word in words[count - length : count])
        if phrase in table:
            return table[phrase], length
    return None


def _take(before: Before, cue: Cue, position: int) -> None:
    before.rest = position
    if cue.qualifier is not None:
        touching = before.role is None and before.status is None and not before.neutral
        if before.qualifier is None and before.role not in {"up", "down"} and not before.neutral:
            before.qualifier = cue.qualifier
        if touching:
            before.start = position
    elif cue.role in _VERBS:
        before.roles = (*before.roles, cue.role)
        before.role = before.role or cue.role
    elif cue.role in {"estimate", "plan"}:
        before.status = before.status or cue.role
    else:
        before.neutral = True


_EDGE_LEFT = re.compile(
    r"^(?:[\s,;:.)\]”\"'*•+>|-]|(?:và|còn|trong đó|gồm|bao gồm|đồng thời|ngoài ra|cụ thể|cụ thể là|qua đó|riêng|trong khi đó|trong khi|nhưng|song|tuy nhiên|theo đó|"
    r"đến nay|hiện nay|hiện|tính đến|tính|từ|đã|nhờ đó|như vậy|trong năm|trong tháng|tương ứng|như|là|với|có|của)(?![^\W_])\s*)+",
    re.IGNORECASE,
)
_EDGE_RIGHT = re.compile(
    r"(?:[\s,;:(\[“\"'|+*-]|(?<![^\W_])(?:và|cho|của|là|có|đã|được|với|tại|ở|từ|đến|khi|thì|mà|trong|trên|tính đến|đến hết|ngày|tháng|năm|cả năm|cùng|theo|về|do|để|hết|tới|trong năm|bình quân|tại thời điểm|thời điểm|số tiền|với số tiền|bị))+$",
    re.IGNORECASE,
)


def trimmed(text: str) -> str:
    """Return a phrase without the small words and marks at its edges."""
    previous = None
    while previous != text:
        previous = text
        text = _EDGE_RIGHT.sub("", _EDGE_LEFT.sub("", text))
    return re.sub(r"\s+", " ", text).strip()
