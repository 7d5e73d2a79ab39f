"""Addresses of the public pages, the open data and the API."""

from django.urls import URLPattern, URLResolver

from muctieu.portal.late import Late

urlpatterns: list[URLPattern | URLResolver] = [
    Late("api/v1/", "muctieu.portal.api_urls", app_name="ninja", namespace="api"),
]
