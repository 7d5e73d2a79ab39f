"""Who reports what to whom and by when, and what became of each report.

A regime is a dated row: which units report to one, over which window, how many working days after
the cut-off, in what form, and which registers the report is made of.  Holidays are dated rows too.
A report is one record for a unit and a window; each step of its way is a version of it, so that
its history tells who took which step, when and why.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muctieu.core.models import Unit
from muctieu.registers.declare import Choice, Field, Kind, Register, register
from muctieu.registers.models import Record, history_of


class DayKind(models.TextChoices):
    """What is special about a day."""

    OFF = "off", _("day off")
    WORKED = "worked", _("worked in exchange")


class Reporters(models.TextChoices):
    """Which units below the one that receives owe the report."""

    COMMUNES = "communes", _("wards and communes")
    CITIES = "cities", _("cities")
    OFFICES = "offices", _("offices of the authority")


class Span(models.TextChoices):
    """How long the window of a report is."""

    MONTH = "month", _("each month")
    QUARTER = "quarter", _("each quarter")
    HALF = "half", _("each half year")
    NINE_MONTHS = "nine_months", _("nine months")
    YEAR = "year", _("each year")


class Cut(models.TextChoices):
    """On which days windows begin and end."""

    ADMINISTRATIVE = "administrative", _("from the 15th to the 14th")
    CALENDAR = "calendar", _("whole calendar months")


class ReportState(models.TextChoices):
    """How far a report has come."""

    CHECKED = "checked", _("figures checked")
    SIGNED_ONCE = "signed_once", _("signed, a second signature to come")
    APPROVED = "approved", _("approved")
    HANDED_IN = "handed_in", _("handed in")
    RETURNED = "returned", _("sent back to be put right")
    RECEIVED = "received", _("taken in")
    LOCKED = "locked", _("period locked")
    SENT = "sent", _("sent to the superior")
    UNLOCKED = "unlocked", _("unlocked")


class Manner(models.TextChoices):
    """In what capacity somebody signs for somebody else."""

    FOR_CHAIR = "kt", "KT."
    BY_ORDER = "tl", "TL."
    BY_AUTHORITY = "tuq", "TUQ."


class Holiday(Record):
    """A day that is not worked though it is a weekday, or worked though it is not."""

    day = models.DateField()
    kind = models.CharField(max_length=6, choices=DayKind.choices)
    name = models.CharField(max_length=120)
    document = models.CharField(max_length=200, null=True)
    verified = models.BooleanField()


class Regime(Record):
    """A reporting regime (chế độ báo cáo) for a time; ``unit`` receives.

    ``working_days`` are counted from the cut-off, the last day of the window.  ``registers`` are
    codes with spaces between them: what a locked period closes.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    reporters = models.CharField(max_length=8, choices=Reporters.choices)
    span = models.CharField(max_length=11, choices=Span.choices)
    cut = models.CharField(max_length=14, choices=Cut.choices)
    working_days = models.BigIntegerField()
    signatures = models.BigIntegerField()
    form = models.CharField(max_length=200, null=True)
    channel = models.CharField(max_length=120, null=True)
    registers = models.CharField(max_length=300, null=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    document = models.CharField(max_length=200, null=True)
    verified = models.BooleanField()


class Report(Record):
    """The report of one unit for one window of a regime, as far as it has come.

    ``first_handed_on`` is the day it was first handed in, which counts for being in time, and
    ``handed_on`` the last one; ``returns`` says how often it was sent back,
    ``signers`` its signatures one a line, ``line`` the record it was sent back for.
    """

    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(max_length=11, choices=ReportState.choices)
    stepped_on = models.DateField()
    handed_on = models.DateField(null=True)
    returns = models.BigIntegerField()
    signers = models.CharField(max_length=400, null=True)
    line = models.CharField(max_length=120, null=True)
    first_handed_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["regime", "unit", "first_on"], name="report_once_a_window"
            ),
        ]


class Delegation(Record):
    """Somebody may sign for the head of a unit for a time (KT., TL., TUQ.)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    account = models.CharField(max_length=150)
    manner = models.CharField(max_length=3, choices=Manner.choices)
    head = models.CharField(max_length=120)
    from_on = models.DateField()
    to_on = models.DateField()
    document = models.CharField(max_length=200)


class Reminder(Record):
    """A unit was reminded of a report that it owes."""

    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, related_name="reminders")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField()
    reminded_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["regime", "unit", "first_on", "reminded_on"], name="reminder_once_a_day"
            ),
        ]


HolidayVersion = history_of(Holiday)
RegimeVersion = history_of(Regime)
ReportVersion = history_of(Report)
DelegationVersion = history_of(Delegation)
ReminderVersion = history_of(Reminder)


def _choices(kind: type[models.TextChoices], **spellings: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(one.value, one.label, (spellings[one.value],) if one.value in spellings else ())
        for one in kind
    )


_DOCUMENT = Field(name="document", title=_("Document"), kind=Kind.TEXT, required=False,
                  headings=("Văn bản",))  # fmt: skip
_VERIFIED = Field(name="verified", title=_("Verified"), kind=Kind.BOOLEAN,
                  headings=("Đã kiểm chứng",))  # fmt: skip
_REGIME = Field(name="regime", title=_("Reporting regime"), kind=Kind.RECORD, to="plan.regime",
                headings=("Chế độ báo cáo",))  # fmt: skip
_UNIT = Field(name="unit", title=_("Reporting unit"), kind=Kind.UNIT,
              headings=("Đơn vị báo cáo",))  # fmt: skip
_FIRST = Field(name="first_on", title=_("Window from"), kind=Kind.DATE, headings=("Kỳ từ ngày",))

HOLIDAY = register(
    Register(
        code="plan.holiday",
        title=_("Holidays and days worked in exchange"),
        model=Holiday,
        versions=HolidayVersion,
        fields=(
            Field(name="day", title=_("Day"), kind=Kind.DATE, headings=("Ngày",)),
            Field(name="kind", title=_("Kind of day"), kind=Kind.CHOICE,
                  choices=_choices(DayKind, off="nghỉ", worked="làm bù"), headings=("Loại",)),
            Field(name="name", title=_("Occasion"), kind=Kind.TEXT, max_length=120,
                  headings=("Dịp",)),
            _DOCUMENT,
            _VERIFIED,
        ),
        happened="day",
        news=False,
        place=None,
        key=("day",),
    )
)  # fmt: skip

REGIME = register(
    Register(
        code="plan.regime",
        title=_("Reporting regimes"),
        model=Regime,
        versions=RegimeVersion,
        fields=(
            Field(name="unit", title=_("Received by"), kind=Kind.UNIT,
                  headings=("Đơn vị nhận",)),
            Field(name="code", title=_("Code"), kind=Kind.TEXT, max_length=40, headings=("Mã",)),
            Field(name="title", title=_("Name of the report"), kind=Kind.TEXT,
                  headings=("Tên báo cáo",)),
            Field(name="reporters", title=_("Who reports"), kind=Kind.CHOICE,
                  choices=_choices(Reporters, communes="phường, xã"), headings=("Ai báo cáo",)),
            Field(name="span", title=_("How often"), kind=Kind.CHOICE,
                  choices=_choices(Span, month="tháng", quarter="quý", half="6 tháng",
                                   nine_months="9 tháng", year="năm"), headings=("Kỳ",)),
            Field(name="cut", title=_("Days of the window"), kind=Kind.CHOICE,
                  choices=_choices(Cut, administrative="15-14", calendar="tháng dương lịch"),
                  headings=("Thời gian chốt số liệu",)),
            Field(name="working_days", title=_("Working days from cut-off to due day"),
                  kind=Kind.INTEGER, minimum=1, maximum=90,
                  headings=("Số ngày làm việc sau chốt",)),
            Field(name="signatures", title=_("Signatures"), kind=Kind.INTEGER, minimum=1,
                  maximum=2, headings=("Số chữ ký",)),
            Field(name="form", title=_("Form"), kind=Kind.TEXT, required=False,
                  headings=("Biểu mẫu",)),
            Field(name="channel", title=_("Channel"), kind=Kind.TEXT, required=False,
                  max_length=120, headings=("Phương thức gửi",)),
            Field(name="registers", title=_("Registers it is made of"), kind=Kind.TEXT,
                  required=False, max_length=300, headings=("Sổ số liệu",)),
            Field(name="from_on", title=_("In force from"), kind=Kind.DATE,
                  headings=("Áp dụng từ",)),
            Field(name="to_on", title=_("In force until"), kind=Kind.DATE, required=False,
                  headings=("Áp dụng đến",)),
            _DOCUMENT,
            _VERIFIED,
        ),
        happened="from_on",
        ended="to_on",
        news=False,
        place="unit",
        key=("unit", "code", "from_on"),
    )
)  # fmt: skip

REPORT = register(
    Register(
        code="plan.report",
        title=_("Reports handed in"),
        model=Report,
        versions=ReportVersion,
        fields=(
            _REGIME,
            _UNIT,
            _FIRST,
            Field(name="last_on", title=_("Cut-off"), kind=Kind.DATE, headings=("Chốt số liệu",)),
            Field(name="state", title=_("State of the report"), kind=Kind.CHOICE,
                  choices=_choices(ReportState), headings=("Trạng thái",)),
            Field(name="stepped_on", title=_("Day of the step"), kind=Kind.DATE,
                  headings=("Ngày",)),
            Field(name="handed_on", title=_("Handed in on"), kind=Kind.DATE, required=False,
                  headings=("Ngày nộp",)),
            Field(name="returns", title=_("Times sent back"), kind=Kind.INTEGER, minimum=0,
                  headings=("Số lần trả lại",)),
            Field(name="signers", title=_("Signed by"), kind=Kind.TEXT, required=False,
                  max_length=400, headings=("Người ký",)),
            Field(name="line", title=_("Line to be put right"), kind=Kind.TEXT, required=False,
                  max_length=120, headings=("Dòng phải sửa",)),
            Field(name="first_handed_on", title=_("First handed in on"), kind=Kind.DATE,
                  required=False, headings=("Ngày nộp lần đầu",), since=2),
        ),
        happened="last_on",
        news=False,
        place="unit",
        key=("regime", "unit", "first_on"),
        schema_version=2,
    )
)  # fmt: skip

DELEGATION = register(
    Register(
        code="plan.delegation",
        title=_("Who signs for whom"),
        model=Delegation,
        versions=DelegationVersion,
        fields=(
            Field(name="unit", title=_("Unit"), kind=Kind.UNIT, headings=("Đơn vị",)),
            Field(name="account", title=_("Account that signs"), kind=Kind.TEXT, max_length=150,
                  headings=("Tài khoản ký",)),
            Field(name="manner", title=_("In what capacity"), kind=Kind.CHOICE,
                  choices=_choices(Manner), headings=("Thể thức",)),
            Field(name="head", title=_("Signed in place of"), kind=Kind.TEXT, max_length=120,
                  headings=("Ký thay",)),
            Field(name="from_on", title=_("From"), kind=Kind.DATE, headings=("Từ ngày",)),
            Field(name="to_on", title=_("To the end of"), kind=Kind.DATE, headings=("Đến ngày",)),
            Field(name="document", title=_("Document"), kind=Kind.TEXT, headings=("Văn bản",)),
        ),
        happened="from_on",
        ended="to_on",
        news=False,
        place="unit",
        key=("unit", "account", "from_on"),
    )
)  # fmt: skip

REMINDER = register(
    Register(
        code="plan.reminder",
        title=_("Reminders"),
        model=Reminder,
        versions=ReminderVersion,
        fields=(
            _REGIME,
            _UNIT,
            _FIRST,
            Field(
                name="reminded_on", title=_("Reminded on"), kind=Kind.DATE, headings=("Ngày nhắc",)
            ),
        ),
        happened="reminded_on",
        news=False,
        place="unit",
        key=("regime", "unit", "first_on", "reminded_on"),
    )
)
