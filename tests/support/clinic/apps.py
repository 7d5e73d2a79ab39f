from django.apps import AppConfig


class ClinicConfig(AppConfig):
    name = "tests.support.clinic"
    label = "clinic"

    def ready(self) -> None:
        from tests.support.clinic import models  # noqa: F401
