"""A file of published figures: what was printed, where, and what a rehearsal has to fit.

Figures are facts of a document and are never computed here; only plans that two of them imply
are worked out, with their interval (see ``example/published.toml`` for the form).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

from muctieu.kernels.vietnamese.numbers import NotANumber, parse_number
from muctieu.registers.sentences import Sentence

# What a hedge leaves open, as shares of the printed number.
_HEDGES = {
    "just_below": (Fraction(9, 10), Fraction(1)),
    "above": (Fraction(1), Fraction(11, 10)),
    "about": (Fraction(95, 100), Fraction(105, 100)),
}


_FIGURE = {"code": str, "title": str, "printed": str, "word": str, "status": str, "as_of": dt.date}
_SOURCE = {"symbol": str, "issued_on": dt.date}
_REHEARSAL = {
    "unit": str,
    "begins": dt.date,
    "day": dt.date,
    "population": int,
    "first_doses": str,
    "second_doses": str,
    "rounds": str,
}
_STATUSES = ("plan", "estimate", "preliminary", "official", "actual")
_KINDS = {
    str: Sentence("một dòng chữ trong ngoặc kép", "a text in quotes"),
    int: Sentence("một số nguyên", "a whole number"),
    dt.date: Sentence("một ngày, ví dụ 2021-12-04", "a day such as 2021-12-04"),
}
_UNREADABLE = Sentence("{file}: không đọc được tệp.", "{file}: the file cannot be read.")
_NO_TOML = Sentence(
    "{file}: không đúng cú pháp TOML ở dòng {line}, cột {column}.",
    "{file}: this is no TOML at line {line}, column {column}.",
)
_LACKS = Sentence("{place}: thiếu “{name}”.", "{place}: lacks “{name}”.")
_NOT_A = Sentence("{place}: “{name}” phải là {vi}.", "{place}: “{name}” must be {en}.")
_ABSENT = Sentence("{code}: không có trong tệp.", "{code}: is not in the file.")
_TWICE = Sentence(
    "{code}: nêu hai lần cho cùng một ngày.", "{code}: is given twice for the same day."
)
_STATUS = Sentence(
    "{code}: “status” là “{value}”; phải là một trong: {values}.",
    "{code}: “status” is “{value}”; it must be one of: {values}.",
)
_BACKWARDS = Sentence(
    "{code}: ngày đầu ({since}) sau ngày cuối ({as_of}).",
    "{code}: the first day ({since}) is after the last ({as_of}).",
)
_NOT_WHOLE = Sentence(
    "{code}: phải là một số nguyên lớn hơn 0, vì sổ diễn tập phải cộng ra đúng số ấy.",
    "{code}: must be a whole number above 0, for the rehearsal has to add up to it.",
)
_PERCENT = Sentence(
    "{code}: tỷ lệ “{percent}” bằng 0 nên không suy ra được kế hoạch.",
    "{code}: the percentage “{percent}” is 0, so it implies no plan.",
)
_MORE_SECOND = Sentence(
    "Số người tiêm mũi 2 ({second}) lớn hơn số người tiêm mũi 1 ({first}).",
    "Second doses ({second}) are above first doses ({first}).",
)
_TOO_MANY = Sentence(
    "Số người tiêm mũi 1 ({first}) lớn hơn cả dân số ({people}).",
    "People with a first dose ({first}) are above the whole population ({people}).",
)
_TIMES = Sentence(
    "Ngày bắt đầu diễn tập ({begins}) phải trước ngày {day}.",
    "The rehearsal must begin ({begins}) before its day ({day}).",
)


class BadPublishedFile(ValueError):
    """The file cannot be used; ``faults`` say everything that is wrong with it, in both languages."""

    def __init__(self, *faults: Sentence) -> None:
        self.faults = faults
        self.vi = "\n".join(one.vi for one in faults)
        self.en = "\n".join(one.en for one in faults)
        super().__init__(self.vi)


@dataclass(frozen=True, kw_only=True)
class PublishedFigure:
    """One figure: ``mantissa`` × 10^-``decimals`` in ``word``.

    ``low`` and ``high`` bound what a hedged or implied figure can mean, with the same decimals;
    None where the figure was printed without a hedge.  ``document`` is named where it is another
    one than the file's.
    """

    code: str
    title: str
    mantissa: int
    decimals: int
    word: str
    status: str
    as_of: dt.date
    since: dt.date | None = None
    qualifier: str = ""
    low: int | None = None
    high: int | None = None
    sentence: int | None = None
    document: str = ""
    note: str = ""

    @property
    def value(self) -> Fraction:
        """The number as printed."""
        return Fraction(self.mantissa, 10**self.decimals)


@dataclass(frozen=True)
class PublishedFile:
    """What one file says."""

    source: Mapping[str, Any]
    rehearsal: Mapping[str, Any]
    figures: tuple[PublishedFigure, ...]
    digest: str = field(compare=False, default="")

    def __getitem__(self, code: str) -> PublishedFigure:
        found = next((one for one in self.figures if one.code == code), None)
        if found is None:
            raise BadPublishedFile(_ABSENT.with_words(code=code))
        return found

    @property
    def published_on(self) -> dt.date:
        """The day of the document."""
        day: dt.date = self.source["issued_on"]
        return day


def read_published(path: Path) -> PublishedFile:
    """Read a file of published figures.

    Raises :class:`BadPublishedFile` with every fault: what lacks, what is of another kind, what
    contradicts itself.
    """
    text = _text(path)
    file = _parsed(text, path.name)
    faults = list(_faults_of_shape(file, path.name))
    if faults:
        raise BadPublishedFile(*faults)
    printed = PublishedFile(file["source"], file["rehearsal"], _figures(file["figure"]))
    faults = [*_faults_of_figures(printed), *_faults_of_implied(file.get("implied", ()), printed)]
    faults = faults or list(_faults_of_rehearsal(printed))
    if faults:
        raise BadPublishedFile(*faults)
    implied = tuple(_implied(row, printed) for row in file.get("implied", ()))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return PublishedFile(printed.source, printed.rehearsal, printed.figures + implied, digest)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise BadPublishedFile(_UNREADABLE.with_words(file=path)) from fault


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        at = re.search(r"line (\d+), column (\d+)", str(fault))
        line, column = at.groups() if at else (str(text.count("\n") + 1), "1")
        raise BadPublishedFile(_NO_TOML.with_words(file=name, line=line, column=column)) from fault


def _faults_of_shape(file: Mapping[str, Any], name: str) -> Iterator[Sentence]:
    """Tables that lack, and entries that lack or are of another kind."""
    for table, wanted in (("source", _SOURCE), ("rehearsal", _REHEARSAL)):
        if isinstance(file.get(table), dict):
            yield from _faults_of_kind(file[table], wanted, f"[{table}]")
        else:
            yield _LACKS.with_words(place=name, name=f"[{table}]")
    rows = file.get("figure")
    if not isinstance(rows, list) or not rows:
        yield _LACKS.with_words(place=name, name="[[figure]]")
        return
    for at, row in enumerate(rows, start=1):
        yield from _faults_of_kind(row, _FIGURE, str(row.get("code", f"[[figure]] {at}")))
    for at, row in enumerate(file.get("implied", ()), start=1):
        wanted = dict.fromkeys(("code", "title", "value", "percent"), str)
        yield from _faults_of_kind(row, wanted, str(row.get("code", f"[[implied]] {at}")))


def _faults_of_kind(
    row: Mapping[str, Any], wanted: Mapping[str, type], place: str
) -> Iterator[Sentence]:
    for name, kind in wanted.items():
        if name not in row:
            yield _LACKS.with_words(place=place, name=name)
        elif type(row[name]) is not kind:
            said = _KINDS[kind]
            yield _NOT_A.with_words(place=place, name=name, vi=said.vi, en=said.en)


def _figures(rows: Sequence[Mapping[str, Any]]) -> tuple[PublishedFigure, ...]:
    figures, faults = [], []
    for row in rows:
        try:
            figures.append(_figure(row))
        except NotANumber as fault:
            faults.append(Sentence(f"{row['code']}: {fault.vi}", f"{row['code']}: {fault.en}"))
    if faults:
        raise BadPublishedFile(*faults)
    return tuple(figures)


def _figure(row: Mapping[str, Any]) -> PublishedFigure:
    mantissa, decimals = _scaled(parse_number(row["printed"]))
    qualifier = row.get("qualifier", "")
    low, high = _interval(mantissa, qualifier)
    names = ("code", "title", "word", "status", "as_of", "since", "sentence", "document", "note")
    return PublishedFigure(
        mantissa=mantissa, decimals=decimals, qualifier=qualifier, low=low, high=high,
        **{name: row[name] for name in names if name in row},
    )  # fmt: skip


def _faults_of_figures(printed: PublishedFile) -> Iterator[Sentence]:
    """A status that there is not, days the wrong way round, a figure given twice."""
    seen: set[tuple[object, ...]] = set()
    for one in printed.figures:
        if one.status not in _STATUSES:
            words = {"code": one.code, "value": one.status, "values": ", ".join(_STATUSES)}
            yield _STATUS.with_words(**words)
        if one.since is not None and one.since > one.as_of:
            yield _BACKWARDS.with_words(code=one.code, since=one.since, as_of=one.as_of)
        key = (one.code, one.as_of, one.since, one.status, one.document)
        if key in seen:
            yield _TWICE.with_words(code=one.code)
        seen.add(key)


def _faults_of_implied(
    rows: Sequence[Mapping[str, Any]], printed: PublishedFile
) -> Iterator[Sentence]:
    there = {one.code: one for one in printed.figures}
    for row in rows:
        lacking = [row[name] for name in ("value", "percent") if row[name] not in there]
        yield from (_ABSENT.with_words(code=code) for code in lacking)
        if not lacking and there[row["percent"]].mantissa == 0:
            yield _PERCENT.with_words(code=row["code"], percent=row["percent"])


def _faults_of_rehearsal(printed: PublishedFile) -> Iterator[Sentence]:
    """Totals that no register can add up to, whoever lives there."""
    said, there = printed.rehearsal, {one.code: one for one in printed.figures}
    if said["begins"] >= said["day"]:
        yield _TIMES.with_words(begins=said["begins"], day=said["day"])
    if said["population"] < 1:
        yield _NOT_WHOLE.with_words(code="[rehearsal] population")
    named = [said[name] for name in ("first_doses", "second_doses", "rounds")]
    lacking = [code for code in named if code not in there]
    yield from (_ABSENT.with_words(code=code) for code in lacking)
    whole = [code for code in named if code in there and there[code].value.denominator == 1]
    odd = [code for code in named if code in there and code not in whole]
    odd += [code for code in whole if there[code].value <= 0]
    yield from (_NOT_WHOLE.with_words(code=code) for code in odd)
    if lacking or odd:
        return
    first, second, _rounds = (there[code].mantissa for code in named)
    if first > said["population"] > 0:
        yield _TOO_MANY.with_words(first=first, people=said["population"])
    if second > first:
        yield _MORE_SECOND.with_words(second=second, first=first)


def _scaled(number: Decimal) -> tuple[int, int]:
    decimals = max(-int(number.as_tuple().exponent), 0)
    return int(number.scaleb(decimals)), decimals


def _interval(mantissa: int, qualifier: str) -> tuple[int | None, int | None]:
    if qualifier not in _HEDGES:
        return None, None
    low, high = _HEDGES[qualifier]
    return ceil(mantissa * low), floor(mantissa * high)


def _implied(row: Mapping[str, Any], printed: PublishedFile) -> PublishedFigure:
    """The plan that a value and its percentage of plan imply.

    Both are rounded, so that the plan is only known to lie between the quotients of the ends of
    their intervals: value ± half its last digit over percentage ± half its last digit.
    """
    value, percent = printed[row["value"]], printed[row["percent"]]
    half, half_percent = _half_digit(value), _half_digit(percent)
    middle = value.value / (percent.value / 100)
    low = (value.value - half) / ((percent.value + half_percent) / 100)
    high = (value.value + half) / ((percent.value - half_percent) / 100)
    scale = 10**value.decimals
    return PublishedFigure(
        code=row["code"],
        title=row["title"],
        mantissa=round(middle * scale),
        decimals=value.decimals,
        word=value.word,
        status="plan",
        qualifier="implied",
        low=round(low * scale),
        high=round(high * scale),
        as_of=value.as_of,
        since=value.since,
        sentence=value.sentence,
        note=row.get("note", ""),
    )


def _half_digit(figure: PublishedFigure) -> Fraction:
    return Fraction(1, 2 * 10**figure.decimals)
