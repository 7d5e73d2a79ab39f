"""Work on sent files in the background, watched: it beats while it runs, and is found when it stops.

A page starts work with :func:`start` and polls the :class:`Job`. A worker that is killed leaves
a job that beats no more; :func:`recover` marks it interrupted and says what may be done again.
Nothing is half written then: a file counts as applied in the very transaction that applies it.
"""

from __future__ import annotations

import datetime as dt
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connections
from django_tasks import task

from muctieu.core.days import now
from muctieu.core.models import User
from muctieu.registers.applying import ImportRefused, apply_import, forget_files, prepare
from muctieu.registers.import_models import Import, Job, JobState, State, Work
from muctieu.registers.sentences import Sentence

BEAT = dt.timedelta(seconds=5)
LOST = dt.timedelta(seconds=30)
# Sent files hold names; what they became is in the register.
KEPT = dt.timedelta(days=30)

_INTERRUPTED = Sentence(
    "Việc {work} tệp “{name}” bị ngắt giữa chừng; sổ chưa bị ghi dở. Hãy bấm làm lại.",
    "{work} the file “{name}” was cut off; nothing was half written. Start it again.",
)
_BROKEN = Sentence(
    "Phần mềm gặp lỗi khi làm việc với tệp này; sổ chưa bị ghi dở. Hãy báo quản trị viên.",
    "The product failed at work on this file; nothing was half written. Tell the administrator.",
)
_WORKS = {
    Work.PREVIEW: Sentence("kiểm tra", "Checking"),
    Work.APPLY: Sentence("áp dụng", "Applying"),
}


def start(one: Import, work: Work, *, by: User | None, at: dt.datetime) -> Job:
    """Ask for work on a file in the background; the job tells how far it is."""
    under_way = Job.objects.filter(import_id=one.pk, state__in=(JobState.WAITING, JobState.RUNNING))
    if running := under_way.first():
        return running
    job = Job.objects.create(import_id=one.pk, work=work, asked_at=at)
    work_on_import.enqueue(job.pk, by.pk if by else None)
    return job


@task()
def work_on_import(job_id: int, user_id: int | None) -> None:
    """Do what a job asks, with a beat, and leave a sentence on the import."""
    job = Job.objects.get(pk=job_id)
    one = Import.objects.get(pk=job.import_id)
    by = User.objects.get(pk=user_id) if user_id is not None else None
    with _beating(job):
        _do(job, one, by)
    job.finished_at = now()
    job.save()


def _do(job: Job, one: Import, by: User | None) -> None:
    def tell(stage: str, done: int, total: int) -> None:
        job.stage, job.done, job.total = stage, done, total
        job.save(update_fields=["stage", "done", "total"])

    job.state = JobState.DONE
    try:
        if job.work == Work.PREVIEW:
            prepare(one, at=now(), tell=tell)
        else:
            apply_import(one, by=by, at=now(), tell=tell)
    except ImportRefused as refusal:
        job.state = JobState.FAILED
        one.refresh_from_db()
        one.said_vi, one.said_en = refusal.sentence.vi, refusal.sentence.en
        one.save(update_fields=["said_vi", "said_en"])


@contextmanager
def _beating(job: Job) -> Iterator[None]:
    """A thread that keeps the job's lease while the work holds this one."""
    over = threading.Event()
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, beat_at=now(), worker=this_process()
    )
    job.refresh_from_db()
    beat = threading.Thread(target=_beat, args=(job.pk, over), daemon=True)
    beat.start()
    try:
        yield
    except BaseException:
        Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, finished_at=now())
        said = {"said_vi": _BROKEN.vi, "said_en": _BROKEN.en}
        Import.objects.filter(pk=job.import_id).update(**said)
        raise
    finally:
        over.set()
        beat.join()


def _beat(job_id: int, over: threading.Event) -> None:
    try:
        while not over.wait(BEAT.total_seconds()):
            _beat_once(job_id)
    finally:
        connections["ops"].close()


def _beat_once(job_id: int) -> None:
    try:
        Job.objects.filter(pk=job_id).update(beat_at=now())
    except DatabaseError:
        # A missed beat is no harm; the next one comes in time.
        return


def this_process() -> str:
    """What a job remembers of who does it."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


def _is_gone(worker: str) -> bool:
    """Whether a worker of this machine is no more; of another machine nobody knows at once."""
    host, _colon, number = worker.rpartition(":")
    # On Windows signal 0 is no question but an interruption.
    if host != socket.gethostname()[:60] or os.name == "nt":
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def recover(at: dt.datetime) -> list[Import]:
    """Mark work that stopped as interrupted; returns the imports that may be taken up again.

    Work has stopped when its process is gone, or when it has not beaten for :data:`LOST`. Called
    when the worker starts and when the list of imports is opened.
    """
    found = []
    for job in Job.objects.filter(state=JobState.RUNNING):
        silent = job.beat_at is None or job.beat_at < at - LOST
        if silent or _is_gone(job.worker):
            found += _interrupted(job, at)
    return found


def _interrupted(job: Job, at: dt.datetime) -> list[Import]:
    one = Import.objects.filter(pk=job.import_id).first()
    finished = one is not None and one.state == State.APPLIED
    job.state = JobState.DONE if finished else JobState.INTERRUPTED
    job.finished_at = at
    job.save()
    return [_offered_again(one, job)] if one is not None and not finished else []


def take_over(at: dt.datetime) -> list[Import]:
    """What a worker does before anything else: find what was cut off, forget old files."""
    forget_files(at - KEPT)
    return recover(at)


def _offered_again(one: Import, job: Job) -> Import:
    work = _WORKS[Work(job.work)]
    one.said_vi = _INTERRUPTED.vi.format(work=work.vi, name=one.file_name)
    one.said_en = _INTERRUPTED.en.format(work=work.en, name=one.file_name)
    one.save(update_fields=["said_vi", "said_en"])
    return one


def latest_job(one: Import) -> Job | None:
    """The last work asked for on a file."""
    return Job.objects.filter(import_id=one.pk).first()
