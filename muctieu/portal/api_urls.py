"""Addresses of the API."""

from muctieu.portal.api import api

urlpatterns, _app_name, _namespace = api.urls
