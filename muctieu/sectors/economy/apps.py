"""The app of the economy; it makes its figures and intake known when it is ready."""

from django.apps import AppConfig


class EconomyConfig(AppConfig):
    """Production value by branch."""

    name = "muctieu.sectors.economy"
    label = "economy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muctieu.sectors.economy import (  # noqa: F401, PLC0415  models are ready only now
            imports,
            indicators,
            statements,
        )
