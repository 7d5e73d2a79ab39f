"""How much of what is sent reaches the disk before anybody has looked at who sends it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.files.uploadhandler import FileUploadHandler

from muctieu.registers.workbook import Limits


class AtMost(FileUploadHandler):
    """Lets through as many bytes of a request's files as one file may have, and drops the rest.

    Stands before the handlers that keep files. The piece that passes the limit is still let
    through, so that whoever takes the file in sees that it is too large and says so.
    """

    most: ClassVar[int] = Limits().file_bytes

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._passed = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The piece, or None once there was more than enough."""
        if self._passed > self.most:
            return None
        self._passed += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Nothing: the handlers after this one have the file."""
        return
