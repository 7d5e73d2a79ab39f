"""The app of vaccination; it makes its figures and intakes known when it is ready."""

from django.apps import AppConfig


class VaccinationConfig(AppConfig):
    """Vaccination against COVID-19."""

    name = "muctieu.sectors.vaccination"
    label = "vaccination"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muctieu.sectors.vaccination import (  # noqa: F401, PLC0415  models are ready only now
            imports,
            indicators,
            statements,
        )
