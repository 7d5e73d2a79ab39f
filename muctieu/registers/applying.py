"""A file's way into the register: received, settled, previewed, applied in one change set.

Each step can be taken again: the file is kept as it was sent, and what it would do is worked out
anew before it is done. Nothing is written before :func:`apply_preview`, which writes everything
or nothing.
"""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import itertools
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import polars as pl
from django.db import DatabaseError, IntegrityError, OperationalError, transaction

from muctieu.core.days import day_of
from muctieu.core.models import Origin, Unit, User
from muctieu.core.permissions import may_somewhere
from muctieu.core.roles import Action
from muctieu.core.troubles import Trouble, trouble_of
from muctieu.kernels.vietnamese.text import fold
from muctieu.registers.declare import Kind, register_of
from muctieu.registers.import_models import Import, State
from muctieu.registers.import_models import Mapping as Memory
from muctieu.registers.intake import NEW, Intake, intake_of
from muctieu.registers.issues import issue_of, notes_on
from muctieu.registers.mapping import (
    ColumnMapping,
    MappingRefused,
    Pair,
    mapping_from_words,
)
from muctieu.registers.preview import (
    PROVISIONAL,
    FaultShown,
    Opened,
    Preview,
    Sender,
    open_file,
    preview_opened,
)
from muctieu.registers.sentences import Refusal, Sentence
from muctieu.registers.sheets import Skipped
from muctieu.registers.workbook import FileRefused, check_size
from muctieu.registers.write import (
    ALIAS,
    Act,
    Change,
    Changes,
    Impossible,
    Receipt,
    commit,
    reserve_ids,
)

Tell = Callable[[str, int, int], None]

_ATTEMPTS = 3


def _silent(_stage: str, _done: int, _total: int) -> None:
    """For who does not watch."""


class ImportRefused(Refusal):
    """The step cannot be taken; the sentence says why and what to do."""


class Overtaken(ImportRefused):
    """Somebody wrote between the preview and now; what the preview said may no longer hold."""


_OVERTAKEN = Sentence(
    "Sổ vừa được người khác cập nhật sau khi xem trước, nên chưa ghi gì; hãy xem lại kết quả kiểm"
    " tra mới rồi áp dụng.",
    "Somebody updated the register after the preview, so nothing was written; look at the new"
    " preview and apply again.",
)
_ALREADY = Sentence(
    "Tệp này đã được áp dụng ở lần cập nhật số {number}; không có gì mới để ghi.",
    "This file was applied already, in update {number}; there is nothing new to write.",
)
_NOTHING = Sentence(
    "Không có dòng nào mới hoặc thay đổi; sổ giữ nguyên.",
    "No row is new or changed; the register stays as it is.",
)
_BUSY = Sentence(
    "Sổ đang được ghi bởi một việc khác quá lâu; chưa ghi gì, hãy thử lại sau ít phút.",
    "The register is being written by somebody else for too long; nothing was written, try again"
    " in a few minutes.",
)
_FULL = Sentence(
    "Ổ đĩa đã đầy; chưa ghi gì. Hãy báo quản trị viên dọn chỗ rồi áp dụng lại.",
    "The disk is full; nothing was written. Ask the administrator to make room and apply again.",
)
_FAILING = Sentence(
    "Ổ đĩa báo lỗi khi ghi; chưa ghi gì. Hãy báo quản trị viên kiểm tra ổ đĩa rồi áp dụng lại.",
    "The disk reported a fault while writing; nothing was written. Have the administrator look at"
    " the disk and apply again.",
)
_NOT_YOURS = Sentence(
    "Tài khoản này không được nhập sổ này.", "This account may not enter into this register."
)
_DONE = Sentence(
    "Đã ghi ở lần cập nhật số {number}: {new} mới, {changed} thay đổi; {refused} dòng không nhận.",
    "Written in update {number}: {new} new, {changed} changed; {refused} rows were not accepted.",
)
_CHECKED = Sentence(
    "Đã kiểm tra {lines} dòng: {new} mới, {changed} thay đổi, {same} đã có, {refused} không nhận.",
    "Checked {lines} rows: {new} new, {changed} changed, {same} the same, {refused} not accepted.",
)
_NOT_PREVIEWED = Sentence(
    "Tệp chưa được kiểm tra xong; hãy xem trước rồi mới áp dụng.",
    "The file has not been checked yet; look at the preview before applying.",
)


# ------------------------------------------------------------------ one preview, one change set


def apply_preview(
    preview: Preview, act: Act, with_it: Callable[[Receipt], None] | None = None
) -> Receipt:
    """Write what ``preview`` shows as one change set; ``with_it`` runs in its transaction.

    Raises :class:`Overtaken` when anything was written since the preview was made, and
    :class:`ImportRefused` when there is nothing to write or the database cannot take it. In each
    case nothing was written.
    """
    if not preview.changes:
        raise ImportRefused("nothing", _NOTHING)
    try:
        changes = settled(preview)
        with transaction.atomic(ALIAS):
            receipt = commit(changes, act)
            if receipt.number != preview.position + 1:
                raise Overtaken("overtaken", _OVERTAKEN)
            if with_it:
                with_it(receipt)
    except (IntegrityError, Impossible):
        raise Overtaken("overtaken", _OVERTAKEN) from None
    except OperationalError as error:
        raise _told(error) from error
    return receipt


def _told(error: DatabaseError) -> Exception:
    """A refusal for what an office can do something about; else the error itself."""
    said = {
        Trouble.BUSY: ImportRefused("busy", _BUSY),
        Trouble.FULL: ImportRefused("disk_full", _FULL),
        Trouble.FAILING: ImportRefused("disk_failing", _FAILING),
    }
    trouble = trouble_of(error)
    return said.get(trouble, error) if trouble else error


def settled(preview: Preview) -> Changes:
    """The preview's changes with real ids in the place of provisional ones."""
    firsts = {
        code: reserve_ids(register_of(code), count).start
        for code, count in preview.reserved.items()
        if count
    }
    return Changes(tuple(_with_ids(part, firsts) for part in preview.changes.parts))


def _with_ids(part: Change, firsts: Mapping[str, int]) -> Change:
    if part.opening is None:
        return part
    own = {"id": part.register.code}
    fields = part.register.fields
    pointing = {one.column: one.to or "" for one in fields if one.kind is Kind.RECORD}
    real = {
        name: firsts[code]
        for name, code in (own | pointing).items()
        if code in firsts and name in part.opening.columns
    }
    opening = part.opening.with_columns(
        pl.when(pl.col(name) < 0)
        .then(pl.col(name) - PROVISIONAL + first)
        .otherwise(pl.col(name))
        .alias(name)
        for name, first in real.items()
    )
    return replace(part, opening=opening)


# ------------------------------------------------------------------ the life of a sent file


def receive(
    pieces: Iterable[bytes],
    file_name: str,
    intake: Intake,
    *,
    by: User | None,
    at: dt.datetime,
    unit: Unit | None = None,
    origin: Origin = Origin.OFFICE,
) -> Import:
    """Keep a file as it was sent. Nothing of it is read yet.

    Raises :class:`ImportRefused` for somebody who may not enter into the register at all and
    when the disk is full, ``FileRefused`` for a file beyond the limit.
    """
    if by is not None and not may_somewhere(by, Action.ENTER, intake.register.code, day_of(at)):
        raise ImportRefused("not_yours", _NOT_YOURS)
    one = Import(
        intake=intake.code,
        by=by,
        unit=unit,
        origin=origin,
        file_name=Path(file_name).name[:255],
        received_at=at,
    )
    one.folder.mkdir(parents=True, mode=0o700)
    try:
        one.sha256 = _kept(pieces, one.file)
    except OSError as error:
        shutil.rmtree(one.folder, ignore_errors=True)
        if error.errno != errno.ENOSPC:
            raise
        raise ImportRefused("disk_full", _FULL) from None
    except FileRefused:
        shutil.rmtree(one.folder, ignore_errors=True)
        raise
    one.save()
    return one


def _kept(pieces: Iterable[bytes], path: Path) -> str:
    """Write the pieces down, as far as a file may go; the digest of them all."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as out:
        for piece in pieces:
            size += len(piece)
            check_size(size)
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest()


def prepare(one: Import, *, at: dt.datetime, tell: Tell = _silent) -> Preview | None:
    """Read, map and check a file, and keep the preview for its pages.

    None where a person must first settle the columns, or where the file cannot be read; the
    import's state and sentence say which. A file that was applied is refused.
    """
    with _not_applied(one):
        pass
    intake = intake_of(one.intake)
    try:
        tell("reading", 0, 0)
        sender = sender_of(one, day_of(at))
        opened = open_file(one.file, intake)
        if sender.issue is not None:
            opened = replace(opened, notes=(*opened.notes, *notes_on(sender.issue, one)))
        mapping = _mapping_of(one, opened, intake)
        _keep_columns(one, mapping)
        tell("checking", 0, 0)
        preview = preview_opened(opened, intake, sender, mapping)
    except MappingRefused as refusal:
        _say(one, State.COLUMNS, refusal.sentence)
        return None
    except Refusal as refusal:
        _say(one, State.REFUSED, refusal.sentence)
        return None
    keep_preview(one, preview)
    return preview


def sender_of(one: Import, on: dt.date) -> Sender:
    """Who sends a file, and which issued workbook it hands back. Raises ``NotReturnable``."""
    found = issue_of(one, on)
    if found is not None and one.issue_id != found.pk:
        with _not_applied(one):
            one.issue = found
            one.save(update_fields=["issue"])
    return Sender(one.by, on, Origin(one.origin), found)


@contextmanager
def _not_applied(one: Import) -> Iterator[None]:
    """Within, nobody applies the file; one that was applied stays as it is.

    Raises :class:`ImportRefused` for it, however old the value in hand is.
    """
    with transaction.atomic(ALIAS):
        there = Import.objects.select_for_update().filter(pk=one.pk, state=State.APPLIED).first()
        if there is not None:
            raise ImportRefused("already", _ALREADY.with_words(number=there.change_set_id))
        yield


def _say(one: Import, state: str, sentence: Sentence) -> None:
    with _not_applied(one):
        one.state, one.said_vi, one.said_en = state, sentence.vi[:600], sentence.en[:600]
        one.save()


def _mapping_of(one: Import, opened: Opened, intake: Intake) -> ColumnMapping:
    """What was settled for this file, or remembered of its sender, or is proposed."""
    proposed = opened.proposed(intake)
    if one.columns:
        chosen = {pair["heading"]: pair["column"] for pair in one.columns}
        why = {pair["heading"]: pair["why"] for pair in one.columns}
        settled = mapping_from_words(chosen, proposed)
        # What was guessed stays a guess, however often the file is read.
        pairs = (replace(pair, why=why.get(pair.heading, pair.why)) for pair in settled.pairs)
        return ColumnMapping(tuple(pairs))
    return opened.proposed(intake, remembered(one.by, intake, proposed, unit=one.unit_id))


def remembered(
    by: User | None, intake: Intake, proposed: ColumnMapping, unit: int | None = None
) -> dict[str, str | None] | None:
    """Folded heading → column as a sender settled them for files of the same headings."""
    memory = Memory.objects.filter(
        user_id=by.pk if by else None, unit_id=unit, intake=intake.code,
        signature=proposed.signature,
    ).first()  # fmt: skip
    return memory.pairs if memory else None


def _keep_columns(one: Import, mapping: ColumnMapping) -> None:
    with _not_applied(one):
        one.columns = [asdict(pair) for pair in mapping.pairs]
        one.save(update_fields=["columns"])


def mapping_of(one: Import) -> ColumnMapping:
    """The columns of a file as they are settled now."""
    pairs = ({**pair, "sample": tuple(pair["sample"])} for pair in one.columns)
    return ColumnMapping(tuple(Pair(**pair) for pair in pairs))


def settle_columns(one: Import, choices: Mapping[str, str | None], *, at: dt.datetime) -> None:
    """Take a person's word for what the columns are, and remember it for this sender."""
    mapping = mapping_of(one).corrected(choices)
    _keep_columns(one, mapping)
    Memory.objects.update_or_create(
        user_id=one.by_id,
        unit_id=one.unit_id,
        intake=one.intake,
        signature=mapping.signature,
        defaults={
            "pairs": {fold(pair.heading): pair.column for pair in mapping.pairs},
            "settled_at": at,
        },
    )


def apply_import(
    one: Import, *, by: User | None, at: dt.datetime, tell: Tell = _silent
) -> Receipt | None:
    """Apply a previewed file. None where it turned out that there is nothing to write.

    The file is read again and must still do what was previewed. Where somebody wrote meanwhile
    and it would do something else now, the new preview is kept and :class:`Overtaken` raised.
    """
    if one.state == State.APPLIED:
        raise ImportRefused("already", _ALREADY.with_words(number=one.change_set_id))
    if one.state != State.PREVIEWED:
        raise ImportRefused("not_previewed", _NOT_PREVIEWED)
    seen = one.digest
    for _attempt in range(_ATTEMPTS):
        preview = prepare(one, at=at, tell=tell)
        if preview is None:
            raise ImportRefused("refused", one.said)
        if not preview.changes:
            _say(one, State.PREVIEWED, _nothing_new(one))
            return None
        if preview.digest != seen:
            _say(one, State.PREVIEWED, _OVERTAKEN)
            raise Overtaken("overtaken", _OVERTAKEN)
        tell("writing", 0, preview.counts.new + preview.counts.changed)
        try:
            return apply_preview(preview, _act(one, by), lambda receipt: _applied(one, receipt))
        except Overtaken:
            one.refresh_from_db()
    raise Overtaken("overtaken", _OVERTAKEN)


def _act(one: Import, by: User | None) -> Act:
    return Act(by, "import", source=one.file_name, origin=Origin(one.origin))


def _applied(one: Import, receipt: Receipt) -> None:
    """In the transaction of the change set: from here on the file counts as applied."""
    one.change_set_id = receipt.number
    words = {name: one.counts[name] for name in ("new", "changed", "refused")}
    _say(one, State.APPLIED, _DONE.with_words(number=receipt.number, **words))


def _nothing_new(one: Import) -> Sentence:
    earlier = Import.objects.filter(sha256=one.sha256, state=State.APPLIED, intake=one.intake)
    before = earlier.exclude(pk=one.pk).order_by("-change_set").first()
    return _ALREADY.with_words(number=before.change_set_id) if before else _NOTHING


def abandon(one: Import) -> None:
    """Give a file up: its bytes and its preview are removed, what it became stays."""
    shutil.rmtree(one.folder, ignore_errors=True)
    # By the state on file: the value in hand may be older than the file's application.
    given_up = Import.objects.filter(pk=one.pk).exclude(state=State.APPLIED)
    if given_up.update(state=State.ABANDONED):
        one.state = State.ABANDONED


def forget_files(before: dt.datetime) -> int:
    """Remove the bytes of files that came before; they hold names that nobody needs any more."""
    old = Import.objects.filter(received_at__lt=before)
    there = [one for one in old if one.folder.exists()]
    for one in there:
        abandon(one)
    return len(there)


# ------------------------------------------------------------------ what pages read


def keep_preview(one: Import, preview: Preview) -> None:
    """Keep what a preview says beside the file, for pages to show piece by piece."""
    shown = (asdict(fault) for fault in preview.faults_shown())
    _write_lines(one.folder / "faults.jsonl", shown)
    preview.differences().write_parquet(one.folder / "differences.parquet")
    outcomes = preview.rows.select("line", "outcome", "id").join(preview.lines.at, on="line")
    outcomes.drop("part").sort("line").write_parquet(one.folder / "outcomes.parquet")
    said = preview.lines.raw.drop("row").join(outcomes.drop("part"), on="line").sort("line")
    said.filter(pl.col("outcome") == NEW).write_parquet(one.folder / "new.parquet")
    preview.faults.join(preview.lines.at, on="line").write_parquet(one.folder / "faults.parquet")
    _write_lines(one.folder / "skipped.jsonl", (asdict(row) for row in preview.skipped))
    _write_lines(one.folder / "notes.jsonl", (asdict(note) for note in preview.notes))
    one.counts, one.digest = asdict(preview.counts), preview.digest
    _say(one, State.PREVIEWED, _CHECKED.with_words(**one.counts))


def _write_lines(path: Path, values: Iterable[Mapping[str, object]]) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def faults_kept(one: Import, first: int = 0, count: int = 100) -> list[FaultShown]:
    """Faults of a kept preview, in the order of the sheet, from the ``first`` on."""
    return [
        FaultShown(
            **{
                **value,
                "sentence": Sentence(**value["sentence"]),
                "remedy": Sentence(**value["remedy"]),
            }
        )
        for value in _read_lines(one.folder / "faults.jsonl", first, count)
    ]


def skipped_kept(one: Import, first: int = 0, count: int = 100) -> list[Skipped]:
    """Rows that were taken for something else than data."""
    return [Skipped(**value) for value in _read_lines(one.folder / "skipped.jsonl", first, count)]


def notes_kept(one: Import) -> list[Sentence]:
    """What was done to read the file, and what of it could not be read."""
    return [Sentence(**value) for value in _read_lines(one.folder / "notes.jsonl", 0, 20)]


def _read_lines(path: Path, first: int, count: int) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in itertools.islice(lines, first, first + count):
            yield json.loads(line)


def differences_kept(one: Import, first: int = 0, count: int = 100) -> pl.DataFrame:
    """Cells that the file would change: ``sheet``, ``row``, ``id``, ``column``, ``old``, ``new``."""
    return pl.read_parquet(one.folder / "differences.parquet").slice(first, count)


def new_rows_kept(one: Import, first: int = 0, count: int = 100) -> pl.DataFrame:
    """Rows that would be new, in the order of the sheet: ``sheet``, ``row``, and the cells as
    they were sent, under the names of the intake's columns."""
    path = one.folder / "new.parquet"
    return pl.read_parquet(path).slice(first, count) if path.exists() else pl.DataFrame()


def outcomes_kept(
    one: Import, outcome: str | None = None, first: int = 0, count: int = 100
) -> pl.DataFrame:
    """Rows by what becomes of them: ``sheet``, ``row``, ``outcome``, ``id`` (null when new)."""
    rows = pl.read_parquet(one.folder / "outcomes.parquet")
    kept = rows if outcome is None else rows.filter(pl.col("outcome") == outcome)
    return kept.slice(first, count)
