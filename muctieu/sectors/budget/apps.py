"""The app of the budget; it makes its figures, intakes and rehearsal known when it is ready."""

from django.apps import AppConfig


class BudgetConfig(AppConfig):
    """Revenue, spending and plans of the budget."""

    name = "muctieu.sectors.budget"
    label = "budget"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muctieu.registers.staging import scene  # noqa: PLC0415  models are ready only now
        from muctieu.sectors.budget import (  # noqa: F401, PLC0415  declare
            imports,
            indicators,
            statements,
        )
        from muctieu.sectors.budget.rehearsal.scene import budget_scene  # noqa: PLC0415

        scene("budget", budget_scene)
