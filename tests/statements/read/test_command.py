"""The command line: table, JSON in the published form, HTML, Word, exit codes."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from muctieu.statements.read.__main__ import main
from tests.statements.read.test_article import ARTICLE

ROOT = Path(__file__).parents[3]
FAULTY = "Có 15/45 xã (38,3%) về đích."


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "bai.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (ROOT / "docs/schema/claims.json").read_text(encoding="utf-8")
    )
    return found


def conforms(value: Any, form: dict[str, Any], where: str = "$") -> list[str]:
    """Check the part of JSON Schema that docs/schema/claims.json uses; return what is wrong."""
    types: dict[str, Any] = {
        "string": str,
        "integer": int,
        "number": (int, float),
        "null": type(None),
    }
    types |= {"array": list, "object": dict}
    allowed = form.get("type", [])
    names = allowed if isinstance(allowed, list) else [allowed]
    if not any(isinstance(value, types[name]) for name in names):
        return [f"{where}: {value!r} is no {names}"]
    if "enum" in form and value not in form["enum"]:
        return [f"{where}: {value!r} is not allowed"]
    wrong: list[str] = []
    if isinstance(value, dict):
        wrong += [f"{where}: {key} is missing" for key in form["required"] if key not in value]
        wrong += [f"{where}: {key} is unknown" for key in value if key not in form["properties"]]
        for key in value.keys() & form["properties"].keys():
            wrong += conforms(value[key], form["properties"][key], f"{where}.{key}")
    if isinstance(value, list):
        for index, entry in enumerate(value):
            wrong += conforms(entry, form["items"], f"{where}[{index}]")
    return wrong


def test_json_has_the_published_form(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(article), "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert conforms(told, schema()) == []
    assert len(told["claims"]) == 20
    first = told["claims"][2]
    assert ARTICLE[first["start"] : first["end"]] == "gần 8.000 người" == first["text"]


def test_the_form_refuses_what_is_not_in_it() -> None:
    assert conforms({"claims": []}, schema())


def test_the_table_is_plain_vietnamese(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(article)])

    told = capsys.readouterr().out
    assert "Đọc được 20 con số" in told
    assert "chưa đủ căn cứ" in told


def test_something_that_differs_gives_exit_code_one(tmp_path: Path) -> None:
    path = tmp_path / "sai.txt"
    path.write_text(FAULTY, encoding="utf-8")

    assert main([str(path)]) == 1


def test_several_files_give_one_object_a_line_in_order(
    article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty, empty = tmp_path / "sai.txt", tmp_path / "trong.txt"
    faulty.write_text(FAULTY, encoding="utf-8")
    empty.write_text("", encoding="utf-8")

    code = main([str(article), str(empty), str(faulty)])

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["file"] for line in lines] == [str(article), str(empty), str(faulty)]
    assert lines[1]["error"]["kind"] == "empty"
    assert lines[2]["findings"][0]["verdict"] == "differs"
    assert code == 2


def test_a_file_that_cannot_be_read_gives_one_sentence_in_each_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "khong-co.docx")]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 2
    assert "không có tệp này" in told.err
    assert "No such file" not in told.err
    assert "Traceback" not in told.err


def test_the_page_keeps_the_text_and_marks_every_claim(article: Path, tmp_path: Path) -> None:
    out = tmp_path / "ra.html"

    main([str(article), "--html", str(out)])

    page = out.read_text(encoding="utf-8")
    body = page[page.index('<article class="text">') : page.index("</article>")]
    assert body.count("<mark ") == 20
    import html
    import re

    assert html.unescape(re.sub(r"<[^>]+>", "", body)) == ARTICLE


def test_the_word_file_has_one_comment_a_claim(article: Path, tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    out = tmp_path / "ra.docx"

    main([str(article), "--docx", str(out)])

    document = docx.Document(str(out))
    assert len(list(document.comments)) == 20
    assert "\n".join(paragraph.text for paragraph in document.paragraphs) == ARTICLE


@pytest.mark.parametrize("form", ["--html", "--docx"])
def test_a_result_that_cannot_be_written_is_said_in_one_sentence(
    form: str, article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(article), form, str(tmp_path / "khong-co" / "ra")]) == 2

    assert "không ghi được" in capsys.readouterr().err.lower()


def test_one_result_is_refused_for_several_texts(
    article: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refusal:
        main([str(article), str(article), "--html", str(tmp_path / "ra.html")])

    assert refusal.value.code == 2
    assert not (tmp_path / "ra.html").exists()
    assert "một tệp" in capsys.readouterr().err


def test_against_needs_the_house(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(article), "--against", "2021"]) == 2

    assert "mt read" in capsys.readouterr().err


def test_it_reads_standard_input_without_django_and_starts_quickly() -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "muctieu.statements.read", "-"],
        input=FAULTY.encode(),
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    seconds = time.monotonic() - began

    assert done.returncode == 1
    assert "Có 15/45" not in done.stderr.decode()
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.decode().splitlines()}
    assert not {
        name for name in imported if name.split(".")[0] in {"django", "docx", "lxml", "pypdfium2"}
    }
    # The bar is one second on a quiet machine; importtime and busy neighbours cost extra.
    assert seconds < 5
