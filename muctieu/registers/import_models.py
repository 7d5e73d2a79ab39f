"""Files sent in, what their senders settled about columns, and how far work on them is."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from muctieu.core.models import ChangeSet, Origin, Unit, User
from muctieu.registers.sentences import Sentence


class State(models.TextChoices):
    """Where a file is on its way into the register."""

    RECEIVED = "received", _("received")
    COLUMNS = "columns", _("columns to be settled")
    PREVIEWED = "previewed", _("checked")
    APPLIED = "applied", _("applied")
    REFUSED = "refused", _("not readable")
    ABANDONED = "abandoned", _("abandoned")


class Issue(models.Model):
    """A workbook issued to a unit for the days ``first`` to ``last``, to be handed back filled in.

    ``position`` is the update up to which the register was read when it was issued.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    intake = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    position = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="issue_days_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"issue {self.pk}"


class Import(models.Model):
    """One file somebody sent, from its arrival to the change set it became.

    Kept in the main database: the change set and ``applied`` are written in one transaction, so
    that a file cut off in the middle is found either wholly applied or not at all.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    intake = models.CharField(max_length=80)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="imports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    origin = models.SmallIntegerField(choices=Origin.choices, default=Origin.OFFICE)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    # The last thing there is to say about it, in both languages.
    said_vi = models.CharField(max_length=600, blank=True)
    said_en = models.CharField(max_length=600, blank=True)
    # [{"heading", "column", "why", "sample"}, …] as proposed and corrected.
    columns = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    change_set = models.ForeignKey(
        ChangeSet, on_delete=models.PROTECT, null=True, related_name="imports"
    )
    # The issued workbook that this file hands back.
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, null=True, related_name="returns")

    class Meta:
        ordering: ClassVar = ["-received_at"]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def said(self) -> Sentence:
        """The last sentence about it; ``str()`` follows the language."""
        return Sentence(self.said_vi, self.said_en)

    @property
    def folder(self) -> Path:
        """Where the file and its preview are kept."""
        return Path(settings.DATA) / "imports" / str(self.token)

    @property
    def file(self) -> Path:
        """The file as it was sent."""
        return self.folder / "sent"


class Mapping(models.Model):
    """What a sender settled about the columns of files with certain headings.

    A sender is a user and the unit they send for; ``pairs`` are folded heading → column or null.
    """

    user_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    intake = models.CharField(max_length=80)
    signature = models.CharField(max_length=64)
    pairs = models.JSONField(default=dict)
    settled_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user_id", "unit_id", "intake", "signature"],
                name="mapping_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"mapping {self.pk}"


class Work(models.TextChoices):
    """What is being done with a file in the background."""

    PREVIEW = "preview", _("checking")
    APPLY = "apply", _("applying")


class JobState(models.TextChoices):
    """How a piece of background work stands."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    INTERRUPTED = "interrupted", _("interrupted")


class Job(models.Model):
    """Background work on one file, in the second database so that a page can poll it.

    A running job beats; one that has not beaten for a while was cut off and is offered again.
    """

    import_id = models.BigIntegerField(db_index=True)
    work = models.CharField(max_length=10, choices=Work.choices)
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.WAITING)
    stage = models.CharField(max_length=20, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    # The process at work, as host:number; known again when it is gone.
    worker = models.CharField(max_length=80, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.work} of import {self.import_id}"
