"""Files of Word and Excel as packages of XML: opened once, refused in one sentence each."""

import io
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from muctieu.statements.read.model import Unreadable

PACKED = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
_MOST_UNPACKED = 120_000_000
# What a broken file brings up: in its packing, in its XML, a part that is missing, a number that is none.
_FAULTS = (
    zipfile.BadZipFile, zlib.error, EOFError, SyntaxError, KeyError, ValueError, RuntimeError,
)  # fmt: skip


class Package:
    """The parts of an Office file that is open."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names: Collection[str] = frozenset(archive.namelist())

    def tree(self, part: str) -> Any:
        """The root of a part; KeyError where there is none of that name."""
        # Needed for Office files only: plain texts must start without the XML libraries.
        from defusedxml.ElementTree import fromstring  # noqa: PLC0415

        return fromstring(self._archive.read(part))


@contextmanager
def opened(content: bytes) -> Iterator[Package]:
    """Open an Office file; whatever is wrong with it inside the block is said as Unreadable."""
    from defusedxml import DefusedXmlException  # noqa: PLC0415  as above

    if content.startswith(OLE):
        raise _locked()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _MOST_UNPACKED:
                raise _bomb()
            yield Package(archive)
    except DefusedXmlException as error:
        raise _bomb() from error
    except _FAULTS as error:
        raise _broken() from error


def _locked() -> Unreadable:
    return Unreadable(
        "locked",
        "Tệp có mật khẩu hoặc là định dạng cũ (.doc, .xls);"
        " hãy bỏ mật khẩu và lưu thành .docx hoặc .xlsx.",
        "The file is password-protected or an old .doc or .xls;"
        " remove the password and save as .docx or .xlsx.",
    )


def _broken() -> Unreadable:
    return Unreadable(
        "broken",
        "Tệp bị hỏng hoặc không phải docx, xlsx; hãy mở bằng Word hoặc Excel và lưu lại.",
        "The file is broken or no docx or xlsx; open it in Word or Excel and save it again.",
    )


def _bomb() -> Unreadable:
    return Unreadable(
        "bomb",
        "Tệp phình quá lớn khi mở (nghi là tệp phá hoại) nên không đọc.",
        "The file unpacks to too much (it looks like an attack) and is not read.",
    )
