"""django-import-export taking in a workbook of doses with its own xlsx reader, timed.

Run by ``bench/ingest.py`` in the peers' environment: ``django_import_export.py WAY XLSX DATABASE``, where
WAY is ``default`` or ``bulk``. Prints ``{"read": s, "import": s, "cpu": s, "rows": n}``. The set-up favours
the peer: one flat table, no look-up of people or units, no rule checked, no history kept; in the
bulk way not even a look whether the row is there already.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import django
from django.conf import settings

WAY, WORKBOOK, DATABASE = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
COLUMNS = ("full_name", "birth", "sex", "id_number", "phone", "residence", "dose_no", "kind")
COLUMNS += ("vaccine", "lot", "given_on", "site", "unit")

settings.configure(
    INSTALLED_APPS=["import_export"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATABASE,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                " PRAGMA cache_size=-65536;",
            },
        }
    },
    USE_TZ=True,
)
django.setup()

from django.db import connection, models  # noqa: E402  Django must be set up before
from import_export import fields, resources, widgets  # noqa: E402
from import_export.formats.base_formats import XLSX  # noqa: E402


class Dose(models.Model):
    """One row as the sheet gives it, with the types that the house keeps."""

    full_name = models.CharField(max_length=120)
    birth = models.CharField(max_length=10)
    sex = models.CharField(max_length=8)
    id_number = models.CharField(max_length=12)
    phone = models.CharField(max_length=12)
    residence = models.CharField(max_length=80)
    dose_no = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    vaccine = models.CharField(max_length=20)
    lot = models.CharField(max_length=40)
    given_on = models.DateField(db_index=True)
    site = models.CharField(max_length=120)
    unit = models.CharField(max_length=80)

    class Meta:
        app_label = "import_export"
        unique_together = [("id_number", "dose_no")]

    def __str__(self) -> str:
        return f"dose {self.pk}"


class DoseResource(resources.ModelResource):
    """The sheet's columns, dates read as they are written."""

    given_on = fields.Field("given_on", "given_on", widgets.DateWidget("%d/%m/%Y"))

    class Meta:
        model = Dose
        fields = COLUMNS
        import_id_fields = ("id_number", "dose_no")
        use_transactions = True
        if WAY == "bulk":
            use_bulk = True
            batch_size = 2000
            force_init_instance = True
            skip_diff = True
            skip_html_diff = True
            skip_instance_validation = True


def main() -> None:
    """Make the table, read, import, and say how long each took."""
    with connection.schema_editor() as editor:
        editor.create_model(Dose)
    used, began = time.process_time(), time.perf_counter()
    dataset: Any = XLSX().create_dataset(WORKBOOK.read_bytes())
    read = time.perf_counter()
    dataset.headers = list(COLUMNS)
    result = DoseResource().import_data(dataset, dry_run=False, raise_errors=True)
    done = time.perf_counter()
    assert not result.has_errors()
    told = {"read": read - began, "import": done - read, "cpu": time.process_time() - used}
    print(json.dumps({**told, "rows": Dose.objects.count()}))


if __name__ == "__main__":
    main()
