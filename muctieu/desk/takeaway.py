"""What a page shows, as a file at the page's own address: ``?dang=xlsx``, ``csv`` or ``json``.

Where the data come from and the two dates travel with every file; the files themselves are
written by ``registers.exports``.
"""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl
from django.http import FileResponse, HttpResponse

from muctieu.core.models import Origin
from muctieu.registers.exports import CONTENT_TYPES, ORIGIN, Format, Listed, write

if TYPE_CHECKING:
    from django.http import HttpRequest

FORM = "dang"
# The form that is read by everybody: see desk.bulletin.
MESSAGE = "tinnhan"
FORMS = tuple(one.value for one in Format)
# Longer tables are asked for in parts, so that one request never holds a whole register.
LONGEST = 200_000
# Lists are sent from the disk; beyond this they are taken away in parts all the same.
LONGEST_LIST = 500_000
_ORIGINS = {
    "office": Origin.OFFICE,
    "rehearsal": Origin.REHEARSAL,
    "mixed": Origin.REHEARSAL,
    "published": Origin.PUBLISHED,
}

Value = str | int | float | dt.date | None


@dataclass(frozen=True)
class Table:
    """Rows with their headings and the origin of each row, and what must be told above them.

    ``headings`` are column → heading: programs read the column, which no language changes.
    Numbers and days are given as such, never as words.
    """

    name: str
    title: str
    headings: Mapping[str, str]
    rows: Sequence[Sequence[Value]]
    origins: Sequence[str]
    about: Mapping[str, str] = field(default_factory=dict)


def forms_of(request: HttpRequest) -> list[tuple[str, str]]:
    """(address, word) of each form this page can be taken away in."""
    found = []
    for form in FORMS:
        query = request.GET.copy()
        query.pop("trang", None)
        query[FORM] = form
        found.append((f"?{query.urlencode()}", form.upper()))
    return found


def wanted_form(request: HttpRequest) -> str | None:
    """The form asked for, None where the page itself is."""
    form = request.GET.get(FORM)
    return form if form in FORMS else None


def taken_away(form: str, table: Table) -> HttpResponse:
    """The table as a file of that form."""
    names = list(table.headings)
    columns: dict[str, list[Value]] = {
        name: [row[place] for row in table.rows] for place, name in enumerate(names)
    }
    origins = [int(_ORIGINS.get(one, Origin.OFFICE)) for one in table.origins]
    frame = pl.DataFrame(columns, strict=False).with_columns(
        pl.Series(ORIGIN, origins, dtype=pl.Int64)
    )
    headings = {name: str(words) for name, words in table.headings.items()}
    listed = Listed(title=table.title, headings=headings, rows=frame, about=table.about)
    return file_of(form, listed, table.name)


def file_of(form: str, listed: Listed, name: str) -> HttpResponse:
    """A short list as a file to be saved."""
    out = io.BytesIO()
    write(listed, Format(form), out)
    return _attached(out.getvalue(), form, name)


def _attached(content: bytes, form: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=CONTENT_TYPES[Format(form)])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


# What is shorter is sent whole: most lists are, and nothing of them has to be waited for.
_SENT_WHOLE = 4 * 1024 * 1024


def long_file_of(form: str, listed: Listed, name: str) -> HttpResponse | FileResponse:
    """A long list as a file to be saved: written to the disk, sent from there, then removed."""
    out = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it when it is sent
    write(listed, Format(form), out)
    size = out.seek(0, io.SEEK_END)
    out.seek(0)
    if size <= _SENT_WHOLE:
        with out:
            return _attached(out.read(), form, name)
    return FileResponse(
        out, as_attachment=True, filename=f"{name}.{form}", content_type=CONTENT_TYPES[Format(form)]
    )
