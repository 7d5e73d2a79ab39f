"""The register of declared figures: what somebody stated, exactly as stated."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from muctieu.core.models import Unit
from muctieu.registers.models import Record, history_of


class Status(models.TextChoices):
    """How final a figure is. A computed one is ACTUAL: it is what the registers hold."""

    PLAN = "plan", _("plan")
    ESTIMATE = "estimate", _("estimate")
    PRELIMINARY = "preliminary", _("preliminary")
    OFFICIAL = "official", _("official")
    ACTUAL = "actual", _("actual")


class Qualifier(models.TextChoices):
    """How the number was hedged. Never dropped: "gần 8.000" is not 8.000."""

    EXACT = "exact", _("exactly")
    NEARLY = "nearly", _("nearly")
    OVER = "over", _("over")
    ABOUT = "about", _("about")


class DeclaredFigure(Record):
    """One stated figure: ``mantissa`` × 10^-``decimals``, for a unit, as of a day.

    ``low`` and ``high`` bound what the words can mean, with the same decimals; empty where the
    words are exact. ``period`` is ``2021``, ``2021-12`` or two days joined by ``/``.
    ``document`` and ``sentence`` say where it stands.
    """

    code = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    period = models.CharField(max_length=21)
    mantissa = models.BigIntegerField()
    decimals = models.IntegerField()
    word = models.CharField(max_length=40)
    status = models.CharField(max_length=12, choices=Status.choices)
    qualifier = models.CharField(max_length=8, choices=Qualifier.choices)
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    document = models.CharField(max_length=200)
    sentence = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decimals__gte=0, decimals__lte=9),
                name="declared_decimals",
            ),
            models.CheckConstraint(
                condition=models.Q(low=None)
                | models.Q(high=None)
                | models.Q(low__lte=models.F("high")),
                name="declared_interval",
            ),
        ]


DeclaredFigureVersion = history_of(DeclaredFigure)
