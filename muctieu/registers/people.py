"""People, who they are, their households and where they live.

A person's row holds only what never changes.  The name and what else tells who somebody is
are a register of their own, read with a role and a purpose (``registers.identity``).  Where
somebody lives has a period, so that a move in 2022 does not change the coverage of 2021.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muctieu.core.models import Unit
from muctieu.registers.declare import Choice, Field, Kind, Register, register
from muctieu.registers.models import Record, history_of


class Sex(models.TextChoices):
    """As sheets give it."""

    FEMALE = "female", _("female")
    MALE = "male", _("male")


class BirthPrecision(models.TextChoices):
    """How much of the birth date is known.  Many old people have a year only."""

    DAY = "day", _("day")
    YEAR = "year", _("year only")


class ResidenceKind(models.TextChoices):
    """Thường trú, tạm trú, lưu trú, or living outside the area."""

    PERMANENT = "permanent", _("permanent")
    TEMPORARY = "temporary", _("temporary")
    STAYING = "staying", _("staying")
    OUTSIDE = "outside", _("outside the area")


class Person(Record):
    """Somebody, by what never changes.  ``birth_on`` is 1 January where only the year is known."""

    sex = models.CharField(max_length=8, choices=Sex.choices)
    birth_on = models.DateField()
    birth_precision = models.CharField(max_length=4, choices=BirthPrecision.choices)


class Identity(Record):
    """The words that tell who somebody is.  ``fold`` is the name folded for search."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identities")
    full_name = models.CharField(max_length=120)
    fold = models.CharField(max_length=120, db_index=True)
    id_number = models.CharField(max_length=12, null=True, db_index=True)
    phone = models.CharField(max_length=12, null=True)
    address = models.CharField(max_length=200, null=True)
    seal_key = models.CharField(max_length=64)


class Household(Record):
    """A household (hộ) of a unit, by the unit's own code for it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)


class Residence(Record):
    """Somebody lived in a unit from a day on; ``to_on`` is the last day there, None while it lasts."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="residences")
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, related_name="residences", db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ResidenceKind.choices)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="residence_lasts",
            )
        ]


PersonVersion = history_of(Person)
IdentityVersion = history_of(Identity)
HouseholdVersion = history_of(Household)
ResidenceVersion = history_of(Residence)

SEXES = (
    Choice("female", Sex.FEMALE.label, ("nữ", "f", "gái")),
    Choice("male", Sex.MALE.label, ("nam", "m", "trai")),
)
PRECISIONS = tuple(Choice(one.value, one.label) for one in BirthPrecision)
RESIDENCES = (
    Choice("permanent", ResidenceKind.PERMANENT.label, ("thường trú", "tt", "kt1", "kt2")),
    Choice("temporary", ResidenceKind.TEMPORARY.label, ("tạm trú", "kt3", "kt4")),
    Choice("staying", ResidenceKind.STAYING.label, ("lưu trú",)),
    Choice("outside", ResidenceKind.OUTSIDE.label, ("ngoài địa bàn", "nơi khác")),
)

PERSON = register(
    Register(
        code="people.person",
        title=_("People"),
        model=Person,
        versions=PersonVersion,
        fields=(
            Field(
                name="sex",
                title=_("Sex"),
                kind=Kind.CHOICE,
                choices=SEXES,
                headings=("Giới tính", "Giới", "Nam/Nữ"),
            ),
            Field(
                name="birth_on",
                title=_("Born on"),
                kind=Kind.DATE,
                precision="birth_precision",
                headings=("Ngày sinh", "Ngày, tháng, năm sinh", "Năm sinh", "NS"),
            ),
            Field(
                name="birth_precision",
                title=_("Birth date known to the"),
                kind=Kind.CHOICE,
                choices=PRECISIONS,
            ),
        ),
        happened=None,
        place=None,
        key=(),
        about_people=True,
    )
)

IDENTITY = register(
    Register(
        code="people.identity",
        title=_("Identities"),
        model=Identity,
        versions=IdentityVersion,
        fields=(
            Field(name="person", title=_("Person"), kind=Kind.RECORD, to="people.person"),
            Field(
                name="full_name",
                title=_("Full name"),
                kind=Kind.TEXT,
                identity=True,
                max_length=120,
                headings=("Họ và tên", "Họ tên", "Họ và tên người tiêm", "Tên"),
            ),
            Field(
                name="fold",
                title=_("Name for search"),
                kind=Kind.TEXT,
                identity=True,
                max_length=120,
            ),
            Field(
                name="id_number",
                title=_("Identity number"),
                kind=Kind.TEXT,
                identity=True,
                required=False,
                max_length=12,
                headings=("Số CCCD/CMND", "Số CCCD", "CCCD", "CMND", "CMT", "Số định danh"),
            ),
            Field(
                name="phone",
                title=_("Phone"),
                kind=Kind.TEXT,
                identity=True,
                required=False,
                max_length=12,
                headings=("Số điện thoại", "SĐT", "Điện thoại"),
            ),
            Field(
                name="address",
                title=_("Address"),
                kind=Kind.TEXT,
                identity=True,
                required=False,
                headings=("Địa chỉ", "Chỗ ở", "Nơi ở hiện tại"),
            ),
        ),
        happened=None,
        place=None,
        key=("person",),
        sealed_with_key=True,
        about_people=True,
    )
)

HOUSEHOLD = register(
    Register(
        code="people.household",
        title=_("Households"),
        model=Household,
        versions=HouseholdVersion,
        fields=(
            Field(
                name="unit",
                title=_("Ward or commune"),
                kind=Kind.UNIT,
                headings=("Phường/xã", "Phường", "Xã"),
            ),
            Field(
                name="code",
                title=_("Household code"),
                kind=Kind.TEXT,
                max_length=40,
                headings=("Mã hộ", "Số hộ"),
            ),
        ),
        happened=None,
        place="unit",
        key=("unit", "code"),
    )
)

RESIDENCE = register(
    Register(
        code="people.residence",
        title=_("Residence"),
        model=Residence,
        versions=ResidenceVersion,
        fields=(
            Field(name="person", title=_("Person"), kind=Kind.RECORD, to="people.person"),
            Field(
                name="household",
                title=_("Household"),
                kind=Kind.RECORD,
                required=False,
                to="people.household",
            ),
            Field(
                name="unit",
                title=_("Ward or commune"),
                kind=Kind.UNIT,
                headings=("Phường/xã cư trú", "Phường cư trú", "Nơi cư trú"),
            ),
            Field(
                name="kind",
                title=_("Kind of residence"),
                kind=Kind.CHOICE,
                choices=RESIDENCES,
                headings=("Diện cư trú", "Loại cư trú"),
            ),
            Field(name="from_on", title=_("From"), kind=Kind.DATE, headings=("Từ ngày",)),
            Field(
                name="to_on",
                title=_("To"),
                kind=Kind.DATE,
                required=False,
                headings=("Đến ngày",),
            ),
        ),
        happened="from_on",
        ended="to_on",
        place="unit",
        key=("person", "from_on"),
        about_people=True,
    )
)
