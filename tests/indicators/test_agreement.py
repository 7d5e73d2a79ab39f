"""``mt verify`` says of every copy that is served from whether it agrees, and of which it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from django.conf import LazySettings

from muctieu.indicators import agreement, replica
from muctieu.indicators.agreement import prove_copies
from muctieu.indicators.replica import Replica
from muctieu.registers.verify import Copy, verify
from muctieu.registers.write import Act, Changes, commit
from tests.support.clinic.models import VISITORS

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(
    settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Replica]:
    """A copy that another process would hold; nobody can be asked about it yet."""
    settings.DATA = tmp_path
    monkeypatch.setattr(agreement, "_askers", [])
    monkeypatch.setattr(replica, "_mine", {})  # this process's own, of another folder
    copy = Replica(tmp_path / "replica", number=0)
    rows = pl.DataFrame({"name": ["An", "Bình"]})
    commit(Changes().opening(VISITORS, rows), Act(by=None, action="entry"))
    copy.catch_up()
    yield copy
    copy.close()


def forge(copy: Replica) -> None:
    with copy.reading() as (cursor, _position):
        cursor.execute("UPDATE clinic_visitorversion SET name = 'Ân' WHERE name = 'An'")
        cursor.commit()


def test_a_copy_that_nobody_holds_is_opened_and_compared(served: Replica) -> None:
    forge(served)
    served.close()

    (proved,) = prove_copies()

    assert proved.copy == Copy(0, False)
    assert [one.register for one in proved.damage] == ["clinic.visitor"]


def test_a_copy_held_by_somebody_who_cannot_be_asked_is_not_called_sound(served: Replica) -> None:
    verdict = verify()

    assert verdict.copies == (Copy(0, None),)
    assert verdict.sound  # of the histories; the copy is told to be unproved


def test_a_copy_that_a_running_server_holds_is_compared_by_that_server(served: Replica) -> None:
    agreement.ask_with(lambda held: {one: agreement.strays_of(served) for one in held})
    assert verify().copies == (Copy(0, True),)

    forge(served)
    verdict = verify()

    assert not verdict.sound
    assert verdict.copies == (Copy(0, False),)


def test_each_of_several_files_is_proved(served: Replica) -> None:
    other = Replica(served._held.folder.parent, number=3)
    other.catch_up()
    forge(other)
    other.close()
    served.close()

    assert [one.copy for one in prove_copies()] == [Copy(0, True), Copy(3, False)]
