"""``mt verify``: prove that nothing was altered behind the house's back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser

from muctieu.core.commands import Command as BaseCommand
from muctieu.registers.verify import Damage, Verdict, noted, verify


class Command(BaseCommand):
    """Check the chain of updates, every seal and every current table."""

    help = "prove that history, seals and current tables agree"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--head", help="a seal written down earlier, number:hash")

    def act(self, **options: Any) -> None:
        verdict = verify(noted(options["head"]) if options["head"] else None)
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
        self.stdout.write(f"dấu niêm cuối / last seal: {verdict.position}:{verdict.head}")
        for copy in verdict.copies:
            self.stdout.write(f"bản đọc nhanh / fast copy {copy.number}: {_COPIES[copy.sound]}")
        for damage in verdict.damage:
            self.stdout.write(_sentence(damage))
        self.stdout.write("Nguyên vẹn / sound" if verdict.sound else "KHÔNG nguyên vẹn / NOT sound")


_COPIES = {
    True: "khớp từng dòng / agrees row by row",
    False: "KHÔNG khớp / does NOT agree",
    None: "một tiến trình khác đang giữ, không hỏi được: CHƯA chứng minh / "
    "held by another process that cannot be asked: NOT proved",
}


def _sentence(damage: Damage) -> str:
    if damage.version is None:
        return f"{damage.register}: {damage.says}".lstrip(": ")
    return f"{damage.register} #{damage.record} (dòng / row {damage.version}): {damage.says}"
