"""What was promised: the year and its theme, resolutions and their clauses, targets.

A target is given to units in parts (allotments), is due along milestones where it does not
simply add up with the days, and where no figure measures it somebody's finding is recorded.

Each is a register with two clocks: a target that was changed in October is still known as it
was in June.  What became of a target is worked out where plan and figures meet
(``indicators.against_plan``), never stored.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from muctieu.core.models import Unit
from muctieu.plan import report_models, task_models  # noqa: F401  Django looks for tables here
from muctieu.registers.declare import Choice, Field, Kind, Register, register
from muctieu.registers.models import Record, history_of


class TargetDirection(models.TextChoices):
    """Which way is better than plan."""

    UP = "up", _("the more the better")
    DOWN = "down", _("the less the better")


class Assigner(models.TextChoices):
    """Who set the plan: one figure may have several plans."""

    PROVINCE = "province", _("assigned by the province")
    COUNCIL = "council", _("decided by the council")
    COMMITTEE = "committee", _("set by the people's committee")


class Course(models.TextChoices):
    """How a figure comes to its plan in the course of the year."""

    LINEAR = "linear", _("adds up with the days")
    LEVEL = "level", _("stands all year, does not add up")


class Assessment(models.TextChoices):
    """What somebody found of a target that no figure measures."""

    EXCEEDED = "exceeded", _("exceeded")
    REACHED = "reached", _("reached")
    ON_TRACK = "on_track", _("on track")
    BEHIND = "behind", _("behind")
    MISSED = "missed", _("not reached")


class DocumentKind(models.TextChoices):
    """What kind of document gives targets or work."""

    RESOLUTION = "resolution", _("resolution")
    THEME = "theme", _("theme of the year")
    PROGRAMME = "programme", _("programme")
    PLAN = "plan", _("plan")
    SCHEME = "scheme", _("response plan")
    CONCLUSION = "conclusion", _("conclusion of a meeting")
    DISPATCH = "dispatch", _("official letter")


class Year(Record):
    """A year of a unit and its theme (chủ đề năm công tác), restated."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField()
    theme = models.CharField(max_length=400)
    note = models.CharField(max_length=300, null=True)
    document = models.CharField(max_length=200, null=True)
    sentence = models.BigIntegerField(null=True)


class Resolution(Record):
    """A document that sets targets for a year or gives work: a resolution where no kind is said."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    symbol = models.CharField(max_length=60)
    issued_on = models.DateField()
    issuer = models.CharField(max_length=160)
    title = models.CharField(max_length=300)
    year = models.BigIntegerField()
    source = models.CharField(max_length=200, null=True)
    verified = models.BooleanField()
    kind = models.CharField(max_length=10, choices=DocumentKind.choices, null=True)


class Clause(Record):
    """A clause of such a document; other bodies' texts are restated, not copied."""

    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="clauses")
    number = models.CharField(max_length=40)
    text = models.CharField(max_length=1000)


class Target(Record):
    """A target (chỉ tiêu): an indicator to reach a value, or a qualitative one without.

    The value is ``mantissa`` × 10^-``decimals`` in ``word``, or the declared figure of the code
    ``plan_code``; neither where no document gives it.  ``assumed`` marks targets that no document
    names.  ``document`` is the one that gave this version its value; ``base`` what it is
    compared with ("so với năm trước, giá so sánh 2010"); ``course`` how it is reached; ``clause``
    the one of its resolution that sets it.
    """

    resolution = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="targets")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    year = models.BigIntegerField()
    number = models.BigIntegerField()
    title = models.CharField(max_length=200)
    qualitative = models.BooleanField()
    indicator = models.CharField(max_length=80, null=True)
    direction = models.CharField(max_length=4, choices=TargetDirection.choices, null=True)
    mantissa = models.BigIntegerField(null=True)
    decimals = models.BigIntegerField(null=True)
    word = models.CharField(max_length=40, null=True)
    plan_code = models.CharField(max_length=80, null=True)
    assigner = models.CharField(max_length=10, choices=Assigner.choices, null=True)
    assumed = models.BooleanField()
    document = models.CharField(max_length=200, null=True)
    base = models.CharField(max_length=200, null=True)
    course = models.CharField(max_length=6, choices=Course.choices, null=True)
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, related_name="targets")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(qualitative=True) | models.Q(indicator__isnull=False),
                name="target_has_indicator_or_is_qualitative",
            ),
            models.CheckConstraint(
                condition=models.Q(mantissa=None) | models.Q(decimals__gte=0),
                name="target_value_has_decimals",
            ),
        ]


class Allotment(Record):
    """What one unit is to do of a target (giao cho đơn vị), in the target's unit of measure."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="allotments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    mantissa = models.BigIntegerField()
    decimals = models.BigIntegerField()
    document = models.CharField(max_length=200, null=True)


class Milestone(Record):
    """What should be there by the end of a day (mốc tiến độ), counted from the year's first."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="milestones")
    due_on = models.DateField()
    mantissa = models.BigIntegerField()
    decimals = models.BigIntegerField()
    document = models.CharField(max_length=200, null=True)


class Judgement(Record):
    """A state that somebody found for a target in words: who, for which day, by which document.

    ``judged_on`` is the day whose end it speaks for; when it was said, the second clock tells.
    ``assumed`` marks one that nobody recorded: it was read out of a text.
    """

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="judgements")
    judged_on = models.DateField()
    assessment = models.CharField(max_length=8, choices=Assessment.choices)
    judge = models.CharField(max_length=160)
    document = models.CharField(max_length=200)
    note = models.CharField(max_length=300, null=True)
    assumed = models.BooleanField()


YearVersion = history_of(Year)
ResolutionVersion = history_of(Resolution)
ClauseVersion = history_of(Clause)
TargetVersion = history_of(Target)
AllotmentVersion = history_of(Allotment)
MilestoneVersion = history_of(Milestone)
JudgementVersion = history_of(Judgement)

DIRECTIONS = tuple(Choice(one.value, one.label) for one in TargetDirection)
ASSIGNERS = (
    Choice("province", Assigner.PROVINCE.label, ("tỉnh giao",)),
    Choice("council", Assigner.COUNCIL.label, ("HĐND",)),
    Choice("committee", Assigner.COMMITTEE.label, ("UBND giao", "thành phố giao")),
)
COURSES = (
    Choice("linear", Course.LINEAR.label, ("cộng dồn", "lũy kế")),
    Choice("level", Course.LEVEL.label, ("không cộng dồn", "tốc độ, tỷ lệ")),
)
ASSESSMENTS = (
    Choice("exceeded", Assessment.EXCEEDED.label, ("vượt",)),
    Choice("reached", Assessment.REACHED.label, ("đạt", "hoàn thành")),
    Choice("on_track", Assessment.ON_TRACK.label, ("đúng tiến độ",)),
    Choice("behind", Assessment.BEHIND.label, ("chậm", "chậm tiến độ")),
    Choice("missed", Assessment.MISSED.label, ("không đạt", "không hoàn thành")),
)
DOCUMENT_KINDS = (
    Choice("resolution", DocumentKind.RESOLUTION.label, ("NQ",)),
    Choice("theme", DocumentKind.THEME.label, ("chủ đề",)),
    Choice("programme", DocumentKind.PROGRAMME.label, ("CTr",)),
    Choice("plan", DocumentKind.PLAN.label, ("KH",)),
    Choice("scheme", DocumentKind.SCHEME.label, ("PA",)),
    Choice("conclusion", DocumentKind.CONCLUSION.label, ("TB", "kết luận")),
    Choice("dispatch", DocumentKind.DISPATCH.label, ("CV",)),
)
_TARGET = Field(name="target", title=_("Target"), kind=Kind.RECORD, to="plan.target",
                headings=("Chỉ tiêu",))  # fmt: skip
_DIGITS = (
    Field(name="mantissa", title=_("Digits"), kind=Kind.INTEGER, headings=("Chữ số",)),
    Field(name="decimals", title=_("Decimals"), kind=Kind.INTEGER, minimum=0, maximum=9,
          headings=("Số chữ số thập phân",)),
)  # fmt: skip
_DOCUMENT = Field(name="document", title=_("Document"), kind=Kind.TEXT, required=False,
                  headings=("Văn bản",))  # fmt: skip

YEAR = register(
    Register(
        code="plan.year",
        title=_("Years and their themes"),
        model=Year,
        versions=YearVersion,
        fields=(
            Field(name="unit", title=_("Unit"), kind=Kind.UNIT, headings=("Đơn vị",)),
            Field(name="number", title=_("Year"), kind=Kind.INTEGER, minimum=1900, maximum=2200,
                  headings=("Năm",)),
            Field(name="theme", title=_("Theme of the year"), kind=Kind.TEXT, max_length=400,
                  headings=("Chủ đề năm",)),
            Field(name="note", title=_("Note"), kind=Kind.TEXT, required=False, max_length=300,
                  headings=("Ghi chú",)),
            Field(name="document", title=_("Document"), kind=Kind.TEXT, required=False,
                  headings=("Văn bản",)),
            Field(name="sentence", title=_("Sentence"), kind=Kind.INTEGER, required=False,
                  headings=("Câu số",)),
        ),
        happened=None,
        place="unit",
        key=("unit", "number"),
    )
)  # fmt: skip

RESOLUTION = register(
    Register(
        code="plan.resolution",
        title=_("Resolutions and other documents that give work"),
        model=Resolution,
        versions=ResolutionVersion,
        fields=(
            Field(name="unit", title=_("Unit"), kind=Kind.UNIT, headings=("Đơn vị",)),
            Field(name="symbol", title=_("Number and symbol"), kind=Kind.TEXT, max_length=60,
                  headings=("Số, ký hiệu",)),
            Field(name="issued_on", title=_("Issued on"), kind=Kind.DATE,
                  headings=("Ngày ban hành", "Ngày")),
            Field(name="issuer", title=_("Issued by"), kind=Kind.TEXT, max_length=160,
                  headings=("Cơ quan ban hành",)),
            Field(name="title", title=_("Subject"), kind=Kind.TEXT, max_length=300,
                  headings=("Trích yếu",)),
            Field(name="year", title=_("Year"), kind=Kind.INTEGER, minimum=1900, maximum=2200,
                  headings=("Năm",)),
            Field(name="source", title=_("Where it can be read"), kind=Kind.TEXT, required=False,
                  headings=("Nguồn",)),
            Field(name="verified", title=_("Verified"), kind=Kind.BOOLEAN,
                  headings=("Đã kiểm chứng",)),
            Field(name="kind", title=_("Kind of document"), kind=Kind.CHOICE, required=False,
                  choices=DOCUMENT_KINDS, headings=("Loại văn bản", "Thể loại"), since=2),
        ),
        happened="issued_on",
        place="unit",
        # Numbers begin again with each year.
        key=("unit", "symbol", "year"),
        schema_version=2,
    )
)  # fmt: skip

CLAUSE = register(
    Register(
        code="plan.clause",
        title=_("Clauses of documents"),
        model=Clause,
        versions=ClauseVersion,
        fields=(
            Field(name="resolution", title=_("Resolution"), kind=Kind.RECORD, to="plan.resolution",
                  headings=("Nghị quyết",)),
            Field(name="number", title=_("Clause"), kind=Kind.TEXT, max_length=40,
                  headings=("Điều, khoản",)),
            Field(name="text", title=_("Text"), kind=Kind.TEXT, max_length=1000,
                  headings=("Nội dung",)),
        ),
        happened=None,
        place=None,
        key=("resolution", "number"),
    )
)  # fmt: skip

TARGET = register(
    Register(
        code="plan.target",
        title=_("Targets"),
        model=Target,
        versions=TargetVersion,
        fields=(
            Field(name="resolution", title=_("Resolution"), kind=Kind.RECORD, to="plan.resolution",
                  headings=("Nghị quyết",)),
            Field(name="unit", title=_("Unit"), kind=Kind.UNIT, headings=("Đơn vị",)),
            Field(name="year", title=_("Year"), kind=Kind.INTEGER, minimum=1900, maximum=2200,
                  headings=("Năm",)),
            Field(name="number", title=_("Target number"), kind=Kind.INTEGER, minimum=1,
                  headings=("Chỉ tiêu số", "TT")),
            Field(name="title", title=_("Target"), kind=Kind.TEXT, headings=("Chỉ tiêu",)),
            Field(name="qualitative", title=_("Qualitative"), kind=Kind.BOOLEAN,
                  headings=("Định tính",)),
            Field(name="indicator", title=_("Indicator"), kind=Kind.TEXT, required=False,
                  max_length=80, headings=("Mã chỉ số",)),
            Field(name="direction", title=_("Direction"), kind=Kind.CHOICE, choices=DIRECTIONS,
                  required=False, headings=("Chiều",)),
            Field(name="mantissa", title=_("Digits"), kind=Kind.INTEGER, required=False,
                  headings=("Chữ số",)),
            Field(name="decimals", title=_("Decimals"), kind=Kind.INTEGER, required=False,
                  minimum=0, maximum=9, headings=("Số chữ số thập phân",)),
            Field(name="word", title=_("Unit of measure"), kind=Kind.TEXT, required=False,
                  max_length=40, headings=("Đơn vị tính",)),
            Field(name="plan_code", title=_("Plan taken from the declared figure"), kind=Kind.TEXT,
                  required=False, max_length=80, headings=("Mã số kế hoạch",)),
            Field(name="assigner", title=_("Assigned by"), kind=Kind.CHOICE, choices=ASSIGNERS,
                  required=False, headings=("Cấp giao",)),
            Field(name="assumed", title=_("Assumed target"), kind=Kind.BOOLEAN,
                  headings=("Giả định",)),
            Field(name="document", title=_("Document"), kind=Kind.TEXT, required=False,
                  headings=("Văn bản giao", "Văn bản"), since=2),
            Field(name="base", title=_("Compared with"), kind=Kind.TEXT, required=False,
                  headings=("Gốc so sánh",), since=2),
            Field(name="course", title=_("Course of the year"), kind=Kind.CHOICE, choices=COURSES,
                  required=False, headings=("Cách tính tiến độ",), since=2),
            Field(name="clause", title=_("Clause"), kind=Kind.RECORD, to="plan.clause",
                  required=False, headings=("Điều, khoản",), since=3),
        ),
        happened=None,
        place="unit",
        key=("resolution", "number"),
        schema_version=3,
    )
)  # fmt: skip

ALLOTMENT = register(
    Register(
        code="plan.allotment",
        title=_("Targets given to units"),
        model=Allotment,
        versions=AllotmentVersion,
        fields=(
            _TARGET,
            Field(name="unit", title=_("Unit"), kind=Kind.UNIT, headings=("Đơn vị",)),
            *_DIGITS,
            _DOCUMENT,
        ),
        happened=None,
        place="unit",
        key=("target", "unit"),
    )
)

MILESTONE = register(
    Register(
        code="plan.milestone",
        title=_("Milestones of targets"),
        model=Milestone,
        versions=MilestoneVersion,
        fields=(
            _TARGET,
            Field(name="due_on", title=_("Due by"), kind=Kind.DATE,
                  headings=("Đến ngày", "Mốc ngày")),
            *_DIGITS,
            _DOCUMENT,
        ),
        happened=None,
        place=None,
        key=("target", "due_on"),
    )
)  # fmt: skip

JUDGEMENT = register(
    Register(
        code="plan.judgement",
        title=_("Findings on targets in words"),
        model=Judgement,
        versions=JudgementVersion,
        fields=(
            _TARGET,
            Field(name="judged_on", title=_("As of"), kind=Kind.DATE,
                  headings=("Đánh giá đến ngày", "Ngày đánh giá")),
            Field(name="assessment", title=_("Finding"), kind=Kind.CHOICE, choices=ASSESSMENTS,
                  headings=("Kết quả đánh giá",)),
            Field(name="judge", title=_("Found by"), kind=Kind.TEXT, max_length=160,
                  headings=("Người, cơ quan đánh giá",)),
            Field(name="document", title=_("Document"), kind=Kind.TEXT, headings=("Văn bản",)),
            Field(name="note", title=_("Note"), kind=Kind.TEXT, required=False, max_length=300,
                  headings=("Ghi chú",)),
            Field(name="assumed", title=_("Assumed finding"), kind=Kind.BOOLEAN,
                  headings=("Giả định",)),
        ),
        happened=None,
        place=None,
        key=("target", "judged_on"),
    )
)  # fmt: skip
