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
    one that neither names an indicator nor is qualitative, for a clause that its resolution does
    not have and for a part of an unknown unit.
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
    held_in = [(row["key"], one) for row in resolutions for one in row.get("clauses", [])]
    clauses = [
        {"id": number, "resolution_id": by_key[key][0], **clause}
        for number, (key, clause) in zip(reserve_ids(CLAUSE, len(held_in)), held_in, strict=True)
    ]
    named = {(one["resolution_id"], one["number"]): one["id"] for one in clauses}
    held = [{"id": by_key[row["key"]][0], "unit_id": unit, **row} for row in resolutions]
    said = file.get("target", [])
    numbers = reserve_ids(TARGET, len(said))
    targets = [
        {"id": number, **_target(row, unit, by_key, named)}
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
        {"target_id": one["id"], "unit_id": unit_below(part["unit"], unit, one["year"]),
         **_digits(part["value"]), "document": part.get("document")}
        for one, row in zip(targets, said, strict=True)
        for part in row.get("parts", [])
    ]  # fmt: skip
    return (
        Changes()
        .opening(YEAR, frame_of(YEAR, years))
        .opening(RESOLUTION, frame_of(RESOLUTION, held))
        .opening(CLAUSE, frame_of(CLAUSE, clauses))
        .opening(TARGET, frame_of(TARGET, targets))
        .opening(ALLOTMENT, frame_of(ALLOTMENT, parts))
        .opening(MILESTONE, frame_of(MILESTONE, milestones))
        .opening(JUDGEMENT, frame_of(JUDGEMENT, findings))
    )


def frame_of(register: Register, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as a frame of the register, what they do not say left blank."""
    schema = dict(frame_schema(register))
    if rows and "id" in rows[0]:
        schema["id"] = pl.Int64()
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def _target(
    row: Mapping[str, Any],
    unit: int,
    resolutions: Mapping[str, tuple[int, int]],
    clauses: Mapping[tuple[int, str], int],
) -> dict[str, Any]:
    if row["resolution"] not in resolutions:
        raise BadPlanFile(f"chỉ tiêu {row['number']}: không có nghị quyết {row['resolution']}")
    qualitative = row.get("qualitative", False)
    if not qualitative and "indicator" not in row:
        raise BadPlanFile(f"chỉ tiêu {row['number']}: phải nêu chỉ số hoặc ghi là định tính")
    number, year = resolutions[row["resolution"]]
    clause = row.get("clause")
    if clause is not None and (number, clause) not in clauses:
        raise BadPlanFile(f"chỉ tiêu {row['number']}: nghị quyết không có điều, khoản {clause}")
    return {
        "resolution_id": number,
        "clause_id": None if clause is None else clauses[number, clause],
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


def unit_below(code: str, above: int, year: int) -> int:
    """The unit of a code directly below another one at the end of a year.

    Raises :class:`BadPlanFile` where there is none.
    """
    below = {one.code: one.unit_id for one in children(above, dt.date(year, 12, 31))}
    if code not in below:
        raise BadPlanFile(f"giao cho đơn vị {code}: cuối năm {year} không có đơn vị trực thuộc này")
    return below[code]


def _digits(printed: str) -> dict[str, int]:
    """A printed number as digits and decimals."""
    value = parse_number(printed)
    decimals = max(-int(value.as_tuple().exponent), 0)
    return {"mantissa": int(value.scaleb(decimals)), "decimals": decimals}
