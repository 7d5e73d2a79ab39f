"""``mt withdraw``: take back records that should never have been there, with the reason."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser

from muctieu.core.commands import Command as BaseCommand
from muctieu.core.commands import user_named
from muctieu.core.days import today
from muctieu.core.permissions import NotAllowed
from muctieu.core.roles import Action
from muctieu.core.said import gettext as _
from muctieu.registers.clocks import latest
from muctieu.registers.declare import Register, register_of
from muctieu.registers.listing import for_user, known_rows
from muctieu.registers.write import Act, Changes, Refused, commit


class Command(BaseCommand):
    """Withdraw one record, named by its number or by its key (``person=5,dose_no=2``)."""

    help = "withdraw a record, with the reason"
    refusals = (LookupError, ValueError, Refused, NotAllowed)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("register")
        parser.add_argument("key", help="the record's number, or its key as name=value,…")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--by", help="the account that withdraws")

    def act(self, **options: Any) -> None:
        register = register_of(options["register"])
        by = user_named(options["by"])
        rows = (
            known_rows(register, latest())
            if by is None
            else for_user(by, register, latest(), on=today(), action=Action.WITHDRAW)
        )
        try:
            found = rows.filter(**_condition(register, options["key"]))
            ids = list(found.values_list("record", flat=True)[:2])
        except (ValueError, ValidationError) as fault:  # a value that the column cannot hold
            said = {"key": options["key"], "names": ", ".join(register.key)}
            raise LookupError(
                _("“%(key)s” names no record: give its number, or %(names)s as name=value,….")
                % said
            ) from fault
        if len(ids) != 1:
            raise LookupError(_("There is no such record, or not exactly one."))
        act = Act(by, "withdraw", reason=options["reason"])
        receipt = commit(Changes().withdrawing(register, ids), act)
        if options["json"]:
            self.tell({"update": receipt.number, "withdrawn": ids})
        else:
            self.stdout.write(f"Đã rút bản ghi / withdrawn: {ids[0]} (#{receipt.number})")


def _condition(register: Register, key: str) -> dict[str, Any]:
    """The record that ``key`` names, as a condition on versions."""
    if "=" not in key:
        return {"record": int(key.lstrip("#"))}
    pairs = dict(part.split("=", 1) for part in key.split(","))
    unknown = sorted(set(pairs) - set(register.key))
    if unknown:
        raise LookupError(
            _("The key of this register has no “%(name)s”; it is: %(key)s.")
            % {"name": unknown[0], "key": ", ".join(register.key)}
        )
    return {register[name].column: value for name, value in pairs.items()}
