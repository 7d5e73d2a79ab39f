"""A year's plan from a file: themes, resolutions, targets with parts, milestones and findings.

The file is TOML (see ``example/plan.toml``).  It is turned into the changes of one change set;
whoever reads it commits them.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from muctieu.core.units import children
from muctieu.kernels.vietnamese.numbers import parse_number
from muctieu.plan.models import ALLOTMENT, CLAUSE, JUDGEMENT, MILESTONE, RESOLUTION, TARGET, YEAR
from muctieu.registers.declare import Register
from muctieu.registers.storage import frame_schema
from muctieu.registers.write import Changes, reserve_ids


class BadPlanFile(ValueError):
    """The file cannot be used; the message names what is wrong."""


def plan_changes(path: Path, unit: int, document: str) -> Changes:
    """Everything the file says about the years of ``unit``, as one change.

    Raises :class:`BadPlanFile` for a target of a resolution that the file does not define, for
    one that neither names an indicator nor is qualitative, and for a part of an unknown unit.
    """
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    resolutions = file.get("resolution", [])
    ids = reserve_ids(RESOLUTION, len(resolutions))
    by_key = {row["key"]: (at, row["year"]) for at, row in zip(ids, resolutions, strict=True)}
    years = [
        {
            "unit_id": unit,
            "number": row["year"],
            "note": row.get("theme_note"),
            "document": document,
        }
        | {name: row.get(name) for name in ("theme", "sentence")}
        for row in file.get("year", [])
    ]
    clauses = [
        {"resolution_id": by_key[row["key"]][0], **clause}
        for row in resolutions
        for clause in row.get("clauses", [])
    ]
    held = [{"id": by_key[row["key"]][0], "unit_id": unit, **row} for row in resolutions]
    said = file.get("target", [])
    numbers = reserve_ids(TARGET, len(said))
    targets = [
        {"id": number, **_target(row, unit, by_key)}
        for number, row in zip(numbers, said, strict=True)
    ]
    findings = [
        {"target_id": number, "assumed": False, **finding}
        for number, row in zip(numbers, said, strict=True)
        for finding in row.get("findings", [])
    ]
    milestones = [
        {"target_id": number, "due_on": one["due_on"], **_digits(one["value"])}
        for number, row in zip(numbers, said, strict=True)
        for one in row.get("milestones", [])
    ]
    parts = [
        {"target_id": one["id"], "unit_id": _unit(part["unit"], unit, one["year"]),
         **_digits(part["value"]), "document": part.get("document")}
        for one, row in zip(targets, said, strict=True)
        for part in row.get("parts", [])
    ]  # fmt: skip
    return (
        Changes()
        .opening(YEAR, _frame(YEAR, years))
        .opening(RESOLUTION, _frame(RESOLUTION, held))
        .opening(CLAUSE, _frame(CLAUSE, clauses))
        .opening(TARGET, _frame(TARGET, targets))
        .opening(ALLOTMENT, _frame(ALLOTMENT, parts))
        .opening(MILESTONE, _frame(MILESTONE, milestones))
        .opening(JUDGEMENT, _frame(JUDGEMENT, findings))
    )


def _frame(register: Register, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = dict(frame_schema(register))
    if rows and "id" in rows[0]:
        schema["id"] = pl.Int64()
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def _target(
    row: Mapping[str, Any], unit: int, resolutions: Mapping[str, tuple[int, int]]
) -> dict[str, Any]:
    if row["resolution"] not in resolutions:
        raise BadPlanFile(f"chỉ tiêu {row['number']}: không có nghị quyết {row['resolution']}")
    qualitative = row.get("qualitative", False)
    if not qualitative and "indicator" not in row:
        raise BadPlanFile(f"chỉ tiêu {row['number']}: phải nêu chỉ số hoặc ghi là định tính")
    number, year = resolutions[row["resolution"]]
    return {
        "resolution_id": number,
        "unit_id": unit,
        "year": year,
        "qualitative": qualitative,
        **(_digits(row["value"]) if "value" in row else {}),
        "plan_code": row.get("plan"),
        "assumed": row.get("assumed", False),
        **{
            name: row.get(name)
            for name in (
                "number", "title", "indicator", "direction", "word", "assigner", "document",
                "base", "course",
            )
        },
    }  # fmt: skip


def _unit(code: str, above: int, year: int) -> int:
    """The unit of a code directly below another one at the end of a year."""
    below = {one.code: one.unit_id for one in children(above, dt.date(year, 12, 31))}
    if code not in below:
        raise BadPlanFile(f"giao cho đơn vị {code}: cuối năm {year} không có đơn vị trực thuộc này")
    return below[code]


def _digits(printed: str) -> dict[str, int]:
    """A printed number as digits and decimals."""
    value = parse_number(printed)
    decimals = max(-int(value.as_tuple().exponent), 0)
    return {"mantissa": int(value.scaleb(decimals)), "decimals": decimals}
