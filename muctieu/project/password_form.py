"""The form by which somebody changes their own password."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm
from django.utils.translation import gettext as _


class AnotherPassword(ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """A new password that is not the old one: a one-time password is for one time."""

    def clean(self) -> dict[str, Any]:
        """Refuse the old password as the new one."""
        cleaned: dict[str, Any] = super().clean()
        new = cleaned.get("password1")
        if new and new == cleaned.get("oldpassword"):
            self.add_error("password1", _("Choose a password other than the present one."))
        return cleaned
