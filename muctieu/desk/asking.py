"""Asking for figures, each once an update.

A figure is fixed by its question, the updates known and the map of units; so an answer is kept
as long as these stay the same, once for each language its words are in. A new update has a new seal, and everything is asked anew: what a
page shows is never stale.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence

from django.db.models import Max
from django.utils.translation import get_language

from muctieu.core.models import ChangeSet, UnitClosure
from muctieu.desk.audience import for_an_official
from muctieu.indicators.ask import ask
from muctieu.indicators.define import NoSuchIndicator
from muctieu.indicators.denominators import NoSuchDenominator
from muctieu.indicators.disclosure import for_public
from muctieu.indicators.question import Answer, NotAskable, Question

_KEPT = 2048
_NO_ANSWER = (NotAskable, NoSuchIndicator, NoSuchDenominator)

Key = tuple[Question, str, int, str | None]
_answers: OrderedDict[Key, Answer | None] = OrderedDict()
_lock = threading.Lock()


def answers(questions: Sequence[Question]) -> list[Answer | None]:
    """Answers in the order of the questions; None where nothing answers one.

    Whoever is not signed in gets them with small counts of people hidden and parts rounded.
    """
    keys = _keys(questions)
    with _lock:
        found = {key: _answers[key] for key in keys if key in _answers}
    missing = [key for key in dict.fromkeys(keys) if key not in found]
    if missing:
        asked = _asked([key[0] for key in missing])
        found |= dict(zip(missing, asked, strict=True))
        _keep(found)
    whole = [found[key] for key in keys]
    if for_an_official():
        return whole
    shown = iter(for_public([one for one in whole if one is not None]))
    return [one and next(shown) for one in whole]


def told(questions: Iterable[Question]) -> dict[Question, Answer | None]:
    """Everything a page asks, asked together, each question with its answer."""
    asked = list(dict.fromkeys(questions))
    return dict(zip(asked, answers(asked), strict=True))


def _keys(questions: Sequence[Question]) -> list[Key]:
    """Each question with the seal of what it knows, the state of the map and the language."""
    positions = {one.known.position for one in questions}
    seals = dict(ChangeSet.objects.filter(pk__in=positions).values_list("number", "hash"))
    # The closure is written anew whenever the map changes, under new numbers.
    latest = UnitClosure.objects.aggregate(last=Max("pk"))["last"] or 0
    said = get_language()
    return [(one, seals.get(one.known.position, ""), latest, said) for one in questions]


def _keep(found: dict[Key, Answer | None]) -> None:
    with _lock:
        _answers.update(found)
        while len(_answers) > _KEPT:
            _answers.popitem(last=False)


def _asked(questions: list[Question]) -> list[Answer | None]:
    """All together, so that few scans are needed; one by one where one does not fit."""
    try:
        return list(ask(questions))
    except _NO_ANSWER:
        return [_one(question) for question in questions]


def _one(question: Question) -> Answer | None:
    try:
        return ask([question])[0]
    except _NO_ANSWER:
        return None
