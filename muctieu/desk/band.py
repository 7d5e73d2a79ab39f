"""The quiet band that tells rehearsed data from real records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

REHEARSED = frozenset({"rehearsal", "mixed"})


@dataclass(frozen=True)
class Band:
    """A sentence under the dates, and where it is explained."""

    sentence: str
    url: str


def rehearsal_band(origins: Iterable[str]) -> Band | None:
    """The band where anything shown is rehearsed, none otherwise."""
    if not REHEARSED.intersection(origins):
        return None
    return Band(
        sentence=_(
            "registers made by the program to fit figures that were published; they are no "
            "agency's records."
        ),
        url=reverse("desk:article") + "#dien-tap",
    )


def proof_sentence() -> str:
    """What a trace of rehearsed records ends with."""
    return _(
        "The totals agree because the data were made to agree; that proves nothing about the "
        "published figures."
    )
