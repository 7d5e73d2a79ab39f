"""Match a subject to the catalogue of indicators, or abstain.

Folded words and word pairs, weighted by rarity, compared by cosine; the topic above the sentence
counts less than half.  A claim's unit and relation must fit the indicator.  When the best match
is weak or hardly better than the next, none is given: a wrong link is worse than none.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from muctieu.kernels.vietnamese.text import fold
from muctieu.statements.read.vocabulary import table, word_list

_WORD = re.compile(r"[^\W_]+")
_EMPTY_WORDS = word_list("empty")
_TOPIC_WEIGHT = 0.45
_LEAST = 0.52
_LEAST_LEAD = 0.05


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator of the catalogue: code, names, and which claims can mean it."""

    code: str
    names: tuple[str, ...]
    relations: frozenset[str]
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Synonym:
    """A name that a user taught: for which indicator, by whom, on which day (ISO)."""

    code: str
    name: str
    by: str
    on: str


class Catalogue:
    """Indicators with their names, ready to be compared with subjects."""

    def __init__(self, cards: Iterable[Card], synonyms: Iterable[Synonym] = ()) -> None:
        self.cards = list(cards)
        taught: dict[str, list[str]] = {}
        for synonym in synonyms:
            taught.setdefault(synonym.code, []).append(synonym.name)
        names = [(c, name) for c in self.cards for name in (*c.names, *taught.get(c.code, ()))]
        self._weights = _rarity([_terms(name) for _, name in names])
        self._owners = [card for card, _ in names]
        # For every term the names that have it, with its weight in them.
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for number, (_, name) in enumerate(names):
            for term, weight in self._vector(name).items():
                self._postings.setdefault(term, []).append((number, weight))
        self._answers = {(r, k) for card in self.cards for r in card.relations for k in card.kinds}
        self._known: dict[str, dict[int, float]] = {}

    def _vector(self, text: str) -> dict[str, float]:
        terms = _terms(text)
        weighted = {term: count * self._weights.get(term, 1.0) for term, count in terms.items()}
        norm = math.sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
        return {term: weight / norm for term, weight in weighted.items()}

    def _scores(self, text: str) -> dict[int, float]:
        scores: dict[int, float] = {}
        for term, weight in self._vector(text).items():
            for number, other in self._postings.get(term, ()):
                scores[number] = scores.get(number, 0.0) + weight * other
        return scores

    def _remembered(self, text: str) -> dict[int, float]:
        """Return the scores of a subject or topic; neighbours mostly ask for the same one."""
        if text not in self._known:
            if len(self._known) > 500:
                self._known.clear()
            self._known[text] = self._scores(text)
        return self._known[text]

    def match(self, subject: str, topic: str | None, relation: str, kind: str) -> str | None:
        """Return the code of the indicator that the claim is about, or None."""
        if (relation, kind) not in self._answers:
            return None
        above = self._remembered(topic or "")
        best: dict[str, float] = {}
        for number, own in self._remembered(subject).items():
            card = self._owners[number]
            if relation in card.relations and kind in card.kinds:
                score = own + _TOPIC_WEIGHT * above.get(number, 0.0)
                best[card.code] = max(best.get(card.code, 0.0), score)
        return _clear_winner(best)


def _clear_winner(scores: Mapping[str, float]) -> str | None:
    ranked = sorted(scores.items(), key=lambda item: -item[1])[:2]
    if not ranked or ranked[0][1] < _LEAST:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _LEAST_LEAD:
        return None
    return ranked[0][0]


def _terms(text: str) -> dict[str, int]:
    kept = [word for word in _WORD.findall(written_out(fold(text))) if word not in _EMPTY_WORDS]
    terms: dict[str, int] = {}
    for term in (*kept, *[f"{one} {two}" for one, two in pairwise(kept)]):
        terms[term] = terms.get(term, 0) + 1
    return terms


@cache
def _abbreviations() -> dict[str, str]:
    return {fold(row["short"]): fold(row["long"]) for row in table("abbreviations")}


def written_out(folded: str) -> str:
    """Return a folded text with the abbreviations of offices written out."""
    return " ".join(_abbreviations().get(word, word) for word in _WORD.findall(folded))


def _rarity(documents: list[dict[str, int]]) -> dict[str, float]:
    seen = Counter(term for document in documents for term in document)
    return {term: math.log(1 + len(documents) / count) for term, count in seen.items()}


@cache
def default_catalogue() -> Catalogue:
    """Return the catalogue of tables/indicators.toml."""
    return Catalogue(
        Card(row["code"], tuple(row["names"]), frozenset(row["relations"]), frozenset(row["kinds"]))
        for row in table("indicators")
    )
