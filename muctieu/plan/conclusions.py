"""Conclusions of a meeting become tasks on the spot: one row is a conclusion and its task.

The document and the clause are entered with the task where they are not on file, and the task
takes the next number of the unit that gives it: one form, one update.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from muctieu.core.units import names_on
from muctieu.plan.models import CLAUSE, RESOLUTION, Clause, Resolution
from muctieu.plan.task_intakes import (
    DUE_BEFORE_GIVEN,
    ELSEWHERE,
    JOINING,
    JOINING_UNKNOWN,
    LEAD_JOINS,
    judge_tasks,
    with_joining,
    with_partners,
)
from muctieu.plan.task_models import TASK, Task
from muctieu.registers.intake import Intake, Situation, intake
from muctieu.registers.intake import Resolution as Resolved
from muctieu.registers.write import Changes

SYMBOL = replace(
    RESOLUTION["symbol"], help=_("of the announcement of conclusions, for example 12/TB-UBND")
)
CONCLUSION = replace(
    CLAUSE["text"], name="conclusion", title=_("Conclusion"), headings=("Kết luận",)
)
_MEETING = "Thông báo kết luận giao ban"


def resolve_conclusions(rows: pl.DataFrame, at: Situation) -> Resolved:
    """Tasks with their documents and clauses, those that are not on file among what is new."""
    faults = pl.concat([judge_tasks(rows, at), with_joining(rows)[1]])
    sound = rows.join(faults, on="line", how="anti", maintain_order="left")
    documented, documents = _with_documents(sound, at)
    settled, clauses = _with_clauses(documented, at)
    found = with_partners(_with_numbers(settled), at, faults)
    parts = (*documents.parts, *clauses.parts, *found.also.parts)
    return replace(found, also=Changes(parts))


def _with_documents(rows: pl.DataFrame, at: Situation) -> tuple[pl.DataFrame, Changes]:
    """Rows with the document of their symbol, and the documents that are new."""
    held = pl.DataFrame(
        list(Resolution.objects.values_list("unit_id", "symbol", "year", "pk")),
        schema={
            "unit_id": pl.Int64,
            "symbol": pl.String,
            "year": pl.Int64,
            "resolution_id": pl.Int64,
        },
        orient="row",
    )
    # Numbers begin again with each year.
    keys = ["unit_id", "symbol", "year"]
    rows = rows.with_columns(pl.col("given_on").dt.year().cast(pl.Int64).alias("year"))
    named = rows.join(held, on=keys, how="left", maintain_order="left")
    lacking = named.filter(pl.col("resolution_id").is_null())
    first = lacking.unique(keys, keep="first", maintain_order=True)
    new = first.drop("resolution_id").with_columns(
        pl.Series("id", list(at.reserve(RESOLUTION, first.height)), dtype=pl.Int64)
    )
    fresh = new.select(*keys, pl.col("id").alias("fresh"))
    whole = (
        named.join(fresh, on=keys, how="left", maintain_order="left")
        .with_columns(pl.coalesce("resolution_id", "fresh").alias("resolution_id"))
        .drop("fresh")
    )
    issuers = [
        names_on(day).get(unit, "") for unit, day in new.select("unit_id", "given_on").iter_rows()
    ]
    opened = new.select(
        "id", "unit_id", "symbol", pl.col("given_on").alias("issued_on"),
        pl.Series("issuer", issuers, dtype=pl.String), pl.lit(_MEETING).alias("title"),
        "year", pl.lit(value=True).alias("verified"), pl.lit("conclusion").alias("kind"),
    )  # fmt: skip
    return whole, Changes().opening(RESOLUTION, opened) if opened.height else Changes()


def _with_clauses(rows: pl.DataFrame, at: Situation) -> tuple[pl.DataFrame, Changes]:
    """Rows with the clause that says their conclusion, and the clauses that are new."""
    keys = ["resolution_id", "conclusion"]
    held = list(Clause.objects.values_list("resolution_id", "text", "pk"))
    schema = {"resolution_id": pl.Int64, "conclusion": pl.String, "clause_id": pl.Int64}
    known = pl.DataFrame(held, schema=schema, orient="row").unique(keys, keep="first")
    named = rows.join(known, on=keys, how="left", maintain_order="left")
    lacking = named.filter(pl.col("clause_id").is_null())
    first = lacking.unique(keys, keep="first", maintain_order=True).drop("clause_id")
    so_many = pl.DataFrame(held, schema=schema, orient="row").group_by("resolution_id").len("many")
    new = first.join(so_many, on="resolution_id", how="left", maintain_order="left").with_columns(
        pl.Series("id", list(at.reserve(CLAUSE, first.height)), dtype=pl.Int64),
        (pl.col("many").fill_null(0) + pl.int_range(1, pl.len() + 1).over("resolution_id"))
        .cast(pl.String)
        .alias("said"),
    )
    fresh = new.select(*keys, pl.col("id").alias("fresh"))
    whole = (
        named.join(fresh, on=keys, how="left", maintain_order="left")
        .with_columns(pl.coalesce("clause_id", "fresh").alias("clause_id"))
        .drop("fresh")
    )
    opened = new.select(
        "id", "resolution_id", pl.col("said").alias("number"), pl.col("conclusion").alias("text")
    )
    return whole, Changes().opening(CLAUSE, opened) if opened.height else Changes()


def _with_numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with a number: the task's own where it is on file, else the next of its giver."""
    keys = ["clause_id", "content"]
    held = pl.DataFrame(
        list(Task.objects.filter(clause__isnull=False).values_list(*keys, "number")),
        schema={"clause_id": pl.Int64, "content": pl.String, "number": pl.Int64},
        orient="row",
    ).unique(keys, keep="first")
    last = pl.DataFrame(
        list(Task.objects.values_list("unit_id").annotate(last=Max("number"))),
        schema={"unit_id": pl.Int64, "last": pl.Int64},
        orient="row",
    )
    joined = rows.join(held, on=keys, how="left", maintain_order="left").join(
        last, on="unit_id", how="left", maintain_order="left"
    )
    new = pl.col("number").is_null()
    following = pl.col("last").fill_null(0) + new.cum_sum().over("unit_id").cast(pl.Int64)
    return joined.with_columns(
        pl.coalesce("number", following).alias("number"), pl.lit(value=False).alias("assumed")
    ).drop("last")


CONCLUSIONS = intake(
    Intake(
        code="plan.conclusion",
        title=_("Conclusions of a meeting, as tasks"),
        register=TASK,
        columns=(
            TASK["unit"], SYMBOL, CONCLUSION, TASK["content"], TASK["lead"], JOINING,
            TASK["leader"], TASK["given_on"], TASK["due_on"], TASK["product"],
        ),
        resolve=resolve_conclusions,
        rules=(DUE_BEFORE_GIVEN, ELSEWHERE, JOINING_UNKNOWN, LEAD_JOINS),
        day="given_on",
        key=("symbol", "conclusion", "content"),
        judge=judge_tasks,
    )
)  # fmt: skip
