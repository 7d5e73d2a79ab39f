"""The app of the budget; it makes its figures and intakes known when it is ready."""

from django.apps import AppConfig


class BudgetConfig(AppConfig):
    """Revenue, spending and plans of the budget."""

    name = "muctieu.sectors.budget"
    label = "budget"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muctieu.sectors.budget import (  # noqa: F401, PLC0415  models are ready only now
            imports,
            indicators,
            statements,
        )
