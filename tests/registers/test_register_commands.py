"""What scripts do with a register: import, export, withdraw. Exit statuses and plain answers."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from django.core.management import CommandError, call_command

from muctieu.core.models import Post, ReadLine, User
from muctieu.registers.applying import prepare, receive, settle_columns
from muctieu.registers.intake import _intakes
from muctieu.registers.people import IDENTITY, PERSON, RESIDENCE
from muctieu.registers.write import Act, Changes, commit, reserve_ids
from tests.support.meters import GOOD, INTAKE, NOON, clerk_of, draw_map, sheet
from tests.support.sample.models import Meter, Reading

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _readings_can_be_sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(_intakes, INTAKE.code, INTAKE)
    return


def answer(*words: str | Path) -> str:
    out = io.StringIO()
    call_command(*map(str, words), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def exit_status(*words: str | Path) -> tuple[int, str]:
    out = io.StringIO()
    with pytest.raises(CommandError) as stopped:
        call_command(*map(str, words), stdout=out, stderr=io.StringIO())
    return stopped.value.returncode, out.getvalue() + str(stopped.value)


def test_import_shows_and_writes_nothing_until_it_is_told_to(tmp_path: Path) -> None:
    draw_map()
    path = sheet(tmp_path / "a.xlsx", GOOD)

    assert "1 mới / new" in answer("import", "sample.readings", path)
    assert Reading.objects.count() == 0

    assert "Lần cập nhật số / update 1" in answer("import", "sample.readings", path, "--apply")
    assert Reading.objects.count() == 1


def test_an_intake_is_found_by_its_register_too(tmp_path: Path) -> None:
    draw_map()
    said = json.loads(
        answer("import", "sample.reading", sheet(tmp_path / "a.xlsx", GOOD), "--json")
    )
    assert (said["new"], said["applied"], said["update"]) == (1, False, None)


def test_import_ends_with_1_when_rows_are_refused_and_names_them(tmp_path: Path) -> None:
    draw_map()
    bad = (2, "CT-2", "Quang Hanh", "31/02/2021", 1, "mắt")
    path = sheet(tmp_path / "a.xlsx", GOOD, bad)

    status, said = exit_status("import", "sample.readings", path, "--apply", "--json")

    assert status == 1
    told = json.loads(said)
    assert (told["refused"], told["applied"]) == (1, True)
    fault = told["faults"][0]
    assert (fault["row"], fault["column"], fault["rule"]) == (3, "read_on", "date.unreadable")
    # What was sound is in all the same.
    assert Reading.objects.count() == 1


def test_an_unreadable_file_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.touch()
    status, said = exit_status("import", "sample.readings", path)
    assert status == 1
    assert said.splitlines() == [
        "Tệp không có dữ liệu; hãy kiểm tra lại tệp rồi gửi lại.",
        "The file is empty; check it and send it again.",
    ]


def test_a_mapping_is_taken_from_a_file(tmp_path: Path) -> None:
    draw_map()
    headings = ("TT", "Mã công tơ", "Phường", "Ngày đọc", "Số cuối", "Cách đọc", "Khác")
    path = sheet(tmp_path / "a.xlsx", GOOD, headings=headings)
    (tmp_path / "m.json").write_text('{"so cuoi": "amount"}', encoding="utf-8")

    answer("import", "sample.readings", path, "--mapping", tmp_path / "m.json", "--apply")

    assert Reading.objects.get().amount == 120


def test_columns_settled_on_the_pages_are_remembered_by_the_command(tmp_path: Path) -> None:
    units = draw_map()
    lan = clerk_of(units["Quang Hanh"])
    headings = ("TT", "Mã công tơ", "Phường", "Ngày đọc", "Số cuối", "Cách đọc", "Khác")
    path = sheet(tmp_path / "a.xlsx", GOOD, headings=headings)
    one = receive([path.read_bytes()], path.name, INTAKE, by=lan, at=NOON)
    prepare(one, at=NOON)
    settle_columns(one, {"Số cuối": "amount"}, at=NOON)

    err = io.StringIO()
    call_command(
        "import", "sample.readings", str(path), "--by", "lan", "--apply",
        stdout=io.StringIO(), stderr=err,
    )  # fmt: skip

    assert "as this sender settled them before" in err.getvalue()
    assert Reading.objects.get().amount == 120
    # Of nobody else's files.
    err = io.StringIO()
    call_command("import", "sample.readings", str(path), stdout=io.StringIO(), stderr=err)
    assert "settled" not in err.getvalue()


def test_import_for_somebody_stays_within_their_unit(tmp_path: Path) -> None:
    units = draw_map()
    clerk_of(units["Cẩm Sơn"])
    path = sheet(tmp_path / "a.xlsx", GOOD)

    status, said = exit_status("import", "sample.readings", path, "--apply", "--by", "lan")

    assert status == 1
    assert "unit.not_yours" in said
    assert Reading.objects.count() == 0


# ------------------------------------------------------------------ withdraw


def entered(tmp_path: Path) -> Reading:
    draw_map()
    answer("import", "sample.readings", sheet(tmp_path / "a.xlsx", GOOD), "--apply")
    return Reading.objects.get()


def test_a_record_is_withdrawn_by_its_number_or_by_its_key(tmp_path: Path) -> None:
    row = entered(tmp_path)
    key = f"meter={row.meter_id},read_on={row.read_on}"

    said = json.loads(answer("withdraw", "sample.reading", key, "--reason", "nhầm", "--json"))

    assert said == {"update": 2, "withdrawn": [row.pk]}
    assert Reading.objects.count() == 0


def test_a_record_that_others_point_to_is_not_withdrawn(tmp_path: Path) -> None:
    row = entered(tmp_path)
    status, _said = exit_status("withdraw", "sample.meter", str(row.meter_id), "--reason", "nhầm")
    assert status == 1
    assert Meter.objects.count() == 1


def test_nobody_withdraws_a_record_of_another_ward_by_its_number(tmp_path: Path) -> None:
    row = entered(tmp_path)
    other = clerk_of(row.unit_id + 1, "other")
    assert other.posts.exists()

    status, said = exit_status(
        "withdraw", "sample.reading", str(row.pk), "--reason", "x", "--by", "other"
    )

    assert status == 1
    # The same sentence as for a number that never was.
    missing = exit_status("withdraw", "sample.reading", "987", "--reason", "x", "--by", "other")
    assert (status, said) == missing
    assert Reading.objects.count() == 1


def test_a_key_of_another_register_is_refused_with_its_parts(tmp_path: Path) -> None:
    entered(tmp_path)
    _status, said = exit_status("withdraw", "sample.reading", "code=1", "--reason", "x")
    assert "meter, read_on" in said


# ------------------------------------------------------------------ export


def exported(tmp_path: Path, *words: str) -> list[dict[str, str]]:
    out = tmp_path / "out.csv"
    call_command("export", *words, "--format", "csv", "--out", str(out))
    return list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))


def test_an_export_holds_the_units_of_who_asks(tmp_path: Path) -> None:
    units = draw_map()
    rows = (GOOD, (2, "CT-2", "Cẩm Sơn", "03/12/2021", 5, "từ xa"))
    answer("import", "sample.readings", sheet(tmp_path / "a.xlsx", *rows), "--apply")
    clerk_of(units["Cẩm Sơn"])
    User.objects.create(username="stranger")

    assert len(exported(tmp_path, "sample.reading")) == 2
    own = exported(tmp_path, "sample.reading", "--by", "lan")
    assert [(row["unit"], row["method"], row["amount"]) for row in own] == [
        ("Cẩm Sơn", "by wire", "5")
    ]
    assert exported(tmp_path, "sample.reading", "--by", "stranger") == []


def test_an_export_as_it_was_known_before_a_correction(tmp_path: Path) -> None:
    entered(tmp_path)
    corrected = (1, "CT-01", "Quang Hanh", "03/12/2021", 125, "mắt")
    answer("import", "sample.readings", sheet(tmp_path / "b.xlsx", corrected), "--apply")

    assert [row["amount"] for row in exported(tmp_path, "sample.reading")] == ["125"]
    before = exported(tmp_path, "sample.reading", "--known", "#1")
    assert [row["amount"] for row in before] == ["120"]


def somebody(unit: int) -> int:
    """A person with a name, living in a unit."""
    person = reserve_ids(PERSON, 1).start
    born = {"sex": "female", "birth_on": dt.date(1950, 1, 1), "birth_precision": "day"}
    words = {
        "person_id": person,
        "full_name": "Trần Thị Hoà (mẫu)",
        "fold": "tran thi hoa (mau)",
        "id_number": "099150000001",
        "phone": "0000000001",
    }
    home = {
        "person_id": person,
        "unit_id": unit,
        "kind": "permanent",
        "from_on": dt.date(2000, 1, 1),
    }
    changes = Changes().opening(PERSON, pl.DataFrame([{"id": person, **born}]))
    changes = changes.opening(IDENTITY, pl.DataFrame([words]))
    commit(changes.opening(RESIDENCE, pl.DataFrame([home])), Act(None, "load"))
    return person


@pytest.mark.parametrize(
    ("role", "name", "number"),
    [
        ("ward_clerk", "Trần Thị Hoà (mẫu)", "099150000001"),
        ("specialist", "Trần T. H. (mẫu)", "•••••••••001"),
        ("compiler", None, None),
    ],
)
def test_names_are_given_by_level_with_a_purpose_and_on_the_record(
    tmp_path: Path, role: str, name: str | None, number: str | None
) -> None:
    units = draw_map()
    person = somebody(units["Quang Hanh"])
    user = User.objects.create(username="who")
    Post.objects.create(user=user, role=role, unit_id=units["Quang Hanh"], registers="*")
    words = ("people.residence", "--by", "who", "--purpose", "mời tiêm mũi 2")

    out = tmp_path / "out.json"
    call_command("export", *words, "--format", "json", "--out", str(out))
    row = json.loads(out.read_text(encoding="utf-8"))["rows"][0]

    assert row["person_id"] == person
    assert (row.get("full_name"), row.get("id_number")) == (name, number)
    assert ReadLine.objects.count() == (0 if name is None else 1)


def test_without_a_purpose_people_are_numbers(tmp_path: Path) -> None:
    units = draw_map()
    somebody(units["Quang Hanh"])
    clerk_of(units["Quang Hanh"])
    out = tmp_path / "out.json"

    call_command("export", "people.residence", "--by", "lan", "--format", "json", "--out", str(out))

    assert "Trần" not in out.read_text(encoding="utf-8")
    assert ReadLine.objects.count() == 0


def test_a_list_of_identities_is_never_given_away_raw(tmp_path: Path) -> None:
    units = draw_map()
    somebody(units["Quang Hanh"])
    out = tmp_path / "out.json"

    call_command("export", "people.identity", "--format", "json", "--out", str(out))

    said = out.read_text(encoding="utf-8")
    assert "Trần" not in said
    assert "seal_key" not in said
    assert "099150000001" not in said
