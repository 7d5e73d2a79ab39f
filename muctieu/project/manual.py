"""``mt help``: what can be asked of the launcher, in both languages. Standard library only."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """A word that a command takes: how it is written, and what it does in both languages."""

    written: str
    vi: str
    en: str


@dataclass(frozen=True)
class Entry:
    """One command: its name, the words after it, what it does, and its options."""

    name: str
    words: str
    vi: str
    en: str
    options: tuple[Option, ...] = ()


_JSON = Option("--json", "in câu trả lời dạng JSON", "print the answer as JSON")
_BY = Option("--by USER", "tài khoản thực hiện; quyền theo tài khoản ấy", "the account it is for")
_KNOWN = Option(
    "--known K",
    "theo điều đã biết: một ngày (04/12/2021) hoặc một lần cập nhật (#123)",
    "as known on a day (04/12/2021) or at an update (#123)",
)
_PORT = Option(
    "--port N", "cổng; bận thì lấy cổng trống kế tiếp", "port; the next free one if busy"
)
_HOST = Option("--host H", "địa chỉ lắng nghe", "address to listen on")
_QUESTION = (
    Option("--unit U", "tên, mã đơn vị, hoặc @số", "a unit by name, code, or @number"),
    Option("--as-of D", "phát sinh đến ngày; mặc định hôm nay", "what happened by this day"),
    _KNOWN,
    Option("--since D", "tính từ ngày", "first day, where it is not the figure's own"),
    Option("--place P", "tính theo nơi khác (nơi tiêm, nơi cư trú …)", "count by another place"),
    Option("--denominator C", "mẫu số khác trong danh mục", "another denominator of the ledger"),
    Option("--map D", "quy về địa giới của ngày này", "restate to the units of this day"),
    Option("--formula N", "theo công thức số này", "by the formula of this number"),
    Option(
        "--status S",
        "số đã nêu cho cả năm: plan, estimate, preliminary, official",
        "what was stated for the year: plan, estimate, preliminary, official",
    ),
)

ENTRIES = (
    Entry(
        "up",
        "",
        "chuẩn bị, nạp năm mẫu, chạy; gõ mt không có gì cũng vậy",
        "prepare, load the example year, serve; the same as mt alone",
        (
            _PORT,
            _HOST,
            Option("--no-browser", "không mở trình duyệt", "do not open a browser"),
            Option("--published F", "tệp số đã công bố khác", "another file of published figures"),
            Option("--empty", "bắt đầu trống, không có năm mẫu", "without the example year"),
        ),
    ),
    Entry(
        "serve",
        "",
        "chạy cho một cơ quan, sau máy chủ https",
        "serve an office behind an https proxy",
        (
            _PORT,
            _HOST,
            Option("--processes N", "số tiến trình web", "web processes"),
            Option("--threads N", "số luồng của mỗi tiến trình", "threads of each"),
        ),
    ),
    Entry(
        "test",
        "[PATH …]",
        "chạy mọi kiểm thử trên cả hai hệ cơ sở dữ liệu",
        "run every test on both databases",
        (
            Option("--all", "cả những kiểm thử lâu", "the long tests too"),
            Option("--no-browser", "không dùng trình duyệt", "without a browser"),
            Option("--only DB", "chỉ sqlite hoặc postgresql", "only sqlite or postgresql"),
        ),
    ),
    Entry(
        "figure",
        "CODE",
        "một số liệu: giá trị, kỳ, trạng thái, nguồn, lần cập nhật",
        "one figure: value, window, status, origin, update",
        (
            *_QUESTION,
            Option(
                "--split S",
                "tách theo unit, month, within_month hoặc một trường",
                "by unit, month, within_month, or a field",
            ),
            _JSON,
        ),
    ),
    Entry(
        "trace",
        "CODE",
        "các hồ sơ làm nên số liệu ấy, mỗi dòng một hồ sơ",
        "the records behind it, one a line",
        (
            *_QUESTION,
            Option("--side S", "top (tử số) hoặc bottom (mẫu số)", "top or bottom"),
            _JSON,
        ),
    ),
    Entry(
        "why",
        "CODE",
        "vì sao một số liệu đổi giữa hai mốc, thành từng phần cộng lại đủ",
        "why a figure changed between two points, in parts that add up",
        (
            Option(
                "--from P", "mốc trước: ngày[,biết đến[,địa giới]]", "before: day[,known[,map]]"
            ),
            Option("--to P", "mốc sau, viết như trên", "after, written the same way"),
            Option("--unit U", "tên, mã đơn vị, hoặc @số", "a unit by name, code, or @number"),
            Option("--place P", "tính theo nơi khác", "count by another place"),
            _JSON,
        ),
    ),
    Entry(
        "import",
        "REGISTER FILE",
        "xem trước một bảng; mã thoát 1 khi có dòng không nhận",
        "preview a sheet; exit status 1 when rows are refused",
        (
            Option("--apply", "ghi các dòng đúng", "write the sound rows"),
            Option(
                "--mapping M",
                'tệp JSON {"tiêu đề cột": "tên trường"}; nếu không có, theo lần chọn trước',
                'JSON {"heading": "column"}; else as the sender settled before',
            ),
            Option("--answer F", "ghi lại tệp kèm nhận xét từng ô", "the workbook with remarks"),
            _BY,
            _JSON,
        ),
    ),
    Entry(
        "withdraw",
        "REGISTER KEY",
        "rút một hồ sơ ghi nhầm; điều đã biết vẫn còn",
        "withdraw a record entered by mistake",
        (Option("--reason R", "lý do, bắt buộc", "why; needed"), _BY, _JSON),
    ),
    Entry(
        "export",
        "REGISTER",
        "xuất sổ ra xlsx, csv hoặc json",
        "a register as xlsx, csv or json",
        (
            Option("--format F", "xlsx, csv hoặc json", "xlsx, csv or json"),
            Option("--out FILE", "ghi vào tệp thay vì in ra", "a file instead of standard output"),
            _KNOWN,
            Option("--purpose P", "cần họ tên để làm gì", "what the names are needed for"),
            _BY,
            _JSON,
        ),
    ),
    Entry(
        "read",
        "FILE|-",
        "đọc một báo cáo, chỉ ra và rà từng con số",
        "read a report and check its figures",
        (
            Option("--html OUT", "trang HTML có đánh dấu", "marked HTML page"),
            Option("--docx OUT", "tệp Word có nhận xét", "Word file with comments"),
            Option("--against YEAR", "đối chiếu với sổ của năm", "against the registers of a year"),
            Option("--unit U", "đơn vị của báo cáo", "the report's unit"),
            Option("--as-of D", "tính đến ngày", "as of a day"),
            _JSON,
        ),
    ),
    Entry(
        "digest",
        "",
        "gửi thư nhắc buổi sáng; để máy tự chạy lúc 07:00",
        "send the morning's letters of reminders; let the machine run it at 07:00",
        (
            Option("--on D", "cho một ngày khác", "for another day"),
            Option("--again", "gửi cả khi đã gửi", "even if it went out already"),
            _JSON,
        ),
    ),
    Entry(
        "verify",
        "",
        "chứng minh không dòng nào bị sửa sau lưng; in dấu niêm cuối để chép lại",
        "prove that nothing was altered; prints the last seal to be written down",
        (
            Option(
                "--head N:SEAL",
                "chứng minh dấu niêm đã chép trước đây vẫn còn trong chuỗi",
                "prove that a seal written down earlier is still in the chain",
            ),
            _JSON,
        ),
    ),
    Entry("backup", "FILE", "sao lưu tất cả ra một tệp", "everything into one file", (_JSON,)),
    Entry(
        "restore",
        "FILE",
        "phục hồi từ tệp sao lưu",
        "a backup back into this data folder",
        (Option("--replace", "thay năm đang có", "put it in place of what is here"), _JSON),
    ),
    Entry(
        "demo",
        "",
        "nạp năm mẫu; tệp có mâu thuẫn thì nêu từng chỗ và không ghi gì",
        "load the example year; a file that contradicts itself is refused before anything is made",
        (
            Option("--published F", "tệp số đã công bố khác", "another file of published figures"),
            Option("--seed N", "một bản diễn tập khác", "another rehearsal of the same"),
            Option("--data DIR", "thư mục dữ liệu khác", "another data folder"),
            _JSON,
        ),
    ),
    Entry(
        "check",
        "",
        "định dạng, kiểu, mũi tên giữa các phòng, di trú, CSS",
        "format, types, arrows, migrations, CSS",
    ),
    Entry(
        "bench",
        "NAME",
        "đo so với phần mềm cùng loại trong cùng một lượt",
        "measure against peers in the same run",
        (_JSON,),
    ),
    Entry(
        "help", "[COMMAND]", "hướng dẫn, hoặc hướng dẫn một lệnh", "this, or one command in full"
    ),
    Entry("manage", "…", "lệnh của Django", "Django's own commands"),
)

_HEAD = """Mục tiêu: python3 mt LỆNH / COMMAND
Từng lệnh với các lựa chọn / one command with its options: mt help LỆNH
"""
_FOOT = """
MUCTIEU_DATA  thư mục dữ liệu (mặc định: var/) / data folder (default: var/)
Biến môi trường khác: .env.example / other variables: .env.example"""


def entry_of(name: str) -> Entry | None:
    """The entry of a command."""
    return next((one for one in ENTRIES if one.name == name), None)


def main(words: Sequence[str] = ()) -> int:
    """Print the manual, or one command's page; returns the exit status."""
    if not words:
        print(_HEAD)
        for entry in ENTRIES:
            print(f"  {entry.name} {entry.words}".rstrip())
            print(f"      {entry.vi}\n      {entry.en}")
        print(_FOOT)
        return 0
    found = entry_of(words[0])
    if found is None:
        return unknown(words[0])
    print(f"mt {found.name} {found.words}".rstrip() + f"\n    {found.vi}\n    {found.en}")
    for option in found.options:
        print(f"  {option.written}\n      {option.vi}\n      {option.en}")
    return 0


def unknown(name: str) -> int:
    """Say that there is no such command; returns the exit status."""
    names = ", ".join(entry.name for entry in ENTRIES)
    print(f"Không có lệnh “{name}”; chỉ có: {names}.", file=sys.stderr)
    print(f"There is no command “{name}”; there are: {names}.", file=sys.stderr)
    return 2
