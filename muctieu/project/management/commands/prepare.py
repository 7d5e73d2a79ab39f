"""``mt prepare``: what ``mt up`` does before it serves. Each step is skipped when it is done."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from muctieu.core.commands import Command as BaseCommand
from muctieu.core.models import ChangeSet
from muctieu.indicators.replica import warm
from muctieu.project.accounts import FIRST_ACCOUNT, first_administrator
from muctieu.project.management.commands.demo import file_to_play
from muctieu.project.office import TrialSettings, refuse_trial_settings


class Command(BaseCommand):
    """Bring databases, assets, the example year and the first account up to date."""

    help = "prepare databases, assets, the example year and the first account"
    refusals = (TrialSettings,)
    _tenths = 0

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--published", type=Path, help="another file of published figures")
        parser.add_argument("--empty", action="store_true", help="without the example year")
        parser.add_argument(
            "--office", action="store_true", help="for an office: no example, no trial settings"
        )

    def act(self, **options: Any) -> None:
        if options["office"]:
            refuse_trial_settings()
        if options["published"] and not (options["empty"] or options["office"]):
            file_to_play(options["published"])  # before anything is made in the data folder
        for alias in connections:
            self._migrate(alias)
        self._collect_assets()
        if not (options["empty"] or options["office"]):
            self._load_example(options["published"])
        if ChangeSet.objects.exists():
            warm(self._filling)
        password = first_administrator()
        self.tell({"account": FIRST_ACCOUNT, "password": password} if password else {})

    def _migrate(self, alias: str) -> None:
        executor = MigrationExecutor(connections[alias])
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        self.progress(f"· cơ sở dữ liệu / database: {alias}")
        call_command("migrate", database=alias, verbosity=0)
        if alias == "ops":
            call_command("createcachetable", database=alias, verbosity=0)

    def _load_example(self, published: Path | None) -> None:
        # A year of one's own is never mixed with the example; `demo` says so when asked.
        if ChangeSet.objects.exists() and published is None:
            return
        call_command("demo", **({"published": published} if published else {}))

    def _filling(self, register: str, done: int, total: int) -> None:
        """Tell of the fill each time another tenth is through."""
        tenth = 10 * done // max(1, total)
        if tenth > self._tenths:
            self._tenths = tenth
            self.progress(f"{10 * tenth} % · bản đọc nhanh / fast copy")

    def _collect_assets(self) -> None:
        stamp, wanted = Path(settings.STATIC_ROOT) / "collected", _state_of_assets()
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return
        self.progress("· trang trí / assets")
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(wanted, encoding="ascii")


def _state_of_assets() -> str:
    """A digest over name, size and time of every asset."""
    state = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            seen = Path(storage.path(name)).stat()
            state.update(f"{name} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return state.hexdigest()
