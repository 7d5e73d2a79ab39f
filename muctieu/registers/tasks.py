"""Work on sent files in the background, watched: it beats while it runs, and is found when it stops.

A page starts work with :func:`start` and polls the :class:`Job`. A worker that is killed leaves
a job that beats no more; :func:`recover` marks it interrupted and says what may be done again.
Nothing is half written then: a file counts as applied in the very transaction that applies it.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connections
from django_tasks import task

from muctieu.core.days import now
from muctieu.core.models import User
from muctieu.registers.applying import ImportRefused, apply_import, prepare
from muctieu.registers.import_models import Import, Job, JobState, State, Work
from muctieu.registers.sentences import Sentence

BEAT = dt.timedelta(seconds=5)
LOST = dt.timedelta(seconds=30)

_INTERRUPTED = Sentence(
    "Việc {work} tệp “{name}” bị ngắt giữa chừng; sổ chưa bị ghi dở. Hãy bấm làm lại.",
    "{work} the file “{name}” was cut off; nothing was half written. Start it again.",
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
    if job.work == Work.PREVIEW:
        prepare(one, at=now(), tell=tell)
        return
    try:
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
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, beat_at=now())
    job.refresh_from_db()
    beat = threading.Thread(target=_beat, args=(job.pk, over), daemon=True)
    beat.start()
    try:
        yield
    except BaseException:
        Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, finished_at=now())
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


def recover(at: dt.datetime) -> list[Import]:
    """Mark work that stopped beating as interrupted; the imports that may be taken up again.

    Called when the product starts and when the list of imports is opened.
    """
    lost = Job.objects.filter(state=JobState.RUNNING, beat_at__lt=at - LOST)
    found = []
    for job in lost:
        one = Import.objects.filter(pk=job.import_id).first()
        finished = one is not None and one.state == State.APPLIED
        job.state = JobState.DONE if finished else JobState.INTERRUPTED
        job.finished_at = at
        job.save()
        if one is not None and not finished:
            found.append(_offered_again(one, job))
    return found


def _offered_again(one: Import, job: Job) -> Import:
    work = _WORKS[Work(job.work)]
    one.said_vi = _INTERRUPTED.vi.format(work=work.vi, name=one.file_name)
    one.said_en = _INTERRUPTED.en.format(work=work.en, name=one.file_name)
    one.save(update_fields=["said_vi", "said_en"])
    return one


def latest_job(one: Import) -> Job | None:
    """The last work asked for on a file."""
    return Job.objects.filter(import_id=one.pk).first()
