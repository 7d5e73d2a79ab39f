"""Sentences, and the words around a figure: what stands before it, what follows it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from muctieu.statements.read.letters import LOWER, UPPER
from muctieu.statements.read.vocabulary import Cue, cues

_SENTENCE_END = re.compile(
    rf"\n+|[.!?…](?<![.!?…]{{2}})[.!?…]*+[\"”’)]*+(?:(?=\s+[\"“(\[•+*-]*\s?[{UPPER}\d])|(?<=\.)(?<=[{LOWER}\d%]\.)(?=[{UPPER}][{LOWER}]))"
)
_ABBREVIATION = re.compile(r"(?:P?GS|T[PpXxTS]|ThS|BS|Đ/c|St|No)$")
_REACH = 72


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the normalised text."""

    start: int
    end: int
    paragraph: int = 0  # where the paragraph of a sentence begins


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
    spans: list[Span] = []
    start = paragraph = 0
    for found in _SENTENCE_END.finditer(text):
        stop = found.start()
        if text[stop] == "." and _abbreviates(text, stop):
            continue
        if stop > start:
            spans.append(Span(start, stop, paragraph))
        start = found.end()
        if text[stop] == "\n":
            paragraph = start
    if start < len(text):
        spans.append(Span(start, len(text), paragraph))
    return spans


def _abbreviates(text: str, stop: int) -> bool:
    """Return whether the full stop ends "TP." or an initial ("Q. 1"), not a sentence."""
    if found := _ABBREVIATION.search(text, max(0, stop - 5), stop):
        return not text[found.start() - 1 : found.start()].isalpha()
    return text[stop - 1].isupper() and text[max(0, stop - 2) : stop - 1] in {" ", ".", "(", ""}


def _lengths_by_last_word() -> dict[str, tuple[int, ...]]:
    """Return for the last word of every cue the lengths of the cues that end so, longest first."""
    lengths: dict[str, set[int]] = {}
    for phrase in cues():
        words = phrase.split(" ")
        lengths.setdefault(words[-1], set()).add(len(words))
    return {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()}


# "560 mẫu: dương 9, âm 551": what a test said, no sign.
_TESTED = re.compile(r"(?:mẫu|dương|test|xét nghiệm)[^.;]*$", re.IGNORECASE)
_LENGTHS = _lengths_by_last_word()
_MOST_CUE_WORDS = 16
_ENDS = ",;:.()[]“”\"'!?"
_VERBS = frozenset(
    ["up", "down", "over", "reach", "share", "rate_of_growth", "multiple", "level", "rank"]
)


def cues_before(text: str, floor: int, start: int) -> Before:
    """Peel qualifiers, verbs and status words off the text before a figure."""
    words = _words_before(text, max(floor, start - _REACH), start)
    before = Before(start, start)
    count = len(words)
    while count:
        found = _cue_ending_at(words, count)
        if found is None:
            break
        cue, length = found
        count -= length
        if words[count][1] == "âm" and _TESTED.search(text, max(0, start - _REACH), start):
            break
        _take(before, cue, words[count][0])
    before.words = text[before.rest : before.start]
    return before


def _words_before(text: str, first: int, start: int) -> list[tuple[int, str]]:
    """Return the last words before `start` with their places, back to the nearest mark."""
    window = text[first:start]
    words: list[tuple[int, str]] = []
    position = len(window)
    for word in reversed(window.rsplit(None, _MOST_CUE_WORDS)):
        if word[-1] in _ENDS or " " in word:
            break
        position = window.rfind(word, 0, position)
        bare = word.lstrip(_ENDS)
        words.append((first + position + len(word) - len(bare), bare.lower()))
        if bare != word:
            break
    words.reverse()
    return words


def _cue_ending_at(words: list[tuple[int, str]], count: int) -> tuple[Cue, int] | None:
    table = cues()
    for length in _LENGTHS.get(words[count - 1][1], ()):
        if length <= count:
            phrase = " ".join([word for _, word in words[count - length : count]])
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


_LEFT_WORDS = frozenset(
    [
        *("và", "còn", "gồm", "riêng", "nhưng", "song", "hiện", "tính", "từ", "đã", "như", "là"),
        *("với", "có", "của", "đó", "cụ", "thể", "theo"),
    ]
)
_LEFT_PAIRS = frozenset(
    [
        *(
            "trong đó",
            "bao gồm",
            "đồng thời",
            "ngoài ra",
            "cụ thể",
            "qua đó",
            "trong khi",
            "khi đó",
        ),
        *(
            "tuy nhiên",
            "theo đó",
            "đến nay",
            "hiện nay",
            "tính đến",
            "nhờ đó",
            "như vậy",
            "trong năm",
        ),
        *("trong tháng", "tương ứng"),
    ]
)
_RIGHT_WORDS = frozenset(
    [
        *(
            "và",
            "cho",
            "của",
            "là",
            "có",
            "đã",
            "được",
            "với",
            "tại",
            "ở",
            "từ",
            "đến",
            "khi",
            "thì",
        ),
        *(
            "mà",
            "trong",
            "trên",
            "ngày",
            "tháng",
            "năm",
            "cùng",
            "theo",
            "về",
            "do",
            "để",
            "hết",
            "tới",
        ),
        *("bị", "bình", "quân", "quý", "vào", "sau", "trước", "đầu", "cuối", "tính", "kể"),
    ]
)
_RIGHT_PAIRS = frozenset(
    [
        "tính đến",
        "đến hết",
        "cả năm",
        "trong năm",
        "bình quân",
        "thời điểm",
        "số tiền",
        "cộng dồn",
        "lũy kế",
    ]
)
_MARKS = " ,;:.)(]“”\"'*•+>|[-"


@lru_cache(maxsize=8192)
def trimmed(text: str) -> str:
    """Return a phrase without the small words and marks at its edges."""
    words = text.split()
    first, last = 0, len(words)
    lower = text.lower().split()
    while first < last and (step := _edge(lower, first, last)):
        first += step
    while first < last and (step := _right_edge(lower, first, last)):
        last -= step
    return " ".join(words[first:last]).strip(_MARKS)


def _edge(words: list[str], first: int, last: int) -> int:
    """Return how many words at the left edge say nothing."""
    word = words[first].strip(_MARKS)
    if not word:
        return 1
    if first + 1 < last and f"{word} {words[first + 1].strip(_MARKS)}" in _LEFT_PAIRS:
        return 2
    return 1 if word in _LEFT_WORDS else 0


def _right_edge(words: list[str], first: int, last: int) -> int:
    """Return how many words at the right edge say nothing."""
    word = words[last - 1].strip(_MARKS)
    if not word:
        return 1
    if last - 2 >= first and f"{words[last - 2].strip(_MARKS)} {word}" in _RIGHT_PAIRS:
        return 2
    return 1 if word in _RIGHT_WORDS else 0
