"""When people travel, by hand and as a law."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from muctieu.kernels.isolation.journeys import journeys, opens_on
from muctieu.kernels.isolation.model import Data, Group, Party, Site

SITES = (Site(1, 99, Group.F1), Site(2, 99, Group.F1, ready_hours=30), Site(3, 99, Group.F0))
KM = {(0, 1): 1.0, (0, 2): 2.0, (0, 3): 9.0}


def party(number: int, size: int, group: Group = Group.F1) -> Party:
    return Party(number, 0, group, tuple(range(size)))


def test_cases_travel_first_and_nobody_before_the_site_is_ready() -> None:
    data = Data((party(0, 2), party(1, 2), party(2, 2, Group.F0)), SITES, KM)

    days = journeys(data, {0: 1, 1: 2, 2: 3}, seats_a_day=3)

    # Three seats: the two cases go on the first day; the next two are too many for the one seat
    # left and go on the second; on that day site 2 is ready too, but its two wait for the third.
    assert days == {2: 0, 0: 1, 1: 2}
    assert opens_on({0: 1, 1: 2, 2: 3}, days) == {1: 1, 2: 2, 3: 0}


def test_who_is_left_travels_nowhere() -> None:
    assert journeys(Data((party(0, 2),), SITES, KM), {}, seats_a_day=3) == {}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from([1, 2])), max_size=12),
       st.integers(1, 8))  # fmt: skip
def test_no_day_carries_more_than_its_seats_unless_one_party_is_larger(
    sizes: list[tuple[int, int]], seats: int
) -> None:
    data = Data(tuple(party(n, size) for n, (size, _at) in enumerate(sizes)), SITES, KM)

    days = journeys(data, {n: at for n, (_size, at) in enumerate(sizes)}, seats)

    assert len(days) == len(sizes)
    for day in set(days.values()):
        aboard = [sizes[n][0] for n, on in days.items() if on == day]
        assert sum(aboard) <= seats or len(aboard) == 1
