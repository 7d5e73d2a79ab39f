"""When people travel: so many seats a day, cases first, households together, sites when ready."""

from __future__ import annotations

from collections.abc import Mapping

from muctieu.kernels.isolation.model import Data, Group

HOURS_A_DAY = 24


def journeys(data: Data, placed: Mapping[int, int], seats_a_day: int) -> dict[int, int]:
    """Party → day of its journey, 0 the first: at most ``seats_a_day`` people a day.

    Cases go before contacts, then to the sites that are ready first, then the nearest.  A party
    that is larger than a day's seats goes all the same, on a day of its own.
    """
    sites = {one.number: one for one in data.sites}
    going = [one for one in data.parties if one.number in placed]
    going.sort(
        key=lambda one: (
            one.group is Group.F1,
            sites[placed[one.number]].ready_hours,
            data.km[one.area, placed[one.number]],
            one.number,
        )
    )
    seats: dict[int, int] = {}
    found: dict[int, int] = {}
    for one in going:
        day = int(sites[placed[one.number]].ready_hours // HOURS_A_DAY)
        while seats.get(day, 0) and seats[day] + one.size > seats_a_day:
            day += 1
        seats[day] = seats.get(day, 0) + one.size
        found[one.number] = day
    return found


def opens_on(placed: Mapping[int, int], days: Mapping[int, int]) -> dict[int, int]:
    """Site → the day on which it has its first people."""
    found: dict[int, int] = {}
    for number, site in placed.items():
        found[site] = min(days[number], found.get(site, days[number]))
    return found
