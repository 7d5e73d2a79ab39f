"""Which column of a sheet is which: proposed, corrected by hand, remembered per sender.

Headings decide first (folded, so marks, case and the place of a tone do not matter), then what
stands below them: a column of dates can be a date, a column of codes a choice. What a sender
settled once for the same headings is taken again.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from muctieu.core.models import UnitVersion
from muctieu.core.units import plain_name
from muctieu.kernels.vietnamese.dates import NotADate, parse_date
from muctieu.kernels.vietnamese.text import fold
from muctieu.registers.declare import Field, Kind
from muctieu.registers.intake import Intake
from muctieu.registers.sentences import Refusal, Sentence
from muctieu.registers.sheets import SheetTable, heading_fold

_SAMPLE = 200
_WORDS = re.compile(r"\w+")
# Short names that say enough wherever they stand in a heading: "Số CCCD/CMND".
_ALONE = frozenset({"cccd", "cmnd", "cmt", "sdt", "bhyt", "mst"})
_ENOUGH_BY_HEADING, _ENOUGH_BY_CONTENT = 0.7, 0.8

REMEMBERED, HEADING, CONTENT, HAND = "remembered", "heading", "content", "hand"


class MappingRefused(Refusal):
    """The columns cannot be read as settled; the sentence says which one is missing or wrong."""


_MISSING = Sentence(
    "Chưa chọn cột cho “{title}”; hãy chọn cột tương ứng trong bảng ghép cột.",
    "No column was chosen for “{title}”; choose it in the table of columns.",
)
_UNKNOWN = Sentence(
    "Bảng ghép cột nói tới “{name}”, nhưng không có cột nào như vậy; các tên dùng được: {names}.",
    "The mapping names “{name}”, and there is no such column; the names there are: {names}.",
)


@dataclass(frozen=True)
class Pair:
    """One heading and the intake's column it fills; None where it fills none.

    ``why`` says where that comes from; ``sample`` shows a few cells to the person who corrects.
    """

    heading: str
    column: str | None
    why: str | None = None
    sample: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnMapping:
    """What every heading of a file stands for."""

    pairs: tuple[Pair, ...]

    @property
    def by_heading(self) -> dict[str, str]:
        """Heading → column, for the headings that are used."""
        return {pair.heading: pair.column for pair in self.pairs if pair.column}

    @property
    def signature(self) -> str:
        """The same for every file with the same headings, however they are marked."""
        folded = sorted(fold(pair.heading) for pair in self.pairs)
        return hashlib.sha256("\n".join(folded).encode()).hexdigest()

    def corrected(self, choices: Mapping[str, str | None]) -> ColumnMapping:
        """With what a person chose for some headings; a column chosen is taken from others."""
        chosen = {column for column in choices.values() if column}

        def settle(pair: Pair) -> Pair:
            if pair.heading in choices:
                return replace(pair, column=choices[pair.heading] or None, why=HAND)
            return replace(pair, column=None, why=None) if pair.column in chosen else pair

        return ColumnMapping(tuple(settle(pair) for pair in self.pairs))

    def missing(self, intake: Intake) -> tuple[Field, ...]:
        """Columns that every row needs and no heading fills."""
        filled = set(self.by_heading.values()) | intake.said_outside
        return tuple(one for one in intake.columns if one.required and one.name not in filled)


def check_mapping(mapping: ColumnMapping, intake: Intake) -> None:
    """Raise :class:`MappingRefused` for an unknown name or a required column without heading."""
    names = {column.name for column in intake.columns}
    for column in mapping.by_heading.values():
        if column not in names:
            listed = ", ".join(sorted(names))
            raise MappingRefused("mapping.unknown", _UNKNOWN.with_words(name=column, names=listed))
    for field in mapping.missing(intake)[:1]:
        raise MappingRefused("mapping.missing", _MISSING.with_words(title=first_heading(field)))


def first_heading(field: Field) -> str:
    """The Vietnamese heading printed on our own template."""
    return field.headings[0] if field.headings else str(field.title)


def known_headings(intake: Intake) -> dict[str, str]:
    """Folded heading → column, for every spelling that the intake knows."""
    known: dict[str, str] = {}
    for field in intake.columns:
        for heading in (*field.headings, str(field.title), field.name.replace("_", " ")):
            known.setdefault(heading_fold(heading), field.name)
    return known


def propose(
    tables: Sequence[SheetTable], intake: Intake, remembered: Mapping[str, str | None] | None = None
) -> ColumnMapping:
    """What the headings of the sheets most likely stand for.

    ``remembered`` (folded heading → column) is what this sender settled for these headings; it
    is taken as it is, and nothing else is guessed.
    """
    samples = _samples(tables)
    if remembered is not None:
        pairs = [
            Pair(heading, remembered.get(fold(heading)), REMEMBERED, tuple(cells[:3]))
            for heading, cells in samples.items()
        ]
        return ColumnMapping(tuple(pairs))
    found = dict(_by_heading(samples, intake))
    found |= dict(_by_content(samples, intake, found))
    nothing: tuple[str | None, str | None] = (None, None)
    return ColumnMapping(
        tuple(
            Pair(heading, column, why, tuple(cells[:3]))
            for heading, cells in samples.items()
            for column, why in [found.get(heading, nothing)]
        )
    )


def _samples(tables: Sequence[SheetTable]) -> dict[str, list[str]]:
    """Heading → some of its cells, over all sheets, in their order."""
    samples: dict[str, list[str]] = {}
    for table in tables:
        for heading in table.headings:
            cells = table.rows[heading].drop_nulls().head(_SAMPLE).to_list()
            samples.setdefault(heading, []).extend(cells)
    return samples


Found = tuple[str, tuple[str, str]]


def _by_heading(samples: Mapping[str, object], intake: Intake) -> Iterator[Found]:
    """The best pairs of heading and column, each used once."""
    known = known_headings(intake)
    scored = sorted(
        (
            (-_likeness(heading, spelling), order, heading, column)
            for order, heading in enumerate(samples)
            for spelling, column in known.items()
        ),
    )
    used: set[str] = set()
    for score, _order, heading, column in scored:
        if -score < _ENOUGH_BY_HEADING:
            return
        if heading not in used and column not in used:
            used |= {heading, column}
            yield heading, (column, HEADING)


def _likeness(heading: str, spelling: str) -> float:
    """How much a heading says the same as a known one: 1 is the same."""
    whole = heading_fold(heading)
    if whole == spelling:
        return 1.0
    if heading_fold(heading.rsplit(" / ", 1)[-1]) == spelling:
        return 0.95
    words, wanted = set(_WORDS.findall(whole)), set(_WORDS.findall(spelling))
    if wanted <= words and (len(wanted) >= 2 or spelling in _ALONE):
        return 0.9 - 0.02 * len(words - wanted)
    close = difflib.SequenceMatcher(None, whole, spelling).ratio()
    return close * 0.9 if close >= 0.85 else 0.0


def _by_content(
    samples: Mapping[str, Sequence[str]], intake: Intake, found: Mapping[str, tuple[str, str]]
) -> Iterator[Found]:
    """Columns still without a heading, by the one free column that fits them.

    Only where every row needs one, or where names of units stand there: these are told apart
    from anything else, and a dose without its ward is none.
    """
    taken = {column for column, _why in found.values()} | intake.said_outside
    free = {heading: cells for heading, cells in samples.items() if heading not in found}
    for field in intake.columns:
        if field.name in taken or not (field.required or field.kind is Kind.UNIT):
            continue
        fits = [heading for heading, cells in free.items() if _fits(field, cells)]
        if len(fits) == 1:
            del free[fits[0]]
            yield fits[0], (field.name, CONTENT)


def _fits(field: Field, cells: Sequence[str]) -> bool:
    if not cells:
        return False
    if field.kind is Kind.UNIT:
        names = _unit_names()
        return sum(plain_name(cell) in names for cell in cells) / len(cells) >= _ENOUGH_BY_CONTENT
    readable = sum(_readable(field, cell) for cell in cells)
    return readable / len(cells) >= _ENOUGH_BY_CONTENT


def _unit_names() -> frozenset[str]:
    """What units were ever called, as sheets are compared with it."""
    names = UnitVersion.objects.exclude(kind="office").values_list("name", flat=True).distinct()
    return frozenset(plain_name(name) for name in names)


def _readable(field: Field, cell: str) -> bool:
    """Whether a cell can be a value of the field; only kinds that content can tell."""
    if field.kind is Kind.DATE:
        return _is_date(cell)
    if field.kind is Kind.CHOICE:
        return fold(cell) in spellings(field)
    return False


def _is_date(cell: str) -> bool:
    try:
        parse_date(cell[:10])
    except NotADate:
        return False
    return True


def spellings(field: Field) -> dict[str, str]:
    """Folded spelling → value, for the choices of a field."""
    said = (
        (word, one.value)
        for one in field.choices
        for word in _words(one.value, str(one.title), *one.spellings)
    )
    return {fold(word): value for word, value in said}


def _words(*words: str) -> Iterable[str]:
    return (word for word in words if word)


def mapping_from_words(words: Mapping[str, str | None], mapping: ColumnMapping) -> ColumnMapping:
    """A proposed mapping corrected by ``{heading: column}`` as a file or a form gives it.

    Headings are compared folded; one that the file does not have is passed over.
    """
    wanted = {fold(heading): column for heading, column in words.items()}
    choices = {
        pair.heading: wanted[fold(pair.heading)]
        for pair in mapping.pairs
        if fold(pair.heading) in wanted
    }
    return mapping.corrected(choices)
