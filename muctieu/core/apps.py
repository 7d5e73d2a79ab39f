"""The app of the core."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Who, where and when."""

    name = "muctieu.core"
    label = "core"
    verbose_name = _("Accounts, documents, updates")
    default_auto_field = "django.db.models.BigAutoField"
