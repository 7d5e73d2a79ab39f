"""``mt digest``: the letters of a morning; to be run at 07:00 by the machine's own schedule."""

from __future__ import annotations

from typing import Any

from django.core.management import CommandParser

from muctieu.core.commands import Command as BaseCommand
from muctieu.core.commands import Unusable
from muctieu.core.days import today
from muctieu.core.said import gettext as _
from muctieu.desk.mailing import UNSENT, send_digests
from muctieu.kernels.vietnamese.dates import NotADate, parse_date
from muctieu.plan.reports import calendar_at
from muctieu.registers.clocks import latest


class Command(BaseCommand):
    """Write to everybody with an address what waits for their units; nothing on days off."""

    help = "send the digest of reminders (run it at 07:00)"
    refusals = (NotADate,)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--on", help="for another day, for example 04/12/2021")
        parser.add_argument("--again", action="store_true", help="even if it went out already")

    def act(self, **options: Any) -> None:
        day = parse_date(options["on"]) if options["on"] else today()
        if options["on"] is None and not calendar_at(latest()).works(day):
            self.progress(_("Today is a day off; nothing was sent."))
            return
        try:
            sent = send_digests(day, again=options["again"])
        except UNSENT as failure:
            raise Unusable(
                _("The letters could not be sent (%(why)s): see MUCTIEU_MAIL.")
                % {"why": type(failure).__name__}
            ) from failure
        self.tell({"sent": sent, "day": day})
