"""Choose the loader by what the bytes are, not by the file's name."""

import errno
import re
import sys
from pathlib import Path

from muctieu.statements.read.load.excel import is_excel, load_excel
from muctieu.statements.read.load.html import load_html
from muctieu.statements.read.load.office import OLE, PACKED
from muctieu.statements.read.load.plain import decoded, load_plain
from muctieu.statements.read.load.word import load_word
from muctieu.statements.read.model import Document, Unreadable

LARGEST = 20_000_000
_HTML = re.compile(
    r"^\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|div|p|table|article|section|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_REASONS = {
    errno.ENOENT: ("không có tệp này", "there is no such file"),
    errno.EISDIR: ("đây là thư mục, không phải tệp", "it is a folder, not a file"),
    errno.EACCES: ("không có quyền mở tệp", "you may not open it"),
}


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
        why = _REASONS.get(error.errno or 0, ("tệp không mở được", "it cannot be opened"))
        raise Unreadable(
            "no_file",
            f"Không đọc được “{path}”: {why[0]}.",
            f"“{path}” cannot be read: {why[1]}.",
        ) from error


def load_bytes(content: bytes, name: str) -> Document:
    """Load a file's bytes."""
    if len(content) > LARGEST:
        raise _too_large(len(content))
    if content.startswith(b"%PDF-"):
        # Imported here so that plain texts start without the PDF library.
        from muctieu.statements.read.load.pdf import load_pdf  # noqa: PLC0415

        return load_pdf(content, name)
    if content.startswith((PACKED, OLE)):
        return load_excel(content, name) if is_excel(content) else load_word(content, name)
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
