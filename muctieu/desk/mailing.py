"""E-mail to accounts: the digest of a morning, and that a unit was reminded.

A letter says how much waits and where to look, never what or whose: figures, contents and names
stay behind the sign-in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from smtplib import SMTPException

from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage
from django.db.models import QuerySet
from django.urls import reverse

from muctieu.core.models import Post, User
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.plan.own_work import OwnWork, own_work
from muctieu.registers.clocks import latest

UNSENT = (SMTPException, OSError)
_TWO_DAYS = 2 * 24 * 60 * 60
_LINES = (
    ("late_reports", "Báo cáo quá hạn chưa nộp"),
    ("returned_reports", "Báo cáo bị trả lại để sửa"),
    ("late_tasks", "Nhiệm vụ quá hạn"),
    ("due_soon", "Việc đến hạn trong 7 ngày tới"),
)


def send_digests(day: dt.date, *, again: bool = False) -> int:
    """Send everybody with an address what waits for their units; how many letters went out.

    Nobody is written to when nothing waits, nor twice about one day unless ``again``.
    """
    letters = [letter for user in _with_addresses() for letter in _digest(user, day, again=again)]
    sent = get_connection().send_messages([letter for _key, letter in letters]) or 0
    cache.set_many({key: True for key, _letter in letters}, timeout=_TWO_DAYS)
    return sent


def tell_reminded(units: Iterable[int], report: str, due: dt.date, on: dt.date) -> int:
    """Tell the accounts of units that they were reminded of a report; how many letters went out.

    Raises what ``UNSENT`` names when the letters cannot be handed over.
    """
    posts = Post.objects.filter(unit_id__in=set(units), valid_from__lte=on).exclude(
        valid_to__lte=on
    )
    users = _with_addresses().filter(pk__in=posts.values("user_id"))
    text = f"Đơn vị của bạn được nhắc nộp: {report}. Hạn nộp: {format_date(due)}.\n\n{_where()}\n"
    letters = [_letter(user, "Mục tiêu: nhắc nộp báo cáo", text) for user in users]
    return get_connection().send_messages(letters) or 0


def _with_addresses() -> QuerySet[User]:
    return User.objects.filter(is_active=True).exclude(email="").order_by("pk")


def _digest(user: User, day: dt.date, *, again: bool) -> Iterator[tuple[str, EmailMessage]]:
    key = f"digest-{day.isoformat()}-{user.pk}"
    if cache.get(key) and not again:
        return
    told = _counts(own_work(user, latest(), day, day))
    if told:
        text = f"Việc của đơn vị đến ngày {format_date(day)}:\n\n{told}\n{_where()}\n"
        yield key, _letter(user, f"Mục tiêu: việc ngày {format_date(day)}", text)


def _counts(work: OwnWork) -> str:
    """A line for each kind of work that waits; nothing where none does."""
    counts = ((words, getattr(work, name)) for name, words in _LINES)
    return "".join(f"- {words}: {many}\n" for words, many in counts if many)


def _where() -> str:
    """Where to look: the site's own address where it is known, else the page's name."""
    page = reverse("desk:own_work")
    site = next(iter(settings.CSRF_TRUSTED_ORIGINS), "").rstrip("/")
    return f"Xem trang Việc của tôi: {site}{page}"


def _letter(user: User, subject: str, text: str) -> EmailMessage:
    return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email])
