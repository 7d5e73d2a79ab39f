"""The app of epidemic; it makes its intakes and figures known when it is ready."""

from django.apps import AppConfig


class EpidemicConfig(AppConfig):
    """Holding the epidemic: isolation, treatment, tracing."""

    name = "muctieu.sectors.epidemic"
    label = "epidemic"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muctieu.sectors.epidemic import (  # noqa: F401, PLC0415  models are ready only now
            imports,
            indicators,
        )
        from muctieu.sectors.epidemic.statements import (  # noqa: F401, PLC0415
            allotment,
            board,
            places,
        )
