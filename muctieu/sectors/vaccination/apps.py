"""The app of vaccination; it makes its figures and intakes known when it is ready."""

from django.apps import AppConfig


class VaccinationConfig(AppConfig):
    """Vaccination against COVID-19."""

    name = "muctieu.sectors.vaccination"
    label = "vaccination"
    default_auto_field = "django.db.models.BigAutoField"
