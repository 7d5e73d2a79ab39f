"""The app of the plan room."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """What was promised: theme of the year, resolutions, targets."""

    name = "muctieu.plan"
    label = "plan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muctieu.plan import (  # noqa: F401, PLC0415  what may come in, what is refused
            conclusions,
            intakes,
            report_intakes,
            report_watch,
            task_intakes,
        )
