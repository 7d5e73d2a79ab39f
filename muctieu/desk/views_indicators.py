"""Pages of the indicators: which there are, one explained, and the records behind a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from muctieu.core.days import today
from muctieu.core.permissions import may_somewhere, units_of
from muctieu.core.roles import Action
from muctieu.core.units import names_on
from muctieu.desk.asking import answers, told
from muctieu.desk.audience import asks_for_a_message
from muctieu.desk.band import REHEARSED, proof_sentence, rehearsal_band
from muctieu.desk.bulletin import as_plain_text, bulletin_url, indicator_bulletin
from muctieu.desk.clocks import Clock, clock_of
from muctieu.desk.explained import (
    Told,
    as_it_became_known,
    beside,
    by_month,
    by_place,
    facts,
    formula_choices,
    map_choices,
    months_chart,
    over_each,
    parts_of,
    questions_of,
    rounded_said,
    split_by_fields,
    split_by_unit,
    split_title,
    spoken,
)
from muctieu.desk.paging import SIZE, page_number, paging
from muctieu.desk.place import Place, place_on_map
from muctieu.desk.questions import Addresses, BadQuestion, map_asked, question_of
from muctieu.desk.records import record_url
from muctieu.desk.shown import also_in_millions, exact, number_of, shown
from muctieu.desk.takeaway import LONGEST, Table, forms_of, taken_away, wanted_form
from muctieu.desk.words import number
from muctieu.indicators.ask import trace as records_behind
from muctieu.indicators.define import catalogue, catalogued
from muctieu.indicators.question import Answer, Figure, NotAskable, Question
from muctieu.indicators.spoken import number as plain
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.registers.declare import register_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muctieu.indicators.cells import Page, Traced

SIDE, BELOW = "ve", "duoi"


def indicators(request: HttpRequest) -> HttpResponse:
    """Every declared indicator with its value for the unit asked for."""
    clock, place = _dates_and_place(request)
    if place.unit is None:
        return render(request, "desk/indicators.html", {"clock": clock, "groups": []})
    addresses = Addresses.at(clock, place.home.unit_id if place.home else None)
    unit = place.unit.unit_id
    asked = [Question(one.code, unit, clock.as_of, clock.known) for one in catalogue()]
    found = [
        (one, answer.figure)
        for one, answer in zip(catalogue(), answers(asked), strict=True)
        if answer is not None
    ]
    rows = [
        {
            "group": one.code.partition(".")[0],
            "title": one.title,
            "url": addresses.of(figure.question, "desk:indicator"),
            "figure": shown(figure, addresses),
            "unit": figure.unit_word,
            "definition": one.definition,
        }
        for one, figure in found
    ]
    groups = [(name, list(group)) for name, group in groupby(rows, key=lambda row: row["group"])]
    return render(
        request,
        "desk/indicators.html",
        {
            "clock": clock,
            "place": place,
            "band": rehearsal_band(figure.origin for _one, figure in found),
            "groups": groups,
        },
    )


def _dates_and_place(request: HttpRequest) -> tuple[Clock, Place]:
    """The dates and the unit of an address, and one sentence for all that is wrong with them."""
    clock = clock_of(request)
    place = place_on_map(request, clock.as_of, map_asked(request))
    problem = " ".join(filter(None, (clock.problem, place.problem)))
    return replace(clock, problem=problem), place


def _asked(request: HttpRequest, code: str) -> tuple[Clock, Place, Question, Addresses]:
    """The question an address asks; "not found" where there is no unit to ask for."""
    clock, place = _dates_and_place(request)
    if place.unit is None:
        raise Http404
    addresses = Addresses.at(clock, place.home.unit_id if place.home else None)
    try:
        return clock, place, question_of(request, code, place.unit.unit_id, clock), addresses
    except BadQuestion as problem:
        plain = Question(code, place.unit.unit_id, clock.as_of, clock.known)
        return _with_problem(clock, str(problem)), place, plain, addresses


def _answered(
    question: Question, clock: Clock, asks: Callable[[Question], Iterable[Question]]
) -> tuple[Answer, Told, Clock]:
    """The answer and all else that the page ``asks`` about the question, asked together.

    Where nothing answers it, it is the plain question, with a sentence why.
    """
    found = told(asks(question))
    if (answer := found[question]) is not None:
        return answer, found, clock
    plain = Question(question.code, question.unit, question.as_of, question.known)
    found = told(asks(plain))
    if (answer := found[plain]) is None:
        raise Http404
    problem = _("The address asks for a part that this indicator does not have; this is all of it.")
    return answer, found, _with_problem(clock, problem)


def _itself(question: Question) -> list[Question]:
    return [question]


def _with_problem(clock: Clock, problem: str) -> Clock:
    """The page's dates with one sentence more of what is wrong with its address."""
    return replace(clock, problem=f"{clock.problem} {problem}".strip())


def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: value, series, by unit, definition, denominators, both clocks."""
    clock, place, question, addresses = _asked(request, code)
    declared = catalogued(code)
    answer, found, clock = _answered(question, clock, partial(questions_of, indicator=declared))
    question, figure = answer.question, answer.figure
    by_unit = found[split_by_unit(question)]
    months = found[by_month(question, declared)]
    by_field = {path: found[one] for path, one in split_by_fields(question, declared).items()}
    told_all = [answer, by_unit, months, *by_field.values()]
    if form := wanted_form(request):
        return _indicator_file(form, code, answer, told_all[1:], clock)
    band = rehearsal_band([figure.origin])
    if asks_for_a_message(request):
        name = place.unit.name if place.unit else ""
        return as_plain_text(
            indicator_bulletin(
                request, answer, by_unit, addresses, place=name, clock=clock, band=band
            )
        )
    fields = [
        parts_of(split_title(declared, path), one, addresses) for path, one in by_field.items()
    ]
    units = parts_of(_("By unit"), by_unit, addresses)
    return render(
        request,
        "desk/indicator.html",
        {
            "clock": clock,
            "place": place,
            "band": band,
            "title": figure.title,
            "code": code,
            "declared": declared,
            "figure": shown(figure, addresses),
            "unit": also_in_millions(figure),
            "missing": figure.missing,
            "rounded": rounded_said(told_all),
            "lacking": figure.lacking,
            "owing": figure.owing,
            "beside": beside(question, found, addresses),
            "maps": map_choices(question, addresses),
            "formulas": formula_choices(question, declared, addresses),
            "why_url": addresses.of(question, "desk:why"),
            "unit_choices": unit_choices(place, question),
            "on_map": question.map,
            "spoken": spoken(figure),
            "facts": facts(figure, declared, addresses),
            "months": months_chart(figure.title, months),
            "splits": [one for one in (units, *fields) if one is not None],
            "over": over_each(question, declared, found, addresses),
            "places": by_place(question, declared, found, addresses),
            "became": as_it_became_known(question, found, addresses),
            "forms": forms_of(request),
            "message": bulletin_url(request),
        },
    )


def unit_choices(place: Place, question: Question) -> list[dict[str, Any]]:
    """The units of another map, by their numbers: a code means another unit there."""
    if question.map is None:
        return []
    chosen = place.unit.unit_id if place.unit else None
    return [
        {"value": f"@{one.unit_id}", "name": one.name, "chosen": one.unit_id == chosen}
        for one in place.parts
    ]


def _indicator_file(
    form: str, code: str, answer: Answer, splits: list[Answer | None], clock: Clock
) -> HttpResponse:
    figures = [answer.figure, *(one for split in splits if split for one in split.parts)]
    headings = {
        "part": _("Part"), "value": _("Value"), "unit": _("Unit of measure"),
        "numerator": _("Numerator"), "denominator": _("Denominator"), "from": _("From"),
        "as_of": _("As of"), "status": _("Status"),
    }  # fmt: skip
    rows = [
        [
            one.label or one.title,
            plain(one.value),
            one.unit_word,
            plain(one.numerator),
            plain(one.denominator),
            one.window.first,
            one.window.last,
            one.status,
        ]
        for one in figures
    ]
    origins = [one.origin for one in figures]
    title = answer.figure.title
    return taken_away(form, Table(code, title, headings, rows, origins, clock.about))


def trace(request: HttpRequest, code: str) -> HttpResponse:
    """The records behind a figure; whoever is not signed in sees how many, not which."""
    clock, place, question, addresses = _asked(request, code)
    answer, _found, clock = _answered(question, clock, _itself)
    side = "bottom" if request.GET.get(SIDE) == BELOW else "top"
    page = page_number(request)
    form = wanted_form(request) if request.user.is_authenticated else None
    if form:
        _may_be_taken_away(request, code)
    first, size = (0, LONGEST) if form else ((page - 1) * SIZE, SIZE)
    try:
        found = records_behind(answer.question, side=side, first=first, size=size)
    except NotAskable as problem:
        clock, side = _with_problem(clock, str(problem)), "top"
        found = records_behind(answer.question, first=first, size=size)
    lines = _traced(request, found, clock, Action.EXPORT if form else Action.READ)
    if form:
        lines = [line for line in lines if line["id"] is not None]
        return _trace_file(form, code, lines, clock)
    return _trace_page(request, answer, clock, place, addresses, side, found, lines)


def _may_be_taken_away(request: HttpRequest, code: str) -> None:
    """Refuse a file to whoever may take away records of the figure's register nowhere."""
    if not _may_export(request, code):
        raise PermissionDenied


def _may_export(request: HttpRequest, code: str) -> bool:
    declared = catalogued(code)
    register = declared.register if declared and declared.register else ""
    return may_somewhere(request.user, Action.EXPORT, register, today())


def _trace_page(
    request: HttpRequest,
    answer: Answer,
    clock: Clock,
    place: Place,
    addresses: Addresses,
    side: str,
    found: Page,
    lines: list[dict[str, Any]],
) -> HttpResponse:
    figure = answer.figure
    rehearsed, signed_in = figure.origin in REHEARSED, request.user.is_authenticated
    return render(
        request,
        "desk/trace.html",
        {
            "clock": clock,
            "place": place,
            "band": rehearsal_band([figure.origin]),
            "proof": proof_sentence() if rehearsed else "",
            "title": figure.title,
            "unit_name": place.unit.name if place.unit else "",
            "indicator_url": addresses.of(answer.question, "desk:indicator"),
            "value": number_of(figure),
            "unit": also_in_millions(figure),
            "spoken": spoken(figure),
            "facts": facts(figure, catalogued(figure.code), addresses),
            "below": side == "bottom",
            "total": number(found.total) if signed_in else _told_outside(figure, side),
            "missing": "" if signed_in else figure.missing,
            "lines": lines if signed_in else [],
            "paging": paging(request, page_number(request), found.total),
            "forms": forms_of(request) if _may_export(request, figure.code) else [],
            "where": [f"{one.path}" for one in answer.question.where],
        },
    )


def _told_outside(figure: Figure, side: str) -> str:
    """How many records whoever is not signed in is told of: no more exactly than the figure."""
    if side == "bottom" and figure.denominator is not None:
        return exact(figure.denominator)
    return number(figure.records)


def _traced(
    request: HttpRequest, found: Page, clock: Clock, action: Action
) -> list[dict[str, Any]]:
    """The records as lines; one of a unit where ``action`` is not theirs has no number or link."""
    units = names_on(clock.as_of)
    readable = {
        code: units_of(request.user, code, action, today())
        for code in {one.register for one in found.records}
    }
    titles = {code: str(register_of(code).title) for code in readable}
    return [_line(one, units, titles, readable[one.register], clock) for one in found.records]


def _line(
    one: Traced,
    units: dict[int, str],
    titles: dict[str, str],
    readable: frozenset[int] | None,
    clock: Clock,
) -> dict[str, Any]:
    open_to_reader = readable is None or one.unit in readable
    return {
        "id": str(one.id) if open_to_reader else None,
        "register": titles[one.register],
        "url": record_url(one.register, one.id, clock) if open_to_reader else "",
        "on": format_date(one.on),
        "day": one.on,
        "unit": units.get(one.unit, str(one.unit)),
        "rehearsed": one.rehearsed,
    }


def _trace_file(form: str, code: str, lines: list[dict[str, Any]], clock: Clock) -> HttpResponse:
    headings = {
        "register": _("Register"), "record": _("No."), "day": _("Day"), "unit": _("Unit"),
    }  # fmt: skip
    rows = [[line["register"], int(line["id"]), line["day"], line["unit"]] for line in lines]
    origins = ["rehearsal" if line["rehearsed"] else "office" for line in lines]
    title = _("Records behind this number")
    return taken_away(form, Table(f"{code}.records", title, headings, rows, origins, clock.about))
