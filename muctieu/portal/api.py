"""The API: counted figures for everybody, records for those who may read them.

Figures need no key: they are counted, and small counts of people are hidden from whoever is not
signed in. Records go through the same path as lists and exports (``registers.listing``). The
schema is at ``/api/v1/openapi.json``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field as ApiField
from ninja import NinjaAPI, Query, Schema

from muctieu.core.days import today
from muctieu.core.permissions import NotAllowed, units_of
from muctieu.core.roles import Action
from muctieu.core.units import versions_on
from muctieu.indicators.ask import ask
from muctieu.indicators.cells import Traced
from muctieu.indicators.define import NoSuchIndicator, catalogue
from muctieu.indicators.disclosure import for_public
from muctieu.indicators.question import Answer, NotAskable, Question
from muctieu.indicators.spoken import figure_told, point_said, question_said, why_told
from muctieu.indicators.why import explain
from muctieu.kernels.vietnamese.dates import NotADate, parse_date
from muctieu.registers.clocks import BadClock
from muctieu.registers.declare import Field, NoSuchRegister, Register, all_registers

api = NinjaAPI(
    title="Mục tiêu",
    version="1",
    description="Counted figures, the catalogue of indicators, units in time and registers.",
    docs_url=None,  # the documentation page of the library loads from another server
    urls_namespace="api",
)

_NOT_FOUND = (NoSuchIndicator, NoSuchRegister)
_BAD_REQUEST = (NotAskable, BadClock, NotADate, LookupError)


@api.exception_handler(NotAllowed)
def _not_allowed(request: HttpRequest, refusal: NotAllowed) -> Any:
    status = 403 if request.user.is_authenticated else 401
    return api.create_response(request, {"detail": str(refusal)}, status=status)


@api.exception_handler(LookupError)
@api.exception_handler(ValueError)
def _refused(request: HttpRequest, refusal: Exception) -> Any:
    if isinstance(refusal, _NOT_FOUND):
        return api.create_response(request, {"detail": str(refusal)}, status=404)
    if isinstance(refusal, _BAD_REQUEST):
        return api.create_response(request, {"detail": str(refusal)}, status=400)
    raise refusal


class IndicatorTold(Schema):
    """An indicator as the catalogue has it."""

    code: str
    title: str
    unit: str
    kind: str
    scheme: str
    direction: str
    definition: str
    splits: list[str]
    source: str


@api.get("/indicators", response=list[IndicatorTold])
def indicators(request: HttpRequest) -> list[dict[str, Any]]:
    """Every indicator there is."""
    return [
        {
            "code": one.code,
            "title": str(one.title),
            "unit": str(one.unit),
            "kind": one.kind.value,
            "scheme": one.scheme.value,
            "direction": one.direction.value,
            "definition": str(one.definition),
            "splits": list(one.splits),
            "source": str(one.source),
        }
        for one in catalogue()
    ]


def _answered(request: HttpRequest, questions: Sequence[Question]) -> list[Answer]:
    found = ask(questions)
    return found if request.user.is_authenticated else for_public(found)


@api.get("/figures/{code}")
def figures(
    request: HttpRequest,
    code: str,
    unit: str | None = None,
    as_of: str | None = None,
    known: str | None = None,
    split: str | None = None,
    place: str | None = None,
    denominator: str | None = None,
    on_map: str | None = None,
    formula: str | None = None,
    status: str | None = None,
) -> dict[str, Any]:
    """One figure: for which unit, up to which day, as known when, on which map, in which parts."""
    question = question_said(
        code,
        unit=unit,
        as_of=as_of,
        known=known,
        today=today(),
        split=split,
        place=place,
        denominator=denominator,
        map_day=on_map,
        formula=formula,
        status=status,
    )
    answer = _answered(request, [question])[0]
    told = figure_told(answer.figure)
    return {**told, "parts": [figure_told(part) for part in answer.parts]} if split else told


_MOST_AT_ONCE = 400


class Tiles(Schema):
    """Which figures, for which units (none named: the year's own), up to which day, known when."""

    code: list[str]
    unit: list[str] = ApiField(default_factory=list)
    as_of: str | None = None
    known: str | None = None


@api.get("/figures")
def board(request: HttpRequest, tiles: Query[Tiles]) -> list[dict[str, Any]]:
    """Several figures for several units, all read at one moment: each code for each unit."""
    if len(tiles.code) * max(1, len(tiles.unit)) > _MOST_AT_ONCE:
        said = _("At most %(most)s figures are asked for at once.") % {"most": _MOST_AT_ONCE}
        raise NotAskable(said)
    questions = [
        question_said(code, unit=unit, as_of=tiles.as_of, known=tiles.known, today=today())
        for unit in tiles.unit or (None,)
        for code in tiles.code
    ]
    return [figure_told(answer.figure) for answer in _answered(request, questions)]


@api.get("/figures/{code}/why")
def why(
    request: HttpRequest,
    code: str,
    before: str = "",
    after: str = "",
    unit: str | None = None,
    place: str | None = None,
) -> dict[str, Any]:
    """Why a figure changed between two points, each ``day[,known[,map]]``; for who is signed in.

    A point that is left out is today, as known now.

    The parts name records, and add up to the change.
    """
    if not request.user.is_authenticated:
        raise NotAllowed(_("Sign in to see the records behind a change."))
    old, new = (
        point_said(code, one, today=today(), unit=unit, place=place) for one in (before, after)
    )
    found = explain(old, new)
    open_to = {
        register: units_of(request.user, register, Action.READ, today())
        for register in {one.register for part in found.parts for one in part.shown}
    }

    def may_see(one: Traced) -> bool:
        units = open_to[one.register]
        return units is None or one.unit in units

    return why_told(found, may_see)


class UnitTold(Schema):
    """A unit as it was on the day asked for."""

    unit: int
    code: str
    name: str
    kind: str
    parent: int | None
    valid_from: str
    valid_to: str | None


@api.get("/units", response=list[UnitTold])
def units(request: HttpRequest, on: str | None = None) -> list[dict[str, Any]]:
    """The map of a day."""
    day = parse_date(on) if on else today()
    return [
        {
            "unit": one.unit_id,
            "code": one.code,
            "name": one.name,
            "kind": one.kind,
            "parent": one.parent_id,
            "valid_from": one.valid_from.isoformat(),
            "valid_to": one.valid_to.isoformat() if one.valid_to else None,
        }
        for one in versions_on(day).order_by("code", "pk")
    ]


def _field_told(field: Field) -> dict[str, Any]:
    """A field's JSON schema, from its one declaration."""
    kinds = {"integer": "integer", "money": "integer", "unit": "integer", "record": "integer"}
    told: dict[str, Any] = {
        "title": str(field.title),
        "type": "boolean"
        if field.kind.value == "boolean"
        else kinds.get(field.kind.value, "string"),
    }
    if field.kind.value == "date":
        told["format"] = "date"
    if field.choices:
        told["enum"] = [choice.value for choice in field.choices]
    limits = {"minimum": field.minimum, "maximum": field.maximum}
    told |= {name: limit for name, limit in limits.items() if limit is not None}
    return told


def _register_told(one: Register) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": str(one.title),
        "about_people": one.about_people,
        "schema": {
            "type": "object",
            "properties": {field.name: _field_told(field) for field in one.fields},
            "required": [field.name for field in one.fields if field.required],
        },
    }


@api.get("/registers")
def registers(request: HttpRequest) -> list[dict[str, Any]]:
    """What registers there are and what a record of each holds; never a record itself."""
    return [_register_told(one) for one in all_registers()]
