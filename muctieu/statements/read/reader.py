"""From a text to its claims: the stages in order."""

import dataclasses
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from muctieu.statements.read.cells import read_cells
from muctieu.statements.read.check.house import Asked, House, check_against
from muctieu.statements.read.check.inside import check_inside
from muctieu.statements.read.check.items import Bench, Item
from muctieu.statements.read.check.tables import check_tables
from muctieu.statements.read.frame import Span, sentences
from muctieu.statements.read.interval import Interval, plain
from muctieu.statements.read.match import Catalogue, default_catalogue
from muctieu.statements.read.meaning.figures import Figure
from muctieu.statements.read.model import Block, Claim, Document, Finding, Other, Reading, Report
from muctieu.statements.read.normalise import Normalised, normalise
from muctieu.statements.read.place import give_places, places_of_cells
from muctieu.statements.read.relate import relate
from muctieu.statements.read.scan.tokens import Token
from muctieu.statements.read.scan.walk import scan
from muctieu.statements.read.scope import give_times, resolve_others
from muctieu.statements.read.settle import settle
from muctieu.statements.read.subject import give_subjects


@dataclass(frozen=True, slots=True)
class Understood:
    """The figures of a text while they are still tied to its sentences."""

    normalised: Normalised
    spans: list[Span]
    tokens: list[Token]
    figures: list[Figure]


# Longer texts in a cell are notes in sentences; shorter ones are heads and figures.
_NOTE = 60
_SENTENCE = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,} (?=[^\n]*\d)[^\n]*[^\W_]\.\s*$")


def understand(text: str, blocks: Sequence[Block] = ()) -> Understood:
    """Scan a text and understand its figures; table cells are read apart by their heads."""
    normalised = normalise(_without_cells(text, blocks))
    plain_text = normalised.text
    tokens = scan(plain_text)
    spans = sentences(plain_text)
    figures = relate(plain_text, spans, tokens)
    settle(figures)
    resolve_others(tokens, figures)
    give_subjects(plain_text, spans, figures, tokens)
    give_places(plain_text, spans, figures)
    cells = read_cells(text, blocks, len(spans))
    places_of_cells(blocks, cells)
    figures += cells
    return Understood(normalised, spans, tokens, figures)


def _without_cells(text: str, blocks: Sequence[Block]) -> str:
    """Blank out the cells of tables; the length stays."""
    parts: list[str] = []
    done = 0
    for block in sorted(blocks, key=lambda block: block.start):
        if block.cell is None or block.start < done or _is_note(text[block.start : block.end]):
            continue
        parts += (
            text[done : block.start],
            "\n" if block.end > block.start else "",
            " " * (block.end - block.start - 1),
        )
        done = block.end
    return "".join([*parts, text[done:]])


def _is_note(surface: str) -> bool:
    """Return whether a cell is written in sentences, which are read like any other prose."""
    return len(surface) >= _NOTE or _SENTENCE.search(surface) is not None


def claims_of(text: str, understood: Understood) -> list[Claim]:
    """Return the figures as claims with offsets of the original text."""
    normalised = understood.normalised
    prose = [figure for figure in understood.figures if figure.in_cell is None]
    times = give_times(normalised.text, understood.spans, prose, understood.tokens)
    return [
        _claim(text, normalised, figure, f"c{index + 1}", times.get(index, (None, None)))
        for index, figure in enumerate(understood.figures)
    ]


def _claim(
    text: str,
    normalised: Normalised,
    figure: Figure,
    name: str,
    times: tuple[str | None, str | None],
) -> Claim:
    start, end = figure.start, figure.end
    if figure.in_cell is None:
        start, end = normalised.original(start), normalised.original(end)
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
        place=figure.place,
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


def others_of(text: str, understood: Understood) -> list[Other]:
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


def read(document: Document | str, catalogue: Catalogue | None = None) -> Report:
    """Read a document: its claims, its other numbers, and the findings inside it."""
    if isinstance(document, str):
        document = Document(document)
    understood = understand(document.text, document.blocks or ())
    others = others_of(document.text, understood)
    bench = bench_of(document, understood, others, catalogue or default_catalogue())
    claims = tuple(item.claim for item in bench.items)
    findings = tuple(judge(bench))
    return Report(
        document.text, digest(document.text), claims, tuple(others), findings, document.notices
    )


def read_against(document: Document, house: House, asked: Asked) -> Report:
    """Read a document by the house's catalogue and compare its claims with what the house holds."""
    understood = understand(document.text, document.blocks or ())
    others = others_of(document.text, understood)
    bench = bench_of(document, understood, others, house.catalogue())
    claims = tuple(item.claim for item in bench.items)
    inside = judge(bench)
    findings = (*inside, *check_against(house, asked, bench.items, inside))
    return Report(
        document.text, digest(document.text), claims, tuple(others), findings, document.notices
    )


def judge(bench: Bench) -> list[Finding]:
    """Return the findings that the text alone supports: its sentences, then its tables."""
    prose = [item for item in bench.items if item.figure.in_cell is None]
    places = {item.claim.id: item.figure.in_cell for item in bench.items if item.figure.in_cell}
    cells = [item for item in bench.items if item.figure.in_cell is not None]
    return check_inside(dataclasses.replace(bench, items=prose)) + check_tables(cells, places)


def bench_of(
    document: Document, understood: Understood, others: list[Other], catalogue: Catalogue
) -> Bench:
    """Return the claims with what the checks need."""
    claims = claims_of(document.text, understood)
    items = [
        Item(_matched(claim, figure, catalogue), figure, interval_of(figure))
        for claim, figure in zip(claims, understood.figures, strict=True)
    ]
    return Bench(understood.normalised.text, understood.spans, items, others)


def _matched(claim: Claim, figure: Figure, catalogue: Catalogue) -> Claim:
    quantity = figure.token.quantity
    if quantity is None or not claim.subject:
        return claim
    code = catalogue.match(claim.subject, claim.topic, claim.relation, quantity.unit_kind)
    return dataclasses.replace(claim, indicator=code) if code else claim
