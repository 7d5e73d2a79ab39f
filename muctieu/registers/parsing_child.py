"""The process that opens a sender's file, so that a hostile one can only hurt itself.

Started by ``registers.workbook`` as a script, with nothing of the house imported: it limits its
own memory and time, reads every sheet, writes each as plain rows (``<row>, <cell>, …``) and
prints one JSON object that says what it found.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

# The number of the row, then its cells.
Row = list[int | str]
_DELIMITERS = (";", "\t", ",", "|")
_WHOLE = 2.0**53


def limit(memory_bytes: int, seconds: int) -> None:
    """Let the system end this process beyond its memory or time, where it can."""
    try:
        import resource  # noqa: PLC0415  not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _of_number(value: float) -> str:
    """A number as offices write it: no grouping, a comma before decimals."""
    if abs(value) < _WHOLE and value == int(value):
        return str(int(value))
    return format(Decimal(repr(value)), "f").replace(".", ",")


def _of_instant(value: dt.datetime) -> str:
    if value.time() == dt.time():
        return value.date().isoformat()
    return value.isoformat(" ", "minutes")


_WRITERS: dict[type, Callable[[Any], str]] = {
    float: _of_number,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    dt.date: dt.date.isoformat,
    dt.datetime: _of_instant,
    dt.time: lambda value: value.isoformat("minutes"),
    dt.timedelta: str,
}


def text_of(value: Any) -> str:
    """A cell that is no text as text: dates as 2021-12-04, numbers as 1747 or 0,5."""
    return _WRITERS[type(value)](value)


def _filled(rows: Iterable[list[Any]], left: int) -> Iterator[Row]:
    padding = [""] * left
    for number, row in enumerate(rows, start=1):
        cells = [value if type(value) is str else text_of(value) for value in row]
        if any(cells):
            yield [number, *padding, *cells]


def _sheets_of_workbook(path: str) -> Iterator[tuple[dict[str, Any], Iterable[Row]]]:
    import python_calamine  # noqa: PLC0415  only after the memory has been limited

    book = python_calamine.CalamineWorkbook.from_path(path)
    visible = python_calamine.SheetVisibleEnum.Visible
    for index, about in enumerate(book.sheets_metadata):
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(index)
        merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
        left = sheet.start[1] if sheet.start else 0
        found = {"name": about.name, "visible": about.visible == visible, "merged": merged}
        yield found, _filled(sheet.iter_rows(), left) if sheet.start else ()


def _decoded(raw: bytes) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if raw.startswith(mark):
            return raw.decode(encoding)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        # One letter a byte; registers.workbook then recognises TCVN3 or VNI, or refuses.
        return raw.decode("latin-1")


def _delimiter(text: str) -> str:
    """The sign that divides most lines into the same number of cells."""
    lines = [line for line in text[:20000].splitlines() if line.strip()][:40]
    counts = {sign: sorted(line.count(sign) for line in lines) for sign in _DELIMITERS}
    return max(_DELIMITERS, key=lambda sign: counts[sign][len(lines) // 2] if lines else 0)


def _sheets_of_text(path: str) -> Iterator[tuple[dict[str, Any], Iterable[Row]]]:
    text = _decoded(Path(path).read_bytes())
    if re.match(r"sep=.\r?\n", text):
        text = text.split("\n", 1)[1]
    csv.field_size_limit(1_000_000)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=_delimiter(text))
    yield {"name": "", "visible": True, "merged": []}, _filled(_rows_at_lines(reader), 0)


def _rows_at_lines(reader: Any) -> Iterator[list[str]]:
    """Rows at the number of the line on which they begin, as an editor counts them."""
    at = 0
    for row in reader:
        yield row
        at += 1
        while at < reader.line_num:
            yield []
            at += 1


def write_rows(
    rows: Iterable[Row], out: Path, most_rows: int, most_columns: int
) -> tuple[int, int]:
    """Write the rows that hold anything; return how many there are and how wide the widest is."""
    width = count = 0

    def measured() -> Iterator[Row]:
        nonlocal width, count
        for row in rows:
            count += 1
            width = max(width, len(row) - 1)
            if count > most_rows or width > most_columns:
                raise MemoryError
            yield row

    with out.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator="\n").writerows(measured())
    return count, width


def main(request: dict[str, Any]) -> dict[str, Any]:
    """Read the file that ``request`` names into ``request["out"]``."""
    limit(request["memory_bytes"], request["seconds"])
    read = _sheets_of_text if request["format"] == "csv" else _sheets_of_workbook
    sheets = []
    for index, (found, rows) in enumerate(read(request["path"])):
        out = Path(request["out"]) / f"{index}.csv"
        count, width = write_rows(rows, out, request["most_rows"], request["most_columns"])
        sheets.append({**found, "file": out.name, "rows": count, "width": width})
    return {"sheets": sheets}


def _failure(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "too_large"
    words = f"{type(error).__name__} {error}".lower()
    return "password" if "password" in words or "encrypt" in words else "unreadable"


if __name__ == "__main__":
    try:
        answer = main(json.loads(sys.argv[1]))
    except BaseException as error:  # noqa: BLE001  whatever happens is told in one word
        answer = {"failure": _failure(error), "detail": f"{type(error).__name__}: {error}"[:300]}
    sys.stdout.write(json.dumps(answer))
