"""Sheets as wards send them, made into tables: where the heading is, and which rows are data.

Above the heading stand titles; the heading may have two levels and a row of column numbers
below it; between and after the data stand blank rows, totals, names of sections, headings
repeated on each page, and signatures. None of it is data, and every row left out is told with
the reason. Rows keep the numbers of the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from muctieu.kernels.vietnamese.text import fold
from muctieu.registers.intake import Group
from muctieu.registers.workbook import Grid

_LOOKED_AT = 60
_COUNTERS = frozenset({"tt", "stt", "so tt", "so thu tu", "no", "no."})
# With its marks, for folded "Tống" (a surname) and "tổng" are one.
_TOTAL_WORDS = r"tổng|cộng|tong cong|tong so|lũy kế|luỹ kế|luy ke|total"
_TOTAL = re.compile(
    r"(tổng|tong)( cộng| cong| số| so)( .*)?|tổng|(cộng|cong)( dồn| toàn .*| phường .*| xã .*| khu .*)?"
    r"|(lũy|luỹ|luy) (kế|ke)( .*)?|total"
)
_SIGNED = re.compile(
    r"(nguoi lap|lap bieu|nguoi bao cao|thu truong|chu tich|ky ten|ghi chu|noi nhan|tm\.|kt\.).*"
    r"|.*\bngay\b.*\bthang\b.*\bnam\b.*"
)
_VALUE = re.compile(r"[-+(]?\d[\d.,/: -]*\)?")


@dataclass(frozen=True)
class Skipped:
    """A row that is no data: ``why`` is total, section, heading or note."""

    sheet: str
    row: int
    why: str
    words: str


@dataclass(frozen=True)
class SheetTable:
    """The table of one sheet: ``rows`` has ``row`` and one text column per heading.

    ``columns`` tells at which place of the sheet (from 0) each heading stands, ``above`` what
    stands over the table: the office, the title, the period, the unit of money.
    """

    sheet: str
    headings: tuple[str, ...]
    columns: tuple[int, ...]
    heading_row: int
    rows: pl.DataFrame
    skipped: tuple[Skipped, ...] = ()
    above: tuple[str, ...] = ()


def find_table(grid: Grid, known: Collection[str]) -> SheetTable | None:
    """The table of a sheet, or None where no row looks like its heading.

    ``known`` are folded headings that the intake can use; a heading is the row that has most of
    them. Without any of them the first row with several words and data below is taken.
    """
    top = _top(grid)
    place = _heading_place(top, known)
    if place is None:
        return None
    depth = _heading_depth(grid, top, place, known)
    columns, headings = _headings(grid, top, place, depth)
    first = top[place][0]
    last = _after_numbers(top, place + depth)
    data = _filled_down(grid, last)
    named = {f"c{column}": heading for column, heading in zip(columns, headings, strict=True)}
    rows = data.select("row", *named).rename(named)
    kept, skipped = _data_rows(grid.name, rows, headings)
    above = tuple(" ".join(filter(None, cells)) for row, cells in top if row < first)
    return SheetTable(grid.name, headings, columns, first, kept, skipped, above)


Lines = list[tuple[int, list[str]]]


def _top(grid: Grid) -> Lines:
    """The first filled rows: (row number, cells with "" for empty)."""
    rows = grid.cells.head(_LOOKED_AT).rows()
    return [(row[0], [cell or "" for cell in row[1:]]) for row in rows]


def heading_fold(text: str) -> str:
    """A heading as it is compared: folded, without line breaks, notes in brackets and marks."""
    plain = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", fold(text.replace("\n", " ")))
    return re.sub(r"[\s*:.…]+$", "", re.sub(r"\s+", " ", plain)).strip() or fold(text)


def is_signature(text: str) -> bool:
    """Whether words stand below a table, where it is dated and signed, or are a note to it."""
    return _SIGNED.fullmatch(fold(text)) is not None


def _is_word(cell: str) -> bool:
    return bool(cell) and not _VALUE.fullmatch(cell)


def _heading_place(top: Lines, known: Collection[str]) -> int | None:
    """The index in ``top`` of the row that is the heading's first."""
    scores = [_score(cells, known) for _row, cells in top]
    best = max(range(len(top)), key=lambda at: (scores[at], -at), default=None)
    if best is not None and scores[best] >= 2:
        return _upper_level(top, best)
    wordy = (at for at, (_row, cells) in enumerate(top) if _looks_like_heading(cells))
    return next(wordy, None)


def _score(cells: Sequence[str], known: Collection[str]) -> int:
    return sum(
        heading_fold(cell) in known or heading_fold(cell) in _COUNTERS for cell in cells if cell
    )


def _looks_like_heading(cells: Sequence[str]) -> bool:
    words = [cell for cell in cells if _is_word(cell)]
    return len(words) >= 2 and len(words) == sum(map(bool, cells))


def _upper_level(top: Lines, best: int) -> int:
    """The best row may be the lower of two levels: then the heading begins one row above.

    The row above belongs to it where it is directly above, has several cells, all of them words,
    and fills a place that the best row leaves empty (TT and Họ tên merged downwards).
    """
    if best == 0 or top[best - 1][0] != top[best][0] - 1:
        return best
    above, cells = top[best - 1][1], top[best][1]
    fills = any(a and not b for a, b in zip(above, cells, strict=True))
    return best - 1 if fills and _looks_like_heading(above) else best


def _heading_depth(grid: Grid, top: Lines, place: int, known: Collection[str]) -> int:
    """1, or 2 where the row below is a second level."""
    if place + 1 >= len(top) or top[place + 1][0] != top[place][0] + 1:
        return 1
    upper, lower = top[place][1], top[place + 1][1]
    words = [cell for cell in lower if cell]
    if not words or not all(map(_is_word, words)):
        return 1
    row = top[place][0]
    if any(one[0] == row and (one[2] > row or one[3] > one[1]) for one in grid.merged):
        return 2 if _under_merged(grid, row, lower) or _score(lower, known) else 1
    # Without knowledge of merged cells: lower words stand where the upper row is empty, or are
    # headings themselves, and more places of the lower row are empty than full.
    under_empty = any(low and not up for up, low in zip(upper, lower, strict=True))
    return (
        2
        if under_empty and (_score(lower, known) or len(words) * 2 <= sum(map(bool, upper)))
        else 1
    )


def _under_merged(grid: Grid, row: int, lower: Sequence[str]) -> bool:
    """Whether every word below stands under a cell that was merged sideways."""
    spans = [(one[1], one[3]) for one in grid.merged if one[0] == row == one[2]]
    places = [at for at, cell in enumerate(lower) if cell]
    return all(any(first <= at <= last for first, last in spans) for at in places)


def _headings(
    grid: Grid, top: Lines, place: int, depth: int
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Places and texts of the headings; two levels are joined as "upper / lower"."""
    row, upper = top[place]
    lower = top[place + 1][1] if depth == 2 else [""] * len(upper)
    spread = _spread(grid, row, upper, lower)
    joined = [_joined(up, low) for up, low in zip(spread, lower, strict=True)]
    named = _once_each(joined)
    places = tuple(at for at, name in enumerate(named) if name)
    return places, tuple(named[at] for at in places)


def _spread(grid: Grid, row: int, upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The upper level with a merged cell's words over each column it covers."""
    spread = list(upper)
    spans = {one[1]: one[3] for one in grid.merged if one[0] == row}
    held = ""
    until = -1
    for at, cell in enumerate(upper):
        if cell:
            held, until = cell, spans.get(at, at if spans else len(upper))
        elif at <= until and lower[at]:
            spread[at] = held
    return spread


def _joined(up: str, low: str) -> str:
    parts = [" ".join(part.split()) for part in (up, low) if part]
    return " / ".join(dict.fromkeys(parts))


def _once_each(names: Iterable[str]) -> list[str]:
    """The same heading a second time gets a number, so that columns stay apart."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return out


def _after_numbers(top: Lines, place: int) -> int:
    """The sheet row after which data begins: a row "1 2 3 …" or "A B 1 2" is passed over."""
    last = top[place - 1][0]
    if place < len(top) and top[place][0] == last + 1 and _counts_columns(top[place][1]):
        return top[place][0]
    return last


def _counts_columns(cells: Sequence[str]) -> bool:
    marks = [cell.strip("()[] ") for cell in cells if cell]
    numbers = [int(mark) for mark in marks if mark.isdecimal() and len(mark) <= 2]
    letters = [mark for mark in marks if len(mark) == 1 and mark.isalpha()]
    ordered = numbers == list(range(1, len(numbers) + 1))
    return len(numbers) >= 2 and ordered and len(numbers) + len(letters) == len(marks)


# ------------------------------------------------------------------ which rows are data


def _filled_down(grid: Grid, after: int) -> pl.DataFrame:
    """Rows below ``after``; what a cell merged downwards says stands on each row it covers."""
    data = grid.cells.filter(pl.col("row") > after)
    down = [one for one in grid.merged if one[1] == one[3] and after < one[0] < one[2]]
    if not down:
        return data
    covered = pl.DataFrame(
        [(row, one[0], one[1]) for one in down for row in range(one[0] + 1, one[2] + 1)],
        schema={"row": pl.Int64, "top": pl.Int64, "place": pl.Int64},
        orient="row",
    )
    for (place,), cells in covered.group_by("place"):
        name = f"c{place}"
        tops = data.select(pl.col("row").alias("top"), pl.col(name).alias("said"))
        said = cells.join(tops, on="top").select("row", "said")
        data = data.join(said, on="row", how="left", maintain_order="left")
        data = data.with_columns(pl.coalesce(name, "said").alias(name)).drop("said")
    return data


def _data_rows(
    sheet: str, rows: pl.DataFrame, headings: tuple[str, ...]
) -> tuple[pl.DataFrame, tuple[Skipped, ...]]:
    """Data, and the rows that are something else with the reason."""
    counters = [name for name in headings if heading_fold(name) in _COUNTERS]
    filled = pl.sum_horizontal(pl.col(name).is_not_null() for name in headings)
    words = [name for name in headings if name not in counters]
    # Only rows that could be something else are looked at one by one: few cells, or no number
    # where the sheet counts its rows, or a word that begins a total.
    lead = pl.concat_str([pl.col(name).fill_null("") for name in headings[:4]], separator="|")
    odd = (filled <= 2) | lead.str.contains(f"(?i){_TOTAL_WORDS}|cong")
    if counters:
        odd |= ~pl.col(counters[0]).str.contains(r"^\d").fill_null(value=False)
    marked = rows.with_columns(odd.alias(".odd"), filled.alias(".filled"))
    asked = marked.filter(pl.col(".odd"))
    reasons = {
        row["row"]: why
        for row in asked.iter_rows(named=True)
        if (why := _not_data(row, headings, counters, words))
    }
    skipped = tuple(
        Skipped(sheet, row["row"], reasons[row["row"]], _words_of(row, headings))
        for row in asked.iter_rows(named=True)
        if row["row"] in reasons and row[".filled"]
    )
    kept = marked.filter((pl.col(".filled") > 0) & ~pl.col("row").is_in(list(reasons)))
    return kept.select("row", *headings), skipped


def _not_data(
    row: dict[str, object], headings: Sequence[str], counters: Sequence[str], words: Sequence[str]
) -> str | None:
    cells = [str(row[name]) for name in headings if row[name] is not None]
    texts = [cell for cell in cells if not _VALUE.fullmatch(cell)]
    if not cells:
        return "blank"
    if {heading_fold(cell) for cell in cells} <= {heading_fold(name) for name in headings}:
        return "heading"
    if any(re.fullmatch(r"\d+", str(row[name] or "")) for name in counters):
        return None
    if texts and _TOTAL.fullmatch(texts[0].lower().rstrip(" .:")) and len(texts) <= 2:
        return "total"
    return _no_record(cells, texts, words)


def _no_record(cells: Sequence[str], texts: Sequence[str], words: Sequence[str]) -> str | None:
    if len(texts) == len(cells) <= 3 and any(map(is_signature, texts)):
        return "note"
    if len(cells) == 1 and len(words) > 2 and len(texts) == 1:
        return "section"
    if (
        len(cells) == 2
        and len(words) > 2
        and re.fullmatch(r"[IVX]+|[A-Ha-h]", cells[0].strip(".) "))
    ):
        return "section"
    return None


def _words_of(row: dict[str, object], headings: Sequence[str]) -> str:
    return " ".join(str(row[name]) for name in headings if row[name] is not None)[:120]


# ------------------------------------------------------------------ columns that are lines


@dataclass(frozen=True)
class Part:
    """Some columns of a table that make one line of each row, and what their headings say.

    Most tables are one part. A table with "Mũi 1 / Ngày tiêm" and "Mũi 2 / Ngày tiêm" is two,
    with ``values`` ``{"ordinal": "1"}`` and ``{"ordinal": "2"}``.
    """

    table: SheetTable
    values: Mapping[str, str]


def parts_of(table: SheetTable, groups: Iterable[Sequence[Group]]) -> tuple[Part, ...]:
    """The table cut along each set of ``groups`` that its headings use."""
    parts: tuple[Part, ...] = (Part(table, {}),)
    for alternatives in groups:
        parts = tuple(cut for part in parts for cut in _cut(part, alternatives))
    return parts


def _cut(part: Part, alternatives: Sequence[Group]) -> tuple[Part, ...]:
    belongs = _belonging(part.table.headings, alternatives)
    used = sorted({at for at, _plain in belongs.values()})
    if not used:
        return (part,)
    cut = [_one_part(part, at, alternatives[at], belongs) for at in used]
    blank = _blank_in_all(part.table.rows, belongs)
    return (replace(cut[0], table=_with_rows(cut[0].table, blank)), *cut[1:])


def _belonging(
    headings: Iterable[str], alternatives: Sequence[Group]
) -> dict[str, tuple[int, str]]:
    """Heading → (which alternative, the heading without its word)."""
    levels, endings = {}, {}
    for heading in headings:
        for at, group in enumerate(alternatives):
            if plain := _without_level(heading, group.words):
                levels[heading] = (at, plain)
            elif group.alone and heading_fold(heading) in group.words:
                levels[heading] = (at, group.alone)
            elif plain := _without_ending(heading, group.words):
                endings[heading] = (at, plain)
    # An ending alone may be chance ("… Việt Nam"); two different ones are no chance.
    several = len({at for at, _plain in endings.values()}) > 1
    return levels | endings if several else levels


def _without_level(heading: str, words: Collection[str]) -> str:
    levels = heading.split(" / ")
    kept = [level for level in levels if heading_fold(level) not in words]
    return " / ".join(kept) if 0 < len(kept) < len(levels) else ""


def _without_ending(heading: str, words: Collection[str]) -> str:
    spoken, folded = heading.split(), fold(heading).split()
    for word in words:
        count = len(word.split())
        if len(folded) > count and folded[-count:] == word.split():
            return " ".join(spoken[:-count])
    return ""


def _one_part(part: Part, at: int, group: Group, belongs: Mapping[str, tuple[int, str]]) -> Part:
    """The columns of one alternative and those of none, with the rows that it fills."""
    table = part.table
    kept = {
        heading: belongs[heading][1] if heading in belongs else heading
        for heading in table.headings
        if heading not in belongs or belongs[heading][0] == at
    }
    own = [heading for heading in kept if heading in belongs]
    rows = table.rows.filter(pl.any_horizontal(pl.col(own).is_not_null()))
    places = dict(zip(table.headings, table.columns, strict=True))
    cut = SheetTable(
        table.sheet,
        tuple(kept.values()),
        tuple(places[heading] for heading in kept),
        table.heading_row,
        rows.select("row", *kept).rename(kept),
        table.skipped,
        table.above,
    )
    return Part(cut, {**part.values, **group.values})


def _blank_in_all(rows: pl.DataFrame, belongs: Collection[str]) -> pl.DataFrame:
    return rows.filter(pl.all_horizontal(pl.col(list(belongs)).is_null()))


def _with_rows(table: SheetTable, more: pl.DataFrame) -> SheetTable:
    """With rows that fill no alternative, so that what they lack is said once."""
    shared = [heading for heading in table.headings if heading in more.columns]
    rows = pl.concat([table.rows, more.select("row", *shared)], how="diagonal")
    return replace(table, rows=rows)
