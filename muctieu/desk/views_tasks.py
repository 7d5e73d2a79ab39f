"""Work that was given: the list, one task with its acts, the weekly meeting, promises followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from muctieu.core.days import today
from muctieu.core.permissions import may_somewhere
from muctieu.core.roles import Action
from muctieu.core.units import below, names_on
from muctieu.desk.clocks import work_clock_of
from muctieu.desk.doors import for_officials, official
from muctieu.desk.entering import RecordForm
from muctieu.desk.paging import SIZE, Paging, page_number, paging
from muctieu.desk.place import UNIT, Place, place_of, unit_said
from muctieu.desk.views_plan import year_asked
from muctieu.desk.words import number
from muctieu.desk.working import (
    LEADER,
    SEARCH,
    STATE,
    TOPIC,
    TOPICS,
    TaskLine,
    Topic,
    band_of,
    deeds_shown,
    done_by,
    facts_of_task,
    filtered,
    given_by,
    lines_of_tasks,
    record_links,
    stands_of,
    state_shown,
    tasks_of,
    turns_of,
    week_of,
    worst_leads,
)
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.plan.conclusions import CONCLUSIONS
from muctieu.plan.following import Followed, follow
from muctieu.plan.models import CLAUSE, RESOLUTION
from muctieu.plan.reading import plan_of
from muctieu.plan.task_intakes import TASK_ACTS
from muctieu.plan.task_models import TASK, TASK_ACT
from muctieu.registers.applying import ImportRefused, apply_preview
from muctieu.registers.declare import Choice, Field, Kind
from muctieu.registers.listing import known_rows
from muctieu.registers.preview import Sender, preview_rows
from muctieu.registers.write import Act, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from muctieu.core.permissions import Person
    from muctieu.desk.clocks import Clock
    from muctieu.plan.tasks import Given
    from muctieu.registers.intake import Intake

_UNPROCESSABLE = 422
# So many tasks of a part of the meeting, and so many lead units, fit the page that opens it.
_FIRST, _WORST = 10, 12


@for_officials
def tasks(request: HttpRequest) -> HttpResponse:
    """Every task that whoever asks may see, the most urgent first; by unit, state, leader, word."""
    clock = work_clock_of(request)
    place = place_of(request, clock.as_of)
    theirs = stands_of(request.user, clock.known, today(), clock.as_of)
    found = filtered(theirs, request.GET, _among(place, clock))
    page = page_number(request)
    shown = found.tasks[SIZE * (page - 1) : SIZE * page]
    return render(
        request,
        "desk/tasks.html",
        {
            "clock": clock,
            "place": place,
            "band": band_of(shown),
            "lines": lines_of_tasks(shown, clock, names_on(clock.as_of)),
            "paging": paging(request, page, len(found.tasks)),
            "states": [
                (word, str(many), clock.query(**_kept(request) | {STATE: state}), state)
                for state, word, many in found.counts
            ],
            "leaders": found.leaders,
            "asked": {name: request.GET.get(name, "") for name in (STATE, LEADER, SEARCH)},
            "may_give": may_somewhere(request.user, Action.ENTER, TASK.code, today()),
        },
    )


def _among(place: Place, clock: Clock) -> frozenset[int] | None:
    """The units whose tasks an address asks for; None for everybody's."""
    return below(place.unit.unit_id, clock.as_of) if place.unit and place.asked else None


def _kept(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in (UNIT, LEADER, SEARCH)}


@for_officials
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: where it stands and why, its parts, what was done; and a form for what comes next."""
    clock = work_clock_of(request)
    theirs = tasks_of(request.user, clock.known, today(), clock.as_of)
    one = next((one for one in theirs if one.record == pk), None)
    if one is None:
        raise Http404
    names = names_on(clock.as_of)
    turns = turns_of(request.user, one, today(), clock.as_of, names)
    form = _act_form(request, turns, clock)
    if request.method == "POST" and form is not None and form.is_valid():
        answer = _acted(request, one, form, clock)
        if answer is not None:
            return answer
    parts = [other for other in theirs if other.parent == pk]
    return render(
        request,
        "desk/task.html",
        {
            "clock": clock,
            "task": one,
            "number": str(one.number),
            "record_url": record_links(request.user, TASK, [pk], clock).get(pk, ""),
            "band": band_of([one]),
            "state": state_shown(one.state(clock.as_of)),
            "facts": facts_of_task(one, clock, names),
            "source": _source(request.user, one, clock),
            "above": next((o for o in theirs if o.record == one.parent), None),
            "parts": lines_of_tasks(parts, clock, names),
            "deeds": deeds_shown(request.user, one, clock, names),
            "form": form,
        },
        status=_UNPROCESSABLE if form is not None and form.is_bound and form.errors else 200,
    )


def _source(user: Person, one: Given, clock: Clock) -> tuple[str, str] | None:
    """The clause that a task comes from as it was known: its words, and its page if readable."""
    clause = known_rows(CLAUSE, clock.known).filter(record=one.clause).first()
    if clause is None:
        return None
    document = known_rows(RESOLUTION, clock.known).filter(record=clause.resolution_id).first()
    symbol = document.symbol if document else ""
    url = record_links(user, CLAUSE, [clause.record], clock).get(clause.record, "")
    return f"{symbol}, {clause.number}: {clause.text}", url


def _act_form(
    request: HttpRequest, turns: list[tuple[str, str]], clock: Clock
) -> RecordForm | None:
    """The form for what can be done next; None for who can do nothing."""
    if not turns:
        return None
    turn = Field(
        name="turn", title=_("What was done"), kind=Kind.CHOICE,
        choices=tuple(Choice(value, words) for value, words in turns),
    )  # fmt: skip
    columns = (turn, *(TASK_ACT[name] for name in ("acted_on", "text", "evidence", "until")))
    begin = {"acted_on": format_date(clock.as_of)}
    return RecordForm(columns, (clock.as_of,), request.POST or None, initial=begin)


def _acted(request: HttpRequest, one: Given, form: RecordForm, clock: Clock) -> HttpResponse | None:
    """Write what was done as a row of the register's own intake, judged by its rules."""
    texts = form.texts()
    unit, _colon, kind = str(texts.pop("turn")).partition(":")
    row = texts | {
        "giver": unit_said(one.unit, clock.as_of), "task_number": str(one.number),
        "unit": unit_said(int(unit), clock.as_of), "kind": kind,
    }  # fmt: skip
    if not _written(request, TASK_ACTS, row, form):
        return None
    return redirect(reverse("desk:task", args=[one.record]) + clock.query())


def _written(
    request: HttpRequest, intake: Intake, row: dict[str, str | None], form: RecordForm
) -> bool:
    """Whether a row was written as an update of its own; else the form says why not."""
    user = official(request)
    preview = preview_rows([row], intake, Sender(user, today()))
    form.blame(preview.faults_shown())
    if form.errors:
        return False
    try:
        receipt = apply_preview(preview, Act(by=user, action="form"))
    except (ImportRefused, Refused) as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("Saved as update no. %(number)s.") % {"number": receipt.number})
    return True


@for_officials
def stocktake(request: HttpRequest) -> HttpResponse:
    """The weekly meeting: what is late, asked for, due, finished; and its conclusions as tasks."""
    clock = work_clock_of(request)
    place = place_of(request, clock.as_of)
    theirs = done_by(
        stands_of(request.user, clock.known, today(), clock.as_of), _among(place, clock)
    )
    week, names = week_of(theirs, clock.as_of), names_on(clock.as_of)
    may_give = may_somewhere(request.user, Action.ENTER, TASK.code, today())
    day = format_date(clock.as_of)
    begin = {"given_on": day, "unit": place.home.name if place.home else ""}
    form = RecordForm(
        CONCLUSIONS.columns, (clock.as_of,), request.POST or None, initial=begin
    ) if may_give else None  # fmt: skip
    if form is not None and _concluded(request, form):
        return redirect(reverse("desk:stocktake") + clock.query())
    return render(
        request,
        "desk/stocktake.html",
        {
            "clock": clock,
            "place": place,
            "band": band_of(one.task for one in theirs),
            "topics": _topics(request, week, clock, names),
            "worst": worst_leads(week[Topic.OVERDUE], clock, names, _WORST),
            "form": form,
        },
        status=_UNPROCESSABLE if form is not None and form.is_bound and form.errors else 200,
    )


@dataclass(frozen=True)
class TopicShown:
    """A part of the meeting: how many tasks it has, those shown here, and where the others are."""

    title: str
    many: str
    lines: tuple[TaskLine, ...]
    whole: str
    paging: Paging | None


def _topics(
    request: HttpRequest, week: Mapping[Topic, list[Given]], clock: Clock, names: Mapping[int, str]
) -> list[TopicShown]:
    """Every part with its first tasks; or the one that the address asks for, page by page."""
    asked = next((one for one in Topic if one == request.GET.get(TOPIC)), None)
    if asked is not None:
        page, found = page_number(request), week[asked]
        lines = lines_of_tasks(found[SIZE * (page - 1) : SIZE * page], clock, names)
        paged = paging(request, page, len(found))
        return [TopicShown(str(TOPICS[asked]), number(len(found)), lines, "", paged)]
    unit = request.GET.get(UNIT, "")
    return [
        TopicShown(
            title=str(TOPICS[topic]),
            many=number(len(found)),
            lines=lines_of_tasks(found[:_FIRST], clock, names),
            whole=clock.query(**{UNIT: unit, TOPIC: topic}) if len(found) > _FIRST else "",
            paging=None,
        )
        for topic, found in week.items()
    ]


def _concluded(request: HttpRequest, form: RecordForm) -> bool:
    """Whether the conclusion that was sent is a task now."""
    sent = request.method == "POST" and form.is_valid()
    return sent and _written(request, CONCLUSIONS, form.texts(), form)


@dataclass(frozen=True)
class ClauseShown:
    """A clause and what hangs on it, as the page of promises shows it."""

    number: str
    text: str
    targets: tuple[tuple[str, str], ...]
    tasks: tuple[TaskLine, ...]
    empty: bool


@for_officials
def promises(request: HttpRequest) -> HttpResponse:
    """From clause to target, task and evidence; clauses with nothing under them said first."""
    clock = work_clock_of(request)
    place = place_of(request, clock.as_of)
    year, problem = year_asked(request, clock)
    home = place.home.unit_id if place.home else 0
    plan = plan_of(home, year, clock.known)
    theirs = tasks_of(request.user, clock.known, today(), clock.as_of)
    names = names_on(clock.as_of)
    documents = [
        (one.promise, [_clause(each, clock, names) for each in one.clauses])
        for one in follow(plan, given_by(clock.known, clock.as_of), theirs)
    ]
    return render(
        request,
        "desk/promises.html",
        {
            "clock": clock,
            "place": place,
            "problem": problem,
            "year": str(year),
            "years": [(str(one), clock.query(nam=one), one == year) for one in plan.years],
            "documents": documents,
            "bare": [
                (promise.symbol, one.number, one.text)
                for promise, clauses in documents
                for one in clauses
                if one.empty
            ],
            "band": band_of(theirs),
        },
    )


def _clause(one: Followed, clock: Clock, names: dict[int, str]) -> ClauseShown:
    return ClauseShown(
        number=one.clause.number,
        text=one.clause.text,
        targets=tuple(
            (
                f"{each.number}. {each.title}",
                reverse("desk:target", args=[each.record]) + clock.query(),
            )
            for each in one.targets
        ),
        tasks=lines_of_tasks(one.tasks, clock, names),
        empty=one.empty,
    )
