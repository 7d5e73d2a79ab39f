"""What is sent is cut off at the door, whoever sends it."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import RequestFactory

from muctieu.desk.uploads import AtMost
from muctieu.registers.workbook import Limits

_PIECE = TemporaryFileUploadHandler.chunk_size


class _AtMostOnePiece(AtMost):
    most = _PIECE


def _kept(*sizes: int) -> list[int]:
    """How many bytes are kept of files of these sizes, sent in one request."""
    files = {f"file{at}": SimpleUploadedFile("a.csv", b"0" * size) for at, size in enumerate(sizes)}
    request = RequestFactory().post("/", files)
    request.upload_handlers = [_AtMostOnePiece(request), TemporaryFileUploadHandler(request)]
    try:
        return [one.size or 0 for one in request.FILES.values() if isinstance(one, UploadedFile)]
    finally:
        request.close()


def test_a_file_within_the_limit_is_kept_whole() -> None:
    assert _kept(_PIECE) == [_PIECE]


def test_of_a_file_beyond_the_limit_just_enough_is_kept_to_see_that_it_is() -> None:
    (size,) = _kept(20 * _PIECE)

    # At most the piece that passes the limit and no other.
    assert _PIECE < size <= 2 * _PIECE


def test_many_files_of_one_request_share_the_limit() -> None:
    assert sum(_kept(*[_PIECE] * 10)) <= 2 * _PIECE


def test_every_request_goes_through_the_limit_of_a_sheet_first() -> None:
    assert settings.FILE_UPLOAD_HANDLERS[0] == f"{AtMost.__module__}.{AtMost.__name__}"
    assert AtMost.most == Limits().file_bytes
