"""Reading a text against the house, keeping the result, and what people say about it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from textwrap import shorten
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from muctieu.core import permissions
from muctieu.core.models import Post, User
from muctieu.core.roles import Action
from muctieu.kernels.vietnamese.numbers import format_number
from muctieu.registers.clocks import latest
from muctieu.registers.storage import frame_schema
from muctieu.registers.write import Act, Changes, commit
from muctieu.statements.read.check.house import Asked
from muctieu.statements.read.check.items import factor_of
from muctieu.statements.read.model import (
    Block,
    Cell,
    Claim,
    Document,
    Finding,
    Notice,
    Other,
    Reading,
    Report,
    Unreadable,
)
from muctieu.statements.read.reader import digest, read_against
from muctieu.statements.review.cards import cards, kind_of
from muctieu.statements.review.house import KnownHouse, Link, day_meant, day_said, unit_meant
from muctieu.statements.review.models import (
    SYNONYM,
    Judgement,
    KeptClaim,
    Opinion,
    Review,
    Synonym,
)

LONGEST = 400_000
_LONGEST_NAME = 200
_LONGEST_TITLE = 80


class NotTaught(ValueError):
    """A name cannot be taught; the message says why, in the language of the page."""


@dataclass(frozen=True)
class Reader:
    """Who has a text read, and when; ``link`` makes the addresses of figures for their pages."""

    by: User
    at: dt.datetime
    today: dt.date
    link: Link | None = None


def posts_of(user: User, day: dt.date) -> QuerySet[Post]:
    """The posts of somebody that are in force on a day."""
    in_force = Q(valid_to=None) | Q(valid_to__gt=day)
    return Post.objects.filter(in_force, user=user, valid_from__lte=day).order_by("pk")


def visible_to(user: User, day: dt.date) -> QuerySet[Review]:
    """The kept texts somebody may see: their own, and those of colleagues of the same unit."""
    return Review.objects.filter(brought_by_colleagues(user, day))


def brought_by_colleagues(user: User, day: dt.date) -> Q:
    """What somebody brought themselves, or a colleague of the same unit (``by`` and ``unit``).

    A unit is the one a post names, not those below it; posts over all units are one unit here.
    """
    units = set(posts_of(user, day).values_list("unit_id", flat=True))
    own = Q(by=user)
    if None in units:
        everywhere = Post.objects.filter(unit=None).values("user_id")
        own |= Q(unit=None, by__in=everywhere)
    return own | Q(unit_id__in=units - {None})


def keep(document: Document, asked: Asked, reader: Reader) -> Review:
    """Read a text, check it, and keep both. Raises :class:`Unreadable` with one sentence."""
    if len(document.text) > LONGEST:
        raise _too_long(len(document.text))
    unit_meant(asked)
    as_of = day_said(asked.as_of) if asked.as_of else None
    known = latest()
    sha256 = digest(document.text)
    texts = KeptClaim.objects.filter(review__in=visible_to(reader.by, reader.today))
    house = KnownHouse(known, _trusted(texts.exclude(review__text_sha256=sha256)), reader.link)
    report = read_against(document, house, asked)
    post = posts_of(reader.by, reader.today).first()
    with transaction.atomic():
        review = Review.objects.create(
            by=reader.by,
            unit_id=post.unit_id if post else None,
            made_at=reader.at,
            name=(document.name or _title_of(document.text))[:_LONGEST_NAME],
            text=document.text,
            text_sha256=sha256,
            blocks=[dataclasses.asdict(one) for one in document.blocks or ()],
            year=asked.year,
            place=(asked.unit or "")[:_LONGEST_NAME],
            as_of=as_of,
            position=known.position,
            report=report.as_json(),
        )
        KeptClaim.objects.bulk_create(_kept(review, report, asked))
    return review


def _too_long(length: int) -> Unreadable:
    vi, most_vi = format_number(length), format_number(LONGEST)
    return Unreadable(
        "too_long",
        f"Văn bản dài {vi} ký tự, quá mức {most_vi}; hãy tách thành nhiều phần.",
        f"The text has {length:,} characters, more than {LONGEST:,}; split it.",
    )


def _trusted(claims: QuerySet[KeptClaim]) -> QuerySet[KeptClaim]:
    """Without the claims that a person called wrong: they are no measure for another text."""
    wrong = Opinion.objects.filter(
        review=OuterRef("review"), claim=OuterRef("claim"), judgement=Judgement.WRONG
    )
    return claims.exclude(Exists(wrong))


def _title_of(text: str) -> str:
    """The first line that says something, cut between two words where it is long."""
    first = next((line for line in text.splitlines() if line.strip()), "–")
    return shorten(first, _LONGEST_TITLE, placeholder=" …")


def _kept(review: Review, report: Report, asked: Asked) -> Iterator[KeptClaim]:
    for claim in report.claims:
        if claim.indicator and claim.low is not None and claim.high is not None:
            low, high, bare = meant(claim)
            yield KeptClaim(
                review=review,
                claim=claim.id,
                indicator=claim.indicator,
                day=day_meant(claim, asked),
                relation=claim.relation,
                status=claim.status,
                printed=" ".join(claim.text.split())[:120],
                unit=bare[:60],
                low=str(low)[:60],
                high=str(high)[:60],
            )


def meant(claim: Claim) -> tuple[Decimal, Decimal, str]:
    """What a claim can mean, in the bare unit. Cases and people are whole: 15 is not 15,4."""
    factor, bare = factor_of(claim.unit)
    if claim.qualifier is None and factor == 1 and kind_of(claim.unit) == "count":
        return Decimal(claim.value), Decimal(claim.value), bare
    low, high = Decimal(claim.low or 0), Decimal(claim.high or 0)
    return low * factor, high * factor, bare


def keep_again(review: Review, reader: Reader) -> Review:
    """Read a kept text once more, by what is known now; the earlier review stays as it is."""
    as_of = review.as_of.isoformat() if review.as_of else None
    blocks = tuple(_block(one) for one in review.blocks) or None
    notices = report_of(review).notices
    document = Document(review.text, blocks, review.name, notices)
    return keep(document, Asked(review.year, review.place or None, as_of), reader)


def _block(told: Mapping[str, Any]) -> Block:
    cell = told["cell"]
    if cell is None:
        return Block(**told)
    heads = tuple(cell["column_heads"])
    return Block(**{**told, "cell": Cell(**{**cell, "column_heads": heads})})


def report_of(review: Review) -> Report:
    """The report as it was when the text was read."""
    told: Mapping[str, Any] = review.report
    return Report(
        text=review.text,
        text_sha256=told["text_sha256"],
        claims=tuple(_claim(one) for one in told["claims"]),
        others=tuple(Other(**one) for one in told["others"]),
        findings=tuple(
            Finding(**{**one, "claims": tuple(one["claims"])}) for one in told["findings"]
        ),
        notices=tuple(Notice(**one) for one in told["notices"]),
    )


def _claim(told: Mapping[str, Any]) -> Claim:
    readings = tuple(Reading(**one) for one in told["readings"])
    return Claim(**{**told, "readings": readings})


def judge(review: Review, claim: str, judgement: Judgement, reader: Reader, note: str = "") -> None:
    """Keep what somebody says about a claim. Raises LookupError where the text has no such claim."""
    _claim_of(review, claim)
    Opinion.objects.create(
        review=review,
        claim=claim,
        judgement=judgement,
        note=note[:_LONGEST_NAME],
        by=reader.by,
        at=reader.at,
    )


def opinions(review: Review) -> dict[str, Opinion]:
    """The latest opinion on each claim of a text."""
    return {one.claim: one for one in review.opinions.select_related("by")}


def teach(review: Review, claim: str, code: str, name: str, reader: Reader) -> None:
    """Make ``name`` another name of an indicator, for every reading from now on.

    Raises :class:`NotTaught` with a sentence, and ``core.permissions.NotAllowed`` for somebody
    who may not enter names anywhere.
    """
    said = " ".join(name.split())[:_LONGEST_NAME]
    _check_name(_claim_of(review, claim), code, said)
    unit = _unit_taught_for(review, reader)
    row = {"unit_id": unit, "indicator": code, "name": said}
    frame = pl.DataFrame([row], schema=frame_schema(SYNONYM))
    reason = _("A name met in the text “%(text)s”") % {"text": review.name[:120]}
    act = Act(by=reader.by, action="enter", reason=reason)
    with transaction.atomic():
        commit(Changes().opening(SYNONYM, frame), act)
        judge(review, claim, Judgement.TAUGHT, reader, note=f"{said} → {code}")


def _claim_of(review: Review, name: str) -> Claim:
    for one in review.report["claims"]:
        if one["id"] == name:
            return _claim(one)
    raise LookupError(name)


def _check_name(claim: Claim, code: str, name: str) -> None:
    if len(name) < 2:
        raise NotTaught(_("Write the words by which the text calls the figure."))
    card = next((one for one in cards(latest()) if one.code == code), None)
    if card is None:
        raise NotTaught(_("Choose the figure that the words mean."))
    if claim.relation not in card.relations or kind_of(claim.unit) not in card.kinds:
        raise NotTaught(
            _(
                "“%(text)s” cannot be that figure: one is an amount, the other a share or rate, or they are counted in other units."
            )
            % {"text": claim.text}
        )
    if Synonym.objects.filter(indicator=code, name=name).exists():
        raise NotTaught(_("This name is known already; read the text again to see it used."))


def _unit_taught_for(review: Review, reader: Reader) -> int:
    """The unit whose name it becomes: that of a post that may enter, else the one checked."""
    allowed = permissions.units_of(reader.by, SYNONYM.code, Action.ENTER, reader.today)
    if allowed is None:
        return review.unit_id or unit_meant(Asked(review.year))
    posts = posts_of(reader.by, reader.today).exclude(unit=None)
    for unit in posts.values_list("unit_id", flat=True):
        if unit is not None and unit in allowed:
            return unit
    raise permissions.NotAllowed(_("You may not do this here."))
