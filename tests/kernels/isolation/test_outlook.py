"""How full a site will be: worked out by hand where nothing is left to chance, and as laws."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from muctieu.kernels.isolation.outlook import DAYS, Now, look_ahead


def test_without_arrivals_people_leave_when_they_are_due_and_nothing_is_uncertain() -> None:
    found = look_ahead(Now(due_in=(0, 1, 3), arrivals=(), stay_days=14, places=3))

    # Tomorrow the one due today is gone; the one due tomorrow still takes a bed.
    assert found.known[:4] == (2, 1, 1, 0)
    assert found.low == found.middle == found.high == found.known
    assert (found.chance, found.full_in) == (0.0, None)


def test_the_same_number_every_day_fills_up_until_the_first_of_them_leave() -> None:
    found = look_ahead(Now(due_in=(), arrivals=(2, 2, 2), stay_days=5, places=7))

    # 2, 4, 6, 8, 10, and from then on two leave for two that come.
    assert found.middle[:7] == (2, 4, 6, 8, 10, 10, 10)
    # Seven places: more are needed on the fourth day, in every future.
    assert (found.chance, found.full_in) == (1.0, 4)


def test_arrivals_that_vary_give_a_band_and_a_chance() -> None:
    found = look_ahead(Now(due_in=(), arrivals=(0, 4), stay_days=1, places=3))

    # One day in two brings four, who stay that day: nothing, or too many.
    assert (found.low[0], found.high[0]) == (0, 4)
    assert found.chance > 0.99
    assert found.full_in == 1


NOWS = st.builds(
    Now, st.lists(st.integers(0, 20), max_size=12), st.lists(st.integers(0, 6), max_size=14),
    st.integers(1, 40), st.integers(0, 60),
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(NOWS)
def test_bands_lie_in_order_above_the_known_stays_and_more_places_fill_less(now: Now) -> None:
    found = look_ahead(now)
    wider = look_ahead(replace(now, places=now.places + 5))

    assert len(found.middle) == DAYS
    for known, low, middle, high in zip(
        found.known, found.low, found.middle, found.high, strict=True
    ):
        assert known <= low <= middle <= high
        assert high <= known + DAYS * max(now.arrivals, default=0)
    assert wider.chance <= found.chance
    assert (found.full_in is None) == (found.chance == 0)
