"""The city's units in time: 2021, after the merger of 2024, after the reform of 2025."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest
from django.utils import translation

from muctieu.core.models import Unit, UnitEvent, UnitVersion
from muctieu.core.unit_files import BadUnitFile, load_units
from muctieu.core.units import children, find_units
from tests.support.maps import became

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).resolve().parent.parent.parent / "example" / "units.toml"


@pytest.fixture
def units() -> dict[str, int]:
    return load_units(EXAMPLE)


def names(unit: int, day: dt.date) -> list[str]:
    return [one.name for one in children(unit, day)]


def test_in_2021_the_city_has_thirteen_wards_and_three_communes(units: dict[str, int]) -> None:
    kinds = [one.kind for one in children(units["cam-pha-city"], dt.date(2021, 12, 4))]

    assert (kinds.count("ward"), kinds.count("commune")) == (13, 3)


def test_the_merger_of_2024_leaves_fifteen(units: dict[str, int]) -> None:
    before = names(units["cam-pha-city"], dt.date(2024, 10, 31))
    after = names(units["cam-pha-city"], dt.date(2024, 11, 1))

    assert (len(before), len(after)) == (16, 15)
    assert set(before) - set(after) == {"Xã Cộng Hòa", "Xã Cẩm Hải"}
    assert set(after) - set(before) == {"Xã Hải Hòa"}


def test_the_reform_of_2025_ends_the_city_and_puts_its_wards_under_the_province(
    units: dict[str, int],
) -> None:
    day = dt.date(2025, 7, 1)

    assert names(units["cam-pha-city"], day) == []
    assert set(names(units["quang-ninh"], day)) == {
        "Phường Mông Dương",
        "Phường Cửa Ông",
        "Phường Quang Hanh",
        "Phường Cẩm Phả",
        "Xã Hải Hòa",
        "Xã Hải Lạng",
    }


def test_a_code_used_again_means_another_unit(units: dict[str, int]) -> None:
    (then,) = find_units("06781", dt.date(2021, 12, 4))
    (now,) = find_units("06781", dt.date(2025, 7, 1))

    assert (then.name, now.name) == ("Phường Cẩm Thịnh", "Phường Cửa Ông")
    assert then.unit_id != now.unit_id


def test_the_split_of_the_old_hai_hoa_says_that_its_share_is_assumed(
    units: dict[str, int],
) -> None:
    split = UnitEvent.objects.get(kind="split")

    assert [share.stated for share in split.shares.all()] == [False, False]
    shares = became(dt.date(2025, 7, 1))[units["cong-hoa-2012"]]
    assert shares == {
        units["hai-hoa-2025"]: Fraction(9, 10),
        units["hai-lang-2025"]: Fraction(1, 10),
    }


def test_every_unit_of_2021_is_wholly_somewhere_on_the_map_of_2025(units: dict[str, int]) -> None:
    found = became(dt.date(2025, 7, 1))

    for ward in children(units["cam-pha-city"], dt.date(2021, 12, 4)):
        assert sum(found[ward.unit_id].values()) == 1


def test_loading_the_file_again_changes_nothing(units: dict[str, int]) -> None:
    assert load_units(EXAMPLE) == units
    assert (Unit.objects.count(), UnitVersion.objects.count()) == (25, 25)


def test_every_version_and_event_names_its_document(units: dict[str, int]) -> None:
    assert not UnitVersion.objects.filter(document=None).exists()
    assert not UnitEvent.objects.filter(document=None).exists()


def test_a_parent_that_is_not_defined_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "units.toml"
    path.write_text(
        '[[document]]\nkey = "d"\nsymbol = "1"\n[[unit]]\nkey = "u"\nname = "U"\nkind = "ward"\n'
        'code = "1"\nparent = "nobody"\nfrom = 2020-01-01\ndocument = "d"\n',
        "utf-8",
    )

    with pytest.raises(BadUnitFile, match="nobody"):
        load_units(path)


def with_event(tmp_path: Path, kind: str, shares: str) -> Path:
    """The example's file with one more event on 01/01/2023."""
    event = f'[[event]]\nkind = "{kind}"\non = 2023-01-01\ndocument = "nq1679"\nshares = [{shares}]'
    path = tmp_path / "units.toml"
    path.write_text(f"{EXAMPLE.read_text('utf-8')}\n{event}\n", "utf-8")
    return path


def test_land_may_pass_between_two_units_that_both_go_on(tmp_path: Path) -> None:
    given = '{ former = "cam-son-2012", latter = "cua-ong-2012", numerator = 1, denominator = 10 }'

    units = load_units(with_event(tmp_path, "transfer", given))

    son, ong = units["cam-son-2012"], units["cua-ong-2012"]
    assert became(dt.date(2024, 1, 1))[son] == {son: Fraction(9, 10), ong: Fraction(1, 10)}
    assert UnitVersion.objects.count() == 25


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ('{ former = "cam-son-2012", latter = "cua-ong-2012" }', "nhưng vẫn tồn tại"),
        ('{ former = "cong-hoa-2012", latter = "cua-ong-2012", numerator = 1, denominator = 2 },'
         '{ former = "cong-hoa-2012", latter = "cam-son-2012", numerator = 3, denominator = 4 }', "5/4"),
    ],
    ids=["gives all and goes on", "gives more than there is"],
)  # fmt: skip
def test_shares_that_do_not_make_up_a_unit_are_refused_with_a_way_out(
    tmp_path: Path, shares: str, said: str
) -> None:
    with translation.override("vi"), pytest.raises(BadUnitFile, match=said) as refused:
        load_units(with_event(tmp_path, "transfer", shares))

    assert "01/01/2023" in str(refused.value)
    assert not UnitVersion.objects.exists()


def test_a_unit_that_ended_must_be_somewhere_whole(tmp_path: Path) -> None:
    path = tmp_path / "units.toml"
    whole = '{ former = "cam-hai-2012", latter = "hai-hoa-2024" }'
    half = whole.replace(" }", ", numerator = 1, denominator = 2 }")
    path.write_text(EXAMPLE.read_text("utf-8").replace(whole, half), "utf-8")

    with translation.override("vi"), pytest.raises(BadUnitFile, match="Cẩm Hải") as refused:
        load_units(path)
    assert "1/2" in str(refused.value)
