"""The app of the statements room."""

from django.apps import AppConfig


class StatementsConfig(AppConfig):
    """What is told: reading and writing of statements."""

    name = "muctieu.statements"
    label = "statements"
    default_auto_field = "django.db.models.BigAutoField"
