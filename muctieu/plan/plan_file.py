"""A year's plan from a file: themes, resolutions with their clauses, targets.

The file is TOML (see ``example/plan.toml``).  It is turned into the changes of one change set;
whoever reads it commits them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from muctieu.kernels.vietnamese.numbers import parse_number
from muctieu.plan.models import CLAUSE, RESOLUTION, TARGET, YEAR
from muctieu.registers.declare import Register
from muctieu.registers.storage import frame_schema
from muctieu.registers.write import Changes, reserve_ids


class BadPlanFile(ValueError):
    """The file cannot be used; the message names what is wrong."""


def plan_changes(path: Path, unit: int, document: str) -> Changes:
    """Everything the file says about the years of ``unit``, as one change.

    Raises :class:`BadPlanFile` for a target of a resolution that the file does not define, and
    for a target that neither names an indicator nor is qualitative.
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
    targets = [_target(row, unit, by_key) for row in file.get("target", [])]
    return (
        Changes()
        .opening(YEAR, _frame(YEAR, years))
        .opening(RESOLUTION, _frame(RESOLUTION, held))
        .opening(CLAUSE, _frame(CLAUSE, clauses))
        .opening(TARGET, _frame(TARGET, targets))
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
    value = parse_number(row["value"]) if "value" in row else None
    decimals = None if value is None else max(-int(value.as_tuple().exponent), 0)
    return {
        "resolution_id": number,
        "unit_id": unit,
        "year": year,
        "qualitative": qualitative,
        "mantissa": None if value is None or decimals is None else int(value.scaleb(decimals)),
        "decimals": decimals,
        "plan_code": row.get("plan"),
        "assumed": row.get("assumed", False),
        **{
            name: row.get(name)
            for name in ("number", "title", "indicator", "direction", "word", "assigner")
        },
    }
