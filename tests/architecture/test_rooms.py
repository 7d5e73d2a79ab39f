"""The arrows between rooms that imports do not show."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from muctieu.registers.declare import Kind, Register, all_registers
from muctieu.registers.storage import row_schema

HERE = Path(__file__).resolve().parents[2]
ORDER = [
    "core",
    "registers",
    "plan",
    "indicators",
    "response",
    "statements",
    "sectors",
    "desk",
    "project",
]


def room_of(label: str) -> str:
    name = apps.get_app_config(label).name
    if not name.startswith("muctieu."):
        return "core"  # Django's own tables: accounts, sessions
    return name.split(".")[1]


def test_every_relation_between_models_points_down_and_never_across_sectors() -> None:
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("muctieu."):
            continue
        for field in model._meta.local_fields:
            target = field.related_model
            if target is None or isinstance(target, str):
                continue
            here, there = model._meta.app_label, target._meta.app_label
            up = ORDER.index(room_of(there)) > ORDER.index(room_of(here))
            across = room_of(here) == room_of(there) == "sectors" and here != there
            if up or across:
                wrong.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert not wrong


@pytest.mark.parametrize(
    "name",
    [
        "muctieu.kernels.isolation.allot",
        "muctieu.kernels.vietnamese.numbers",
        "muctieu.statements.read",
    ],
)
def test_kernels_and_the_reader_run_where_there_is_no_django(name: str) -> None:
    code = f"import sys; sys.modules['django'] = None; import {name}"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=HERE)


@pytest.mark.parametrize("register", all_registers(), ids=lambda one: one.code)
def test_a_declaration_agrees_with_its_model(register: Register) -> None:
    columns = {field.column for field in register.model._meta.local_fields}
    history = {field.column for field in register.versions._meta.local_fields}
    kinds = {
        Kind.TEXT: {"CharField", "TextField"},
        Kind.CHOICE: {"CharField"},
        Kind.INTEGER: {
            "IntegerField",
            "BigIntegerField",
            "SmallIntegerField",
            "PositiveSmallIntegerField",
        },
        Kind.MONEY: {"BigIntegerField"},
        Kind.DATE: {"DateField"},
        Kind.BOOLEAN: {"BooleanField"},
        Kind.UNIT: {"ForeignKey"},
        Kind.RECORD: {"ForeignKey"},
    }

    assert columns == set(row_schema(register))
    assert history == columns | {"known_from", "known_to"}
    for field in register.fields:
        model_field = register.model._meta.get_field(field.name)
        assert model_field.get_internal_type() in kinds[field.kind], field.name
        assert not field.required or not model_field.null, field.name


def test_every_setting_of_the_environment_is_documented() -> None:
    read = set()
    for path in (HERE / "muctieu").rglob("*.py"):
        read |= set(
            re.findall(r"""["'](MUCTIEU_[A-Z_]+|DATABASE_URL)["']""", path.read_text("utf-8"))
        )
    documented = set(
        re.findall(r"^#?([A-Z_]+)=", (HERE / ".env.example").read_text("utf-8"), re.MULTILINE)
    )

    assert read == documented


def test_the_lock_names_hashes_and_no_addresses() -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        lines = (HERE / name).read_text("utf-8").splitlines()
        assert not [
            line for line in lines if "://" in line or "--index" in line or "--find" in line
        ]
        packages = [line for line in lines if "==" in line]
        assert packages
        assert sum("--hash=sha256:" in line for line in lines) >= len(packages)


def test_every_folder_of_sectors_is_an_installed_app() -> None:
    folders = {path.parent.name for path in (HERE / "muctieu" / "sectors").glob("*/apps.py")}

    assert {name.rsplit(".", 1)[1] for name in settings.SECTORS} == folders
