"""The app of the portal room."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Public pages, open data and the API."""

    name = "muctieu.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
