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
        names = [
            (card, name)
            for card in self.cards
            for name in (*card.names, *taught.get(card.code, ()))
        ]
        self._weights = _rarity([_terms(name) for _, name in names])
        self._vectors = [(card, self._vector(_terms(name))) for card, name in names]

    def _vector(self, terms: Mapping[str, float]) -> dict[str, float]:
        weighted = {term: count * self._weights.get(term, 1.0) for term, count in terms.items()}
        norm = math.sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
        return {term: weight / norm for term, weight in weighted.items()}

    def match(self, subject: str, topic: str | None, relation: str, kind: str) -> str | None:
        """Return the code of the indicator that the claim is about, or None."""
        scores: dict[str, float] = {}
        asked = self._vector(_terms(subject))
        above = self._vector(_terms(topic or ""))
        for card, vector in self._vectors:
            if relation not in card.relations or kind not in card.kinds:
                continue
            own = _cosine(asked, vector)
            score = own + _TOPIC_WEIGHT * _cosine(above, vector) if own > 0 else 0.0
            scores[card.code] = max(scores.get(card.code, 0.0), score)
        return _clear_winner(scores)


def _clear_winner(scores: Mapping[str, float]) -> str | None:
    ranked = sorted(scores.items(), key=lambda item: -item[1])[:2]
    if not ranked or ranked[0][1] < _LEAST:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _LEAST_LEAD:
        return None
    return ranked[0][0]


def _cosine(one: Mapping[str, float], two: Mapping[str, float]) -> float:
    return sum(weight * two[term] for term, weight in one.items() if term in two)


def _terms(text: str) -> Counter[str]:
    kept = [word for word in _WORD.findall(_written_out(fold(text))) if word not in _EMPTY_WORDS]
    return Counter(kept) + Counter(f"{one} {two}" for one, two in pairwise(kept))


@cache
def _abbreviations() -> dict[str, str]:
    return {fold(row["short"]): fold(row["long"]) for row in table("abbreviations")}


def _written_out(folded: str) -> str:
    return " ".join(_abbreviations().get(word, word) for word in _WORD.findall(folded))


def _rarity(documents: list[Counter[str]]) -> dict[str, float]:
    seen = Counter(term for document in documents for term in document)
    return {term: math.log(1 + len(documents) / count) for term, count in seen.items()}


@cache
def default_catalogue() -> Catalogue:
    """Return the catalogue of tables/indicators.toml."""
    return Catalogue(
        Card(row["code"], tuple(row["names"]), frozenset(row["relations"]), frozenset(row["kinds"]))
        for row in table("indicators")
    )
