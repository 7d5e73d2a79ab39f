"""``mt import``: what a file would do to a register, and with ``--apply`` that it does it."""
# ruff: noqa: N999  the file's name is the command's name

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from muctieu.core.commands import Command as BaseCommand
from muctieu.core.commands import user_named
from muctieu.core.days import today
from muctieu.core.models import User
from muctieu.core.permissions import NotAllowed
from muctieu.registers.answers import answer
from muctieu.registers.applying import apply_preview, remembered
from muctieu.registers.intake import Intake, intake_for
from muctieu.registers.mapping import ColumnMapping, MappingRefused, mapping_from_words
from muctieu.registers.preview import FaultShown, Opened, Preview, Sender, open_file, preview_opened
from muctieu.registers.sentences import Refusal, Sentence
from muctieu.registers.write import Act, Receipt, Refused

_SHOWN = 50
_NO_JSON = Sentence(
    '“{file}” không phải JSON dạng {{"tiêu đề cột": "tên trường" hoặc null}}.',
    '“{file}” is no JSON of the form {{"heading": "column" or null}}.',
)


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
        words = _words_of(options["mapping"]) if options["mapping"] else None
        opened = open_file(options["file"], intake)
        mapping = self._mapping(opened, intake, by, words)
        preview = preview_opened(opened, intake, Sender(by, today()), mapping)
        if options["answer"] and preview.counts.refused:
            answer(options["file"], preview, options["answer"])
        receipt = None
        if options["apply"] and preview.changes:
            act = Act(by, "import", source=options["file"].name)
            receipt = apply_preview(preview, act)
        self._tell(preview, receipt, as_json=options["json"])
        if preview.counts.refused:
            raise CommandError("" if options["json"] else _ended(preview, receipt), returncode=1)

    def _mapping(
        self,
        opened: Opened,
        intake: Intake,
        by: User | None,
        words: Mapping[str, str | None] | None,
    ) -> ColumnMapping:
        """What the columns are: as said now, else as settled before for this sender, else as known."""
        proposed = opened.proposed(intake)
        if words is not None:
            return mapping_from_words(words, proposed)
        settled = remembered(by, intake, proposed)
        if settled is None:
            return proposed
        self.progress(
            "Cột được hiểu như người gửi đã chọn lần trước. / "
            "Columns are taken as this sender settled them before."
        )
        return opened.proposed(intake, settled)

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


def _words_of(path: Path) -> dict[str, str | None]:
    """Heading → column (or nothing) as a JSON file says it."""
    try:
        words = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise MappingRefused("mapping.file", _NO_JSON.with_words(file=path.name)) from fault
    if isinstance(words, dict) and all(
        one is None or isinstance(one, str) for one in words.values()
    ):
        return words
    raise MappingRefused("mapping.file", _NO_JSON.with_words(file=path.name))


def _ended(preview: Preview, receipt: Receipt | None) -> str:
    """Why the command ends with 1, and what became of the other rows."""
    refused = preview.counts.refused
    if receipt is not None:
        return (
            f"{refused} dòng không nhận như nêu trên; các dòng còn lại đã ghi.\n"
            f"{refused} rows were refused as said above; the others were written."
        )
    return (
        f"{refused} dòng không nhận như nêu trên; chưa ghi dòng nào.\n"
        f"{refused} rows were refused as said above; nothing was written."
    )


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
