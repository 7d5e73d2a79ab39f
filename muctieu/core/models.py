"""Tables of the core: accounts, posts, units in time, documents, change sets, recorded reads."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.IntegerChoices):
    """Where a record comes from. It travels with the data to every page and file."""

    OFFICE = 0, _("Office record")
    REHEARSAL = 1, _("Rehearsal")
    PUBLISHED = 2, _("Published figure")


class User(AbstractUser):
    """Somebody who signs in. What they may do follows from their posts, not from here."""

    full_name = models.CharField(_("full name"), max_length=120, blank=True)
    one_time_password = models.BooleanField(
        _("password must be changed at the next sign-in"), default=False
    )

    def get_full_name(self) -> str:
        return self.full_name or self.username


class Document(models.Model):
    """A document that gives a figure, a rule, a change of units or a task its authority."""

    symbol = models.CharField(_("number and symbol"), max_length=80)
    kind = models.CharField(_("kind"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    issuer = models.CharField(_("issued by"), max_length=160, blank=True)
    title = models.CharField(_("subject"), max_length=400, blank=True)
    source = models.CharField(_("where it can be read"), max_length=400, blank=True)
    verified = models.BooleanField(_("verified"), default=False)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering: ClassVar = ["issued_on", "symbol"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["symbol", "issued_on", "title"], name="document_once")
        ]

    def __str__(self) -> str:
        return self.symbol


class Unit(models.Model):
    """A unit as itself: what stays the same while code, name, parent and area change."""

    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"unit {self.pk}"


class UnitKind(models.TextChoices):
    """Kinds of units. Which of them is the root is data: a province, a city or a ward."""

    PROVINCE = "province", _("province")
    CITY = "city", _("city under a province")
    WARD = "ward", _("ward")
    COMMUNE = "commune", _("commune")
    SPECIAL = "special", _("special zone")
    OFFICE = "office", _("office")


class UnitVersion(models.Model):
    """What a unit was called and where it belonged during ``[valid_from, valid_to)``."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="as_it_was")
    code = models.CharField(_("code"), max_length=12, blank=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(max_length=12, choices=UnitKind.choices)
    parent = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="children_as_they_were"
    )
    area_ha = models.BigIntegerField(_("area, hectares"), null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["valid_from", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_version_once"),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gt=models.F("valid_from")),
                name="unit_version_lasts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitEventKind(models.TextChoices):
    """What can happen to units."""

    CREATE = "create", _("created")
    MERGE = "merge", _("merged")
    SPLIT = "split", _("split")
    TRANSFER = "transfer", _("transferred")
    RENAME = "rename", _("renamed")
    ABOLISH = "abolish", _("abolished")


class UnitEvent(models.Model):
    """A change of units on a day, with the document that made it."""

    kind = models.CharField(max_length=10, choices=UnitEventKind.choices)
    on = models.DateField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class UnitShare(models.Model):
    """Which share of ``former`` became part of ``latter``: an exact fraction.

    ``stated`` is false where no document gives the share and it was assumed.
    """

    event = models.ForeignKey(UnitEvent, on_delete=models.PROTECT, related_name="shares")
    former = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="passed_on")
    latter = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="received")
    numerator = models.PositiveIntegerField(default=1)
    denominator = models.PositiveIntegerField(default=1)
    stated = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "former", "latter"], name="unit_share_once"),
            models.CheckConstraint(
                condition=models.Q(denominator__gt=0)
                & models.Q(numerator__gt=0)
                & models.Q(numerator__lte=models.F("denominator")),
                name="unit_share_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.former_id} → {self.latter_id}: {self.numerator}/{self.denominator}"


class UnitClosure(models.Model):
    """``unit`` lay under ``ancestor`` (or was it) during ``[valid_from, valid_to)``.

    Rebuilt from the versions whenever they change; read by permissions and by every engine.
    """

    ancestor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    depth = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["ancestor", "unit"]),
            models.Index(fields=["unit", "ancestor"]),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} under {self.ancestor_id}"


class Post(models.Model):
    """Somebody's role in a unit and all below it, over some registers, for a time.

    ``registers`` holds patterns such as ``vaccination.*``; roles are declared in ``core.roles``.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="posts")
    role = models.CharField(_("role"), max_length=20)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("unit")
    )
    registers = models.CharField(_("registers"), max_length=300, default="*")
    valid_from = models.DateField(_("from"), default=dt.date(2000, 1, 1))
    valid_to = models.DateField(_("until before"), null=True, blank=True)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")

    def __str__(self) -> str:
        return f"{self.role} of {self.user_id} at {self.unit_id}"


class ChangeSet(models.Model):
    """One accepted form, file or call: who, when, why, and a seal over what it changed.

    Numbers have no gaps. ``recorded_at`` is the machine's time; ``known_at`` equals it except
    in a historical load, and never falls along the numbers. ``hash`` covers ``previous_hash``
    and the digests of every version opened or closed (docs/decisions/0003).
    """

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    known_at = models.DateTimeField(_("known at"), db_index=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, verbose_name=_("account"))
    actor_name = models.CharField(_("by whom"), max_length=160)
    action = models.CharField(_("what was done"), max_length=20)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    source = models.CharField(_("file"), max_length=255, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, verbose_name=_("document")
    )
    origin = models.SmallIntegerField(_("origin"), choices=Origin.choices)
    opened = models.PositiveIntegerField(_("versions opened"))
    closed = models.PositiveIntegerField(_("versions closed"))
    previous_hash = models.CharField(_("hash before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"#{self.number}"


class Seal(models.Model):
    """What one change set did to one register, and the digests that prove it.

    Versions opened are ``first_version … last_version`` without gaps; ``opened_digests`` holds
    their digests in that order, 32 bytes each. ``closed_versions`` holds the numbers of the
    versions closed, ascending, 8 bytes each, little endian.
    """

    changeset = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, related_name="seals")
    register = models.CharField(max_length=80)
    schema_version = models.PositiveSmallIntegerField()
    first_version = models.BigIntegerField(null=True)
    last_version = models.BigIntegerField(null=True)
    opened_digests = models.BinaryField(default=b"")
    closed_versions = models.BinaryField(default=b"")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["changeset", "register"], name="seal_once")
        ]

    def __str__(self) -> str:
        return f"#{self.changeset_id} {self.register}"


class Counter(models.Model):
    """The next record id and version number of a register. Neither is ever used twice."""

    register = models.CharField(max_length=80, primary_key=True)
    next_id = models.BigIntegerField(default=1)
    next_version = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return self.register


class ReadLine(models.Model):
    """One recorded read of identities: who, when, whose, and for what purpose.

    Kept in the second database, so that reading never waits for a writer.
    """

    at = models.DateTimeField(_("when"), db_index=True)
    actor_id = models.BigIntegerField(_("account"), db_index=True)
    actor_name = models.CharField(_("by whom"), max_length=160)
    register = models.CharField(_("register"), max_length=80)
    purpose = models.CharField(_("what for"), max_length=200)
    level = models.PositiveSmallIntegerField(_("how much was shown"))
    count = models.PositiveIntegerField(_("of how many people"))
    subjects = models.JSONField(_("people"), default=list)

    class Meta:
        verbose_name = _("read of identities")
        verbose_name_plural = _("reads of identities")
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.count}"
