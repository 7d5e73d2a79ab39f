"""Choose the loader by what the bytes are, not by the file's name."""

import re
import sys
from pathlib import Path

from muctieu.statements.read.load.html import load_html
from muctieu.statements.read.load.plain import decoded, load_plain
from muctieu.statements.read.load.word import load_word
from muctieu.statements.read.model import Document, Unreadable

LARGEST = 20_000_000
_HTML = re.compile(
    r"^\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|div|p|table|article|section|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_OLE = b"\xd0\xcf\x11\xe0"


def load(path: str) -> Document:
    """Load a file, or standard input for "-"; raises Unreadable with one clear sentence."""
    from_input = path == "-"
    content = sys.stdin.buffer.read(LARGEST + 1) if from_input else _file_content(Path(path))
    return load_bytes(content, path)


def _file_content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise _too_large(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(
            "no_file",
            f"Không mở được tệp “{path}”: {error.strerror}.",
            f"The file “{path}” cannot be opened: {error.strerror}.",
        ) from error


def load_bytes(content: bytes, name: str) -> Document:
    """Load a file's bytes."""
    if len(content) > LARGEST:
        raise _too_large(len(content))
    if content.startswith(b"%PDF-"):
        # Imported here so that plain texts start without the PDF library.
        from muctieu.statements.read.load.pdf import load_pdf  # noqa: PLC0415

        return load_pdf(content, name)
    if content.startswith((b"PK\x03\x04", _OLE)):
        return load_word(content, name)
    head = content[:2000].decode("utf-8", "ignore")
    if _HTML.match(head.lstrip("\ufeff")):
        return load_html(decoded(content), name)
    return load_plain(content, name)


def _too_large(size: int) -> Unreadable:
    return Unreadable(
        "too_large",
        f"Tệp {size // 1_000_000} MB, lớn hơn mức {LARGEST // 1_000_000} MB; hãy tách thành nhiều tệp.",
        f"The file has {size // 1_000_000} MB, more than {LARGEST // 1_000_000} MB; split it.",
    )
