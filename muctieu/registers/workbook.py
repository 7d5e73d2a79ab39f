"""A sender's file, opened with care: recognised, limited, read in a process of its own.

What comes out is plain text in a grid, with the sheet's own row numbers. Everything that can be
wrong with a file as a file is said here in one sentence; what is wrong with a row is said by
``registers.checking``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import polars as pl

from muctieu.kernels.vietnamese import legacy
from muctieu.registers import formulas, parsing_child
from muctieu.registers.sentences import Refusal, Sentence

MEBIBYTE = 1024 * 1024
# As many texts of a column as tell in which encoding it was typed.
_SAMPLE = 500


@dataclass(frozen=True)
class Limits:
    """How large a file may be, in bytes, seconds, rows and columns.

    A million rows of twelve columns are about 70 MB packed and 900 MB unpacked.
    """

    file_bytes: int = 100 * MEBIBYTE
    unpacked_bytes: int = 2048 * MEBIBYTE
    ratio: int = 300
    memory_bytes: int = 4096 * MEBIBYTE
    seconds: int = 300
    rows: int = 1_048_576
    columns: int = 512


class Format(Enum):
    """Kinds of file that are read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


class FileRefused(Refusal):
    """The file as a whole cannot be read; the sentence says why and what to do."""


@dataclass(frozen=True)
class Grid:
    """One sheet as text. ``cells`` has ``row`` (the sheet's own number) and ``c0``, ``c1``, …

    Rows without anything in them are left out; an empty cell is null. ``merged`` holds
    (first row, first column, last row, last column), rows as the sheet numbers them.
    ``flaws`` names cells whose value cannot be known: (row, column) → code.
    """

    name: str
    cells: pl.DataFrame
    merged: tuple[tuple[int, int, int, int], ...] = ()
    flaws: Mapping[tuple[int, int], str] | None = None

    @property
    def width(self) -> int:
        """How many columns there are."""
        return self.cells.width - 1


@dataclass(frozen=True)
class Workbook:
    """The visible sheets of a file. ``notes`` say what was done to read it."""

    grids: tuple[Grid, ...]
    format: Format
    notes: tuple[Sentence, ...] = ()


_SENTENCES = {
    "empty": Sentence(
        "Tệp không có dữ liệu; hãy kiểm tra lại tệp rồi gửi lại.",
        "The file is empty; check it and send it again.",
    ),
    "too_large": Sentence(
        "Tệp quá lớn ({size} MB, giới hạn {limit} MB); hãy tách thành nhiều tệp nhỏ hơn.",
        "The file is too large ({size} MB, the limit is {limit} MB); split it into smaller files.",
    ),
    "bomb": Sentence(
        "Tệp nén {size} MB nhưng bung ra tới {unpacked} MB, vượt giới hạn an toàn nên không được mở;"
        " hãy lưu lại tệp bằng phần mềm bảng tính rồi gửi lại.",
        "The file of {size} MB unpacks to {unpacked} MB, beyond what is safe, and was not opened;"
        " save it again with a spreadsheet program.",
    ),
    "beyond_memory": Sentence(
        "Nội dung tệp vượt mức có thể đọc an toàn (tối đa {rows} dòng mỗi trang tính);"
        " hãy xoá các ô thừa hoặc tách tệp.",
        "The file holds more than can be read safely (at most {rows} rows a sheet);"
        " remove stray cells or split the file.",
    ),
    "password": Sentence(
        "Tệp được bảo vệ bằng mật khẩu nên không đọc được; hãy bỏ mật khẩu rồi gửi lại.",
        "The file is protected by a password and cannot be read; remove the password first.",
    ),
    "not_a_table": Sentence(
        "Đây không phải là tệp bảng tính; hãy gửi tệp .xlsx, .xls, .ods hoặc .csv.",
        "This is not a spreadsheet; send an .xlsx, .xls, .ods or .csv file.",
    ),
    "unreadable": Sentence(
        "Không đọc được tệp, có thể tệp đã hỏng; hãy mở và lưu lại bằng phần mềm bảng tính.",
        "The file cannot be read, it may be damaged; open it in a spreadsheet program and save it"
        " again.",
    ),
    "unknown_letters": Sentence(
        "Chữ trong tệp không phải Unicode, TCVN3 hay VNI (ví dụ “{sample}”);"
        " hãy chuyển sang Unicode rồi gửi lại.",
        "The letters in the file are neither Unicode nor TCVN3 nor VNI (for example “{sample}”);"
        " convert the file to Unicode.",
    ),
}
_OLD_FORM = Sentence(
    "Tệp .xls kiểu cũ: ô có công thức chưa được tính hoặc báo lỗi được đọc như ô trống; nếu bảng có"
    " công thức, hãy lưu lại thành .xlsx rồi gửi.",
    "In an old .xls file a formula that was never computed, or shows an error, is read as an empty"
    " cell; if the sheet has formulas, save it as .xlsx and send that.",
)
_CONVERTED = Sentence(
    "Tệp dùng bảng mã {encoding}; chữ đã được chuyển sang Unicode.",
    "The file is in the {encoding} encoding; its letters were converted to Unicode.",
)


def refused(code: str, **words: object) -> FileRefused:
    """The refusal of that code, its sentence complete."""
    return FileRefused(code, _SENTENCES[code].with_words(**words))


def _megabytes(size: int) -> int:
    return max(1, round(size / MEBIBYTE))


def check_size(size: int, limits: Limits = Limits()) -> None:
    """Raise :class:`FileRefused` for a file of more bytes than are taken."""
    if size > limits.file_bytes:
        raise refused("too_large", size=_megabytes(size), limit=_megabytes(limits.file_bytes))


def format_of(path: Path, limits: Limits = Limits()) -> Format:
    """Recognise a file by its bytes, not its name. Raises :class:`FileRefused`."""
    size = path.stat().st_size
    if size == 0:
        raise refused("empty")
    check_size(size, limits)
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(b"PK"):
        return _format_of_archive(path, limits)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _format_of_compound(path)
    if head.startswith(
        (b"%PDF", b"\x89PNG", b"\xff\xd8", b"GIF8", b"Rar!", b"7z", b"\x1f\x8b", b"{\\rtf")
    ):
        raise refused("not_a_table")
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refused("not_a_table")
    if not head.strip(b"\xef\xbb\xbf \r\n\t"):
        raise refused("empty")
    return Format.CSV


def _format_of_archive(path: Path, limits: Limits) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            members = {member.filename: member for member in archive.infolist()}
            _check_unpacked(path, sum(member.file_size for member in members.values()), limits)
            if any(member.flag_bits & 1 for member in members.values()):
                raise refused("password")
            if "xl/workbook.xml" in members or "xl/workbook.bin" in members:
                return Format.XLSX
            if "content.xml" in members and "mimetype" in members:
                return _format_of_opendocument(archive)
    except zipfile.BadZipFile:
        raise refused("unreadable") from None
    raise refused("not_a_table")


def _check_unpacked(path: Path, unpacked: int, limits: Limits) -> None:
    size = path.stat().st_size
    disproportionate = unpacked > 64 * MEBIBYTE and unpacked > limits.ratio * size
    if unpacked > limits.unpacked_bytes or disproportionate:
        raise refused("bomb", size=_megabytes(size), unpacked=_megabytes(unpacked))


def _format_of_opendocument(archive: zipfile.ZipFile) -> Format:
    if archive.getinfo("META-INF/manifest.xml").file_size < MEBIBYTE:
        manifest = archive.read("META-INF/manifest.xml")
        if b"encryption-data" in manifest:
            raise refused("password")
    if b"spreadsheet" not in archive.read("mimetype")[:100]:
        raise refused("not_a_table")
    return Format.ODS


def _format_of_compound(path: Path) -> Format:
    """A compound file is an old .xls, a workbook under a password, or something else."""
    raw = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise refused("password")
    if any(name.encode("utf-16-le") in raw for name in ("Workbook", "Book")):
        return Format.XLS
    raise refused("not_a_table")


def _child_request(path: Path, form: Format, out: str, limits: Limits) -> dict[str, Any]:
    return {
        "path": str(path),
        "format": form.value,
        "out": out,
        "memory_bytes": limits.memory_bytes,
        "seconds": limits.seconds,
        "most_rows": limits.rows,
        "most_columns": limits.columns,
    }


def _parse(path: Path, form: Format, out: str, limits: Limits) -> list[dict[str, Any]]:
    """Let the child read the file; :class:`FileRefused` where it could not."""
    request = json.dumps(_child_request(path, form, out, limits))
    command = [sys.executable, "-I", parsing_child.__file__, request]
    try:
        done = subprocess.run(  # noqa: S603  our own script, no shell
            command,
            capture_output=True,
            timeout=2 * limits.seconds,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise refused("beyond_memory", rows=limits.rows) from None
    if done.returncode != 0 or not done.stdout:
        raise refused("beyond_memory", rows=limits.rows)
    answer = json.loads(done.stdout)
    if failure := answer.get("failure"):
        raise _failed(failure, limits)
    sheets: list[dict[str, Any]] = answer["sheets"]
    return sheets


def _failed(failure: str, limits: Limits) -> FileRefused:
    if failure == "too_large":
        return refused("beyond_memory", rows=limits.rows)
    return refused(failure)


def _environment() -> dict[str, str]:
    """What the child needs to start, and nothing secret."""
    kept = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "LANG")
    return {name: os.environ[name] for name in kept if name in os.environ}


def _grid(sheet: dict[str, Any], folder: str, flaws: formulas.Flaws) -> Grid:
    names = ["row", *(f"c{i}" for i in range(sheet["width"]))]
    cells = pl.read_csv(
        Path(folder) / sheet["file"],
        has_header=False,
        infer_schema=False,
        new_columns=names,
        schema=dict.fromkeys(names, pl.String),
        truncate_ragged_lines=True,
        null_values=[""],
    )
    cells = cells.select(
        pl.col("row").cast(pl.Int64), *(_tidied(cells[name]) for name in names[1:])
    )
    merged = tuple((one[0] + 1, one[1], one[2] + 1, one[3]) for one in sheet["merged"])
    return Grid(sheet["name"], cells, merged, flaws.get(sheet["name"], {}))


def _tidied(texts: pl.Series) -> pl.Expr:
    """A column with letters composed and no spaces around; a cell of spaces is empty."""
    # Composing is slow and changes nothing in plain letters.
    beyond = (texts.str.len_bytes() != texts.str.len_chars()).any()
    text = pl.col(texts.name).str.normalize("NFC") if beyond else pl.col(texts.name)
    return pl.when(text.str.strip_chars() != "").then(text.str.strip_chars()).alias(texts.name)


def read_workbook(path: Path, limits: Limits = Limits()) -> Workbook:
    """Read the visible sheets of a file as text.

    Raises :class:`FileRefused` for an empty, oversized, protected, damaged or foreign file, for
    one that unpacks beyond all measure, and for letters in an encoding that is not recognised.
    """
    form = format_of(path, limits)
    with tempfile.TemporaryDirectory(prefix="muctieu-") as folder, ThreadPoolExecutor(1) as beside:
        # The XML is looked through while the child reads the values.
        has_xml = form in (Format.XLSX, Format.ODS)
        flawed = beside.submit(formulas.flaws_of, path) if has_xml else None
        sheets = _parse(path, form, folder, limits)
        flaws = flawed.result() if flawed else {}
        shown = [sheet for sheet in sheets if sheet["visible"] and sheet["rows"]]
        grids = tuple(_grid(sheet, folder, flaws) for sheet in shown)
    if not grids:
        raise refused("empty")
    return _in_unicode(Workbook(grids, form, (_OLD_FORM,) if form is Format.XLS else ()))


def _in_unicode(book: Workbook) -> Workbook:
    """The workbook with old Vietnamese letters converted, once for all its sheets."""
    sample = [text for grid in book.grids for text in _foreign_texts(grid, _SAMPLE)]
    encoding = legacy.recognise(sample)
    if encoding is legacy.Encoding.UNICODE:
        return book
    if encoding is None:
        raise refused("unknown_letters", sample=min(sample, key=len))
    texts = {text for grid in book.grids for text in _foreign_texts(grid)}
    spelled = {text: legacy.to_unicode(text, encoding) for text in texts}
    note = _CONVERTED.with_words(encoding=encoding.value)
    grids = tuple(_respelled(grid, spelled) for grid in book.grids)
    return Workbook(grids, book.format, (*book.notes, note))


def _foreign_texts(grid: Grid, most: int | None = None) -> list[str]:
    """Distinct cells with letters beyond ASCII; of ``most`` such cells of each column."""
    found: set[str] = set()
    for name in grid.cells.columns[1:]:
        texts = grid.cells[name].drop_nulls()
        beyond = texts.filter(texts.str.len_bytes() != texts.str.len_chars())
        found |= set((beyond if most is None else beyond.head(most)).to_list())
    return sorted(found)


def _respelled(grid: Grid, spelled: Mapping[str, str]) -> Grid:
    columns = [pl.col(name).replace(dict(spelled)) for name in grid.cells.columns[1:]]
    return Grid(grid.name, grid.cells.with_columns(columns), grid.merged, grid.flaws)
