"""Is somebody on a sheet somebody we know?  Matching by number, name, birth and place.

Vectorised: a sheet of a hundred thousand rows is joined, never looped over (convention N9).
Nothing is shown to anybody here; names are compared, not read out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import polars as pl
from django.db import connections

from muctieu.kernels.vietnamese.text import fold
from muctieu.registers.people import Identity, Person, Residence
from muctieu.registers.storage import read_rows
from muctieu.registers.write import ALIAS

# What a row must bring to be matched; `on` is the day of which the residence counts.
NEEDED: dict[str, pl.DataType] = {
    "row": pl.Int64(),
    "fold": pl.String(),
    "birth_on": pl.Date(),
    "birth_precision": pl.String(),
    "unit_id": pl.Int64(),
    "id_number": pl.String(),
    "phone": pl.String(),
    "on": pl.Date(),
}
_KNOWN: dict[str, pl.DataType] = {
    "person_id": pl.Int64(),
    "fold": pl.String(),
    "id_number": pl.String(),
    "phone": pl.String(),
    "birth_on": pl.Date(),
    "birth_precision": pl.String(),
}
_LIVES: dict[str, pl.DataType] = {
    "person_id": pl.Int64(),
    "unit_id": pl.Int64(),
    "from_on": pl.Date(),
    "to_on": pl.Date(),
}


def fold_names(names: pl.Series) -> pl.Series:
    """Names folded for search.  The words of names are few: each is folded once."""
    words = names.str.split(" ")
    distinct = words.explode().drop_nulls().unique()
    folded = pl.Series([fold(word) for word in distinct], dtype=pl.String)
    known = pl.element().replace_strict(distinct, folded, return_dtype=pl.String)
    return words.list.eval(known).list.join(" ").alias("fold")


def match_people(rows: pl.DataFrame) -> pl.DataFrame:
    """``row``, ``person_id`` (null: nobody known), ``candidates`` and ``conflict``.

    The same person is: the same identity number with the same name or birth; else the same
    folded name, a birth that agrees as far as it is known, and the same unit of residence on
    the day ``on``; else the same name, birth and phone.  ``candidates`` above 1 says that
    several people fit; ``conflict``, that the number belongs to somebody of another name and
    birth.
    """
    numbered = _by_number(rows, _known("id_number", rows["id_number"]))
    # Whoever is certain by the number need not be looked for by a name that many bear.
    by_number = numbered.filter(~pl.col("conflict")).select("row")
    unsure = rows.join(by_number, on="row", how="anti", maintain_order="left")
    namesakes = _known("fold", unsure["fold"])
    alike = unsure.join(namesakes, on="fold", how="inner", suffix="_known").filter(
        _births_agree() & ~_numbers_differ()
    )
    found = (
        rows.select("row")
        .join(numbered, on="row", how="left")
        .join(_one_each(_living_there(alike)), on="row", how="left", suffix="_place")
        .join(_one_each(_same_phone(alike)), on="row", how="left", suffix="_phone")
    )
    conflict = pl.col("conflict").fill_null(value=False)
    certain = pl.coalesce(
        pl.when(~conflict).then("person_id"),
        pl.when(pl.col("candidates") == 1).then("person_id_place"),
        # Several people of one name in one ward are told apart by the phone.
        pl.when(pl.col("candidates_phone") == 1).then("person_id_phone"),
    )
    several = certain.is_null() & (pl.col("candidates") > 1)
    return found.select(
        "row",
        pl.when(~conflict).then(certain).alias("person_id"),
        pl.when(several).then(pl.col("candidates")).otherwise(1).alias("candidates"),
        conflict.alias("conflict"),
    )


def _births_agree() -> pl.Expr:
    """The same birthday, or the same year where one side knows no more."""
    exact = (pl.col("birth_precision") == "day") & (pl.col("birth_precision_known") == "day")
    year = pl.col("birth_on").dt.year() == pl.col("birth_on_known").dt.year()
    return pl.when(exact).then(pl.col("birth_on") == pl.col("birth_on_known")).otherwise(year)


def _numbers_differ() -> pl.Expr:
    """Both have an identity number of the same length, and it is not the same one.

    Nine digits (CMND) and twelve (CCCD) may well be one person's.
    """
    one, other = pl.col("id_number"), pl.col("id_number_known")
    return ((one.str.len_chars() == other.str.len_chars()) & (one != other)).fill_null(value=False)


def _by_number(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Matches by identity number; ``conflict`` where neither name nor birth agrees."""
    pairs = rows.filter(pl.col("id_number").is_not_null()).join(
        known.filter(pl.col("id_number").is_not_null()), on="id_number", suffix="_known"
    )
    same = (pl.col("fold") == pl.col("fold_known")) | (
        pl.col("birth_on") == pl.col("birth_on_known")
    )
    return pairs.group_by("row", maintain_order=True).agg(
        pl.col("person_id").sort_by(same, descending=True, maintain_order=True).first(),
        (~same).all().alias("conflict"),
    )


def _living_there(alike: pl.DataFrame) -> pl.DataFrame:
    """Pairs in which the known person lived in the row's unit on the row's day."""
    lives = _lives(alike["person_id"].unique().to_list())
    return alike.join(lives, on=["person_id", "unit_id"]).filter(
        (pl.col("from_on") <= pl.col("on"))
        & (pl.col("to_on").is_null() | (pl.col("on") <= pl.col("to_on")))
    )


def _same_phone(alike: pl.DataFrame) -> pl.DataFrame:
    return alike.filter(pl.col("phone") == pl.col("phone_known"))


def _one_each(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.group_by("row", maintain_order=True).agg(
        pl.col("person_id").first(), pl.col("person_id").n_unique().alias("candidates")
    )


def _known(column: str, wanted: pl.Series) -> pl.DataFrame:
    where, params = _among(f"i.{column}", wanted.drop_nulls().unique().to_list())
    sql = (
        "SELECT i.person_id, i.fold, i.id_number, i.phone, p.birth_on, p.birth_precision "
        f"FROM {Identity._meta.db_table} i JOIN {Person._meta.db_table} p ON p.id = i.person_id "
        f"WHERE {where} ORDER BY i.person_id"
    )
    return read_rows(connections[ALIAS], sql, params, _KNOWN)


def _lives(people: Sequence[int]) -> pl.DataFrame:
    where, params = _among("person_id", people)
    sql = f"SELECT person_id, unit_id, from_on, to_on FROM {Residence._meta.db_table} WHERE {where}"
    return read_rows(connections[ALIAS], sql, params, _LIVES)


def _among(column: str, values: Sequence[str | int]) -> tuple[str, list[object]]:
    """A condition with one parameter, for lists of any length."""
    if connections[ALIAS].vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(values)]
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(values))]
