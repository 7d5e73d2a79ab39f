"""``mt export``: a register's records as a file, the same as its page gives."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from muctieu.core.commands import Command as BaseCommand
from muctieu.core.commands import user_named
from muctieu.core.days import today
from muctieu.core.permissions import NotAllowed
from muctieu.core.roles import Action
from muctieu.registers.clocks import parse_known
from muctieu.registers.declare import register_of
from muctieu.registers.exports import Format, write
from muctieu.registers.extracts import listed_of
from muctieu.registers.listing import for_user, known_rows


class Command(BaseCommand):
    """Write what an account may export to standard output, or to a file."""

    help = "write the records of a register as xlsx, csv or json"
    refusals = (LookupError, ValueError, OSError, NotAllowed)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("register")
        parser.add_argument("--format", choices=[one.value for one in Format], default="")
        parser.add_argument("--by", help="the account that takes it away")
        parser.add_argument("--known", help="as known on a day, or at an update (#123)")
        parser.add_argument("--purpose", default="", help="what the names are needed for")
        parser.add_argument("--out", type=Path, help="a file, instead of standard output")

    def act(self, **options: Any) -> None:
        register = register_of(options["register"])
        by, day, known = user_named(options["by"]), today(), parse_known(options["known"])
        rows = (
            known_rows(register, known)
            if by is None
            else for_user(by, register, known, on=day, action=Action.EXPORT)
        )
        listed = listed_of(register, rows, by=by, on=day, purpose=options["purpose"])
        form = Format(options["format"] or ("json" if options["json"] else "xlsx"))
        if options["out"]:
            with options["out"].open("wb") as out:
                write(listed, form, out)
        else:
            write(listed, form, sys.stdout.buffer)
