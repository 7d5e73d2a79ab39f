"""The article page: every sentence, its published figures, and where it lives in the product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from muctieu.desk.article import HOW_FAR, sentences
from muctieu.desk.clocks import clock_of
from muctieu.desk.questions import Addresses
from muctieu.desk.shown import Shown, stated_words
from muctieu.indicators.published import stated
from muctieu.indicators.question import Question
from muctieu.plan.years import home_on

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muctieu.desk.clocks import Clock
    from muctieu.indicators.published import Stated


def article(request: HttpRequest) -> HttpResponse:
    """Sentence by sentence, with the figures that were published in each."""
    clock = clock_of(request)
    figures = _figures(clock)
    lines = [
        {
            "sentence": one,
            "figures": figures.get(one.number, []),
            "register": reverse("desk:register", args=[one.register]) if one.register else "",
        }
        for one in sentences()
    ]
    counts = [
        (word, sum(one.state == state for one in sentences()))
        for state, (word, _tone, _sign) in HOW_FAR.items()
    ]
    return render(request, "desk/article.html", {"lines": lines, "counts": counts})


def _figures(clock: Clock) -> dict[int, list[tuple[str, Shown, str]]]:
    """Sentence → (title, figure with its link, unit) of what was published in it."""
    home = home_on(clock.as_of)
    if home is None:
        return {}
    addresses = Addresses.at(clock, home.unit_id)
    found: dict[int, list[tuple[str, Shown, str]]] = {}
    for one in stated(clock.known, units=[home.unit_id]):
        if one.sentence is not None:
            found.setdefault(one.sentence, []).append(
                (one.title, _shown(one, clock, addresses), one.word)
            )
    return found


def _shown(one: Stated, clock: Clock, addresses: Addresses) -> Shown:
    question = Question(one.code, one.unit, one.as_of, clock.known)
    return Shown(stated_words(one), addresses.of(question, "desk:indicator"), known=True)
