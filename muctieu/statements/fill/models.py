"""Forms that were brought, and the register of what their places are tied to."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muctieu.core.models import Unit, User
from muctieu.registers.declare import Choice, Field, Kind, Register, register
from muctieu.registers.models import Record, history_of


class Period(models.TextChoices):
    """How often a form is asked for, and so which days "in the period" means."""

    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every quarter")
    YEAR = "year", _("every year")


class Timing(models.TextChoices):
    """Which days a place of a form speaks of."""

    TO_DAY = "to_day", _("cumulative to the day")
    IN_PERIOD = "in_period", _("within the period")
    YEAR_BEFORE = "year_before", _("to the same day of the year before")
    WHOLE_YEAR = "whole_year", _("the whole year")
    PLAN = "plan", _("plan of the year")


class Blank(models.Model):
    """A form as somebody brought it, kept byte for byte.

    ``unit`` is the one whose people may see and fill it, beside the one who brought it; ``kind``
    is xlsx or docx. One that is no longer used has ``put_away_at``; it stays for the record.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=4)
    period = models.CharField(max_length=8, choices=Period.choices, default=Period.MONTH)
    content = models.BinaryField()
    put_away_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"form {self.pk}"


class Draft(models.Model):
    """A report of an earlier period with its numbers renewed, as it was made.

    ``was_on`` is the day of the old report, ``as_of`` that of the new figures, ``position`` the
    update they were read at. ``told`` lists what was renewed, what was left and why, the days that
    stand in the text, and the origins of the new figures (:func:`muctieu.statements.fill.kept_drafts.told_of`).
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    name = models.CharField(max_length=200)
    was_on = models.DateField()
    as_of = models.DateField()
    position = models.PositiveIntegerField()
    content = models.BinaryField()
    told = models.JSONField()

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Tie(Record):
    """One place of a form and the figure that fills it. Who tied it, and when, is the update's.

    ``blank`` is the form's token, ``place`` the address in it ("Biểu 1!D9"); ``of`` the unit
    whose figure it is; ``word`` and ``decimals`` are what the form prints it in.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    blank = models.CharField(max_length=36)
    place = models.CharField(max_length=80)
    indicator = models.CharField(max_length=80)
    of = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    timing = models.CharField(max_length=12)
    word = models.CharField(max_length=40)
    decimals = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["blank", "place"], name="place_tied_once")
        ]


TieVersion = history_of(Tie)

TIE = register(
    Register(
        code="statements.tie",
        title=_("Ties of forms to figures"),
        model=Tie,
        versions=TieVersion,
        fields=(
            Field(name="unit", title=_("Unit that fills it"), kind=Kind.UNIT,
                  headings=("Đơn vị điền",)),
            Field(name="blank", title=_("Form"), kind=Kind.TEXT, max_length=36,
                  headings=("Biểu mẫu",)),
            Field(name="place", title=_("Place in the form"), kind=Kind.TEXT, max_length=80,
                  headings=("Ô của biểu",)),
            Field(name="indicator", title=_("Indicator"), kind=Kind.TEXT, max_length=80,
                  headings=("Mã chỉ tiêu",)),
            Field(name="of", title=_("Figure of the unit"), kind=Kind.UNIT,
                  headings=("Số liệu của đơn vị",)),
            Field(name="timing", title=_("Days meant"), kind=Kind.CHOICE,
                  headings=("Kỳ số liệu",),
                  choices=tuple(Choice(one.value, one.label) for one in Timing)),
            Field(name="word", title=_("Printed in"), kind=Kind.TEXT, max_length=40,
                  headings=("Đơn vị tính trên biểu",)),
            Field(name="decimals", title=_("Decimals"), kind=Kind.INTEGER, minimum=0, maximum=6,
                  headings=("Số chữ số thập phân",)),
        ),
        happened=None,
        place="unit",
        key=("blank", "place"),
    )
)  # fmt: skip
