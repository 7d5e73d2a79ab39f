"""The app of the indicators."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Declared figures, engines that count them, and the register of published figures."""

    name = "muctieu.indicators"
    label = "indicators"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muctieu.indicators import (  # noqa: F401, PLC0415  models are ready only now
            checks,
            declaring,
            people,
            published,
        )
        from muctieu.indicators.agreement import prove_copies  # noqa: PLC0415  as above
        from muctieu.registers.verify import also_prove  # noqa: PLC0415  as above

        also_prove(prove_copies)
