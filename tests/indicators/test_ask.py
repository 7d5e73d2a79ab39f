"""Questions that do not fit, records behind a figure, origin, and the ledger of denominators."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from muctieu.indicators.ask import (
    NotAskable,
    Question,
    Split,
    ask,
    figure,
    trace,
    with_each_denominator,
)
from muctieu.indicators.cells import Engine
from muctieu.indicators.define import NoSuchIndicator, Where
from muctieu.indicators.denominators import NoSuchDenominator
from muctieu.indicators.published import stated_for
from muctieu.indicators.question import Figure, FormulaUsed
from muctieu.indicators.statuses import beside
from muctieu.registers.clocks import Known
from tests.spec.cases import PEOPLE, UNITS
from tests.support.clinic.world import build
from tests.support.engines import ENGINES
from tests.support.table import World

pytestmark = pytest.mark.django_db

DAY = dt.date(2021, 12, 4)
VISITS = """
    | visitor | home       | site    | day        | ordinal | kind  | made up |
    | An      | Quang Hanh | Cẩm Sơn | 2021-05-10 | 1       | first |         |
    | An      | Cẩm Sơn    | Cẩm Sơn | 2021-06-10 | 2       | check | yes     |
    | Bình    | Cẩm Sơn    | Cẩm Sơn | 2021-06-11 | 1       | check | yes     |
"""
STAYS = """
    | visitor | unit       | from_on    | to_on |
    | An      | Quang Hanh | 2010-01-01 |       |
"""
DECLARED = """
    | code              | unit    | as_of      | mantissa | decimals | status   |
    | clinic.population | Cẩm Phả | 2019-04-01 | 8        | 0        | official |
    | clinic.unheard    | Cẩm Phả | 2019-04-01 | 985      | 1        | estimate |
"""


@pytest.fixture
def world() -> World:
    return build(UNITS, PEOPLE, VISITS, STAYS, DECLARED)


def about(world: World, code: str, **more: object) -> Question:
    known = world.known()
    return Question(code, world.units["Cẩm Phả"], DAY, known, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("clinic.residents", {"since": dt.date(2021, 1, 1)}),
        ("clinic.visits", {"place": "kitchen"}),
        ("clinic.visits", {"split": "amount"}),
        ("clinic.visits", {"where": (Where("colour", "eq", "red"),)}),
        ("clinic.visits", {"where": (Where("visitor.height", "eq", 1),)}),
        ("clinic.population", {"where": (Where("kind", "eq", "check"),)}),
        ("clinic.coverage", {"denominator": "clinic.census", "split": "visitor.sex"}),
    ],
)
def test_a_question_that_does_not_fit_is_refused_in_words(
    world: World, code: str, more: dict[str, object]
) -> None:
    with pytest.raises(NotAskable, match=r"\w+ \w+"):
        ask([about(world, code, **more)])


def test_an_unknown_figure_and_an_unknown_denominator_are_refused(world: World) -> None:
    with pytest.raises(NoSuchIndicator):
        ask([about(world, "clinic.nothing")])
    with pytest.raises(NoSuchDenominator, match=r"clinic\.census"):
        ask([about(world, "clinic.coverage", denominator="clinic.nothing")])


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_the_records_behind_a_figure_are_as_many_as_it_says(world: World, engine: Engine) -> None:
    question = about(world, "clinic.returned_over_came")
    one = figure(question, engine)
    top, bottom = (trace(question, side=side, engine=engine) for side in ("top", "bottom"))
    assert (one.records, top.total, bottom.total) == (1, 1, 3)
    assert [record.on for record in bottom.records] == sorted(
        record.on for record in bottom.records
    )
    assert top.records[0].rehearsed
    second = trace(question, side="bottom", first=1, size=1, engine=engine)
    assert second.records == bottom.records[1:2]
    assert second.total == 3


def test_a_figure_without_a_denominator_has_no_bottom_to_trace(world: World) -> None:
    with pytest.raises(NotAskable):
        trace(about(world, "clinic.visits"), side="bottom")


def test_every_part_can_be_asked_alone_and_says_the_same(world: World) -> None:
    for code, split in [
        ("clinic.visitors", "kind"), ("clinic.visitors", Split.UNIT), ("clinic.visits", Split.MONTH),
        ("clinic.visitors", Split.MONTH), ("clinic.visitors", Split.WITHIN_MONTH),
        ("clinic.residents", Split.MONTH), ("clinic.coverage", Split.UNIT),
        ("clinic.coverage", "visitor.sex"),
    ]:  # fmt: skip
        parts = ask([about(world, code, split=split)])[0].parts
        assert parts
        for part in parts:
            alone = figure(part.question)
            assert (alone.value, alone.records, alone.window) == (
                part.value,
                part.records,
                part.window,
            )
            assert trace(part.question).total == part.records


def test_origin_is_worked_out_from_the_records(world: World) -> None:
    def origin(code: str, **more: object) -> str:
        return figure(about(world, code, **more)).origin

    assert origin("clinic.visits") == "mixed"
    assert origin("clinic.visits", since=dt.date(2021, 6, 1)) == "rehearsal"
    assert origin("clinic.residents") == "office"
    assert origin("clinic.population") == "published"
    assert origin("clinic.coverage", denominator="clinic.census") == "mixed"
    # A zero comes from where the register's records come from.
    assert origin("clinic.visits", where=(Where("kind", "eq", "other"),)) == "mixed"


def test_each_denominator_gives_its_own_and_names_itself(world: World) -> None:
    told = with_each_denominator(about(world, "clinic.coverage"))
    assert [(entry.code, one.value) for entry, one in told] == [
        ("clinic.counted", 100),
        ("clinic.census", 12.5),
    ]
    assert {one.denominator_code for _entry, one in told} == {
        "clinic.residents_12",
        "clinic.population",
    }


def test_a_figure_that_nobody_counts_yet_is_read_as_it_was_declared(world: World) -> None:
    one = figure(about(world, "clinic.unheard"))
    assert (one.value, one.status, one.origin, one.unit_word) == (
        98.5,
        "estimate",
        "published",
        "people",
    )
    page = trace(about(world, "clinic.unheard"))
    assert (page.total, page.records[0].register) == (1, "indicators.declared")


def test_figures_stated_for_a_period_stand_side_by_side_by_status(world: World) -> None:
    unit, known = world.units["Cẩm Phả"], world.known()
    assert list(stated_for("clinic.unheard", unit, "2019", known)) == ["estimate"]
    assert stated_for("clinic.unheard", unit, "2020", known) == {}


def test_a_whole_board_is_read_at_one_position(world: World) -> None:
    answers = ask(
        [about(world, code) for code in ("clinic.visits", "clinic.coverage", "clinic.fee")]
    )
    assert {one.figure.position for one in answers} == {world.known().position}


def test_the_commands_say_a_figure_and_its_records(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["clinic.visitors", "--unit", "Cẩm Phả", "--as-of", "04/12/2021"]
    call_command("figure", *words, "--json", "--split", "unit")
    told = json.loads(capsys.readouterr().out)
    assert (told["value"], told["records"], told["origin"]) == (2, 3, "mixed")
    assert told["window"] == ["2021-04-23", "2021-12-04"]
    assert [part["value"] for part in told["parts"]] == [1, 2]

    call_command("figure", *words)
    assert capsys.readouterr().out.startswith("2 people")
    call_command("trace", *words)
    assert len(capsys.readouterr().out.splitlines()) == 3
    call_command("trace", *words, "--json")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["register"] for line in lines} == {"clinic.visit"}


def test_a_command_refuses_in_one_sentence(world: World) -> None:
    with pytest.raises(CommandError, match="13"):
        call_command("figure", "clinic.visits", "--as-of", "04/13/2021")
    with pytest.raises(CommandError, match="Sao"):
        call_command("figure", "clinic.visits", "--unit", "Sao Hoả", "--as-of", "04/12/2021")


def test_a_restated_figure_says_how_much_of_it_was_shared_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    units = """
        | unit | parent | from       | to         |
        | City |        | 2012-01-01 |            |
        | Old  | City   | 2012-01-01 | 2025-07-01 |
        | Hòa  | City   | 2012-01-01 | 2025-07-01 |
        | New  | City   | 2025-07-01 |            |
        | East | City   | 2025-07-01 |            |
    """
    became = """
        | former | latter | on         | share |
        | Old    | New    | 2025-07-01 |       |
        | Hòa    | New    | 2025-07-01 | 1/2   |
        | Hòa    | East   | 2025-07-01 | 1/2   |
    """
    visits = """
        | visitor | home | site | day        |
        | An      | Old  | Old  | 2021-05-10 |
        | Bình    | Hòa  | Hòa  | 2021-05-10 |
    """
    world = build(units, PEOPLE, visits, became=became)
    known = world.known()
    restated = Question("clinic.visits", world.units["New"], DAY, known, map=dt.date(2025, 7, 1))
    one = figure(restated)
    # One visit of Old and half of one of Hòa: a third of 3/2 was shared out.
    assert (one.value, one.apportioned, one.assumed) == (Fraction(3, 2), Fraction(1, 3), True)
    assert one.records == trace(restated).total == 2
    call_command("figure", "clinic.visits", "--unit=New", "--as-of=04/12/2021", "--map=01/07/2025")
    line = capsys.readouterr().out
    assert "33,3" in line
    # Nobody at a terminal has chosen a language.
    assert "theo địa bàn ngày 01/07/2025" in line
    assert "on the map of 01/07/2025" in line
    parts = ask(
        [
            Question(
                "clinic.visits",
                world.units["City"],
                DAY,
                known,
                map=dt.date(2025, 7, 1),
                split=Split.UNIT,
            )
        ]
    )[0].parts
    assert [(part.label, figure(part.question).value) for part in parts] == [
        ("New", Fraction(3, 2)), ("East", Fraction(1, 2)),
    ]  # fmt: skip


def test_a_former_city_is_told_by_the_wards_that_its_land_lies_in() -> None:
    units = """
        | unit     | parent   | from       | to         |
        | Province |          | 2012-01-01 |            |
        | City     | Province | 2012-01-01 | 2025-07-01 |
        | Old      | City     | 2012-01-01 | 2025-07-01 |
        | Far      | Province | 2012-01-01 | 2025-07-01 |
        | New      | Province | 2025-07-01 |            |
    """
    became = """
        | former | latter | on         | share |
        | Old    | New    | 2025-07-01 |       |
        | Far    | New    | 2025-07-01 |       |
    """
    visits = """
        | visitor | home | site | day        |
        | An      | Old  | Old  | 2021-05-10 |
        | Bình    | Far  | Far  | 2021-05-10 |
    """
    world = build(units, PEOPLE, visits, became=became)
    map_day, known = dt.date(2025, 7, 1), world.known()
    city = Question("clinic.visits", world.units["City"], DAY, known, map=map_day, split=Split.UNIT)
    answer = ask([city])[0]
    # Of the new ward only what the city brought into it, so that the parts are the city's own.
    assert [(part.label, part.value) for part in answer.parts if part.value] == [("New", 1)]
    assert answer.figure.value == 1
    assert figure(Question("clinic.visits", world.units["New"], DAY, known, map=map_day)).value == 2


def test_what_was_stated_stands_beside_what_was_counted_with_its_own_days() -> None:
    declared = """
        | code          | unit    | as_of      | period | mantissa | decimals | status   |
        | clinic.visits | Cẩm Phả | 2021-12-03 | 2021   | 5        | 0        | estimate |
    """
    world = build(UNITS, PEOPLE, VISITS, declared=declared)
    own, estimate = beside(about(world, "clinic.visits"))
    assert (own.status, own.value, own.window.last) == ("actual", 3, DAY)
    assert (estimate.status, estimate.value) == ("estimate", 5)
    # The whole year, not the year to the day: two figures, neither made to look like the other.
    assert estimate.window.last == dt.date(2021, 12, 31)
    assert figure(estimate.question) == estimate
    assert trace(estimate.question).total == 1
    women = Where("visitor.sex", "eq", "female")
    assert len(beside(about(world, "clinic.visits", where=(women,)))) == 1


def test_an_old_report_is_worked_out_by_the_formula_known_when_it_was_made(world: World) -> None:
    """Visits until 30 June; from 1 July people, as decision 5 of 20 June says."""

    def busy(said: str | None) -> Figure:
        known = Known(world.known().position, said)
        return figure(Question("clinic.busy", world.units["Cẩm Phả"], DAY, known))

    assert (busy("2021-06-19").value, busy("2021-06-20").value, busy(None).value) == (3, 2, 2)
    used = busy(None).formula
    assert used == FormulaUsed(1, 2, dt.date(2021, 7, 1), "decision 5", "people, not visits", True)
    assert busy("2021-06-19").formula == FormulaUsed(0, 2)
    # An update is known on its own day, which is long after the decision.
    assert busy(f"#{world.known().position}").value == 2


def test_a_formula_that_is_not_there_is_refused_in_words(world: World) -> None:
    with pytest.raises(NotAskable, match="0 đến 1"):
        figure(about(world, "clinic.busy", formula=2))
    with pytest.raises(CommandError, match=r"\w+ \w+"):
        call_command("figure", "clinic.busy", "--formula=new")


def test_the_command_names_who_has_not_reported(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    with translation.override("en"):
        call_command("figure", "clinic.fees_reported", "--unit=Cẩm Phả", "--as-of=30/04/2021")
    assert "2 of 2 units have not reported: Quang Hanh, Cẩm Sơn" in capsys.readouterr().out
    call_command("figure", "clinic.fees_reported", "--unit=Cẩm Phả", "--as-of=30/04/2021", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["value"], told["owing"], len(told["lacking"][0]["periods"])) == (None, 2, 4)
