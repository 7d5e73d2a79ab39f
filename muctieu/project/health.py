"""Health check: answers for both databases and the position of what is known."""

from __future__ import annotations

from django.db import Error, connections
from django.http import HttpRequest, JsonResponse

from muctieu.registers.clocks import latest


def health(request: HttpRequest) -> JsonResponse:
    """200 with the position when both databases answer, 503 with the one that does not."""
    for alias in connections:
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
        except Error:
            return JsonResponse({"status": "unavailable", "database": alias}, status=503)
    return JsonResponse({"status": "ok", "position": latest().position})
