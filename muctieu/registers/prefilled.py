"""What a unit has on file already, as rows of the workbook that is issued to it.

Only where the sheet of an intake says everything its register holds: what names people, or points
to other records, is not written out, and such a workbook is issued blank.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from muctieu.core.units import names_on
from muctieu.registers.clocks import Known
from muctieu.registers.declare import Field, Kind
from muctieu.registers.import_models import Issue
from muctieu.registers.intake import Intake
from muctieu.registers.issues import units_below
from muctieu.registers.listing import known_rows
from muctieu.registers.money import MONEY_UNIT
from muctieu.registers.storage import frame_schema

_WHOLE_DONG = "1"


def prefillable(intake: Intake) -> bool:
    """Whether the sheet of an intake can be written back from the records alone."""
    register = intake.register
    if register.place is None or register.happened is None or register.sealed_with_key:
        return False
    return _whole(intake, _written(intake, pl.DataFrame(schema=frame_schema(register))))


def rows_on_file(intake: Intake, issued: Issue) -> list[list[Any]]:
    """Rows of what was on file of the unit and its days when the workbook was issued.

    In the order of the intake's columns, each cell as somebody would write it; none where the
    sheet of the intake cannot be written back.
    """
    if not prefillable(intake):
        return []
    frame = _written(intake, _frame(intake, issued))
    names = names_on(issued.last)
    say = [_saying(field, names) for field in intake.columns]
    rows = frame.select(_column(field) for field in intake.columns).iter_rows()
    return [[tell(value) for tell, value in zip(say, row, strict=True)] for row in rows]


def _frame(intake: Intake, issued: Issue) -> pl.DataFrame:
    register = intake.register
    schema = frame_schema(register)
    place, day = register[register.place or ""].column, register.happened or ""
    rows = known_rows(register, Known(issued.position)).filter(
        **{
            f"{place}__in": units_below(issued.unit_id, issued.last),
            f"{day}__range": (issued.first, issued.last),
        }
    )
    held = rows.order_by(day, "record").values_list(*schema)
    return pl.DataFrame(list(held), schema=schema, orient="row")


def _written(intake: Intake, frame: pl.DataFrame) -> pl.DataFrame:
    """Records with the columns besides that their sheet has."""
    whole = frame if intake.written is None else intake.written(frame)
    if intake.counted_in:
        whole = whole.with_columns(pl.lit(_WHOLE_DONG).alias(MONEY_UNIT.name))
    return whole


def _whole(intake: Intake, frame: pl.DataFrame) -> bool:
    return all(
        _column(one) in frame.columns and not (one.identity or one.kind is Kind.RECORD)
        for one in intake.columns
    )


def _column(field: Field) -> str:
    return f"{field.name}_id" if field.kind is Kind.UNIT else field.name


def _saying(field: Field, names: Mapping[int, str]) -> Callable[[Any], Any]:
    """How a value of a field is written in a cell."""
    if field.kind is Kind.UNIT:
        return names.get
    if field.kind is Kind.CHOICE:
        return {one.value: str(one.title) for one in field.choices}.get
    if field.kind is Kind.BOOLEAN:
        return {True: "có", False: "không"}.get
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
