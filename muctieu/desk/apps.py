"""The app of the desk room."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Officials' pages."""

    name = "muctieu.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
