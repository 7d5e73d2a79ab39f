"""A way into the made-up register of readings, a map to read on, and sheets as a ward sends them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from muctieu.core.models import Post, Unit, UnitVersion, User
from muctieu.core.units import rebuild_closure
from muctieu.registers.declare import Choice, Field, Kind
from muctieu.registers.intake import Intake, Resolution, Rule, Situation, compare
from muctieu.registers.preview import Sender
from muctieu.registers.sentences import Sentence
from muctieu.registers.write import Changes
from tests.support.sample.models import METERS, READINGS, Meter

TODAY = dt.date(2021, 12, 4)
NOON = dt.datetime(2021, 12, 4, 5, tzinfo=dt.UTC)
OFFICE = Sender(by=None, today=TODAY)

METER = Field(
    name="meter_code", title="meter", kind=Kind.TEXT, headings=("Mã công tơ",), max_length=20
)
UNIT = Field(name="unit", title="unit", kind=Kind.UNIT, headings=("Phường/xã", "Phường"))
READ_ON = Field(name="read_on", title="day", kind=Kind.DATE, headings=("Ngày đọc", "Ngày"))
AMOUNT = Field(
    name="amount",
    title="amount",
    kind=Kind.INTEGER,
    required=False,
    minimum=0,
    maximum=100_000,
    headings=("Chỉ số",),
)
METHOD = Field(
    name="method",
    title="method",
    kind=Kind.CHOICE,
    headings=("Cách đọc",),
    choices=(Choice("eye", "bằng mắt", ("mắt",)), Choice("wire", "từ xa")),
)
NOTE = Field(name="note", title="note", kind=Kind.TEXT, required=False, headings=("Ghi chú",))

SUNDAY = Rule(
    code="reading.sunday",
    columns=("read_on",),
    sentence=Sentence("Không đọc công tơ ngày chủ nhật ({value}).", "No reading on a Sunday."),
    remedy=Sentence("Ghi ngày khác.", "Give another day."),
    breaks=pl.col("read_on").dt.weekday() == 7,
    document="Quy định 7/QĐ",
    valid_from=dt.date(2021, 6, 1),
)


def resolve(rows: pl.DataFrame, at: Situation) -> Resolution:
    """A reading belongs to the meter of its code; an unknown code is a new meter."""
    known = dict(Meter.objects.values_list("code", "id"))
    fresh = rows.filter(~pl.col("meter_code").is_in(list(known))).unique(
        "meter_code", maintain_order=True
    )
    ids = at.reserve(METERS, fresh.height)
    known |= dict(zip(fresh["meter_code"], ids, strict=True))
    meters = fresh.select(
        pl.Series("id", list(ids), dtype=pl.Int64), "unit_id", pl.col("meter_code").alias("code")
    )
    named = rows.with_columns(
        pl.col("meter_code").replace_strict(known, return_dtype=pl.Int64).alias("meter_id")
    )
    columns = ["meter_id", "unit_id", "read_on", "amount", "method", "note"]
    also = Changes().opening(METERS, meters) if fresh.height else Changes()
    return Resolution(rows=compare(READINGS, named.select("line", *columns)), also=also)


INTAKE = Intake(
    code="sample.readings",
    title="Chỉ số công tơ",
    register=READINGS,
    columns=(METER, UNIT, READ_ON, AMOUNT, METHOD, NOTE),
    resolve=resolve,
    rules=(SUNDAY,),
    day="read_on",
    past=("read_on",),
    key=("meter_code", "read_on"),
)

HEADINGS = ("TT", "Mã công tơ", "Phường/xã", "Ngày đọc", "Chỉ số", "Cách đọc", "Ghi chú")
GOOD = (1, "CT-01", "Quang Hanh", "03/12/2021", 120, "mắt", None)


def named(name: str, kind: str, first: dt.date, end: dt.date | None = None, code: str = "") -> int:
    """A unit that was called so for a time."""
    unit = Unit.objects.create(note=name)
    UnitVersion.objects.create(
        unit=unit, name=name, kind=kind, code=code, valid_from=first, valid_to=end
    )
    return unit.pk


def draw_map() -> Mapping[str, int]:
    """Three wards and a commune of the year, one of which ends in 2024."""
    since = dt.date(2012, 2, 21)
    units = {
        "Quang Hanh": named("Quang Hanh", "ward", since, code="07186"),
        "Cẩm Hòa": named("Cẩm Hòa", "ward", since, dt.date(2024, 11, 1), code="07190"),
        "Cẩm Sơn": named("Cẩm Sơn", "ward", since, code="07171"),
        "Cộng Hòa": named("Cộng Hòa", "commune", since, code="07201"),
        "Hoà Bình": named("Hoà Bình", "ward", dt.date(2024, 11, 1), code="07999"),
    }
    rebuild_closure()
    return units


def clerk_of(unit: int | None, name: str = "lan") -> User:
    """Somebody who enters records of one unit."""
    user = User.objects.create(username=name, full_name=name.title())
    Post.objects.create(user=user, role="ward_clerk", unit_id=unit, registers="*")
    return user


def sheet(path: Path, *rows: Sequence[Any], headings: Sequence[str] = HEADINGS) -> Path:
    """A plain workbook: the heading in row 1, ``rows`` below it; a date is an Excel date."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    page = book.add_worksheet("Sheet1")
    page.write_row(0, 0, headings)
    for at, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if value is not None:
                page.write(at, place, value)
    book.close()
    return path
