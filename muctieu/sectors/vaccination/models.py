"""The registers of vaccination: allocations, rounds, sessions, doses, vaccine use, dated rules."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muctieu.core.models import Unit
from muctieu.registers.declare import Choice, Field, Kind, Register, register
from muctieu.registers.models import Record, history_of
from muctieu.registers.people import Person
from muctieu.sectors.vaccination import rules


class Vaccine(models.TextChoices):
    """Vaccines in use in the year.  Names are the makers' own."""

    ASTRAZENECA = "astrazeneca", "AstraZeneca"
    PFIZER = "pfizer", "Pfizer"
    MODERNA = "moderna", "Moderna"
    VERO_CELL = "vero_cell", "Vero Cell"
    SPUTNIK_V = "sputnik_v", "Sputnik V"
    ABDALA = "abdala", "Abdala"


class DoseKind(models.TextChoices):
    """Mũi cơ bản, bổ sung, nhắc lại."""

    PRIMARY = rules.DoseKind.PRIMARY.value, pgettext_lazy("dose", "primary")
    ADDITIONAL = rules.DoseKind.ADDITIONAL.value, _("additional")
    BOOSTER = rules.DoseKind.BOOSTER.value, _("booster")


class RuleSubject(models.TextChoices):
    """What a dated rule is about."""

    MINIMUM_AGE = rules.Subject.MINIMUM_AGE.value, _("youngest age")
    MINIMUM_INTERVAL = rules.Subject.MINIMUM_INTERVAL.value, _("fewest days between doses")
    PROGRAMME_START = rules.Subject.PROGRAMME_START.value, _("first day of vaccination")


class Allocation(Record):
    """Vaccine given to a unit: one lot, so many doses, to be used by a day."""

    number = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    allocated_on = models.DateField()
    vaccine = models.CharField(max_length=12, choices=Vaccine.choices)
    lot = models.CharField(max_length=40)
    expires_on = models.DateField()
    doses = models.BigIntegerField()


class Round(Record):
    """A round of vaccination (đợt).  Rounds are numbered by the province and by the city."""

    number = models.BigIntegerField()
    provincial_number = models.BigIntegerField(null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    target_group = models.CharField(max_length=200, null=True)
    plan_document = models.CharField(max_length=120, null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="round_lasts",
            )
        ]


class Session(Record):
    """A session (buổi tiêm): one site on one day."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sessions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    site = models.CharField(max_length=120)
    held_on = models.DateField()
    tables = models.BigIntegerField(null=True)
    planned = models.BigIntegerField(null=True)


class Dose(Record):
    """One dose given to one person.

    ``unit`` is the place of injection and ``residence`` the unit where the person lived then:
    figures by the one and by the other differ, and both are asked for.
    """

    # Found through the unique pair of person and number: one index less to keep at each dose.
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="doses", db_index=False
    )
    dose_no = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=DoseKind.choices)
    vaccine = models.CharField(max_length=12, choices=Vaccine.choices)
    lot = models.CharField(max_length=40, null=True)
    given_on = models.DateField(db_index=True)
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, related_name="doses", db_index=False
    )
    site = models.CharField(max_length=120, null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    residence = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "dose_no"], name="dose_number_once"),
            models.CheckConstraint(condition=models.Q(dose_no__gte=1), name="dose_number_counts"),
        ]


class VaccineUse(Record):
    """What a session received, used, wasted and gave back of one lot."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="uses")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    used_on = models.DateField()
    vaccine = models.CharField(max_length=12, choices=Vaccine.choices)
    lot = models.CharField(max_length=40)
    received = models.BigIntegerField()
    used = models.BigIntegerField()
    wasted = models.BigIntegerField()
    returned = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(
                    received=models.F("used") + models.F("wasted") + models.F("returned")
                ),
                name="vaccine_use_adds_up",
            )
        ]


class DatedRule(Record):
    """A rule with its document and the days it held; the shipped ones come from ``rules.toml``."""

    subject = models.CharField(max_length=20, choices=RuleSubject.choices)
    value = models.BigIntegerField(null=True)
    vaccine = models.CharField(max_length=12, choices=Vaccine.choices, null=True)
    previous = models.CharField(max_length=12, choices=Vaccine.choices, null=True)
    kind = models.CharField(max_length=10, choices=DoseKind.choices, null=True)
    place = models.CharField(max_length=12, null=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    document = models.CharField(max_length=200)
    verified = models.BooleanField()
    note = models.CharField(max_length=300, null=True)


AllocationVersion = history_of(Allocation)
RoundVersion = history_of(Round)
SessionVersion = history_of(Session)
DoseVersion = history_of(Dose)
VaccineUseVersion = history_of(VaccineUse)
DatedRuleVersion = history_of(DatedRule)

VACCINES = (
    Choice("astrazeneca", "AstraZeneca", ("AZ", "Astra", "Astra Zeneca", "AstraZenaca", "Covishield")),
    Choice("pfizer", "Pfizer", ("Comirnaty", "Pfizer-BioNTech", "PZ", "Pfizer BioNTech")),
    Choice("moderna", "Moderna", ("Spikevax", "MDN")),
    Choice("vero_cell", "Vero Cell", ("Vero-Cell", "VeroCell", "Vero", "Sinopharm", "VC")),
    Choice("sputnik_v", "Sputnik V", ("Sputnik", "Sputnik-V")),
    Choice("abdala", "Abdala"),
)  # fmt: skip
DOSE_KINDS = (
    Choice("primary", DoseKind.PRIMARY.label, ("cơ bản", "mũi cơ bản")),
    Choice("additional", DoseKind.ADDITIONAL.label, ("bổ sung", "mũi bổ sung")),
    Choice("booster", DoseKind.BOOSTER.label, ("nhắc lại", "mũi nhắc lại", "tăng cường")),
)
SUBJECTS = tuple(Choice(one.value, one.label) for one in RuleSubject)

ALLOCATION = register(
    Register(
        code="vaccination.allocation",
        title=_("Vaccine allocations"),
        model=Allocation,
        versions=AllocationVersion,
        fields=(
            Field(
                name="number",
                title=_("Decision"),
                kind=Kind.TEXT,
                max_length=60,
                headings=("Số quyết định", "Quyết định phân bổ", "Số QĐ"),
            ),
            Field(
                name="unit",
                title=_("Receiving unit"),
                kind=Kind.UNIT,
                headings=("Đơn vị nhận", "Đơn vị"),
            ),
            Field(
                name="allocated_on",
                title=_("Allocated on"),
                kind=Kind.DATE,
                headings=("Ngày phân bổ", "Ngày cấp", "Ngày"),
            ),
            Field(
                name="vaccine",
                title=_("Vaccine"),
                kind=Kind.CHOICE,
                choices=VACCINES,
                headings=("Loại vắc-xin", "Vắc-xin", "Vaccine"),
            ),
            Field(
                name="lot",
                title=_("Lot"),
                kind=Kind.TEXT,
                max_length=40,
                headings=("Số lô", "Lô"),
            ),
            Field(
                name="expires_on",
                title=_("Use by"),
                kind=Kind.DATE,
                headings=("Hạn dùng", "Hạn sử dụng", "HSD"),
            ),
            Field(
                name="doses",
                title=_("Doses"),
                kind=Kind.INTEGER,
                minimum=1,
                maximum=10_000_000,
                headings=("Số liều", "Số lượng (liều)", "Số lượng"),
            ),
        ),
        happened="allocated_on",
        place="unit",
        key=("number", "vaccine", "lot"),
    )
)

ROUND = register(
    Register(
        code="vaccination.round",
        title=_("Vaccination rounds"),
        model=Round,
        versions=RoundVersion,
        fields=(
            Field(
                name="number",
                title=_("Round number"),
                kind=Kind.INTEGER,
                minimum=1,
                maximum=999,
                headings=("Đợt", "Đợt tiêm", "Số đợt"),
            ),
            Field(
                name="provincial_number",
                title=_("Round number of the province"),
                kind=Kind.INTEGER,
                required=False,
                minimum=1,
                maximum=999,
                headings=("Đợt của tỉnh",),
            ),
            Field(
                name="unit",
                title=_("Unit that holds it"),
                kind=Kind.UNIT,
                headings=("Đơn vị tổ chức", "Đơn vị"),
            ),
            Field(
                name="from_on",
                title=_("From"),
                kind=Kind.DATE,
                headings=("Từ ngày", "Ngày bắt đầu"),
            ),
            Field(
                name="to_on",
                title=_("To"),
                kind=Kind.DATE,
                required=False,
                headings=("Đến ngày", "Ngày kết thúc"),
            ),
            Field(
                name="target_group",
                title=_("For whom"),
                kind=Kind.TEXT,
                required=False,
                headings=("Đối tượng",),
            ),
            Field(
                name="plan_document",
                title=_("Plan"),
                kind=Kind.TEXT,
                required=False,
                max_length=120,
                headings=("Kế hoạch", "Văn bản"),
            ),
        ),
        happened="from_on",
        ended="to_on",
        place="unit",
        key=("unit", "number"),
    )
)

SESSION = register(
    Register(
        code="vaccination.session",
        title=_("Vaccination sessions"),
        model=Session,
        versions=SessionVersion,
        fields=(
            Field(
                name="round",
                title=_("Round"),
                kind=Kind.RECORD,
                to="vaccination.round",
                headings=("Đợt", "Đợt tiêm"),
            ),
            Field(
                name="unit",
                title=_("Ward or commune"),
                kind=Kind.UNIT,
                headings=("Phường/xã", "Đơn vị"),
            ),
            Field(
                name="site",
                title=_("Site"),
                kind=Kind.TEXT,
                max_length=120,
                headings=("Điểm tiêm", "Nơi tiêm", "Địa điểm"),
            ),
            Field(
                name="held_on",
                title=_("Held on"),
                kind=Kind.DATE,
                headings=("Ngày tiêm", "Ngày"),
            ),
            Field(
                name="tables",
                title=_("Tables"),
                kind=Kind.INTEGER,
                required=False,
                minimum=1,
                maximum=100,
                headings=("Số bàn tiêm", "Số bàn"),
            ),
            Field(
                name="planned",
                title=_("People invited"),
                kind=Kind.INTEGER,
                required=False,
                minimum=0,
                maximum=100_000,
                headings=("Số người dự kiến", "Dự kiến"),
            ),
        ),
        happened="held_on",
        place="unit",
        key=("unit", "site", "held_on"),
    )
)

DOSE = register(
    Register(
        code="vaccination.dose",
        title=_("Doses given"),
        model=Dose,
        versions=DoseVersion,
        fields=(
            Field(name="person", title=_("Person"), kind=Kind.RECORD, to="people.person"),
            Field(
                name="dose_no",
                title=_("Dose number"),
                kind=Kind.INTEGER,
                minimum=1,
                maximum=9,
                headings=("Mũi tiêm", "Mũi", "Mũi số", "Mũi thứ"),
            ),
            Field(
                name="kind",
                title=_("Kind of dose"),
                kind=Kind.CHOICE,
                choices=DOSE_KINDS,
                headings=("Loại mũi",),
            ),
            Field(
                name="vaccine",
                title=_("Vaccine"),
                kind=Kind.CHOICE,
                choices=VACCINES,
                headings=("Loại vắc-xin", "Vắc-xin", "Tên vắc-xin", "Vaccine", "Loại vaccine"),
            ),
            Field(
                name="lot",
                title=_("Lot"),
                kind=Kind.TEXT,
                required=False,
                max_length=40,
                headings=("Số lô", "Lô", "Lô vắc-xin"),
            ),
            Field(
                name="given_on",
                title=_("Given on"),
                kind=Kind.DATE,
                headings=("Ngày tiêm", "Ngày tiêm chủng", "Thời gian tiêm"),
            ),
            Field(
                name="session",
                title=_("Session"),
                kind=Kind.RECORD,
                required=False,
                to="vaccination.session",
            ),
            Field(
                name="site",
                title=_("Site"),
                kind=Kind.TEXT,
                required=False,
                max_length=120,
                headings=("Điểm tiêm", "Nơi tiêm", "Cơ sở tiêm"),
            ),
            Field(
                name="unit",
                title=_("Place of injection"),
                kind=Kind.UNIT,
                headings=("Phường/xã nơi tiêm", "Địa bàn tiêm", "Phường tiêm"),
            ),
            Field(
                name="residence",
                title=_("Place of residence"),
                kind=Kind.UNIT,
                headings=(
                    "Phường/xã cư trú",
                    "Phường cư trú",
                    "Nơi cư trú",
                    "Phường/xã",
                    "Phường, xã",
                    "Phường",
                    "Xã",
                ),
            ),
        ),
        happened="given_on",
        place="unit",
        key=("person", "dose_no"),
        about_people=True,
    )
)

VACCINE_USE = register(
    Register(
        code="vaccination.use",
        title=_("Vaccine use"),
        model=VaccineUse,
        versions=VaccineUseVersion,
        fields=(
            Field(
                name="session",
                title=_("Session"),
                kind=Kind.RECORD,
                to="vaccination.session",
                headings=("Buổi tiêm",),
            ),
            Field(
                name="unit",
                title=_("Ward or commune"),
                kind=Kind.UNIT,
                headings=("Phường/xã", "Đơn vị"),
            ),
            Field(
                name="used_on", title=_("Used on"), kind=Kind.DATE, headings=("Ngày tiêm", "Ngày")
            ),
            Field(
                name="vaccine",
                title=_("Vaccine"),
                kind=Kind.CHOICE,
                choices=VACCINES,
                headings=("Loại vắc-xin", "Vắc-xin"),
            ),
            Field(name="lot", title=_("Lot"), kind=Kind.TEXT, max_length=40, headings=("Số lô",)),
            Field(
                name="received",
                title=_("Doses received"),
                kind=Kind.INTEGER,
                minimum=0,
                headings=("Liều nhận", "Nhận"),
            ),
            Field(
                name="used",
                title=_("Doses used"),
                kind=Kind.INTEGER,
                minimum=0,
                headings=("Liều sử dụng", "Sử dụng"),
            ),
            Field(
                name="wasted",
                title=_("Doses wasted"),
                kind=Kind.INTEGER,
                minimum=0,
                headings=("Liều hủy", "Hủy", "Hao phí"),
            ),
            Field(
                name="returned",
                title=_("Doses returned"),
                kind=Kind.INTEGER,
                minimum=0,
                headings=("Liều trả lại", "Trả lại"),
            ),
        ),
        happened="used_on",
        place="unit",
        key=("session", "lot"),
    )
)

DATED_RULE = register(
    Register(
        code="vaccination.rule",
        title=_("Rules of vaccination"),
        model=DatedRule,
        versions=DatedRuleVersion,
        fields=(
            Field(name="subject", title=_("Rule on"), kind=Kind.CHOICE, choices=SUBJECTS,
                  headings=("Quy định về",)),
            Field(name="value", title=_("Years or days"), kind=Kind.INTEGER, required=False,
                  minimum=0, maximum=1000, headings=("Giá trị",)),
            Field(name="vaccine", title=_("Vaccine"), kind=Kind.CHOICE, choices=VACCINES,
                  required=False, headings=("Vắc-xin",)),
            Field(name="previous", title=_("Vaccine before"), kind=Kind.CHOICE, choices=VACCINES,
                  required=False, headings=("Vắc-xin mũi trước",)),
            Field(name="kind", title=_("Kind of dose"), kind=Kind.CHOICE, choices=DOSE_KINDS,
                  required=False, headings=("Loại mũi",)),
            Field(name="place", title=_("Only in the unit with the code"), kind=Kind.TEXT,
                  required=False, max_length=12, headings=("Mã địa bàn",)),
            Field(name="from_on", title=_("From"), kind=Kind.DATE, headings=("Từ ngày",)),
            Field(name="to_on", title=_("To"), kind=Kind.DATE, required=False,
                  headings=("Đến ngày",)),
            Field(name="document", title=_("Document"), kind=Kind.TEXT, headings=("Văn bản",)),
            Field(name="verified", title=_("Verified"), kind=Kind.BOOLEAN,
                  headings=("Đã kiểm chứng",)),
            Field(name="note", title=_("Note"), kind=Kind.TEXT, required=False, max_length=300,
                  headings=("Ghi chú",)),
        ),
        happened="from_on",
        news=False,
        ended="to_on",
        place=None,
        key=("subject", "vaccine", "previous", "kind", "place", "from_on"),
    )
)  # fmt: skip
