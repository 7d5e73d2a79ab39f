"""How full a site will be in the next days: known stays, and arrivals like those of late.

A simple model, stated as such.  Who is there leaves when the stay is due.  Each day to come brings
as many people as some day of the last ones did, drawn at random, and each of them stays as long as
stays are due to last.  Many such futures give a middle, a band and the chance of running full.  It
knows nothing of measures, of holidays or of how the disease spreads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DAYS, RUNS = 28, 2000
# Eight futures of ten lie inside the band.
BAND = (10, 50, 90)


@dataclass(frozen=True)
class Now:
    """A site, or several together, at the end of a day.

    ``due_in``: for each person there, the days until the stay is due to end, not below 0; the day
    of leaving still takes the place.  ``arrivals``: people who came on each of the last days.
    ``stay_days``: how many days a new stay is due to last.
    """

    due_in: Sequence[int]
    arrivals: Sequence[int]
    stay_days: int
    places: int


@dataclass(frozen=True)
class Outlook:
    """People there on each of the next days: ``known`` by stays alone, and with arrivals.

    ``chance``: how likely more people than places come within these days; ``full_in``: after how
    many days, in the middle of the futures in which they do; None where they never do.
    """

    known: tuple[int, ...]
    low: tuple[int, ...]
    middle: tuple[int, ...]
    high: tuple[int, ...]
    chance: float
    full_in: int | None


def look_ahead(now: Now, seed: int = 0) -> Outlook:
    """The next four weeks; the same answer for the same seed."""
    ahead = np.arange(1, DAYS + 1)
    due = np.asarray(now.due_in, dtype=np.int64)
    known = (due[None, :] >= ahead[:, None]).sum(axis=1)
    people = known[None, :] + _new(now, np.random.default_rng(seed))
    # All at once: what takes the time is that the futures of each day are put in order.
    low, middle, high = np.percentile(people, BAND, axis=0).round().astype(int).tolist()
    over = people > now.places
    filled = over.any(axis=1)
    days = over.argmax(axis=1)[filled] + 1
    return Outlook(
        known=tuple(known.tolist()),
        low=tuple(low),
        middle=tuple(middle),
        high=tuple(high),
        chance=float(filled.mean()),
        full_in=int(np.percentile(days, 50, method="lower")) if filled.any() else None,
    )


def _new(now: Now, rng: np.random.Generator) -> NDArray[np.int64]:
    """Futures × days: those who came after today and are still there."""
    if not len(now.arrivals):
        return np.zeros((RUNS, DAYS), np.int64)
    came = rng.choice(np.asarray(now.arrivals, dtype=np.int64), (RUNS, DAYS)).cumsum(axis=1)
    there: NDArray[np.int64] = came.copy()
    if now.stay_days < DAYS:
        there[:, now.stay_days :] -= came[:, : DAYS - now.stay_days]
    return there
