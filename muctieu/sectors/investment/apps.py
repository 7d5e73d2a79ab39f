"""The app of investment; it puts its figures on the board when it is ready."""

from django.apps import AppConfig


class InvestmentConfig(AppConfig):
    """Public investment and its disbursement."""

    name = "muctieu.sectors.investment"
    label = "investment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from muctieu.sectors.investment import statements  # noqa: F401, PLC0415  declares
