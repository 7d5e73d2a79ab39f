"""The app that carries what belongs to the whole site: templates, built assets, translations."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The site as one."""

    name = "muctieu.project"
    label = "project"

    def ready(self) -> None:
        from muctieu.indicators.agreement import ask_with  # noqa: PLC0415  models are ready only now
        from muctieu.project.copies import ask_the_server  # noqa: PLC0415  as above

        ask_with(ask_the_server)
