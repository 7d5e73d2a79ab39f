"""Plain text: bytes to characters, old scripts to Unicode, tab- and bar-separated tables."""

import codecs
import re
import unicodedata

from muctieu.statements.read.load.grids import Grid, GridCell, blocks_of_grid
from muctieu.statements.read.load.old_scripts import script_of, to_unicode
from muctieu.statements.read.load.syllables import is_scrambled
from muctieu.statements.read.model import Block, Document, Notice, Unreadable

_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ROW = re.compile(r"^[^\t\n]*\t[^\n]*$|^\s*\|[^\n]*\|[^\n]*$", re.MULTILINE)
_RULE_LINE = re.compile(r"[\s|:+=-]*")


def decoded(content: bytes) -> str:
    """Return the characters of a text file; raises Unreadable for anything else."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return checked(content.decode(encoding, "replace"))
    try:
        return checked(content.decode("utf-8"))
    except UnicodeDecodeError:
        return checked(_single_bytes(content))


def _single_bytes(content: bytes) -> str:
    """Read bytes of TCVN3, VNI or Windows-1258."""
    western = content.decode("cp1252", "replace").replace("\ufffd", "?")
    if _CONTROL.search(western[:4000]) is None and script_of(content.decode("latin-1")):
        return content.decode("latin-1")
    vietnamese = unicodedata.normalize("NFC", content.decode("cp1258", "replace"))
    if "\ufffd" in vietnamese[:4000]:
        raise _binary()
    return vietnamese


def checked(text: str) -> str:
    """Return the text as it is when it can be read; raises Unreadable when not."""
    if not text.strip():
        raise Unreadable(
            "empty",
            "Văn bản trống: không có chữ nào để đọc.",
            "The text is empty: there is nothing to read.",
        )
    if len(_CONTROL.findall(text[:10000])) > 2:
        raise _binary()
    if script_of(text) is None and is_scrambled(text):
        raise Unreadable(
            "scrambled",
            "Dấu tiếng Việt trong văn bản bị xáo trộn nên không đọc được; hãy lấy bản gốc.",
            "The Vietnamese marks of this text are scrambled, so it cannot be read; use the original.",
        )
    return text


def in_unicode(text: str) -> tuple[str, tuple[Notice, ...]]:
    """Return a text of an old script in Unicode, and the notice that says so."""
    script = script_of(text)
    if script is None:
        return text, ()
    name = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI"}[script]
    notice = Notice(
        "converted",
        f"Văn bản gõ bằng mã {name} cũ, đã chuyển sang Unicode trước khi đọc; vị trí tính theo bản đã chuyển.",
        f"The text was typed in {name} and converted to Unicode first; offsets are those of the converted text.",
    )
    return to_unicode(text, script), (notice,)


def _binary() -> Unreadable:
    return Unreadable(
        "binary",
        "Tệp không phải văn bản; hãy đưa tệp txt, html, docx, xlsx hoặc pdf có lớp chữ.",
        "The file is no text; give a txt, html, docx, xlsx, or a pdf with a text layer.",
    )


def load_plain(content: bytes, name: str) -> Document:
    """Load a text file; runs of lines with tabs or bars become tables."""
    raw = decoded(content)
    text, notices = in_unicode(raw)
    return Document(text, tables_in(text), name, notices)


def tables_in(text: str) -> tuple[Block, ...] | None:
    """Return the cells of tables drawn with tabs or bars, None when there are none."""
    blocks: list[Block] = []
    rows: list[tuple[int, str]] = []
    last_end = -2
    caption = ""
    for found in _ROW.finditer(text):
        if found.start() > last_end + 1 and rows:
            blocks += _table(rows, len(blocks), caption)
            rows = []
        if not rows:
            caption = text[max(0, found.start() - 300) : found.start()]
        rows.append((found.start(), found.group()))
        last_end = found.end()
    if rows:
        blocks += _table(rows, len(blocks), caption)
    return tuple(blocks) or None


def _table(rows: list[tuple[int, str]], number: int, caption: str) -> list[Block]:
    if len(rows) < 2:
        return []
    cells = [
        cell
        for row, (start, line) in enumerate(
            line for line in rows if not _RULE_LINE.fullmatch(line[1])
        )
        for cell in _cells(row, start, line)
    ]
    return blocks_of_grid(Grid(number, cells, caption))


def _cells(row: int, start: int, line: str) -> list[GridCell]:
    mark = "|" if line.lstrip().startswith("|") else "\t"
    cells, position = [], 0
    pieces = line.split(mark)
    for column, piece in enumerate(pieces):
        outside = mark == "|" and column in {0, len(pieces) - 1} and not piece.strip()
        if not outside:
            lead = len(piece) - len(piece.lstrip())
            begin = start + position + lead
            cells.append(GridCell(row, column, begin, begin + len(piece.strip()), piece.strip()))
        position += len(piece) + 1
    return cells
