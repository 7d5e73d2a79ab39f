"""``mt verify``: prove that nothing was altered behind the house's back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError

from muctieu.core.commands import Command as BaseCommand
from muctieu.registers.verify import Damage, Verdict, verify


class Command(BaseCommand):
    """Check the chain of updates, every seal and every current table."""

    help = "prove that history, seals and current tables agree"

    def act(self, **options: Any) -> None:
        verdict = verify()
        if options["json"]:
            self.tell({"sound": verdict.sound, **asdict(verdict)})
        else:
            self._print(verdict)
        if not verdict.sound:
            raise CommandError("", returncode=1)

    def _print(self, verdict: Verdict) -> None:
        counted = f"{verdict.changesets} lần cập nhật / updates, {verdict.versions} dòng / rows"
        if verdict.erased:
            counted += f", {verdict.erased} đã xoá định danh / erased identities"
        self.stdout.write(counted)
        self.stdout.write(f"dấu niêm cuối / last seal: {verdict.head}")
        for damage in verdict.damage:
            self.stdout.write(_sentence(damage))
        self.stdout.write("Nguyên vẹn / sound" if verdict.sound else "KHÔNG nguyên vẹn / NOT sound")


def _sentence(damage: Damage) -> str:
    if damage.version is None:
        return f"{damage.register}: {damage.says}".lstrip(": ")
    return f"{damage.register} #{damage.record} (dòng / row {damage.version}): {damage.says}"
