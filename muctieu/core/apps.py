"""The app of the core."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Who, where and when."""

    name = "muctieu.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
