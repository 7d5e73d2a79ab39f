"""Addresses that are loaded when one of them is first asked for."""

from __future__ import annotations

from django.urls import URLResolver
from django.urls.resolvers import RoutePattern


class Late(URLResolver):
    """The addresses of a module below a route, under a namespace; a start does not wait for them.

    Django looks through all addresses to find the one of a page by its name. Those of a namespace
    are found by the namespace alone, so here there is nothing to look through.
    """

    def __init__(self, route: str, module: str, *, app_name: str, namespace: str) -> None:
        """``module`` has ``urlpatterns``; it is imported when an address below ``route`` is asked."""
        super().__init__(RoutePattern(route), module, None, app_name, namespace)

    def _populate(self) -> None:
        """Nothing: see the class."""
