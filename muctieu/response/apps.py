"""The app of the response room."""

from django.apps import AppConfig


class ResponseConfig(AppConfig):
    """What is done about it: response plans and scenarios."""

    name = "muctieu.response"
    label = "response"
    default_auto_field = "django.db.models.BigAutoField"
