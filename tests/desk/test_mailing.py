"""Letters: the digest of a morning and reminders by e-mail, with counts and never with contents."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from io import StringIO

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from muctieu.core.models import User
from muctieu.plan.report_models import Regime

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("year")]
MORNING = dt.date(2021, 12, 17)


@pytest.fixture(autouse=True)
def _addresses(year: None) -> None:
    """The clerk of a ward has an address, the specialist of the city too; others have none."""
    cache.clear()
    for name in ("lan", "minh"):
        User.objects.filter(username=name).update(email=f"{name}@example.com")


def digest(**options: object) -> int:
    out = StringIO()
    call_command("digest", on="17/12/2021", stdout=out, stderr=StringIO(), **options)
    told = json.loads(out.getvalue())
    assert told["day"] == "2021-12-17"
    return int(told["sent"])


def test_the_digest_tells_how_much_waits_and_goes_out_once_a_day() -> None:
    # On the 17th the month (due the 16th) of the ward is late.
    assert digest() == 2
    (letter,) = [one for one in mail.outbox if one.to == ["lan@example.com"]]
    assert "Báo cáo quá hạn chưa nộp: 1" in letter.body
    assert "/viec-cua-toi/" in letter.body

    assert digest() == 0
    assert digest(again=True) == 2
    assert len(mail.outbox) == 4


def test_a_letter_holds_no_names_and_no_contents() -> None:
    digest()

    for letter in mail.outbox:
        assert not re.search(r"Cẩm Sơn|\blan\b|Đôn đốc|Báo cáo kinh tế", letter.body)


def test_who_is_reminded_in_one_click_gets_a_letter(as_person: Callable[[str], Client]) -> None:
    regime = Regime.objects.get(code="BC-THANG", reporters="communes")

    as_person("ha").post(
        "/bao-cao-con-thieu/nhac/?den=2021-12-15", {"which": f"{regime.pk}:2021-11-15"}
    )

    (letter,) = mail.outbox
    assert letter.to == ["lan@example.com"]
    assert "Hạn nộp: 16/12/2021" in letter.body


def test_a_server_that_takes_no_letters_is_one_sentence(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    with pytest.raises(CommandError, match="MUCTIEU_MAIL"):
        digest()
