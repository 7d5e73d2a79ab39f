"""Page numbers of long lists, as addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from muctieu.desk.words import number

if TYPE_CHECKING:
    from django.http import HttpRequest

PAGE = "trang"
SIZE = 50
# Pages shown on each side of the current one.
_NEAR = 2


@dataclass(frozen=True)
class Paging:
    """Where in a list the reader is, and the addresses of the pages around."""

    said: str
    links: tuple[tuple[int | None, str | None], ...]
    previous: str | None
    next: str | None


def page_number(request: HttpRequest) -> int:
    """The page asked for, 1 where the address says nothing that can be read."""
    text = request.GET.get(PAGE, "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 7 else 1


def paging(request: HttpRequest, page: int, total: int, size: int = SIZE) -> Paging:
    """Page ``page`` of ``total`` rows."""
    pages = max((total + size - 1) // size, 1)
    shown = [one for one in range(1, pages + 1) if one in (1, pages) or abs(one - page) <= _NEAR]
    links: list[tuple[int | None, str | None]] = []
    for before, one in zip([0, *shown], shown, strict=False):
        if one > before + 1:
            links.append((None, None))
        links.append((one, None if one == page else _address(request, one)))
    return Paging(
        said=_said(page, total, size),
        links=tuple(links) if pages > 1 else (),
        previous=_address(request, page - 1) if 1 < page <= pages else None,
        next=_address(request, page + 1) if page < pages else None,
    )


def _said(page: int, total: int, size: int) -> str:
    if not total:
        return _("Nothing here.")
    first, last = (page - 1) * size + 1, min(page * size, total)
    return _("Rows %(first)s to %(last)s of %(total)s") % {
        "first": number(first),
        "last": number(last),
        "total": number(total),
    }


def _address(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query.pop("dang", None)
    query[PAGE] = str(page)
    return f"?{query.urlencode()}"
