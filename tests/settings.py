"""The product's settings with a made-up sector beside the real ones, for the spine's own tests."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("MUCTIEU_DATA", tempfile.mkdtemp(prefix="muctieu-test-"))
os.environ.setdefault("MUCTIEU_SECRET_KEY", "tests")
os.environ.setdefault("MUCTIEU_LOG_LEVEL", "ERROR")

from muctieu.project.settings import *  # noqa: F403
from muctieu.project.settings import CACHES, DATABASES, INSTALLED_APPS, STORAGES

INSTALLED_APPS = ["tests.support.sample", "tests.support.clinic", *INSTALLED_APPS]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_AUTOREFRESH = True
REPLICA_THREADS = 1
if "MUCTIEU_TEST_MADE" in os.environ:
    # What one process of a run has drawn or written the others need not make again.
    for _kind in ("drawings", "texts"):
        CACHES[_kind]["LOCATION"] = str(Path(os.environ["MUCTIEU_TEST_MADE"]) / _kind)
for _alias, _database in DATABASES.items():
    if _database["ENGINE"].endswith("sqlite3"):
        # A file, not memory: the columnar copy reads it from the outside, as in real life.
        _database["TEST"] = {
            "NAME": str(Path(os.environ["MUCTIEU_DATA"]) / f"test_{_alias}.sqlite3")
        }
