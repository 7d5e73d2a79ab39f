"""What every page of the site knows: whose system it is."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """The agency's name for the masthead."""
    return {"agency": settings.AGENCY}
