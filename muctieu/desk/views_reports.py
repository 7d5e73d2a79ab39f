"""Reports as they are handed in: one report step by step, reminders, the calendar, one's own work."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muctieu.core.days import Window, today
from muctieu.core.models import UnitVersion, User
from muctieu.core.permissions import check, may
from muctieu.core.roles import Action
from muctieu.core.units import names_on
from muctieu.desk.band import rehearsal_band
from muctieu.desk.clocks import day_of_act, work_clock_of
from muctieu.desk.doors import for_officials, official
from muctieu.desk.handing import (
    LINE,
    contents,
    line_shown,
    moved_words,
    moves_shown,
    origins,
    readable,
    report_url,
    standing_shown,
    window_of,
)
from muctieu.desk.mailing import UNSENT, tell_reminded
from muctieu.desk.place import place_of
from muctieu.desk.records import steps
from muctieu.desk.shown import days
from muctieu.desk.words import number
from muctieu.desk.working import lines_of_tasks, named_unit, origins_of_tasks, record_links
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.plan.own_work import own_work as own_work_of
from muctieu.plan.report_defaults import default_changes
from muctieu.plan.report_models import REGIME, REPORT, Reporters
from muctieu.plan.reports import (
    WAITING,
    Diary,
    Owed,
    Rule,
    owed_under,
    remind,
    reminded,
    rules_at,
    take_step,
)
from muctieu.plan.steps import Move
from muctieu.registers.clocks import latest
from muctieu.registers.write import Act, Refused, commit

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muctieu.desk.clocks import Clock

_AHEAD = dt.timedelta(days=62)
# So many lines of one's own work fit two screens of a phone.
_SHOWN = 8


@for_officials
def report(request: HttpRequest, regime: int, unit: int, first: str) -> HttpResponse:
    """One unit's report for one window: where it stands, what it is made of, its steps, the next."""
    clock = work_clock_of(request)
    one = _owed(Diary(clock.known), regime, unit, first)
    found = readable(request.user, [one] if one else [], today())
    if one is None or not found:
        raise Http404
    if request.method == "POST":
        return _stepped(request, one, clock)
    names = names_on(one.window.last)
    told = one.report
    return render(
        request,
        "desk/report_step.html",
        {
            "clock": clock,
            "rule": one.rule,
            "band": rehearsal_band(origins([one])),
            "unit": named_unit(unit, names),
            "receiver": named_unit(one.rule.unit, names),
            "window": days(one.window),
            "due": format_date(one.due),
            "moved": moved_words(one),
            "state": standing_shown(one.standing(clock.as_of)),
            "stage": told.state.label if told else _("not begun"),
            "told": told,
            "line": line_shown(told.line, clock) if told and told.line else (),
            "asked_line": request.GET.get(LINE, "")[:120],
            "record": str(told.record) if told else "",
            "handed_on": format_date(told.handed_on) if told and told.handed_on else "",
            "signers": told.signers.splitlines() if told else [],
            "contents": contents(one, request.user, clock, today()),
            "moves": moves_shown(official(request), one, today()),
            "steps": _steps(request, one, clock),
        },
    )


def _owed(diary: Diary, regime: int, unit: int, first: str) -> Owed | None:
    """The report of an address; None where nobody owes one such."""
    rule = next((one for one in rules_at(diary.known) if one.record == regime), None)
    window = window_of(rule, first) if rule else None
    if rule is None or window is None:
        return None
    return next(iter(owed_under(diary, [(rule, window)], frozenset({unit}))), None)


def _steps(request: HttpRequest, one: Owed, clock: Clock) -> list[tuple[str, str, str, str]]:
    """(when, who, which step, reason) of a report, the latest first: its versions."""
    if one.report is None:
        return []
    told = steps(REPORT, one.report.record, clock.known, lambda _unit: True, request.user)
    title = str(REPORT["state"].title)
    return [
        (
            each.at,
            each.by,
            next((now for name, _was, now in each.changed if name == title), each.word),
            each.reason,
        )
        for each in told
    ]


def _stepped(request: HttpRequest, one: Owed, clock: Clock) -> HttpResponse:
    move = next((each for each in Move if each == request.POST.get("move")), None)
    now = _owed(Diary(latest()), one.rule.record, one.unit, one.first_on.isoformat())
    if move is not None and now is not None:
        try:
            receipt = take_step(
                now, move, by=official(request), on=day_of_act(clock),
                reason=request.POST.get("reason", "").strip(),
                line=request.POST.get("line", "").strip(),
            )  # fmt: skip
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            said = _("Saved as update no. %(number)s.") % {"number": receipt.number}
            messages.success(request, said)
    return redirect(report_url(one, clock))


@for_officials
@require_POST
def remind_late(request: HttpRequest) -> HttpResponse:
    """Remind every unit that has not handed in a regime's report for a window, in one click."""
    clock = work_clock_of(request)
    regime, _colon, first = request.POST.get("which", "").partition(":")
    known = latest()
    rule = next((one for one in rules_at(known) if str(one.record) == regime), None)
    window = window_of(rule, first) if rule else None
    if rule is None or window is None:
        raise Http404
    user = official(request)
    check(user, Action.RECEIVE, REPORT.code, rule.unit, today())
    _remind(request, user, rule, window, clock)
    return redirect(reverse("desk:owed") + clock.query())


def _remind(request: HttpRequest, user: User, rule: Rule, window: Window, clock: Clock) -> None:
    known, on = latest(), day_of_act(clock)
    told = reminded(known, [(rule, window)])
    waiting = [
        one
        for one in owed_under(Diary(known), [(rule, window)])
        if one.standing(on) in WAITING
        and on not in told.get((rule.record, one.unit, one.first_on), ())
    ]
    if not waiting:
        messages.warning(request, _("Everybody has handed in or was reminded on this day."))
        return
    remind(waiting, by=user, on=on)
    said = _("%(many)s units were reminded; it stands on the page of their own work.")
    messages.success(request, said % {"many": len(waiting)})
    try:
        tell_reminded([one.unit for one in waiting], rule.title, waiting[0].due, on)
    except UNSENT:
        messages.warning(request, _("The letters could not be sent; tell the administrator."))


@for_officials
def calendar(request: HttpRequest) -> HttpResponse:
    """What is owed when: the due days of two months, with those that moved; and the regimes."""
    clock = work_clock_of(request)
    place = place_of(request, clock.as_of)
    diary = Diary(clock.known)
    names = names_on(clock.as_of)
    if request.method == "POST":
        return _begin(request, place.home, clock)
    rules = rules_at(clock.known)
    links = record_links(request.user, REGIME, [one.record for one in rules], clock)
    lines = sorted(_due_lines(diary, rules, clock, names))
    may_begin = place.home is not None and may(
        request.user, Action.ENTER, REGIME.code, place.home.unit_id, today()
    )
    return render(
        request,
        "desk/report_calendar.html",
        {
            "clock": clock,
            "place": place,
            "lines": [line[1:] for line in lines],
            "regimes": [
                (
                    one.title,
                    named_unit(one.unit, names),
                    one.reporters.label,
                    one.span.label,
                    one.cut.label,
                    str(one.working_days),
                    one.document,
                    one.verified,
                    links.get(one.record, ""),
                )
                for one in rules
            ],
            "may_begin": may_begin and not any(one.unit == place.home.unit_id for one in rules)
            if place.home
            else False,
            "may_change": may_begin,
        },
    )


def _due_lines(
    diary: Diary, rules: tuple[Rule, ...], clock: Clock, names: dict[int, str]
) -> list[tuple[dt.date, str, str, str, str, str]]:
    """(due, as printed, report, window, to whom, moved) of what is due within two months."""
    last = clock.as_of + _AHEAD
    # What closed in December is due in January.
    years = (clock.as_of.year - 1, clock.as_of.year, clock.as_of.year + 1)
    windows = ((rule, window) for rule in rules for year in years for window in rule.windows(year))
    found = []
    for rule, window in windows:
        if clock.as_of <= diary.due_on(rule, window) <= last:
            due, before = diary.due(rule, window)
            moved = moved_words(Owed(rule, 0, window, due, None, before))
            said = named_unit(rule.unit, names)
            found.append((due, format_date(due), rule.title, days(window), said, moved))
    return found


def _begin(request: HttpRequest, home: UnitVersion | None, clock: Clock) -> HttpResponse:
    """Put the shipped regimes and holidays on file for the unit whose year it is."""
    if home is None:
        raise Http404
    user = official(request)
    check(user, Action.ENTER, REGIME.code, home.unit_id, today())
    lowest = home.kind in ("ward", "commune", "special")
    reporters = Reporters.OFFICES if lowest else Reporters.COMMUNES
    changes = default_changes(home.unit_id, reporters, clock.as_of.replace(month=1, day=1))
    try:
        commit(changes, Act(by=user, action="declare", reason=_("Regimes to begin with")))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(reverse("desk:report_calendar") + clock.query())


@for_officials
def own_work(request: HttpRequest) -> HttpResponse:
    """What the account's own units have to do, what is due first on top; the rest by a link."""
    clock = work_clock_of(request)
    work = own_work_of(request.user, clock.known, clock.as_of, today())
    names = names_on(clock.as_of)
    return render(
        request,
        "desk/own_work.html",
        {
            "clock": clock,
            "many_reports": number(len(work.reports)),
            "more_reports": len(work.reports) > _SHOWN,
            "reports": [
                (
                    one.rule.title,
                    named_unit(one.unit, names),
                    days(one.window),
                    format_date(one.due),
                    standing_shown(one.standing(clock.as_of)),
                    report_url(one, clock),
                    [format_date(on) for on in work.reminded_of(one)],
                )
                for one in work.reports[:_SHOWN]
            ],
            "many_tasks": number(len(work.tasks)),
            "more_tasks": len(work.tasks) > _SHOWN,
            "tasks": lines_of_tasks(work.tasks[:_SHOWN], clock, names),
            "band": rehearsal_band(origins(work.reports) | origins_of_tasks(work.tasks)),
        },
    )
