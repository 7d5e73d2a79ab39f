"""A city that receives reports and two wards that hand them in, with everybody who has a part."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from muctieu.core.models import Post, Unit, UnitVersion, User
from muctieu.core.units import rebuild_closure
from muctieu.plan.report_models import REGIME
from muctieu.plan.reports import Diary, Owed, owed_under, rules_at, take_step
from muctieu.plan.steps import Move
from muctieu.registers.clocks import latest
from muctieu.registers.declare import Register
from muctieu.registers.storage import frame_schema
from muctieu.registers.write import Act, Changes, commit

ENTRY = Act(by=None, action="entry")
# The administrative November closes on Sunday the 14th; two working days later is Tuesday.
CUT, DUE = dt.date(2021, 11, 14), dt.date(2021, 11, 16)
MONDAY = dt.date(2021, 11, 15)
ROW: dict[str, object] = {
    "code": "BC-T", "title": "Báo cáo tháng", "reporters": "communes", "span": "month",
    "cut": "administrative", "working_days": 2, "signatures": 1, "registers": "sample.reading sample.duty",
    "from_on": dt.date(2021, 1, 1), "verified": True,
}  # fmt: skip
WAY = (Move.CHECK, Move.SIGN, Move.HAND_IN, Move.RECEIVE, Move.LOCK)


def written(register: Register, *rows: dict[str, object], act: Act = ENTRY) -> int:
    """The first of these records, written with the rest of them as one update."""
    schema = frame_schema(register)
    frame = pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)
    return commit(Changes().opening(register, frame), act).ids[register.code][0]


@dataclass(frozen=True)
class House:
    """A city that receives and two wards that report, with everybody who has a part in it."""

    city: int
    ward: int
    other: int
    people: dict[str, User]

    def owed(self, unit: int | None = None) -> Owed:
        """The report of a ward for November, as it stands now."""
        rule = rules_at(latest())[0]
        window = rule.windows(2021)[10]
        wanted = frozenset({unit or self.ward})
        return owed_under(Diary(latest()), [(rule, window)], wanted)[0]

    def take(self, *moves: Move, reason: str = "", by: str | None = None) -> None:
        """Steps by whoever's they are, or by one person."""
        for move in moves:
            who = by or {Move.SIGN: "chair", Move.UNLOCK: "head"}.get(
                move, "clerk" if move in (Move.CHECK, Move.HAND_IN) else "office"
            )
            take_step(self.owed(), move, by=self.people[who], on=MONDAY, reason=reason)


def reporting_house() -> House:
    """The house with its people and one monthly regime on file since January 2021."""
    city, ward, other = (Unit.objects.create().pk for _ in range(3))
    founded = dt.date(2012, 2, 21)
    places: tuple[tuple[int, int | None, str], ...] = (
        (city, None, "city"), (ward, city, "ward"), (other, city, "ward"),
    )  # fmt: skip
    for unit, above, kind in places:
        UnitVersion.objects.create(
            unit_id=unit, parent_id=above, kind=kind, name=f"Đơn vị {unit}", code=f"{unit}",
            valid_from=founded,
        )  # fmt: skip
    rebuild_closure()
    people = {}
    for name, role, post in (
        ("clerk", "ward_clerk", ward), ("neighbour", "ward_clerk", other),
        ("chair", "leader", ward), ("head", "leader", city), ("deputy", "compiler", ward),
        ("office", "compiler", None), ("specialist", "specialist", city),
    ):  # fmt: skip
        people[name] = User.objects.create_user(name, full_name=name.title())
        Post.objects.create(user=people[name], role=role, unit_id=post)
    early = Act(by=None, action="load", known_at=dt.datetime(2021, 1, 5, tzinfo=dt.UTC))
    written(REGIME, ROW | {"unit_id": city}, act=early)
    return House(city, ward, other, people)
