"""Addresses of the public pages, the open data and the API."""

from django.urls import URLPattern, URLResolver, path

from muctieu.portal.api import api

urlpatterns: list[URLPattern | URLResolver] = [path("api/v1/", api.urls)]
