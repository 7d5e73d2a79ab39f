"""django-simple-history asked what was known when, timed.

Run by ``bench/asof.py`` in the peers' environment: ``django_simple_history.py HISTORY DATABASE``, where
HISTORY is a CSV of (id, person, dose_no, given_on, known_from), one line a version. Then each
line of standard input, ``DAY POSITION``, is answered by ``{"people": n, "seconds": s}``: how many
people had a second dose by the day, as was known at the position. The peer has its own indexes,
statistics, and a roomy cache; position N is N seconds after a fixed instant.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings

HISTORY, DATABASE = Path(sys.argv[1]), sys.argv[2]
BEGINNING = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
PIECE = 50_000

settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "simple_history"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATABASE,
            "OPTIONS": {"init_command": "PRAGMA cache_size=-1000000;"},
        }
    },
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.core.management import call_command  # noqa: E402  Django must be set up before
from django.db import connection, models  # noqa: E402
from simple_history.models import HistoricalRecords  # noqa: E402


class Dose(models.Model):
    """The fields that the question needs."""

    person = models.BigIntegerField()
    dose_no = models.BigIntegerField()
    given_on = models.DateField(db_index=True)
    history = HistoricalRecords(app="simple_history")

    class Meta:
        app_label = "simple_history"

    def __str__(self) -> str:
        return f"dose {self.pk}"


def instant(position: int) -> dt.datetime:
    return BEGINNING + dt.timedelta(seconds=position)


def stored(position: int) -> str:
    """The instant as the peer itself would store it; texts are compared letter by letter."""
    return str(connection.ops.adapt_datetimefield_value(instant(position)))


def versions() -> Iterator[tuple[object, ...]]:
    """History rows as the peer writes them: + the first time, ~ afterwards."""
    seen: set[str] = set()
    with HISTORY.open() as file:
        for number, person, dose_no, given_on, known_from in csv.reader(file):
            kind = "~" if number in seen else "+"
            seen.add(number)
            yield number, person, dose_no, given_on, stored(int(known_from)), kind


def load() -> None:
    """Tables by the peer's own models, rows by plain inserts."""
    table = Dose.history.model._meta.db_table
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Dose)
        editor.create_model(Dose.history.model)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.executemany(
            f"INSERT INTO {table} (id, person, dose_no, given_on, history_date, history_type)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            versions(),
        )
        cursor.execute("COMMIT")
        cursor.execute("ANALYZE")


def people(day: str, position: int) -> int:
    """Different people with a second dose by the day, as known at the position."""
    known = Dose.history.as_of(instant(position))
    return known.filter(dose_no=2, given_on__lte=day).values("person").distinct().count()


load()
print("loaded", flush=True)
for line in sys.stdin:
    day, position = line.split()
    began = time.perf_counter()
    found = people(day, int(position))
    print(json.dumps({"people": found, "seconds": time.perf_counter() - began}), flush=True)
