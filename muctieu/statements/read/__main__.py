"""`mt read`: read files, print their figures and what is wrong with them.

Exit code 0: nothing contradicts; 1: something differs; 2: a file cannot be read.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from muctieu.statements.read.check.house import Asked, House
from muctieu.statements.read.load.files import load
from muctieu.statements.read.model import Report, Unreadable
from muctieu.statements.read.reader import read, read_against
from muctieu.statements.read.show.page import page
from muctieu.statements.read.show.table import table

# The product connects its registers here (muctieu.statements may know Django, the reader not).
Connect = Callable[[], House]


def main(arguments: Sequence[str] | None = None, connect: Connect | None = None) -> int:
    """Run the command line and return the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    _one_file_only(parser, options)
    worst = 0
    for path in options.files:
        try:
            report = _report(path, options, connect)
            _write(path, report, options)
        except Unreadable as error:
            _refuse(path, error, options)
            worst = 2
            continue
        if report.differs:
            worst = max(worst, 1)
    return worst


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mt read",
        description="Đọc một văn bản, trả về từng con số và kết quả rà soát. / Read a text, return its figures and check them.",
    )
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE|-",
        help="txt, html, docx, xlsx, pdf; - : đầu vào chuẩn / standard input",
    )
    parser.add_argument("--json", action="store_true", help="in JSON / print JSON")
    parser.add_argument("--html", metavar="OUT", help="trang HTML có đánh dấu / marked HTML page")
    parser.add_argument(
        "--docx", metavar="OUT", help="tệp Word có nhận xét / Word file with comments"
    )
    parser.add_argument(
        "--against",
        type=int,
        metavar="YEAR",
        help="đối chiếu với sổ và kế hoạch của năm / check against registers and plan",
    )
    parser.add_argument("--unit", metavar="U", help="đơn vị hành chính / unit")
    parser.add_argument("--as-of", metavar="D", help="tính đến ngày, YYYY-MM-DD / as of")
    return parser


def _one_file_only(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Refuse one output for several texts: each would overwrite the one before."""
    if len(options.files) > 1 and (options.html or options.docx):
        parser.error(
            "--html và --docx chỉ dùng cho một tệp; / --html and --docx take one file at a time."
        )


def _report(path: str, options: argparse.Namespace, connect: Connect | None) -> Report:
    document = load(path)
    if options.against is None:
        return read(document)
    if connect is None:
        raise Unreadable(
            "no_house",
            "Lệnh này chưa nối với sổ và kế hoạch; hãy chạy qua “mt read”.",
            "This command is not connected to registers and plan; run it as “mt read”.",
        )
    return read_against(document, connect(), Asked(options.against, options.unit, options.as_of))


def _refuse(path: str, error: Unreadable, options: argparse.Namespace) -> None:
    if options.json or len(options.files) > 1:
        told = {"file": path, "error": {"kind": error.kind, "vi": error.vi, "en": error.en}}
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"{path}: {error.vi}\n{path}: {error.en}", file=sys.stderr)


def _write(path: str, report: Report, options: argparse.Namespace) -> None:
    try:
        _write_marked(path, report, options)
    except OSError as error:
        raise Unreadable(
            "no_output",
            f"Không ghi được tệp kết quả “{error.filename}”; hãy chọn thư mục có thật và được phép ghi.",
            f"The result “{error.filename}” cannot be written; choose a folder that exists and may be written to.",
        ) from error
    if len(options.files) > 1:
        print(json.dumps({"file": path, **report.as_json()}, ensure_ascii=False))
    elif options.json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        print(table(report), end="")


def _write_marked(path: str, report: Report, options: argparse.Namespace) -> None:
    if options.html:
        Path(options.html).write_text(page(report, Path(path).name), encoding="utf-8")
    if options.docx:
        # Imported here so that reading a text starts without the Word library.
        from muctieu.statements.read.show.comments import write_comments  # noqa: PLC0415

        write_comments(report, options.docx)


if __name__ == "__main__":
    sys.exit(main())
