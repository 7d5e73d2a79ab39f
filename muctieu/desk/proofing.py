"""A checked text as its page shows it: pieces with marks, one claim explained, the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse, translate_url
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from muctieu.desk.explained import Fact
from muctieu.desk.shown import Shown, State
from muctieu.desk.words import instant, number
from muctieu.indicators.define import catalogued
from muctieu.kernels.vietnamese.dates import format_date, parse_date

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from muctieu.statements.read.model import Claim, Finding, Report
    from muctieu.statements.review.models import Opinion

RELATIONS: dict[str, _StrPromise] = {
    "absolute": gettext_lazy("an amount"),
    "percent_of_plan": gettext_lazy("percent of plan"),
    "over_plan": gettext_lazy("percent above plan"),
    "growth": gettext_lazy("growth"),
    "index_vs_previous": gettext_lazy("percent of an earlier period"),
    "share": gettext_lazy("share or rate"),
    "ratio": gettext_lazy("so many of so many"),
    "rank": gettext_lazy("rank"),
    "multiple": gettext_lazy("so many times"),
    "change": gettext_lazy("change"),
    "rate": gettext_lazy("amount per something"),
    "score": gettext_lazy("score"),
    "pair": gettext_lazy("done beside planned"),
}
STATUSES: dict[str, _StrPromise] = {
    "actual": gettext_lazy("carried out"),
    "estimate": gettext_lazy("estimate"),
    "plan": gettext_lazy("plan"),
}
VERDICTS: dict[str, tuple[_StrPromise, str, str]] = {
    "differs": (gettext_lazy("does not agree"), "bad", "≠"),
    "cannot_check": (gettext_lazy("not enough grounds"), "wait", "?"),
    "agrees": (gettext_lazy("agrees"), "good", "✓"),
    "explained": (gettext_lazy("can be explained"), "even", "≈"),
    "": (gettext_lazy("nothing to compare with"), "none", "·"),
}
# The worst of several verdicts is the mark's: a contradiction outweighs what fits.
_WORST = tuple(VERDICTS)
KINDS: dict[str, _StrPromise] = {
    "register": gettext_lazy("against the registers"),
    "plan_version": gettext_lazy("against the plan"),
    "published": gettext_lazy("against what was published"),
    "other_text": gettext_lazy("against another text"),
}
_INSIDE = gettext_lazy("inside the text")
_LEAST_CHANCE = Decimal("0.01")
# What is true of the whole text marks no single figure; of a misplaced one, only that one.
_OF_THE_TEXT = frozenset({"mixed_as_of"})
_OF_THE_FIRST = frozenset({"placement"})


@dataclass(frozen=True)
class Piece:
    """A stretch of the text as it is; ``claim`` is "" between the marks."""

    text: str
    claim: str = ""
    state: State | None = None
    here: bool = False
    judged: str = ""


@dataclass(frozen=True)
class Told:
    """One finding in the language of the page."""

    state: State
    where: str
    sentence: str
    printed: str
    expected: str
    unit: str
    chance: str
    link: str
    claims: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Explained:
    """One claim with everything there is to say about it."""

    id: str
    text: str
    state: State
    facts: tuple[Fact, ...]
    findings: tuple[Told, ...]
    opinion: str
    subject: str
    indicator: str
    previous: str
    following: str


def state_of(verdict: str) -> State:
    """A verdict in a word, with its tone and sign."""
    word, tone, sign = VERDICTS[verdict]
    return State(str(word), tone, sign)


def verdicts(report: Report) -> dict[str, str]:
    """The verdict that each claim is marked with; no entry where nothing was compared."""
    found: dict[str, str] = {}
    for finding in report.findings:
        for name in _marked_by(finding):
            found[name] = min(found.get(name, "explained"), finding.verdict, key=_WORST.index)
    return found


def _marked_by(finding: Finding) -> Sequence[str]:
    if finding.kind in _OF_THE_TEXT:
        return ()
    return finding.claims[:1] if finding.kind in _OF_THE_FIRST else finding.claims


def pieces(report: Report, said: Mapping[str, Opinion], here: str) -> list[Piece]:
    """The text cut at its claims: joined again it is the text, character by character."""
    found: list[Piece] = []
    done = 0
    marks = verdicts(report)
    for claim in in_order(report):
        if claim.start < done:
            continue
        found.append(Piece(report.text[done : claim.start]))
        opinion = said.get(claim.id)
        found.append(
            Piece(
                report.text[claim.start : claim.end],
                claim.id,
                state_of(marks.get(claim.id, "")),
                here=claim.id == here,
                judged=opinion.get_judgement_display() if opinion else "",
            )
        )
        done = claim.end
    return [*found, Piece(report.text[done:])]


def in_order(report: Report) -> list[Claim]:
    """Claims as they stand in the text."""
    return sorted(report.claims, key=lambda one: one.start)


def next_open(report: Report, said: Mapping[str, Opinion], after: str) -> str:
    """The next claim that nobody has judged, from ``after`` on and around; "" when all are."""
    names = [one.id for one in in_order(report)]
    start = names.index(after) + 1 if after in names else 0
    around = [*names[start:], *names[:start]]
    return next((name for name in around if name not in said), "")


def counts(report: Report) -> list[tuple[State, int]]:
    """How many claims bear each verdict, the worst first."""
    marks = verdicts(report)
    of_each = [marks.get(one.id, "") for one in report.claims]
    return [(state_of(one), of_each.count(one)) for one in VERDICTS if one in of_each]


def findings(report: Report) -> list[Told]:
    """Every finding, the worst first."""
    claims = {one.id: one for one in report.claims}
    ordered = sorted(report.findings, key=lambda one: _WORST.index(one.verdict))
    return [_told(one, claims) for one in ordered]


def troubled(report: Report) -> list[tuple[str, str, State]]:
    """The claims that disagree with something or lack grounds, the worst first, then in order."""
    marks = verdicts(report)
    return [
        (one.id, one.text, state_of(bad))
        for bad in ("differs", "cannot_check")
        for one in in_order(report)
        if marks.get(one.id) == bad
    ]


def _told(finding: Finding, claims: Mapping[str, Claim]) -> Told:
    english = get_language() == "en"
    return Told(
        state=state_of(finding.verdict),
        where=str(KINDS.get(finding.kind, _INSIDE)),
        sentence=finding.en if english else finding.vi,
        printed=_worded(finding.printed),
        expected=_worded(finding.expected),
        unit=(claims[finding.claims[0]].unit or "") if finding.kind in KINDS else "",
        chance=_chance(finding.chance),
        link=translate_url(finding.link, get_language() or "vi") if finding.link else "",
        claims=tuple((name, claims[name].text) for name in finding.claims),
    )


def _worded(value: str | None) -> str:
    """A plain decimal as the page prints numbers; what is none stays as it is."""
    if not value:
        return ""
    low, dots, high = value.partition("..")
    try:
        return " – ".join(number(Decimal(one)) for one in ((low, high) if dots else (low,)))
    except ArithmeticError:
        return value


def _chance(chance: float | None) -> str:
    if chance is None:
        return ""
    percent = round(Decimal(str(chance)) * 100, 2)
    if percent < _LEAST_CHANCE:
        return _("below %(number)s %%") % {"number": number(_LEAST_CHANCE)}
    return f"{number(percent)} %"


def explained(report: Report, name: str, said: Mapping[str, Opinion]) -> Explained | None:
    """The claim of that name with everything about it; None where there is none."""
    names = [one.id for one in in_order(report)]
    if name not in names:
        return None
    place = names.index(name)
    claim = next(one for one in report.claims if one.id == name)
    claims = {one.id: one for one in report.claims}
    opinion = said.get(name)
    return Explained(
        id=name,
        text=claim.text,
        state=state_of(verdicts(report).get(name, "")),
        facts=tuple(_facts(claim)),
        findings=tuple(_told(one, claims) for one in report.findings if name in one.claims),
        opinion=_opinion(opinion) if opinion else "",
        subject=claim.subject,
        indicator=claim.indicator or "",
        previous=names[place - 1] if place else "",
        following=names[place + 1] if place + 1 < len(names) else "",
    )


def _opinion(opinion: Opinion) -> str:
    said = {
        "judgement": opinion.get_judgement_display(),
        "name": opinion.by.get_short_name() or opinion.by.get_username(),
        "at": instant(opinion.at),
    }
    told = _("%(judgement)s, said by %(name)s at %(at)s") % said
    return f"{told}: {opinion.note}" if opinion.note else told


def _facts(claim: Claim) -> list[Fact]:
    told = [
        Fact(_("Printed"), f"{_worded(claim.value)} {claim.unit or ''}".strip()),
        Fact(_("May mean"), _interval(claim)),
        Fact(_("Said as"), str(RELATIONS[claim.relation])),
        Fact(_("Status"), str(STATUSES[claim.status])),
        Fact(_("About"), claim.subject),
        Fact(_("Compared with"), claim.base or ""),
        Fact(_("As of"), format_date(parse_date(claim.as_of)) if claim.as_of else ""),
        Fact(_("Period"), claim.period or ""),
        _indicator(claim),
        Fact(_("Rule"), claim.rule),
        Fact(_("Other readings"), _readings(claim)),
    ]
    return [one for one in told if one.text or one.figure]


def _interval(claim: Claim) -> str:
    if claim.low is None and claim.high is None:
        return ""
    low = _("anything") if claim.low is None else _worded(claim.low)
    high = _("anything") if claim.high is None else _worded(claim.high)
    return f"{low} – {high}"


def _indicator(claim: Claim) -> Fact:
    name = _("Indicator")
    if claim.indicator is None:
        return Fact(name, _("none recognised"))
    title = title_of(claim.indicator)
    if not title:
        # Published, planned or only named: there is no page that counts it.
        return Fact(name, claim.indicator)
    address = reverse("desk:indicator", args=[claim.indicator])
    return Fact(name, figure=Shown(title, address, known=True))


def title_of(code: str) -> str:
    """The title of an indicator that the house counts, "" for others."""
    found = catalogued(code)
    return str(found.title) if found is not None else ""


def _readings(claim: Claim) -> str:
    others = [one for one in claim.readings if one.relation != claim.relation]
    return ", ".join(
        f"{RELATIONS[one.relation]} ({number(round(Decimal(str(one.weight)) * 100))} %)"
        for one in others
    )
