"""The forms in which a statement leaves the house. A writer is loaded when it is first asked for:
together they would double the time that a site takes to start.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import TYPE_CHECKING, Protocol, cast

from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from muctieu.statements.write.document import Statement


class Writer(Protocol):
    """What every form has; see :func:`muctieu.statements.write.docx.to_docx`."""

    def __call__(
        self, statement: Statement, *, site: str, language: str, on: dt.datetime
    ) -> bytes: ...


class Form(Enum):
    """A kind of file; the value is the word in ``?dang=`` and the name's ending."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"

    @property
    def content_type(self) -> str:
        """The kind of file, in the words of the web."""
        return _CONTENT_TYPES[self]

    @property
    def writer(self) -> Writer:
        """What writes a statement in this form."""
        here = __name__.rpartition(".")[0]
        return cast("Writer", import_string(f"{here}.{self.value}.to_{self.value}"))


_OFFICE = "application/vnd.openxmlformats-officedocument."
_CONTENT_TYPES = {
    Form.PDF: "application/pdf",
    Form.DOCX: _OFFICE + "wordprocessingml.document",
    Form.XLSX: _OFFICE + "spreadsheetml.sheet",
}
