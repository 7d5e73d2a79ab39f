"""What a figure is about: its own words, the words it inherits, and the topic above it."""

import re
from itertools import groupby

from muctieu.statements.read.frame import Span, trimmed
from muctieu.statements.read.meaning.figures import Figure
from muctieu.statements.read.scan.tokens import Token

_COMPLEMENT_STOP = re.compile(
    r"[,;:.()\n\[\]]|\s(?:và|hoặc|với|trong đó|tăng|giảm|đạt|bằng|chiếm|vượt|so|là|gồm|tại|ở|trong|từ|do|để|được|đã|nhưng|có|cho|của năm|trên địa bàn|ước|tổng|trên tổng)(?![^\W_])"
)
_LABEL = re.compile(
    r"^\s*(?:[-*•+]\s*)?(?:\d+(?:\.\d+)*[.)]\s*|[a-zđ][.)]\s*|[IVX]+[.)]\s*)?([^:;.\n]{3,110}):(?=\s|$)"
)
_NUMBERING = re.compile(r"^\s*(?:[-*•+]\s*|\d+(?:\.\d+)*[.)]\s*|[a-zđ][.)]\s*|[IVXLC]+[.)]\s*)+")
# Nouns that open the name of a measured thing.
_MEASURE = re.compile(
    r"[,.:]\s+(?:và )?(?=(?:giá trị|tổng|số|thu|chi|diện tích|sản lượng|năng suất|tỷ lệ|tỉ lệ|tỷ trọng|kim ngạch|doanh thu|vốn|chỉ số|tốc độ|mức|lượng|đàn|thu nhập|giải ngân)(?![^\W_]))",
    re.IGNORECASE,
)
_NUMBERS_OFF = frozenset("0123456789-*•+abcdđeghIVXLC")
_MOST_WORDS = 24


def give_subjects(text: str, spans: list[Span], figures: list[Figure], tokens: list[Token]) -> None:
    """Fill in subject, complement and topic of every figure, sentence by sentence."""
    dates = [token for token in tokens if token.kind in {"date", "period", "range"}]
    topics = _Topics(text)
    position = 0
    for number, group in groupby(figures, key=lambda figure: figure.sentence):
        own = list(group)
        while position < len(dates) and dates[position].end <= spans[number].start:
            position += 1
        _sentence_subjects(text, spans[number], own, dates[position : position + 40])
        topic = topics.of(spans[number])
        for figure in own:
            figure.topic = topic


def _sentence_subjects(text: str, span: Span, figures: list[Figure], dates: list[Token]) -> None:
    carried, outer = "", ""
    stack: list[str] = []
    for position, figure in enumerate(figures):
        after = figures[position + 1].before.rest if position + 1 < len(figures) else span.end
        figure.complement = _complement(text, figure, after)
        phrase = _without_asides(figure.phrase)
        if ")" in phrase:
            carried = stack.pop() if stack else carried
            phrase = (
                phrase[phrase.rindex(")") + 1 :]
                if trimmed(phrase[phrase.rindex(")") + 1 :])
                else ""
            )
        if "(" in phrase:
            head, _, inner = phrase.rpartition("(")
            own = _clean(text, figure, head, dates)
            stack.append(own or carried)
            carried = own or carried
            phrase = inner
        phrase = _without_complement(phrase, figures[position - 1]) if position else phrase
        subject = _clean(text, figure, phrase, dates)
        if _adds_nothing(subject):
            subject = ""
        carried = subject or carried
        outer = outer or subject
        figure.subject = carried


_ASIDE = re.compile(r"\([^()]*\)")
_COMPARED = re.compile(r"(?<![^\W_])so (?:với|cùng).*$", re.IGNORECASE | re.DOTALL)


def _without_asides(phrase: str) -> str:
    """Blank out whole brackets; the length stays, because offsets are computed from it."""
    if "(" not in phrase:
        return phrase
    return _ASIDE.sub(lambda found: " " * len(found.group()), phrase)


def _complement(text: str, figure: Figure, limit: int) -> str:
    quantity = figure.token.quantity
    if quantity is None or quantity.unit_kind not in {"count", "percent", "money", "measure"}:
        return ""
    if figure.base_span is not None and figure.base_span.start - figure.end < 12:
        return ""
    stop = _COMPLEMENT_STOP.search(text, figure.end, min(limit, figure.end + 70))
    end = stop.start() if stop else min(limit, figure.end + 70)
    words = text[figure.end : end].split()
    return trimmed(" ".join(words[:7]))


def _without_complement(phrase: str, previous: Figure) -> str:
    """Leave out what the figure before counts, when something else follows it."""
    complement = previous.complement
    if not complement or complement not in phrase:
        return phrase
    head, _, tail = phrase.partition(complement)
    return (
        tail if not head.strip() and (trimmed(tail) or re.match(r"\s*(?:,|và)", tail)) else phrase
    )


def _clean(text: str, figure: Figure, phrase: str, dates: list[Token]) -> str:
    """Return the phrase without its dates, its label's colon and its small words."""
    start = figure.before.rest - len(phrase)
    bare = _without_asides(text[max(0, start) : figure.before.rest])
    if bare != phrase:
        start = (
            text.rfind(phrase.strip(), 0, figure.before.rest)
            if phrase.strip()
            else figure.before.rest
        )
    pieces = _pieces(phrase, start, dates)
    kept = [piece for piece in map(_own_words, pieces) if piece]
    if not kept:
        return ""
    best = kept[-1]
    if len(kept) > 1 and len(best.split()) < 3:
        best = f"{kept[-2]} {best}"
    return _shortened(best)


def _shortened(subject: str) -> str:
    """Begin a long subject at its last named measure ("…, giá trị sản xuất công nghiệp")."""
    words = subject.split(" ")
    if len(words) <= 12:
        return subject
    starts = [found.end() for found in _MEASURE.finditer(subject)]
    if starts:
        return subject[starts[-1] :].strip()
    return " ".join(words[-_MOST_WORDS:])


def _pieces(phrase: str, start: int, dates: list[Token]) -> list[str]:
    pieces, done = [], 0
    for token in dates:
        if start <= token.start and token.end <= start + len(phrase):
            pieces.append(phrase[done : token.start - start])
            done = token.end - start
    return [*pieces, phrase[done:]]


def _own_words(piece: str) -> str:
    label, colon, after = piece.rpartition(":")
    if colon:
        piece = after if trimmed(after) else label
    piece = piece.rpartition("..")[2]
    if piece.lstrip()[:1] in _NUMBERS_OFF:
        piece = _NUMBERING.sub("", piece)
    if "so " in piece or "So " in piece:
        piece = _COMPARED.sub("", piece)
    return trimmed(piece)


_NOTHING = re.compile(
    r"(?:kế hoạch|dự toán|cùng kỳ|so với|năm|tỉnh giao|con số|mức|và|tổng|đều|cũng|cả|đó|này|số|thêm|tiếp tục|lần lượt|số này|năm trước|đồng|chỉ tiêu|nghị quyết|trong|với|so|kỳ|cùng|\W)*",
    re.IGNORECASE,
)


def _adds_nothing(subject: str) -> bool:
    return _NOTHING.fullmatch(subject) is not None


class _Topics:
    """The label, heading or opening words above each sentence."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._heading: str | None = None
        self._paragraph = -1
        self._topic: str | None = None
        self._seen = 0

    def of(self, span: Span) -> str | None:
        """Return the topic of a sentence; sentences must be asked for in order."""
        begin = span.paragraph
        if begin != self._paragraph:
            self._paragraph = begin
            self._heading = self._heading_above(begin) or self._heading
            self._topic = self._label(begin) or self._heading or self._opening(begin)
        return self._topic

    def _label(self, begin: int) -> str | None:
        found = _LABEL.match(self._text[begin : begin + 160])
        return trimmed(found[1]) or None if found else None

    def _heading_above(self, begin: int) -> str | None:
        for line in reversed(self._text[max(0, begin - 400) : begin].rstrip("\n").split("\n")[-3:]):
            bare = trimmed(_NUMBERING.sub("", line))
            if (
                3 < len(bare) < 90
                and not re.search(r"\d{2}", bare)
                and not line.rstrip().endswith((".", ";", ","))
            ):
                return bare
            if line.strip():
                return None
        return None

    def _opening(self, begin: int) -> str | None:
        found = re.match(r"[^,;.:\n]{8,120}", self._text[begin : begin + 130].lstrip())
        return trimmed(found.group()) or None if found else None
