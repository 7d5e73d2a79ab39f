"""What a running server serves figures from, proved by the server itself.

Only the process that holds a columnar copy can read it. ``mt verify`` therefore asks the server
of the data folder, with a word signed by the folder's own secret, to compare its copy with the
histories; nobody else is answered.
"""

from __future__ import annotations

import contextlib
import json
import urllib.error
import urllib.request
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, JsonResponse

from muctieu.indicators.agreement import Asked, Stray, strays_of
from muctieu.indicators.replica import replica

_SALT = "muctieu.project.copies"
_HEADER = "X-Muctieu-Verify"
_FRESH = 300
_WITHIN = 300.0
# The next request may reach another of the server's processes; each is asked a few times.
_ASKED_EACH = 6


def own_copy(request: HttpRequest) -> JsonResponse:
    """The number of this process's copy and its stray rows, for who knows the folder's secret."""
    try:
        signing.loads(request.headers.get(_HEADER, ""), salt=_SALT, max_age=_FRESH)
    except signing.BadSignature:
        raise Http404 from None
    copy = replica()
    return JsonResponse({"number": copy.number, "strays": strays_of(copy)})


def ask_the_server(held: set[int]) -> Asked:
    """What the server of this data folder says of the copies in ``held``; nothing if none runs."""
    told: dict[int, list[Stray] | None] = {}
    address = _address()
    for _turn in range(_ASKED_EACH * len(held) if address else 0):
        if held <= told.keys():
            break
        try:
            number, strays = _asked(address)
        except (OSError, ValueError, KeyError, TypeError):
            break
        if number in held:
            told[number] = strays
    return told


def _address() -> str:
    """Where the folder is served, as the server wrote it down; empty if nowhere."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        mark = Path(settings.DATA) / "running.json"
        return str(json.loads(mark.read_text(encoding="utf-8"))["address"])
    return ""


def _asked(address: str) -> tuple[int, list[Stray] | None]:
    word = signing.dumps("verify", salt=_SALT)
    request = urllib.request.Request(f"{address}/healthz/copy", headers={_HEADER: word})  # noqa: S310
    with urllib.request.urlopen(request, timeout=_WITHIN) as reply:  # noqa: S310  our own server
        said = json.load(reply)
    strays = said["strays"]
    return int(said["number"]), None if strays is None else [(a, b, c) for a, b, c in strays]
