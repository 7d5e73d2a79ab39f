"""What a file would do to the register, before anything is written.

:func:`preview_file` goes the whole way: file → sheets → mapping → typed rows → what they mean.
Its value says how many rows are new, changed, the same or refused, names every fault by row,
column, rule and remedy, and holds the changes ready for ``applying``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from muctieu.core.models import Origin, User
from muctieu.core.permissions import units_of
from muctieu.core.roles import Action
from muctieu.registers.checking import (
    READING_RULES,
    Checked,
    check_rows,
    duplicates,
    refusing,
    shortened,
    with_words_of,
)
from muctieu.registers.clocks import latest
from muctieu.registers.declare import Register
from muctieu.registers.import_models import Issue
from muctieu.registers.intake import (
    CHANGED,
    NEW,
    SAME,
    Intake,
    Resolution,
    Rule,
    Situation,
    having,
    no_faults,
)
from muctieu.registers.issues import conflicts
from muctieu.registers.mapping import (
    ColumnMapping,
    check_mapping,
    first_heading,
    known_headings,
    propose,
)
from muctieu.registers.sentences import Refusal, Sentence
from muctieu.registers.sheets import Part, SheetTable, Skipped, find_table, parts_of
from muctieu.registers.withdrawn import withdrawn_before
from muctieu.registers.workbook import Grid, Limits, read_workbook
from muctieu.registers.write import Changes

_NO_TABLE = Sentence(
    "Không tìm thấy bảng dữ liệu nào trong tệp; dòng tiêu đề cột phải có ít nhất hai tên cột quen"
    " thuộc, ví dụ: {names}.",
    "No table was found in the file; its heading must have at least two known columns, for"
    " example: {names}.",
)
# Ids that nobody has: what is first met in a preview is numbered from here.
PROVISIONAL = -(2**40)


class NoTable(Refusal):
    """No sheet of the file has a table that the intake can use."""


# ------------------------------------------------------------------ file → parts


@dataclass(frozen=True)
class Opened:
    """A file that was read: its tables cut into parts, and what was left out or done to it."""

    parts: tuple[Part, ...]
    grids: Mapping[str, Grid]
    tables: tuple[SheetTable, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[Sentence, ...]

    def proposed(
        self, intake: Intake, remembered: Mapping[str, str | None] | None = None
    ) -> ColumnMapping:
        """The mapping that the file's headings suggest, or that its sender settled before."""
        return propose([part.table for part in self.parts], intake, remembered)


def open_file(path: Path, intake: Intake, limits: Limits = Limits()) -> Opened:  # noqa: B008  frozen
    """Read a sender's file and find its tables. Raises ``FileRefused`` and :class:`NoTable`."""
    book = read_workbook(path, limits)
    known = known_headings(intake)
    tables = [table for grid in book.grids if (table := find_table(grid, known))]
    if not tables:
        names = ", ".join(first_heading(one) for one in intake.columns if one.required)
        raise NoTable("no_table", _NO_TABLE.with_words(names=names))
    return Opened(
        tuple(
            replace(part, values=_said_above(table, intake) | dict(part.values))
            for table in tables
            for part in parts_of(table, intake.groups)
        ),
        {grid.name: grid for grid in book.grids},
        tuple(tables),
        tuple(row for table in tables for row in table.skipped),
        book.notes,
    )


def _said_above(table: SheetTable, intake: Intake) -> dict[str, str]:
    """What titles and headings say for every row of a table."""
    words = (*table.above, *table.headings)
    said = {one.column: one.read(words) for one in intake.above}
    return {column: text for column, text in said.items() if text is not None}


@dataclass(frozen=True)
class Lines:
    """What the file says, line by line: ``raw`` has ``line``, ``row`` and text by column.

    ``at`` has ``line``, ``sheet`` and ``row``. ``places`` tells where a line's column stands:
    (part, column) → place; ``part`` of a line is in ``at``.
    """

    raw: pl.DataFrame
    at: pl.DataFrame
    places: Mapping[tuple[int, str], int]
    flaws: pl.DataFrame


def lines_of(opened: Opened, mapping: ColumnMapping) -> Lines:
    """The lines of all parts under one mapping, in the order of sheets and rows."""
    named = mapping.by_heading
    frames = [_part_lines(part, at, named) for at, part in enumerate(opened.parts)]
    stacked = pl.concat(frames, how="diagonal")
    order = {name: at for at, name in enumerate(opened.grids)}
    ordered = stacked.sort(
        pl.col("sheet").replace_strict(order, return_dtype=pl.Int64),
        "row",
        "part",
        maintain_order=True,
    ).with_row_index("line")
    ordered = ordered.with_columns(pl.col("line").cast(pl.Int64))
    places = {
        (at, named[heading]): place
        for at, part in enumerate(opened.parts)
        for heading, place in zip(part.table.headings, part.table.columns, strict=True)
        if heading in named
    }
    at = ordered.select("line", "sheet", "row", "part")
    raw = ordered.drop("sheet", "part")
    return Lines(raw, at, places, _flaws(opened, at, places))


def _part_lines(part: Part, at: int, named: Mapping[str, str]) -> pl.DataFrame:
    used = {one: named[one] for one in part.table.headings if one in named}
    said = {name: value for name, value in part.values.items() if name not in used.values()}
    return (
        part.table.rows.select("row", *used)
        .rename(used)
        .with_columns(
            *(pl.lit(value).alias(name) for name, value in said.items()),
            pl.lit(part.table.sheet).alias("sheet"),
            pl.lit(at, pl.Int64).alias("part"),
        )
    )


def _flaws(opened: Opened, at: pl.DataFrame, places: Mapping[tuple[int, str], int]) -> pl.DataFrame:
    """Faults of cells whose value cannot be known, where a mapped column of a line has them."""
    flawed = [
        (name, row, place, code)
        for name, grid in opened.grids.items()
        for (row, place), code in (grid.flaws or {}).items()
    ]
    if not flawed:
        return no_faults()
    cells = pl.DataFrame(flawed, schema=["sheet", "row", "place", "rule"], orient="row")
    columns = pl.DataFrame(
        [(part, name, place) for (part, name), place in places.items()],
        schema={"part": pl.Int64, "column": pl.String, "place": pl.Int64},
        orient="row",
    )
    found = at.join(cells, on=["sheet", "row"]).join(columns, on=["part", "place"])
    blank = pl.lit(None, pl.String)
    return found.select("line", "column", "rule", blank.alias("value"), blank.alias("hint"))


# ------------------------------------------------------------------ lines → preview


class Reserving:
    """Provisional ids for records first met in a preview, counted by register."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def __call__(self, register: Register, count: int) -> range:
        used = self.counts.get(register.code, 0)
        self.counts[register.code] = used + count
        return range(PROVISIONAL + used, PROVISIONAL + used + count)


@dataclass(frozen=True)
class Counts:
    """How many lines there are of each outcome. ``warned`` lines are among the others."""

    lines: int
    new: int
    changed: int
    same: int
    refused: int
    warned: int
    skipped: int


@dataclass(frozen=True)
class FaultShown:
    """One fault for people: where, what, and what to do."""

    sheet: str
    row: int
    column: str
    heading: str
    rule: str
    value: str | None
    sentence: Sentence
    remedy: Sentence
    document: str
    refuses: bool
    verified: bool


@dataclass(frozen=True)
class Preview:
    """What a file would do. ``position`` is the update up to which the register was read."""

    intake: Intake
    lines: Lines
    rows: pl.DataFrame
    also: Changes
    faults: pl.DataFrame
    position: int
    reserved: Mapping[str, int]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[Sentence, ...] = ()
    grids: Mapping[str, Grid] = field(default_factory=dict)
    tables: tuple[SheetTable, ...] = ()

    @property
    def rules(self) -> dict[str, Rule]:
        """Every rule that a fault can name."""
        return READING_RULES | {rule.code: rule for rule in self.intake.all_rules()}

    @property
    def counts(self) -> Counts:
        """Lines by outcome."""
        outcomes = dict(self.rows["outcome"].value_counts().rows())
        refused = refusing(self.faults, self.rules.values())["line"]
        return Counts(
            lines=self.lines.raw.height,
            new=outcomes.get(NEW, 0),
            changed=outcomes.get(CHANGED, 0),
            same=outcomes.get(SAME, 0),
            refused=refused.n_unique(),
            warned=self.faults.filter(~pl.col("line").is_in(refused.implode()))["line"].n_unique(),
            skipped=len(self.skipped),
        )

    @property
    def changes(self) -> Changes:
        """What applying would write, ids of new records still provisional or not given yet."""
        register = self.intake.register
        columns = [name for name in register.columns if name in self.rows.columns]
        new = self.rows.filter(pl.col("outcome") == NEW).select("id", *columns)
        changed = self.rows.filter(pl.col("outcome") == CHANGED).select("id", "version", *columns)
        changes = self.also
        if new.height:
            changes = changes.opening(register, new)
        return changes.correcting(register, changed) if changed.height else changes

    @property
    def digest(self) -> str:
        """The same where the same lines would do the same: to see that nothing moved since."""
        told = self.rows.select("line", "outcome", "id", *self.intake.register.columns)
        return hashlib.sha256(told.sort("line").write_csv().encode()).hexdigest()

    def faults_shown(self, first: int = 0, count: int | None = None) -> Iterator[FaultShown]:
        """Faults in the order of the sheet, with their sentences."""
        rules = self.rules
        placed = self.faults.join(self.lines.at, on="line", how="left", maintain_order="left")
        for row in placed.slice(first, count).iter_rows(named=True):
            yield _shown(row, self.intake, rules)

    def differences(self) -> pl.DataFrame:
        """Cells that would change: ``line``, ``sheet``, ``row``, ``id``, ``column``, ``old``, ``new``."""
        register = self.intake.register
        changed = self.rows.filter(pl.col("outcome") == CHANGED)
        before = having(register, "id", changed["id"])
        parts = [_differences_in(changed, before, name) for name in register.columns]
        told = pl.concat(parts).join(self.lines.at.drop("part"), on="line", how="left")
        return told.sort("line", maintain_order=True)


def _differences_in(changed: pl.DataFrame, before: pl.DataFrame, name: str) -> pl.DataFrame:
    old = before.select("id", pl.col(name).cast(pl.String).alias("old"))
    both = changed.select("line", "id", pl.col(name).cast(pl.String).alias("new")).join(
        old, on="id"
    )
    return both.filter(pl.col("old").ne_missing(pl.col("new"))).with_columns(
        pl.lit(name).alias("column")
    )


def _shown(row: Mapping[str, object], intake: Intake, rules: Mapping[str, Rule]) -> FaultShown:
    rule = rules[str(row["rule"])]
    name = str(row["column"])
    headings = {one.name: first_heading(one) for one in intake.columns}
    heading = headings.get(name, name)
    words = {
        "value": shortened(str(row["value"] or "")),
        "hint": row["hint"] or "",
        "column": heading,
    }
    return FaultShown(
        sheet=str(row["sheet"] or ""),
        row=int(str(row["row"])),
        column=name,
        heading=heading,
        rule=rule.code,
        value=None if row["value"] is None else shortened(str(row["value"])),
        sentence=rule.sentence.with_words(**words),
        remedy=rule.remedy.with_words(**words),
        document=rule.document,
        refuses=rule.refuse,
        verified=rule.verified,
    )


@dataclass(frozen=True)
class Sender:
    """Who sends a file, on which day it is checked, and which issued workbook it hands back."""

    by: User | None
    today: dt.date
    origin: Origin = Origin.OFFICE
    issue: Issue | None = None


def preview_file(
    path: Path, intake: Intake, sender: Sender, mapping: ColumnMapping | None = None
) -> Preview:
    """The preview of a file under ``mapping``, or under the one its headings suggest.

    Raises ``FileRefused``, :class:`NoTable` and ``MappingRefused``, each with one sentence.
    """
    opened = open_file(path, intake)
    return preview_opened(opened, intake, sender, mapping or opened.proposed(intake))


def preview_opened(
    opened: Opened, intake: Intake, sender: Sender, mapping: ColumnMapping
) -> Preview:
    """The preview of a file that was read already."""
    check_mapping(mapping, intake)
    lines = lines_of(opened, mapping)
    return preview_lines(lines, intake, sender, opened)


def preview_rows(
    rows: Sequence[Mapping[str, str | None]], intake: Intake, sender: Sender
) -> Preview:
    """The preview of rows from a form or a call: texts by column name, judged the same way."""
    names = [column.name for column in intake.columns]
    raw = pl.DataFrame(
        {name: [_whole(row.get(name)) for row in rows] for name in names},
        schema=dict.fromkeys(names, pl.String),
    ).with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("line"))
    raw = raw.with_columns((pl.col("line") + 1).alias("row"))
    at = raw.select("line", pl.lit("").alias("sheet"), "row", pl.lit(0, pl.Int64).alias("part"))
    return preview_lines(Lines(raw, at, {}, no_faults()), intake, sender)


def _whole(text: str | None) -> str | None:
    """A text without halves of letters, which a call may send and nothing can store."""
    return None if text is None else text.encode("utf-8", "replace").decode()


def preview_lines(
    lines: Lines, intake: Intake, sender: Sender, opened: Opened | None = None
) -> Preview:
    """Check lines and resolve them; some lines only resolving shows to be double or not yours."""
    position = latest().position
    checked = _with_flaws(check_rows(lines.raw, intake, sender.today), lines.flaws)
    # Before anything on file is looked at: what is said of a row must not tell of records there.
    checked = checked.without(_said_elsewhere(checked.rows, intake, sender))
    reserving = Reserving()
    situation = Situation(sender.by, sender.today, reserving, sender.origin, checked.refused)
    resolved = intake.resolve(checked.rows, situation)
    held = conflicts(resolved.rows, intake, sender.issue)
    outside = pl.concat([_not_yours(resolved.rows, intake, sender), held])
    if outside.height:
        # What comes with a line held back (a person met only there) must not be written either.
        reserving.counts.clear()
        kept = checked.rows.join(outside, on="line", how="anti", maintain_order="left")
        resolved = intake.resolve(kept, situation)
    # Of lines that mean the same record the first stays, and with it whatever it brings along.
    double = _same_record(resolved, lines, intake)
    rows = resolved.rows.join(double, on="line", how="anti")
    again = _sent_again(rows, resolved.also, intake, sender)
    told = with_words_of(pl.concat([resolved.faults, outside, double, again]), lines.raw)
    faults = pl.concat([checked.faults, told]).unique(maintain_order=True)
    return Preview(
        intake=intake,
        lines=lines,
        rows=rows.sort("line"),
        also=resolved.also,
        faults=faults.sort("line", maintain_order=True),
        position=position,
        reserved=dict(reserving.counts),
        skipped=opened.skipped if opened else (),
        notes=opened.notes if opened else (),
        grids=opened.grids if opened else {},
        tables=opened.tables if opened else (),
    )


def _with_flaws(checked: Checked, flaws: pl.DataFrame) -> Checked:
    """A cell without a knowable value is blamed for that, not for being blank."""
    if flaws.is_empty():
        return checked
    missing = pl.col("rule") == "cell.missing"
    spoken = checked.faults.filter(missing).join(flaws, on=["line", "column"], how="semi")
    others = checked.faults.join(spoken, on=["line", "column", "rule"], how="anti")
    return replace(checked, faults=others).without(flaws)


def _same_record(resolved: Resolution, lines: Lines, intake: Intake) -> pl.DataFrame:
    """Lines that only resolving shows to mean the same record as an earlier one."""
    register = intake.register
    keys = [register[name].column for name in register.key]
    unseen = resolved.rows.filter(pl.col("outcome") != SAME).select("line", *keys)
    unseen = unseen.join(lines.at.select("line", "row"), on="line").sort("line")
    return duplicates(unseen, keys, _blamed(intake))


def _sent_again(rows: pl.DataFrame, also: Changes, intake: Intake, sender: Sender) -> pl.DataFrame:
    """A warning for each new line whose record was withdrawn before."""
    new = rows.filter(pl.col("outcome") == NEW)
    found = withdrawn_before(intake.register, new, also, by=sender.by, today=sender.today)
    return found.select(
        "line",
        pl.lit(_blamed(intake)).alias("column"),
        pl.lit("row.withdrawn").alias("rule"),
        pl.lit(None, pl.String).alias("value"),
        "hint",
    )


def _blamed(intake: Intake) -> str:
    """The column that is marked for a whole line: the first that says which record it is."""
    named = (one.name for one in intake.columns if one.name in intake.register.key)
    return next(named, intake.columns[0].name)


def _may_send(sender: Sender, register: Register) -> frozenset[int] | None:
    """Units whose records the sender may enter or correct; None: all."""
    if sender.by is None or register.place is None:
        return None
    units: frozenset[int] = frozenset()
    for action in (Action.ENTER, Action.CORRECT):
        found = units_of(sender.by, register.code, action, sender.today)
        if found is None:
            return None
        units |= found
    return units


def _said_elsewhere(rows: pl.DataFrame, intake: Intake, sender: Sender) -> pl.DataFrame:
    """Rows that name a unit for which the sender may send nothing."""
    register = intake.register
    units = _may_send(sender, register)
    place = register[register.place].column if register.place else ""
    if units is None or place not in rows.columns:
        return no_faults()
    return _held_back(rows.filter(~pl.col(place).is_in(list(units))), intake)


def _not_yours(rows: pl.DataFrame, intake: Intake, sender: Sender) -> pl.DataFrame:
    """Rows of units in which the sender may not enter or correct.

    A changed row must be the sender's as it is on file too: nobody takes over a record of another
    unit by naming the own unit, nor learns from the differences what it says. A row that is on
    file already is refused like any other, for "the same" would tell that it is there.
    """
    register = intake.register
    reach = _may_send(sender, register)
    if sender.by is None or register.place is None or reach is None:
        return no_faults()
    place = register[register.place].column
    changed = rows.filter(pl.col("outcome") == CHANGED)
    before = having(register, "id", changed["id"])
    now_at = before.select("id", pl.col(place).alias("place_on_file"))
    placed = rows.join(now_at, on="id", how="left", maintain_order="left")
    refused = []
    for outcome, units, places in (
        (NEW, units_of(sender.by, register.code, Action.ENTER, sender.today), [place]),
        (
            CHANGED,
            units_of(sender.by, register.code, Action.CORRECT, sender.today),
            [place, "place_on_file"],
        ),
        (SAME, reach, [place]),
    ):
        if units is not None:
            theirs = pl.all_horizontal(pl.col(places).is_in(list(units)).fill_null(value=False))
            refused.append(placed.filter((pl.col("outcome") == outcome) & ~theirs))
    return _held_back(pl.concat(refused), intake) if refused else no_faults()


def _held_back(rows: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    """The fault of rows that are not the sender's, at the cell that names the unit."""
    register = intake.register
    blank = pl.lit(None, pl.String)
    named = any(one.name == register.place for one in intake.columns)
    column = register.place if named else intake.columns[0].name
    return rows.select(
        pl.col("line").cast(pl.Int64),
        pl.lit(column).alias("column"),
        pl.lit("unit.not_yours").alias("rule"),
        blank.alias("value"),
        blank.alias("hint"),
    )
