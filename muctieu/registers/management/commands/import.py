"""``mt import``: what a file would do to a register, and with ``--apply`` that it does it."""
# ruff: noqa: N999  the file's name is the command's name

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from muctieu.core.commands import Command as BaseCommand
from muctieu.core.commands import user_named
from muctieu.core.days import today
from muctieu.core.permissions import NotAllowed
from muctieu.registers.answers import answer
from muctieu.registers.applying import apply_preview
from muctieu.registers.intake import Intake, intake_for
from muctieu.registers.mapping import ColumnMapping, mapping_from_words
from muctieu.registers.preview import FaultShown, Opened, Preview, Sender, open_file, preview_opened
from muctieu.registers.sentences import Refusal
from muctieu.registers.write import Act, Receipt, Refused

_SHOWN = 50


class Command(BaseCommand):
    """Preview a file; with ``--apply`` write it. Exit status 1 when rows are refused."""

    help = "preview a file sent to a register, or apply it"
    refusals = (LookupError, ValueError, OSError, Refusal, Refused, NotAllowed)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("register")
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, help="JSON: heading → column or null")
        parser.add_argument("--apply", action="store_true", help="write it")
        parser.add_argument("--by", help="the account that sends it")
        parser.add_argument("--answer", type=Path, help="write the workbook with remarks here")

    def act(self, **options: Any) -> None:
        intake = intake_for(options["register"])
        by = user_named(options["by"])
        opened = open_file(options["file"], intake)
        mapping = _mapping(opened, intake, options["mapping"])
        preview = preview_opened(opened, intake, Sender(by, today()), mapping)
        if options["answer"] and preview.counts.refused:
            answer(options["file"], preview, options["answer"])
        receipt = None
        if options["apply"] and preview.changes:
            act = Act(by, "import", source=options["file"].name)
            receipt = apply_preview(preview, act)
        self._tell(preview, receipt, as_json=options["json"])
        if preview.counts.refused:
            raise CommandError("", returncode=1)

    def _tell(self, preview: Preview, receipt: Receipt | None, *, as_json: bool) -> None:
        if as_json:
            self.tell(_as_value(preview, receipt))
            return
        for note in preview.notes:
            self.stdout.write(f"{note.vi} / {note.en}")
        for row in preview.skipped[:_SHOWN]:
            self.stdout.write(f"{row.sheet} dòng / row {row.row}: {row.why}: {row.words}")
        for fault in preview.faults_shown(0, _SHOWN):
            self.stdout.write(_line(fault))
        self.stdout.write(_counted(preview))
        if receipt:
            self.stdout.write(f"Lần cập nhật số / update {receipt.number}")


def _mapping(opened: Opened, intake: Intake, path: Path | None) -> ColumnMapping:
    proposed = opened.proposed(intake)
    if path is None:
        return proposed
    words: dict[str, str | None] = json.loads(path.read_text(encoding="utf-8"))
    return mapping_from_words(words, proposed)


def _line(fault: FaultShown) -> str:
    where = f"{fault.sheet} dòng / row {fault.row}, {fault.heading}".strip()
    return f"{where}: {fault.sentence.vi} {fault.remedy.vi} / {fault.sentence.en} [{fault.rule}]"


def _counted(preview: Preview) -> str:
    counts = preview.counts
    return (
        f"{counts.lines} dòng / rows: {counts.new} mới / new, {counts.changed} thay đổi / changed, "
        f"{counts.same} đã có / same, {counts.refused} không nhận / refused"
    )


def _as_value(preview: Preview, receipt: Receipt | None) -> dict[str, Any]:
    """What ``--json`` prints: counts, faults, changed cells, and the update when applied."""
    return {
        **asdict(preview.counts),
        "applied": receipt is not None,
        "update": receipt.number if receipt else None,
        "notes": [asdict(note) for note in preview.notes],
        "faults": [asdict(fault) for fault in preview.faults_shown()],
        "differences": [] if receipt else preview.differences().to_dicts(),
        "left_out": [asdict(row) for row in preview.skipped],
    }
