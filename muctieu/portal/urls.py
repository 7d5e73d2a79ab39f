"""Addresses of the public pages, the open data and the API."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
