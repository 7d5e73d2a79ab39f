"""Load the example: units, what was published, the year's plan, and the rehearsal that fits it."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, CommandParser, call_command

from muctieu.core.commands import Command as BaseCommand
from muctieu.core.days import VIETNAM
from muctieu.core.models import Origin
from muctieu.core.said import gettext as _
from muctieu.core.unit_files import load_units
from muctieu.indicators.published_figures import declared_changes
from muctieu.plan.plan_file import plan_changes
from muctieu.plan.report_defaults import default_changes
from muctieu.plan.report_models import Reporters
from muctieu.plan.work_file import work_changes
from muctieu.project.paths import example_folder
from muctieu.registers.published_file import PublishedFile, read_published
from muctieu.registers.staging import (
    Stage,
    Step,
    at_closing,
    is_played,
    play,
    refuse_unplayable,
    stamp_of,
)
from muctieu.registers.write import Refused

SEED = 2021
_LOADED = "Đã nạp năm mẫu. / The example year is loaded."
_THERE_ALREADY = "Năm mẫu đã có sẵn; không làm gì. / It is there already; nothing was done."


def published_scene(stage: Stage, example: Path) -> Iterable[Step]:
    """What was declared, each on the day it could be known: the census first, then the article."""
    said = stage.published
    symbol = said.source["symbol"]
    known_at = dt.datetime.combine(said.published_on, dt.time(9, 16, 12), VIETNAM)
    earlier = [one for one in said.figures if one.document]
    declared = [one for one in said.figures if not one.document]
    for figures, at in ((earlier, at_closing(stage.begins)), (declared, known_at)):
        if figures:
            make = partial(declared_changes, figures, stage.city, symbol)
            yield Step(at, symbol, make, Origin.PUBLISHED, "declare")
    for receiver, reporters in (
        (stage.city, Reporters.COMMUNES), (stage.elsewhere, Reporters.CITIES)
    ):  # fmt: skip
        make = partial(default_changes, receiver, reporters, stage.begins)
        yield Step(at_closing(stage.begins), _("Rehearsal: reporting regimes"), make)
    plan = example / "plan.toml"
    if plan.exists():
        make = partial(plan_changes, plan, stage.city, symbol)
        yield Step(known_at, symbol, make, Origin.PUBLISHED, "declare")
    work = example / "work.toml"
    if work.exists():
        yield Step(known_at, _("Rehearsal: work given"), partial(work_changes, work, stage.city))


def file_to_play(path: Path | None, seed: int = SEED) -> PublishedFile:
    """The published file to be rehearsed, the example's own by default; nothing is written.

    Raises ``BadPublishedFile`` with everything that is wrong or contradicts itself in it.
    """
    example = example_folder()
    published = read_published(path or example / "published.toml")
    if path is not None or seed != SEED:  # the example's own is held by tests
        refuse_unplayable(published, seed, example / "units.toml")
    return published


class Command(BaseCommand):
    """``mt demo``: everything of the example, or nothing where it is there already."""

    help = "Load the example year; does nothing when it is there already."
    refusals = (LookupError, ValueError, Refused, OSError)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--published", type=Path, help="another file of published figures")
        parser.add_argument("--seed", type=int, default=SEED, help="another rehearsal of the same")
        parser.add_argument("--data", type=Path, help="another data folder")

    def act(self, **options: Any) -> None:
        if options["data"] is not None and options["data"].resolve() != Path(settings.DATA):
            self._elsewhere(options)
            return
        example = example_folder()
        published = file_to_play(options["published"], options["seed"])
        for alias in ("default", "ops"):
            call_command("migrate", database=alias, verbosity=0, interactive=False)
        steps = self._load(published, options["seed"], example)
        outcome = {"steps": steps, "seed": options["seed"], "published": published.digest[:16]}
        if options["json"]:
            self.tell(outcome)
        else:
            self.progress(_LOADED if steps else _THERE_ALREADY)

    def _elsewhere(self, options: dict[str, Any]) -> None:
        """The data folder is chosen when the settings are read, so another one needs a process."""
        words = [sys.executable, "-m", "muctieu", "demo", "--seed", str(options["seed"])]
        if options["published"] is not None:
            words += ["--published", str(options["published"].resolve())]
        words += ["--json"] if options["json"] else []
        environment = os.environ | {"MUCTIEU_DATA": str(options["data"].resolve())}
        status = subprocess.run(words, env=environment, check=False).returncode  # noqa: S603  our own words
        if status:
            raise CommandError("", returncode=status)  # that process has said why

    def _load(self, published: PublishedFile, seed: int, example: Path) -> int:
        if is_played(stamp_of(published, seed)):
            return 0
        load_units(example / "units.toml")
        scenes = {"published": partial(published_scene, example=example)}
        return play(published, seed, scenes, self._tell_step)

    def _tell_step(self, done: int, steps: int, reason: str) -> None:
        """A bar on a terminal, a line every tenth of the way elsewhere."""
        if self.stderr.isatty():
            full = 40 * done // steps
            bar = "█" * full + "·" * (40 - full)
            end = "\n" if done == steps else ""
            self.stderr.write(f"\r{bar} {100 * done // steps:3d} % {reason:<50.50}", ending=end)
        elif done == steps or done % max(steps // 10, 1) == 0:
            self.progress(f"{100 * done // steps} % · {reason}")
