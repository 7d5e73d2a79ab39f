"""A server tells of its own copy only to whoever knows the secret of its data folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core import signing
from django.test import Client

from muctieu.project import copies


@pytest.mark.django_db
def test_nobody_else_makes_the_server_compare_its_copy(client: Client) -> None:
    for word in ("", "verify", signing.dumps("verify", salt="another")):
        answer = client.get("/healthz/copy", headers={copies._HEADER: word})
        assert answer.status_code == 404


@pytest.mark.django_db
def test_who_knows_the_secret_is_told_the_file_and_what_differs(client: Client) -> None:
    word = signing.dumps("verify", salt=copies._SALT)
    answer = client.get("/healthz/copy", headers={copies._HEADER: word}).json()
    assert isinstance(answer["number"], int)
    assert answer["strays"] == []


@pytest.mark.parametrize("note", ["", "{", '{"address": "http://127.0.0.1:9"}'])
def test_where_no_server_answers_nothing_is_claimed(
    note: str, tmp_path: Path, settings: LazySettings
) -> None:
    settings.DATA = tmp_path
    (tmp_path / "running.json").write_text(note, encoding="utf-8")
    assert copies.ask_the_server({0}) == {}
