"""The app of the registers."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _guard(using: str, **_: Any) -> None:
    """Put the triggers on every history after each migration: a rebuilt table has lost them."""
    from muctieu.registers.guards import guard_histories  # noqa: PLC0415  models are ready only now

    guard_histories(using)


class RegistersConfig(AppConfig):
    """Records with two clocks."""

    name = "muctieu.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muctieu.registers import people, people_intake  # noqa: F401, PLC0415  they declare

        # Sent for every app when all are migrated: once is enough.
        post_migrate.connect(_guard, sender=self, dispatch_uid="registers.guard")
