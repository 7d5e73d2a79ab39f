"""Three small registers that have everything an indicator can ask about.

A visit counts for the home of the visitor or for the site; a stay begins and may end.
"""

from __future__ import annotations

from django.db import models

from muctieu.core.models import Unit
from muctieu.registers.declare import Choice, Field, Kind, Register, register
from muctieu.registers.models import Record, history_of


class Visitor(Record):
    name = models.CharField(max_length=40)
    born = models.DateField(null=True)
    sex = models.CharField(max_length=6, null=True)


class Visit(Record):
    visitor = models.ForeignKey(Visitor, on_delete=models.PROTECT, related_name="+")
    home = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    ordinal = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=10, null=True)
    amount = models.BigIntegerField(null=True)


class Stay(Record):
    visitor = models.ForeignKey(Visitor, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)


VisitorVersion = history_of(Visitor)
VisitVersion = history_of(Visit)
StayVersion = history_of(Stay)

VISITORS = register(
    Register(
        code="clinic.visitor",
        title="visitors",
        model=Visitor,
        versions=VisitorVersion,
        fields=(
            Field(name="name", title="name", kind=Kind.TEXT),
            Field(name="born", title="born", kind=Kind.DATE, required=False),
            Field(
                name="sex",
                title="sex",
                kind=Kind.CHOICE,
                required=False,
                choices=(Choice("female", "women"), Choice("male", "men")),
            ),
        ),
        happened=None,
        place=None,
        key=("name",),
    )
)
VISITS = register(
    Register(
        code="clinic.visit",
        about_people=True,
        title="visits",
        model=Visit,
        versions=VisitVersion,
        fields=(
            Field(name="visitor", title="visitor", kind=Kind.RECORD, to="clinic.visitor"),
            Field(name="home", title="home", kind=Kind.UNIT),
            Field(name="site", title="site", kind=Kind.UNIT),
            Field(name="day", title="day", kind=Kind.DATE),
            Field(name="ordinal", title="ordinal", kind=Kind.INTEGER, required=False),
            Field(
                name="kind",
                title="kind",
                kind=Kind.CHOICE,
                required=False,
                choices=(Choice("first", "first aid"), Choice("check", "check-up")),
            ),
            Field(name="amount", title="amount", kind=Kind.MONEY, required=False),
        ),
        happened="day",
        place="home",
        key=("visitor", "day"),
    )
)
STAYS = register(
    Register(
        code="clinic.stay",
        title="stays",
        model=Stay,
        versions=StayVersion,
        fields=(
            Field(name="visitor", title="visitor", kind=Kind.RECORD, to="clinic.visitor"),
            Field(name="unit", title="unit", kind=Kind.UNIT),
            Field(name="from_on", title="from", kind=Kind.DATE),
            Field(name="to_on", title="to", kind=Kind.DATE, required=False),
        ),
        happened="from_on",
        ended="to_on",
        place="unit",
        key=("visitor", "from_on"),
    )
)
