"""Every row of the tables of words is tried with its examples and counter-examples."""

import re
from typing import Any

import pytest

from muctieu.kernels.vietnamese.text import fold
from muctieu.statements.read.match import default_catalogue
from muctieu.statements.read.meaning.figures import Figure
from muctieu.statements.read.reader import read, understand
from muctieu.statements.read.vocabulary import scales, table, units

_MARK = re.compile(r"⟦(?:([^|⟧]*)\|(?= ))?([^|⟧]*)(?:\|(\w+))?⟧")


def unmarked(sentence: str) -> tuple[str, int, int, str | None]:
    """Return the sentence, the marked figure's span, and the relation named in the mark."""
    found = _MARK.search(sentence)
    assert found is not None, sentence
    head = found[1] or ""
    figure = found[2]
    text = sentence[: found.start()] + head + figure + sentence[found.end() :]
    start = found.start() + len(head) + len(figure) - len(figure.lstrip())
    return text, start, start + len(figure.strip()), found[3]


def figure_at(sentence: str) -> tuple[Figure, str | None]:
    text, start, end, relation = unmarked(sentence)
    for figure in understand(text).figures:
        if figure.end == end:
            assert start <= figure.token.start or figure.start == start
            return figure, relation
    raise AssertionError(f"no figure ends at “{text[start:end]}” in “{text}”")


def rows(name: str) -> list[Any]:
    return [pytest.param(row, id=str(index)) for index, row in enumerate(table(name))]


@pytest.mark.parametrize("row", rows("units"))
def test_examples_of_units_are_read_with_a_unit_of_their_row(row: dict[str, Any]) -> None:
    for sentence in row["example"]:
        figure, _ = figure_at(sentence)
        assert figure.token.quantity is not None
        assert figure.token.quantity.unit_kind == row["kind"], sentence


@pytest.mark.parametrize("row", rows("units"))
def test_counter_examples_of_units_are_not(row: dict[str, Any]) -> None:
    shown = {entry.partition(" = ")[2] or entry for entry in row["surfaces"]}
    for sentence in row["not"]:
        claims = read(sentence).claims
        if row["kind"] == "score":
            assert "score" not in {claim.relation for claim in claims}, sentence
        else:
            assert not [claim.text for claim in claims if claim.unit in shown], sentence


@pytest.mark.parametrize("surface", sorted(s for s in units() if units()[s].kind == "count"))
def test_every_counted_noun_is_read_behind_a_number(surface: str) -> None:
    claims = read(f"Năm 2021, toàn huyện có 1.234 {surface}.").claims

    assert [(claim.value, claim.unit) for claim in claims] == [("1234", units()[surface].shown)]


@pytest.mark.parametrize(
    "surface", sorted(s for s in units() if units()[s].kind in {"money", "measure"})
)
def test_every_measure_is_read_with_decimals(surface: str) -> None:
    claims = read(f"Tổng cộng đạt 12,5 {surface}.").claims

    assert [(claim.value, claim.unit) for claim in claims] == [("12.5", units()[surface].shown)]


@pytest.mark.parametrize("row", rows("scales"))
def test_examples_of_scales(row: dict[str, Any]) -> None:
    for sentence in row["example"]:
        figure, _ = figure_at(sentence)
        assert (figure.unit or "").startswith(row["shown"] + " "), sentence
    for sentence in row["not"]:
        for claim in read(sentence).claims:
            assert not (claim.unit or "").startswith(row["shown"] + " "), sentence
    assert all(scales()[surface].factor == row["factor"] for surface in row["surfaces"])


@pytest.mark.parametrize("row", rows("qualifiers"))
def test_examples_of_qualifiers(row: dict[str, Any]) -> None:
    for sentence in row["example"]:
        figure, _ = figure_at(sentence)
        assert figure.qualifier == row["name"], sentence
    for sentence in row["not"]:
        assert not any(c.qualifier == row["name"] for c in read(sentence).claims), sentence


@pytest.mark.parametrize("row", rows("verbs"))
def test_examples_of_verbs(row: dict[str, Any]) -> None:
    for sentence in row["example"]:
        figure, _ = figure_at(sentence)
        if row["role"] in {"estimate", "plan"}:
            assert figure.status == row["role"], sentence
        elif row["role"] == "rank":
            assert figure.relation == "rank"
        elif row["role"] != "neutral":
            assert row["role"] in figure.before.roles, sentence
    for sentence in row["not"]:
        figure, _ = figure_at(sentence)
        assert row["role"] not in {*figure.before.roles[:1], figure.status}, sentence


@pytest.mark.parametrize("row", rows("bases"))
def test_examples_of_bases(row: dict[str, Any]) -> None:
    for sentence in (*row["example"], *row["not"]):
        figure, relation = figure_at(sentence)
        assert figure.relation == relation, sentence


@pytest.mark.parametrize("row", rows("names"))
def test_examples_of_names_eat_their_digits(row: dict[str, Any]) -> None:
    for sentence in row["example"]:
        text, start, end, _ = unmarked(sentence)
        report = read(text)
        assert not [c.text for c in report.claims if c.start < end and c.end > start], sentence
        assert [o.kind for o in report.others if o.start < end and o.end > start] == [row["kind"]]
    for sentence in row["not"]:
        figure_at(sentence)


@pytest.mark.parametrize("row", rows("abbreviations"))
def test_abbreviations_are_written_out_before_matching(row: dict[str, Any]) -> None:
    from muctieu.statements.read.match import written_out

    assert fold(row["long"]) in written_out(fold(row["example"]))
    assert fold(row["long"]) not in written_out(fold(row["not"]))


@pytest.mark.parametrize("row", rows("indicators"))
def test_every_indicator_is_found_by_its_own_names(row: dict[str, Any]) -> None:
    catalogue = default_catalogue()

    for name in row["names"]:
        found = catalogue.match(name, None, row["relations"][0], row["kinds"][0])
        assert found in {row["code"], None}, name
    assert catalogue.match(row["names"][0], None, row["relations"][0], row["kinds"][0])
