"""Workbooks issued to units: our template with a hidden number, taken back and checked for conflicts.

The number names the issue: for which unit, which register and which days, and what was on file
then.  It travels in the workbook's own properties, which spreadsheet programs keep.  What comes
back goes the usual way of a sheet; its rows are held against the issue besides: of another unit,
of other days, or of a record that somebody changed since, so that nobody's work is lost.
"""

from __future__ import annotations

import datetime as dt
import lzma
import zipfile
import zlib
from pathlib import Path
from uuid import UUID

import polars as pl
from defusedxml import DefusedXmlException, ElementTree
from django.db import connections
from django.db.models import QuerySet

from muctieu.core.days import day_of
from muctieu.core.models import UnitClosure, User
from muctieu.core.permissions import check, units_of
from muctieu.core.roles import Action
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.registers.clocks import latest
from muctieu.registers.declare import Kind, Register
from muctieu.registers.import_models import Import, Issue, State
from muctieu.registers.intake import CHANGED, NEW, Intake, intake_of, no_faults
from muctieu.registers.sentences import Refusal, Sentence
from muctieu.registers.storage import listed, read_rows, row_schema
from muctieu.registers.write import ALIAS

# What the workbook's property is called.
PROPERTY = "muctieu_issue"
_PART = "docProps/custom.xml"
_LARGEST = 1_000_000
# What reading a part raises where the file is damaged, packed in an unknown way, or locked.
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError,
    ElementTree.ParseError, DefusedXmlException,
)  # fmt: skip
_SENTENCES = {
    "issue_unknown": Sentence(
        "Sổ này mang số phát hành mà hệ thống không có; hãy dùng sổ do chính hệ thống này phát.",
        "The workbook carries the number of an issue that is not known here; use one issued here.",
    ),
    "issue_other_sheet": Sentence(
        "Sổ này được phát cho loại sổ khác; hãy nộp ở đúng mục của sổ đó.",
        "The workbook was issued for another register; hand it in there.",
    ),
    "issue_other_unit": Sentence(
        "Sổ này được phát cho đơn vị khác, tài khoản của bạn không nộp thay được.",
        "The workbook was issued to another unit; your account cannot hand it in.",
    ),
    "issue_days": Sentence(
        "Ngày cuối của kỳ phải từ ngày đầu trở đi.", "The last day of a period is not before the first."
    ),
}  # fmt: skip
_RETURNED = Sentence(
    "Sổ này đã nộp ở lần cập nhật số {numbers}; dòng đã ghi lần trước được coi là đã có.",
    "This workbook was handed in before (update {numbers}); rows written then count as the same.",
)
_ISSUED = Sentence(
    "Sổ phát cho kỳ {first} – {last}.", "A workbook issued for {first} – {last}."
)  # fmt: skip


class NotReturnable(Refusal):
    """The workbook cannot be taken back; the sentence says why."""


def _refused(code: str) -> NotReturnable:
    return NotReturnable(code, _SENTENCES[code])


def issue(
    intake: Intake, unit: int, first: dt.date, last: dt.date, *, by: User, at: dt.datetime
) -> Issue:
    """Issue a workbook to a unit for some days.

    Raises ``core.permissions.NotAllowed`` for a unit that ``by`` may not enter for, and
    :class:`NotReturnable` for days that are no period.
    """
    check(by, Action.ENTER, intake.register.code, unit, day_of(at))
    if last < first:
        raise _refused("issue_days")
    return Issue.objects.create(
        intake=intake.code,
        unit_id=unit,
        first=first,
        last=last,
        position=latest().position,
        by=by,
        made_at=at,
    )


def number_in(path: Path) -> UUID | None:
    """The number of the issue that a workbook carries; None for any other file."""
    try:
        with zipfile.ZipFile(path) as archive:
            if _PART not in archive.namelist() or archive.getinfo(_PART).file_size > _LARGEST:
                return None
            properties = ElementTree.fromstring(archive.read(_PART))
    except _UNREADABLE:
        # What is wrong with the file as a file is said where it is read as a sheet.
        return None
    named = (one for one in properties if one.get("name") == PROPERTY)
    text = "".join(next(named, ElementTree.fromstring("<none/>")).itertext()).strip()
    try:
        return UUID(text)
    except ValueError:
        return None


def issue_of(one: Import, on: dt.date) -> Issue | None:
    """The issue that a sent file hands back; None for a file that is no issued workbook.

    Raises :class:`NotReturnable` for an unknown issue, one of another register, and one of a
    unit that the sender may not enter for.
    """
    number = number_in(one.file)
    if number is None:
        return None
    found = Issue.objects.filter(token=number).first()
    if found is None:
        raise _refused("issue_unknown")
    if found.intake != one.intake:
        raise _refused("issue_other_sheet")
    if one.by is not None:
        units = units_of(one.by, intake_of(one.intake).register.code, Action.ENTER, on)
        if units is not None and found.unit_id not in units:
            raise _refused("issue_other_unit")
    return found


def notes_on(found: Issue, one: Import) -> tuple[Sentence, ...]:
    """What is said of a returned workbook as a whole: its days, and that it came before."""
    days = {"first": format_date(found.first), "last": format_date(found.last)}
    before = returns_of(found).exclude(pk=one.pk).values_list("change_set_id", flat=True)
    numbers = ", ".join(map(str, sorted(filter(None, before))))
    issued = _ISSUED.with_words(**days)
    return (issued, _RETURNED.with_words(numbers=numbers)) if numbers else (issued,)


def returns_of(*found: Issue) -> QuerySet[Import]:
    """The files that handed these issues back and were written."""
    return Import.objects.filter(issue__in=found, state=State.APPLIED)


def units_below(unit: int, on: dt.date) -> frozenset[int]:
    """A unit and everything below it on a day."""
    spells = UnitClosure.objects.filter(ancestor_id=unit, valid_from__lte=on)
    there = spells.exclude(valid_to__lte=on).values_list("unit_id", flat=True)
    return frozenset(there) | {unit}


# ------------------------------------------------------------------ rows against the issue


def conflicts(rows: pl.DataFrame, intake: Intake, found: Issue | None) -> pl.DataFrame:
    """The faults of resolved rows that the issue does not allow."""
    if found is None:
        return no_faults()
    register = intake.register
    return pl.concat([
        _of_other_units(rows, intake, found),
        _of_other_days(rows, intake, found),
        _changed_since(rows, register, intake, found),
        _gone_since(rows, register, intake, found),
    ])  # fmt: skip


def _fault(rows: pl.DataFrame, column: str, rule: str, hint: pl.Expr) -> pl.DataFrame:
    blank = pl.lit(None, pl.String)
    return rows.select(
        pl.col("line").cast(pl.Int64),
        pl.lit(column).alias("column"),
        pl.lit(rule).alias("rule"),
        blank.alias("value"),
        hint.cast(pl.String).alias("hint"),
    )


def _column(intake: Intake, name: str | None) -> str:
    """The column of the sheet that is blamed: the field's own, else the first."""
    named = {one.name for one in intake.columns}
    return name if name in named else intake.columns[0].name


def _of_other_units(rows: pl.DataFrame, intake: Intake, found: Issue) -> pl.DataFrame:
    place = intake.register.place
    if place is None:
        return no_faults()
    allowed = list(units_below(found.unit_id, found.last))
    outside = rows.filter(~pl.col(intake.register[place].column).is_in(allowed))
    return _fault(outside, _column(intake, place), "issue.other_unit", pl.lit(""))


def _of_other_days(rows: pl.DataFrame, intake: Intake, found: Issue) -> pl.DataFrame:
    day = intake.register.happened
    if day is None or intake.register[day].kind is not Kind.DATE:
        return no_faults()
    outside = rows.filter(~pl.col(day).is_between(found.first, found.last))
    said = f"{format_date(found.first)} – {format_date(found.last)}"
    return _fault(outside, _column(intake, intake.day), "issue.other_days", pl.lit(said))


def _changed_since(
    rows: pl.DataFrame, register: Register, intake: Intake, found: Issue
) -> pl.DataFrame:
    """Changed rows whose record somebody wrote after the issue, other than by its own return."""
    changed = rows.filter(pl.col("outcome") == CHANGED)
    if changed.is_empty():
        return no_faults()
    connection = connections[ALIAS]
    where, params = listed(connection, "version", changed["version"].unique())
    sql = (
        f'SELECT "version", "known_from" FROM "{register.versions._meta.db_table}"'
        f" WHERE {where} AND known_from > %s"
    )
    schema = {"version": pl.Int64(), "known_from": pl.Int64()}
    since = read_rows(connection, sql, [*params, found.position], schema)
    others = since.filter(~pl.col("known_from").is_in(_own_returns(found)))
    late = changed.join(others, on="version")
    column = _column(intake, next(iter(register.key), None))
    return _fault(late, column, "issue.changed_since", pl.col("known_from"))


def _gone_since(
    rows: pl.DataFrame, register: Register, intake: Intake, found: Issue
) -> pl.DataFrame:
    """New rows whose record was there and taken back since the issue: not to be revived unseen."""
    new = rows.filter(pl.col("outcome") == NEW)
    if new.is_empty() or not register.key:
        return no_faults()
    keys = [register[name].column for name in register.key]
    names = ", ".join(f'"{name}"' for name in (*keys, "known_to"))
    sql = f'SELECT {names} FROM "{register.versions._meta.db_table}" WHERE "known_to" > %s'
    schema = {name: row_schema(register)[name] for name in keys} | {"known_to": pl.Int64()}
    closed = read_rows(connections[ALIAS], sql, [found.position], schema)
    others = closed.filter(~pl.col("known_to").is_in(_own_returns(found)))
    last = others.group_by(keys).agg(pl.col("known_to").max())
    gone = new.join(last, on=keys, nulls_equal=True)
    column = _column(intake, register.key[0])
    return _fault(gone, column, "issue.gone_since", pl.col("known_to"))


def _own_returns(found: Issue) -> list[int | None]:
    """The updates that this workbook itself made."""
    return list(returns_of(found).values_list("change_set_id", flat=True))
