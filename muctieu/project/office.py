"""What an office must have set before it serves: said before anything starts."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _


class TrialSettings(Exception):
    """The settings suit a trial on one machine; the message says what to set, line by line."""


def what_is_missing() -> list[str]:
    """A sentence for each setting that an office needs and this one lacks."""
    missing = []
    if settings.DEBUG:
        missing.append(_("MUCTIEU_DEBUG shows the inside of errors to everybody: take it away."))
    if set(settings.ALLOWED_HOSTS) <= set(settings.THIS_MACHINE):
        missing.append(_("MUCTIEU_HOSTS does not say under which name the site is reached."))
    if not settings.BEHIND_PROXY:
        missing.append(
            _("MUCTIEU_BEHIND_PROXY is not true: passwords would cross the network unencrypted.")
        )
    return missing


def refuse_trial_settings() -> None:
    """Raise :class:`TrialSettings` unless everything an office needs is set."""
    if missing := what_is_missing():
        raise TrialSettings("\n".join(missing))
