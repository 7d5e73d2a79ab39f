"""The app of the indicators room."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """What it adds up to: declared figures, traceable to their records."""

    name = "muctieu.indicators"
    label = "indicators"
    default_auto_field = "django.db.models.BigAutoField"
