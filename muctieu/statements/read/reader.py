"""From a text to its claims: the stages in order."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from muctieu.statements.read.frame import Span, sentences
from muctieu.statements.read.interval import Interval, plain
from muctieu.statements.read.model import Claim, Notice, Other, Reading
from muctieu.statements.read.normalise import Normalised, normalise
from muctieu.statements.read.relate import Figure, relate
from muctieu.statements.read.scan import Token, scan
from muctieu.statements.read.scope import give_times, resolve_others
from muctieu.statements.read.subject import give_subjects


@dataclass(frozen=True, slots=True)
class Reading_:
    """The figures of a text while they are still tied to its sentences."""

    normalised: Normalised
    spans: list[Span]
    tokens: list[Token]
    figures: list[Figure]


def understand(text: str) -> Reading_:
    """Scan a text and understand its figures."""
    normalised = normalise(text)
    plain_text = normalised.text
    tokens = scan(plain_text)
    spans = sentences(plain_text)
    figures = relate(plain_text, spans, tokens)
    resolve_others(plain_text, tokens)
    give_subjects(plain_text, spans, figures, tokens)
    return Reading_(normalised, spans, tokens, figures)


def claims_of(text: str, understood: Reading_) -> list[Claim]:
    """Return the figures as claims with offsets of the original text."""
    normalised = understood.normalised
    times = give_times(normalised.text, understood.spans, understood.figures, understood.tokens)
    return [
        _claim(text, normalised, figure, f"c{index + 1}", times[index])
        for index, figure in enumerate(understood.figures)
    ]


def _claim(
    text: str, normalised: Normalised, figure: Figure, name: str, times: tuple[str | None, str | None]
) -> Claim:
    start, end = normalised.original(figure.start), normalised.original(figure.end)
    interval = interval_of(figure)
    subject = " – ".join(part for part in (figure.subject, figure.complement) if part)
    return Claim(
        id=name,
        start=start,
        end=end,
        text=text[start:end],
        value=value_of(figure),
        unit=figure.unit,
        low=None if interval is None or interval.low is None else plain(interval.low),
        high=None if interval is None or interval.high is None else plain(interval.high),
        qualifier=figure.qualifier,
        relation=figure.relation,
        base=figure.base,
        subject=subject,
        topic=figure.topic,
        indicator=None,
        as_of=times[0],
        period=times[1],
        status=figure.status,
        rule=figure.rule,
        readings=tuple(Reading(relation, weight) for relation, weight in figure.readings),
    )


def value_of(figure: Figure) -> str:
    """Return the printed magnitude as a plain decimal; a/b for ratios, ranks and pairs."""
    quantity, second = figure.token.quantity, figure.token.second
    if quantity is None:
        return ""
    if second is not None:
        return f"{quantity.value:f}/{second:f}"
    return f"{-quantity.value if figure.negative else quantity.value:f}"


def interval_of(figure: Figure) -> Interval | None:
    """Return the interval that the printed figure leaves open; none for a/b."""
    quantity = figure.token.quantity
    if quantity is None or figure.token.second is not None:
        return None
    value: Decimal = -quantity.value if figure.negative else quantity.value
    return Interval.of(value, quantity.decimals, figure.qualifier)


def others_of(text: str, understood: Reading_) -> list[Other]:
    """Return the numbers that are no figures."""
    return [
        _other(text, understood.normalised, token)
        for token in understood.tokens
        if token.kind != "figure"
    ]


def _other(text: str, normalised: Normalised, token: Token) -> Other:
    start, end = normalised.original(token.start), normalised.original(token.end)
    return Other(start, end, text[start:end], token.kind, token.value)


def digest(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def notices_of(_notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return the notices in order, each once."""
    return tuple(dict.fromkeys(_notices))
