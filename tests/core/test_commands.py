"""What a command refuses, it says in Vietnamese and in English: never an exception's name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.utils import translation

from muctieu.core.said import Said, in_both
from muctieu.indicators.define import NoSuchIndicator
from muctieu.kernels.vietnamese.dates import NotADate
from muctieu.registers.published_file import BadPublishedFile
from muctieu.registers.sentences import Refusal, Sentence

HERE = Path(__file__).resolve().parents[2]


def ran(data: Path, *words: str | Path) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command on a data folder."""
    from tests.project.test_serve import environment

    command = [sys.executable, "-m", "muctieu", *map(str, words)]
    done = subprocess.run(
        command, env=environment(data), cwd=HERE, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_a_folder_never_prepared_is_told_to_be_that(tmp_path: Path) -> None:
    status, _out, said = ran(tmp_path, "figure", "vaccination.doses")

    assert status == 1
    assert "chưa được chuẩn bị" in said
    assert "has not been prepared" in said
    assert "Traceback" not in said


@pytest.mark.long
def test_no_command_on_a_folder_never_prepared_ends_in_a_traceback(tmp_path: Path) -> None:
    sheet = tmp_path / "a.csv"
    sheet.write_text("Họ và tên,Ngày sinh,Mũi tiêm,Loại vắc-xin,Ngày tiêm\na,b,c,d,e\n")
    for words in (
        ("trace", "vaccination.doses"),
        ("verify",),
        ("export", "vaccination.dose"),
        ("import", "vaccination.dose", sheet),
        ("withdraw", "vaccination.dose", "1", "--reason", "r"),
        ("backup", tmp_path / "b"),
    ):
        status, _out, said = ran(tmp_path / "data", *words)
        assert status == 1
        assert "Traceback" not in said
        assert "Error" not in said


@pytest.mark.parametrize(
    ("words", "vietnamese", "english"),
    [
        (["figure"], "Còn thiếu: code. Xem mt help figure", "Missing: code. See mt help"),
        (["figure", "a", "--colour"], "không hiểu: --colour", "does not know: --colour"),
        (["demo", "--seed", "x"], "--seed không thể là “x”", "--seed cannot be “x”"),
        (["trace", "a", "--side", "left"], "chỉ có: top, bottom", "one of: top, bottom"),
        (["withdraw", "a", "1", "--reason"], "Sau --reason phải có", "--reason needs a value"),
    ],
)
def test_words_not_understood_are_told_in_both_languages(
    words: list[str], vietnamese: str, english: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = load_command_class(get_commands()[words[0]], words[0])

    with pytest.raises(SystemExit) as stopped:
        command.run_from_argv(["mt", *words])

    said = capsys.readouterr().err
    assert stopped.value.code == 2
    assert vietnamese in said
    assert english in said
    assert "Error" not in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "vietnamese", "english"),
    [
        (
            ("figure", "no.such", "--unit", "@1"),
            "Không có số liệu “no.such”",
            "There is no figure “no.such”",
        ),
        (("export", "no.such"), "Không có sổ “no.such”", "There is no register “no.such”"),
        (("import", "no.such", "a.xlsx"), "Không có sổ nào nhận tệp", "Nothing can be sent to"),
        (
            ("figure", "vaccination.doses", "--as-of", "hôm qua", "--unit", "@1"),
            "“hôm qua” không phải là ngày",
            "“hôm qua” is not a date",
        ),
        (
            ("figure", "vaccination.doses", "--as-of", "01/13/2021", "--unit", "@1"),
            "không có tháng 13",
            "there is no month 13",
        ),
        (
            ("figure", "vaccination.doses", "--known", "#9999", "--unit", "@1"),
            "9999",
            "There is no update no. 9999 yet",
        ),
        (("export", "sample.meter", "--by", "ai"), "Không có tài khoản", "There is no account"),
        (("import", "people.residence", "/no/a.xlsx"), "Không có tệp", "There is no file"),
        (("backup", "/no/such/folder/x"), "Không có tệp hay thư mục", "no file or folder"),
        (("restore", "/no/such/file"), "Không có tệp hay thư mục", "no file or folder"),
        (("withdraw", "sample.meter", "x=1", "--reason", "r"), "khóa", "The key of this register"),
        (("withdraw", "sample.meter", "abc", "--reason", "r"), "abc", "names no record"),
        (("verify", "--head", "abc"), "không phải dấu niêm", "is no seal"),
    ],
)
def test_what_cannot_be_done_is_said_in_both_languages(
    words: tuple[str, ...], vietnamese: str, english: str
) -> None:
    with pytest.raises(CommandError) as refused:
        call_command(*words)

    said = str(refused.value).splitlines()
    assert any(vietnamese in line for line in said), said
    assert any(english in line for line in said), said


def test_a_sentence_made_in_one_language_can_be_said_in_the_other() -> None:
    from muctieu.core.said import gettext

    with translation.override("en"):
        said = gettext("There is no account “%(name)s”.") % {"name": "lan"}
    assert said == "There is no account “lan”."
    assert isinstance(said, Said)
    assert in_both(LookupError(said)) == (
        "Không có tài khoản “lan”.",
        "There is no account “lan”.",
    )


def test_refusals_that_carry_both_languages_keep_them() -> None:
    one = Sentence("một", "one")
    assert in_both(Refusal("x", one)) == ("một", "one")
    assert in_both(NotADate("x", "không", "no")) == ("không", "no")
    assert in_both(BadPublishedFile(one, one)) == ("một\nmột", "one\none")


def test_a_refusal_that_finds_its_words_when_read_says_them_in_both_languages() -> None:
    vietnamese, english = in_both(NoSuchIndicator("vaccination.dose"))

    assert vietnamese.startswith("Không có số liệu “vaccination.dose”")
    assert english.startswith("There is no figure “vaccination.dose”")
    assert "vaccination.doses" in vietnamese
