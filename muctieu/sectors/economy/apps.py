"""The app of the economy; it makes its figures, intake and rehearsal known when it is ready."""

from django.apps import AppConfig


class EconomyConfig(AppConfig):
    """Production value by branch."""

    name = "muctieu.sectors.economy"
    label = "economy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muctieu.registers.staging import scene  # noqa: PLC0415  models are ready only now
        from muctieu.sectors.economy import (  # noqa: F401, PLC0415  declare
            imports,
            indicators,
            statements,
        )
        from muctieu.sectors.economy.rehearsal.scene import economy_scene  # noqa: PLC0415

        scene("economy", economy_scene)
