"""Every case of the specification, on every engine."""

from __future__ import annotations

import pytest
from django.utils import translation

from muctieu.indicators.ask import ask
from muctieu.indicators.cells import Engine
from tests.spec.cases import CASES, Case
from tests.support.clinic.world import build, question, said
from tests.support.engines import ENGINES
from tests.support.table import table

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_the_figure_is_what_the_table_says(engine: Engine, case: Case) -> None:
    world = build(case.units, case.people, case.visits, case.stays, case.declared, case.became)
    lines = table(case.asked)

    with translation.override("en"):
        answers = ask([question(world, line) for line in lines], engine)

    assert [said(answer) for answer in answers] == [str(line["answer"]) for line in lines]
