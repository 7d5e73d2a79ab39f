"""What a review leaves behind: the text and its findings, opinions on them, names that were taught."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muctieu.core.models import Unit, User
from muctieu.registers.declare import Field, Kind, Register, register
from muctieu.registers.models import Record, history_of


class Synonym(Record):
    """Another name of an indicator, as somebody met it in a text.

    Who taught it, and when, is the change set's; withdrawn, it is no longer used.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    indicator = models.CharField(max_length=80)
    name = models.CharField(max_length=200)


SynonymVersion = history_of(Synonym)

SYNONYM = register(
    Register(
        code="statements.synonym",
        title=_("Learned names of indicators"),
        model=Synonym,
        versions=SynonymVersion,
        fields=(
            Field(name="unit", title=_("Taught by the unit"), kind=Kind.UNIT, headings=("Đơn vị",)),
            Field(name="indicator", title=_("Indicator"), kind=Kind.TEXT, max_length=80,
                  headings=("Mã chỉ tiêu",)),
            Field(name="name", title=_("Name met in a text"), kind=Kind.TEXT,
                  headings=("Tên gặp trong văn bản",)),
        ),
        happened=None,
        place="unit",
        key=("indicator", "name"),
    )
)  # fmt: skip


class Review(models.Model):
    """One text that somebody had checked: kept as it was, with the findings of that moment.

    ``unit`` is the one whose people may see it, beside the one who brought it; ``position`` is
    the update that the registers were read at. ``blocks`` are the paragraphs and cells that the
    file told; ``year``, ``place`` (a unit as it was named) and ``as_of`` what the text was checked
    against. ``report`` is docs/schema/claims.json.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reviews")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    name = models.CharField(max_length=200)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64, db_index=True)
    blocks = models.JSONField(default=list)
    year = models.PositiveIntegerField()
    place = models.CharField(max_length=200, blank=True)
    as_of = models.DateField(null=True)
    position = models.PositiveIntegerField()
    report = models.JSONField()

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"review {self.pk}"


class KeptClaim(models.Model):
    """A claim of a kept text that is matched to an indicator, to be found by later texts.

    ``low`` and ``high`` are plain decimals in the bare ``unit`` (đồng, người, %).
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="claims")
    claim = models.CharField(max_length=12)
    indicator = models.CharField(max_length=80, db_index=True)
    day = models.DateField()
    relation = models.CharField(max_length=20)
    status = models.CharField(max_length=12)
    printed = models.CharField(max_length=120)
    unit = models.CharField(max_length=60)
    low = models.CharField(max_length=60)
    high = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "claim"], name="kept_claim_once")
        ]

    def __str__(self) -> str:
        return f"{self.claim} of review {self.review_id}"


class Judgement(models.TextChoices):
    """What a person says about one claim and its verdict."""

    RIGHT = "right", _("right")
    WRONG = "wrong", _("wrong")
    TAUGHT = "taught", _("name taught")


class Opinion(models.Model):
    """What somebody said about one claim. Nothing is overwritten: the latest one speaks."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="opinions")
    claim = models.CharField(max_length=12)
    judgement = models.CharField(max_length=8, choices=Judgement.choices)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.judgement}: {self.claim} of review {self.review_id}"
