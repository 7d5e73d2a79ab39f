from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "tests.support.sample"
    label = "sample"

    def ready(self) -> None:
        from tests.support.sample import models  # noqa: F401
