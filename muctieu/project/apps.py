"""The app that carries what belongs to the whole site: templates, built assets, translations."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The site as one."""

    name = "muctieu.project"
    label = "project"
