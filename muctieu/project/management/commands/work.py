"""``mt work``: the background worker. Imports left behind by a killed one are offered again."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command

from muctieu.core.commands import Command as BaseCommand
from muctieu.core.days import now
from muctieu.registers.tasks import take_over


class Command(BaseCommand):
    """Run background work until stopped."""

    help = "run background work"

    def act(self, **options: Any) -> None:
        for one in take_over(now()):
            self.progress(str(one.said))
        call_command("db_worker", startup_delay=False, verbosity=0, interval=0.5)
