"""What libraries bring into the administrator's pages: named in the office's words, or left out."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult


def tidy() -> None:
    """To be called once every app has shown its tables."""
    # Nobody is written to by e-mail, and work in the background is told on the pages of files.
    for model in (EmailAddress, DBTaskResult):
        if admin.site.is_registered(model):
            admin.site.unregister(model)
    apps.get_app_config("mfa").verbose_name = _("Signing in")
    Authenticator._meta.verbose_name = _("second factor")
    Authenticator._meta.verbose_name_plural = _("second factors")
