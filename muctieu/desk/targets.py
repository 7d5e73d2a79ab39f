"""Targets as pages show them: plan, to the day, the declared year, and a word for the state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muctieu.desk.clocks import is_counted
from muctieu.desk.shown import Shown, State, shown, shown_stated
from muctieu.desk.words import NOTHING, number
from muctieu.indicators.against_plan import State as PlanState
from muctieu.indicators.named import named
from muctieu.indicators.spoken import STATUSES
from muctieu.indicators.standing import Basis, Standing, stands, tally_of
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.plan.models import ASSIGNERS
from muctieu.statements.board import counted_beside

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from muctieu.desk.asker import Asker
    from muctieu.indicators.published import Stated
    from muctieu.plan.reading import Finding, Goal, Plan
    from muctieu.registers.declare import Choice

TONES: dict[PlanState, tuple[str, str]] = {
    PlanState.EXCEEDED: ("good", "▲"),
    PlanState.REACHED: ("even", "●"),
    PlanState.ON_TRACK: ("even", "△"),
    PlanState.BEHIND: ("wait", "▽"),
    PlanState.MISSED: ("bad", "▼"),
    PlanState.NO_GROUNDS: ("none", "○"),
}
NOT_KNOWN = Shown(NOTHING, "", known=False)
# A bar ends a little beyond the plan, so that "exceeded" can be seen.
_LONGEST_BAR = 130
# Said with the year's estimate, what an article claims of all targets together.
CLAIMED, OUT_OF = "plan.targets_met", "plan.targets"
_BASES: dict[Basis, _StrPromise] = {
    Basis.COUNTED: gettext_lazy("counted to the day"),
    Basis.DECLARED: gettext_lazy("by what was declared for the year"),
    Basis.FINDING: gettext_lazy("by a recorded finding"),
}


@dataclass(frozen=True)
class TargetLine:
    """A target with its plan, what was done by the day, the declared year and its state.

    ``why`` says by which method, ``basis`` on which of the figures; ``of_year`` is the state that
    the declared year would have, where another figure speaks.
    """

    number: int
    title: str
    url: str
    word: str
    plan: Shown
    assigned_by: str
    plan_note: str
    done: Shown
    year: Shown
    year_note: str
    share: str
    bar: str
    state: State
    basis: str
    why: str
    of_year: State | None
    assumed: bool


@dataclass(frozen=True)
class Claim:
    """What a text claims of all targets, beside what can be worked out: two different figures.

    ``met`` are those reached or exceeded, ``found`` those that rest on a recorded finding.
    """

    claimed: Shown | None
    out_of: Shown | None
    document: str
    counted: tuple[tuple[State, int], ...]
    met: int
    found: int
    assumed: int
    total: int


def standings(asker: Asker, plan: Plan) -> list[Standing]:
    """Every target of the plan with its figures; asked together with whatever was asked before."""
    codes = counted_codes(plan)
    asker.ask(asker.question(code) for code in codes.values())
    figures = {
        asked: figure for asked, code in codes.items() if (figure := asker.figure(code)) is not None
    }
    return stands(plan.targets, as_of=asker.clock.as_of, counted=figures, declared=asker.declared)


def counted_codes(plan: Plan) -> dict[str, str]:
    """Code that a target names, for its figure or for its plan → the code that registers count."""
    codes = {code for one in plan.targets for code in (one.indicator, one.plan_code)}
    told = {code: counted_code(code) for code in sorted(codes)}
    return {asked: code for asked, code in told.items() if code}


def counted_code(indicator: str) -> str:
    """The code that registers count for a target's indicator; empty where none do.

    An indicator that is only declared ("ước cả năm") may have a counted one beside it.
    """
    for code in (indicator, counted_beside(indicator)):
        if code and is_counted(code):
            return code
    return ""


def lines_of(asker: Asker, found: Sequence[Standing]) -> list[TargetLine]:
    """The lines of the table of targets."""
    return [line_of(asker, one) for one in found]


def target_address(asker: Asker, target: Goal) -> str:
    """Where a target is told by itself, with the page's dates."""
    return reverse("desk:target", args=[target.record]) + asker.clock.query()


def line_of(asker: Asker, standing: Standing) -> TargetLine:
    """One line of the table of targets."""
    target, share = standing.target, standing.share
    return TargetLine(
        number=target.number,
        title=named(target.title),
        url=target_address(asker, target),
        word=named(target.word),
        plan=plan_shown(asker, standing),
        assigned_by=assigned_by(target),
        plan_note=_implied(standing.plan_stated),
        done=done_shown(asker, standing),
        year=year_shown(asker, standing),
        year_note=said_as(standing.year.status) if standing.year else "",
        share="" if share is None else f"{number(share, 2)} %",
        bar="" if share is None else str(min(float(share), _LONGEST_BAR)),
        state=state_of(standing.judged.state),
        basis=_basis(standing),
        why=_why(standing),
        of_year=_of_year(standing),
        assumed=target.assumed,
    )


def state_of(state: PlanState) -> State:
    """A state in a word, a sign and a tone."""
    tone, sign = TONES[state]
    return State(state.word, tone, sign)


def said_as(status: str) -> str:
    """The word beside what was declared; "actual" is a text's word here, not a register's."""
    return _("as stated") if status == "actual" else str(STATUSES[status])


def _of_year(standing: Standing) -> State | None:
    """The state by the declared year, where what was counted speaks and says another."""
    if standing.basis is not Basis.COUNTED or standing.by_year is None:
        return None
    if standing.by_year.state is standing.judged.state:
        return None
    return state_of(standing.by_year.state)


def _basis(standing: Standing) -> str:
    known = standing.basis in _BASES and standing.judged.state is not PlanState.NO_GROUNDS
    return str(_BASES[standing.basis]) if known else ""


def _why(standing: Standing) -> str:
    if standing.gone:
        return _("The indicator “%(code)s” is no longer there.") % {
            "code": standing.target.indicator
        }
    if standing.basis is Basis.FINDING and standing.finding:
        return found_words(standing.finding)
    return standing.judged.why


def found_words(finding: Finding) -> str:
    """Who found it, for which day, by which document; an assumed finding says so first."""
    said = _("%(judge)s, %(day)s, %(document)s") % {
        "judge": finding.judge,
        "day": format_date(finding.judged_on),
        "document": finding.document,
    }
    return f"{_('Assumed finding')}: {said}" if finding.assumed else said


def plan_shown(asker: Asker, standing: Standing) -> Shown:
    """The plan's value with the document that gives it, or that none does."""
    target = standing.target
    if standing.plan_figure is not None:
        return shown(standing.plan_figure, asker.addresses, word=target.word)
    if standing.plan_stated is not None and target.value is None:
        return shown_stated(standing.plan_stated, asker.told_at(standing.plan_stated))
    if target.value is None:
        return Shown(_("in words") if target.qualitative else _("not stated"), "", known=False)
    return Shown(
        text=number(target.value, target.decimals),
        url=target_address(asker, target),
        known=True,
        said=f"{target.title}: {_('plan')}",
        value=target.value,
        unit=target.word,
        as_of=target.period.last,
        status="plan",
        origin="published" if target.assumed else "office",
    )


def done_shown(asker: Asker, standing: Standing) -> Shown:
    """What was done by the day; an estimate for the year is not that."""
    if standing.counted is None:
        text = NOTHING if standing.target.qualitative else _("not counted yet")
        return Shown(text, "", known=False)
    return shown(standing.counted, asker.addresses, word=standing.target.word)


def year_shown(asker: Asker, standing: Standing) -> Shown:
    """What was declared for the whole year."""
    if standing.year is None:
        return NOT_KNOWN
    return shown_stated(standing.year, asker.told_at(standing.year))


def assigned_by(target: Goal) -> str:
    """Who set the plan, in the office's words."""
    return word_for(ASSIGNERS, target.assigner)


def word_for(choices: Sequence[Choice], value: str) -> str:
    """The title of a choice; empty where nothing was chosen."""
    return next((str(one.title) for one in choices if one.value == value), "")


def _implied(stated: Stated | None) -> str:
    """Between what a printed percentage puts the plan."""
    if stated is None or stated.low is None or stated.high is None:
        return ""
    ends = {"low": number(stated.low, 0), "high": number(stated.high, 0)}
    return _("inferred: %(low)s to %(high)s") % ends


def claim_of(asker: Asker, found: Sequence[Standing]) -> Claim | None:
    """The honest count of the targets, beside what a text claims of them."""
    if not found:
        return None
    said = {
        code: next((one for one in asker.declared if one.code == code and
                    one.window.last.year == asker.clock.as_of.year), None)
        for code in (CLAIMED, OUT_OF)
    }  # fmt: skip
    shown_claims = {
        code: shown_stated(one, asker.told_at(one)) if one else None for code, one in said.items()
    }
    by_finding = [one for one in found if one.basis is Basis.FINDING]
    claimed, tally = said[CLAIMED], tally_of(found)
    return Claim(
        claimed=shown_claims[CLAIMED],
        out_of=shown_claims[OUT_OF],
        document=claimed.document if claimed else "",
        counted=tuple((state_of(state), count) for state, count in tally.counts),
        met=tally.of(PlanState.EXCEEDED, PlanState.REACHED),
        found=len(by_finding),
        assumed=sum(one.finding is not None and one.finding.assumed for one in by_finding),
        total=len(found),
    )


def behind(found: Sequence[Standing]) -> list[Standing]:
    """The targets that are behind or were not reached."""
    late = (PlanState.BEHIND, PlanState.MISSED)
    return [one for one in found if one.judged.state in late]


def title_of(target: Goal) -> str:
    """A target with its unit of measure."""
    return f"{target.title}, {target.word}" if target.word else target.title
