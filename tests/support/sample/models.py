"""Meters stand in units, readings are taken from them, owners have secret names, duties go on."""

from __future__ import annotations

from django.db import models

from muctieu.core.models import Unit
from muctieu.registers.declare import Choice, Field, Kind, Register, register
from muctieu.registers.models import Record, history_of


class Meter(Record):
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, unique=True)


class Reading(Record):
    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    read_on = models.DateField()
    amount = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, null=True)
    method = models.CharField(max_length=10)
    checked = models.BooleanField(null=True)


class Owner(Record):
    meter = models.ForeignKey(Meter, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80, null=True)
    seal_key = models.CharField(max_length=64, null=True)


class Duty(Record):
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    who = models.CharField(max_length=20)
    reason = models.CharField(max_length=20, null=True)


MeterVersion = history_of(Meter)
ReadingVersion = history_of(Reading)
OwnerVersion = history_of(Owner)
DutyVersion = history_of(Duty)

METERS = register(
    Register(
        code="sample.meter",
        title="meters",
        model=Meter,
        versions=MeterVersion,
        fields=(
            Field(name="unit", title="unit", kind=Kind.UNIT),
            Field(name="code", title="code", kind=Kind.TEXT, headings=("Mã công tơ",)),
        ),
        happened=None,
        place="unit",
        key=("code",),
    )
)
READINGS = register(
    Register(
        code="sample.reading",
        title="readings",
        model=Reading,
        versions=ReadingVersion,
        fields=(
            Field(name="meter", title="meter", kind=Kind.RECORD, to="sample.meter"),
            Field(name="unit", title="unit", kind=Kind.UNIT),
            Field(name="read_on", title="day", kind=Kind.DATE, headings=("Ngày đọc",)),
            Field(name="amount", title="amount", kind=Kind.INTEGER, required=False, minimum=0),
            Field(name="note", title="note", kind=Kind.TEXT, required=False),
            Field(
                name="method",
                title="method",
                kind=Kind.CHOICE,
                choices=(Choice("eye", "by eye"), Choice("wire", "by wire")),
            ),
            Field(name="checked", title="checked", kind=Kind.BOOLEAN, required=False),
        ),
        happened="read_on",
        place="unit",
        key=("meter", "read_on"),
    )
)
OWNERS = register(
    Register(
        code="sample.owner",
        title="owners",
        model=Owner,
        versions=OwnerVersion,
        fields=(
            Field(name="meter", title="meter", kind=Kind.RECORD, to="sample.meter"),
            Field(name="name", title="name", kind=Kind.TEXT, required=False, identity=True),
        ),
        happened=None,
        place=None,
        key=("meter",),
        sealed_with_key=True,
        about_people=True,
    )
)
DUTIES = register(
    Register(
        code="sample.duty",
        title="duties",
        model=Duty,
        versions=DutyVersion,
        fields=(
            Field(name="unit", title="unit", kind=Kind.UNIT),
            Field(name="from_on", title="from", kind=Kind.DATE),
            Field(name="to_on", title="to", kind=Kind.DATE, required=False),
            Field(name="who", title="who", kind=Kind.TEXT),
            Field(name="reason", title="reason", kind=Kind.TEXT, required=False),
        ),
        happened="from_on",
        ended="to_on",
        place="unit",
        key=("unit", "who", "from_on"),
    )
)
