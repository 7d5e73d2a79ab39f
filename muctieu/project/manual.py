"""``mt help``: what can be asked of the launcher, in both languages. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One command: how it is written, and what it does in Vietnamese and English."""

    command: str
    vi: str
    en: str


ENTRIES = (
    Entry(
        "(không có gì)  |  up",
        "chuẩn bị, nạp năm mẫu, chạy; --port N, --no-browser, --empty",
        "prepare, load the example year, serve",
    ),
    Entry(
        "serve",
        "chạy cho một cơ quan, sau máy chủ https; --host, --port, --processes, --threads",
        "serve an office behind an https proxy",
    ),
    Entry(
        "test [--all] [--no-browser]",
        "chạy mọi kiểm thử trên cả hai hệ cơ sở dữ liệu",
        "run every test on both databases",
    ),
    Entry(
        "figure CODE",
        "một số liệu tính đến hôm nay; --as-of 2021-12-04, --unit, --known, --json",
        "one figure as of today; --as-of 2021-12-04, --unit, --known, --json",
    ),
    Entry(
        "trace CODE",
        "các hồ sơ làm nên số liệu ấy, mỗi dòng một hồ sơ",
        "the records behind it, one a line",
    ),
    Entry(
        "import REGISTER FILE",
        "xem trước một bảng; --apply để ghi, --by, --mapping",
        "preview a sheet; --apply writes it",
    ),
    Entry(
        "withdraw REGISTER KEY --reason R",
        "rút một hồ sơ ghi nhầm; điều đã biết vẫn còn",
        "withdraw a record entered by mistake",
    ),
    Entry("export REGISTER", "xuất sổ ra xlsx, csv hoặc json", "a register as xlsx, csv or json"),
    Entry(
        "read FILE|-",
        "đọc một báo cáo, chỉ ra và rà từng con số; --json, --html, --docx",
        "read a report and check its figures",
    ),
    Entry("verify", "chứng minh không dòng nào bị sửa sau lưng", "prove that nothing was altered"),
    Entry(
        "backup FILE  |  restore FILE",
        "sao lưu ra một tệp; phục hồi từ tệp ấy",
        "everything into one file, and back",
    ),
    Entry(
        "demo [--published F] [--seed N]",
        "nạp năm mẫu vào thư mục dữ liệu",
        "load the example year",
    ),
    Entry(
        "check",
        "định dạng, kiểu, mũi tên giữa các phòng, di trú, CSS",
        "format, types, arrows, migrations, CSS",
    ),
    Entry(
        "bench NAME [--json]",
        "đo so với phần mềm cùng loại trong cùng một lượt",
        "measure against peers in the same run",
    ),
    Entry("manage …", "lệnh của Django", "Django's own commands"),
)

_FOOT = """
MUCTIEU_DATA  thư mục dữ liệu (mặc định: var/) / data folder (default: var/)
Biến môi trường khác: .env.example / other variables: .env.example"""


def main() -> int:
    """Print the manual; returns the exit status."""
    print("Mục tiêu: python3 mt LỆNH / COMMAND\n")
    for entry in ENTRIES:
        print(f"  {entry.command}\n      {entry.vi}\n      {entry.en}")
    print(_FOOT)
    return 0
