"""The registers of an epidemic: diseases and rules, cases, contacts, tests, sites and stays."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muctieu.core.models import Unit
from muctieu.registers.declare import Choice, Field, Kind, Register, register
from muctieu.registers.models import Record, history_of
from muctieu.registers.people import Person
from muctieu.sectors.epidemic import rules


class RuleSubject(models.TextChoices):
    """What a rule of the epidemic is about."""

    ISOLATION_DAYS = rules.Subject.ISOLATION_DAYS.value, _("days of isolation")
    CONTACT_WINDOW_DAYS = rules.Subject.CONTACT_WINDOW_DAYS.value, _("days before onset that count")
    CASE_AGAIN_DAYS = rules.Subject.CASE_AGAIN_DAYS.value, _("days until somebody is a case again")
    CASE_DEFINITION = rules.Subject.CASE_DEFINITION.value, _("definition of a case")
    CONTACT_DEFINITION = rules.Subject.CONTACT_DEFINITION.value, _("definition of a contact")


class Reason(models.TextChoices):
    """Why somebody is isolated."""

    F0 = rules.Reason.F0.value, _("case (F0)")
    F1 = rules.Reason.F1.value, _("contact (F1)")
    ENTRY = rules.Reason.ENTRY.value, _("came from an affected area")
    AREA = rules.Reason.AREA.value, _("lives in a locked-down area")


class Form(models.TextChoices):
    """Where somebody is isolated."""

    FACILITY = rules.Form.FACILITY.value, _("in a facility")
    HOME = rules.Form.HOME.value, _("at home")


class EndReason(models.TextChoices):
    """Why a stay ended."""

    SERVED = rules.EndReason.SERVED.value, _("days served")
    BECAME_CASE = rules.EndReason.BECAME_CASE.value, _("became a case")
    TRANSFERRED = rules.EndReason.TRANSFERRED.value, _("transferred")
    RECOVERED = rules.EndReason.RECOVERED.value, _("recovered")
    DIED = rules.EndReason.DIED.value, _("died")
    OTHER = rules.EndReason.OTHER.value, pgettext_lazy("end of a stay", "other")


class Found(models.TextChoices):
    """Where a case was found."""

    COMMUNITY = "community", _("in the community")
    ISOLATION = "isolation", _("in isolation")
    LOCKDOWN = "lockdown", _("in a locked-down area")
    ENTRY = "entry", _("on entry")
    HEALTH = "health", _("at a health facility")


class Severity(models.TextChoices):
    """Mức độ bệnh."""

    NONE = "none", _("no symptoms")
    MILD = "mild", _("mild")
    MODERATE = "moderate", pgettext_lazy("illness", "moderate")
    SEVERE = "severe", _("severe")
    CRITICAL = "critical", _("critical")


class Ending(models.TextChoices):
    """How a case ended."""

    RECOVERED = "recovered", _("recovered")
    DIED = "died", _("died")
    MOVED = "moved", _("moved to another place")


class Setting(models.TextChoices):
    """Where people met."""

    HOUSEHOLD = "household", _("household")
    WORK = "work", _("at work")
    SCHOOL = "school", _("at school")
    MARKET = "market", _("market or shop")
    TRANSPORT = "transport", _("transport")
    HEALTH = "health", _("health facility")
    GATHERING = "gathering", _("gathering")
    OTHER = "other", pgettext_lazy("setting", "other")


class Method(models.TextChoices):
    """How a sample is tested."""

    PCR = "pcr", "RT-PCR"
    RAPID = "rapid", _("rapid test")


class Purpose(models.TextChoices):
    """Why a sample is taken."""

    TRACING = "tracing", _("tracing")
    SCREENING = "screening", _("screening")
    REGULAR = "regular", pgettext_lazy("test", "regular")
    RELEASE = "release", _("end of isolation")


class Result(models.TextChoices):
    """What a test said."""

    NEGATIVE = "negative", _("negative")
    POSITIVE = "positive", _("positive")
    UNCLEAR = "unclear", _("unclear")
    SPOILT = "spoilt", _("spoilt")


class SiteKind(models.TextChoices):
    """What a site is when there is no epidemic."""

    BARRACKS = "barracks", _("barracks")
    SCHOOL = "school", _("school")
    DORMITORY = "dormitory", _("dormitory")
    HOTEL = "hotel", _("hotel")
    HEALTH = "health", _("health facility")
    FLATS = "flats", _("block of flats")
    OTHER = "other", pgettext_lazy("site", "other")


class Group(models.TextChoices):
    """Whom a site takes: never both."""

    F0 = "f0", _("cases (F0)")
    F1 = "f1", _("contacts and others (F1)")


class Disease(Record):
    """A disease that is watched, as data: another one needs no line of code."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    case_word = models.CharField(max_length=40)
    contact_word = models.CharField(max_length=40, null=True)
    degrees = models.BigIntegerField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    document = models.CharField(max_length=200)
    verified = models.BooleanField()


class EpidemicRule(Record):
    """A rule with its document and the days it held; the shipped ones come from ``rules.toml``."""

    disease = models.CharField(max_length=20)
    subject = models.CharField(max_length=20, choices=RuleSubject.choices)
    reason = models.CharField(max_length=8, choices=Reason.choices, null=True)
    form = models.CharField(max_length=8, choices=Form.choices, null=True)
    place = models.CharField(max_length=12, null=True)
    value = models.BigIntegerField(null=True)
    words = models.CharField(max_length=300, null=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    document = models.CharField(max_length=200)
    verified = models.BooleanField()
    note = models.CharField(max_length=300, null=True)


class Case(Record):
    """A confirmed case (F0) of a disease, counted where it was found (``unit``) or by residence."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=30, db_index=True)
    disease = models.CharField(max_length=20)
    onset_on = models.DateField(null=True)
    sampled_on = models.DateField()
    confirmed_on = models.DateField()
    found = models.CharField(max_length=10, choices=Found.choices)
    severity = models.CharField(max_length=10, choices=Severity.choices, null=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, null=True)
    ended_on = models.DateField(null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    residence = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "code"], name="case_once"),
            models.CheckConstraint(
                condition=models.Q(confirmed_on__gte=models.F("sampled_on")),
                name="case_after_its_sample",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None)
                | models.Q(ended_on__gte=models.F("confirmed_on")),
                name="case_ends_after_it_is_confirmed",
            ),
        ]


class Contact(Record):
    """Somebody who met a case (F1), or somebody who did (F2): through whom, when, where."""

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="contacts", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    degree = models.BigIntegerField()
    through = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    last_on = models.DateField()
    setting = models.CharField(max_length=10, choices=Setting.choices)
    found_on = models.DateField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    residence = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "person"], name="contact_once"),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("through")), name="contact_with_another"
            ),
            models.CheckConstraint(
                condition=models.Q(found_on__gte=models.F("last_on")), name="contact_found_later"
            ),
        ]


class Sample(Record):
    """A tube: of one person, or pooled of several; its result comes later, under its code."""

    code = models.CharField(max_length=40, unique=True)
    disease = models.CharField(max_length=20)
    method = models.CharField(max_length=6, choices=Method.choices)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    taken_on = models.DateField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    resulted_on = models.DateField(null=True)
    result = models.CharField(max_length=8, choices=Result.choices, null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(resulted_on=None)
                | models.Q(resulted_on__gte=models.F("taken_on")),
                name="sample_taken_before_its_result",
            ),
            models.CheckConstraint(
                condition=models.Q(resulted_on=None, result=None)
                | models.Q(resulted_on__isnull=False, result__isnull=False),
                name="sample_result_with_its_day",
            ),
        ]


class Swab(Record):
    """Somebody's part in a tube: of a pooled sample there are several."""

    sample = models.ForeignKey(
        Sample, on_delete=models.PROTECT, related_name="swabs", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taken_on = models.DateField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    residence = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sample", "person"], name="swab_once")
        ]


class Facility(Record):
    """A site that takes people: cases or others, never both. ``tier`` is that of treatment."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SiteKind.choices)
    holds = models.CharField(max_length=2, choices=Group.choices)
    tier = models.BigIntegerField(null=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)


class Capacity(Record):
    """How many places a site has from a day on: those of the plan, and those that are ready."""

    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="capacities", db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    planned = models.BigIntegerField()
    ready = models.BigIntegerField()
    document = models.CharField(max_length=200, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["facility", "from_on"], name="capacity_once"),
            models.CheckConstraint(
                condition=models.Q(planned__gte=0) & models.Q(ready__gte=0),
                name="capacity_not_below_zero",
            ),
        ]


class EpidemicStay(Record):
    """Somebody is isolated or treated at one place; a transfer ends one and begins the next.

    ``due_on`` is the last day as the ``rule`` in force on the first one set it: a later rule
    changes no stay that has begun.  Stays handed on from one to the next are a chain: they share
    the person and ``begun_on``, the chain's first day.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    disease = models.CharField(max_length=20)
    reason = models.CharField(max_length=8, choices=Reason.choices)
    form = models.CharField(max_length=8, choices=Form.choices)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, related_name="stays"
    )
    decision = models.CharField(max_length=60, null=True)
    from_on = models.DateField()
    begun_on = models.DateField()
    rule = models.CharField(max_length=200, null=True)
    due_on = models.DateField()
    to_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=12, choices=EndReason.choices, null=True)
    note = models.CharField(max_length=200, null=True)
    override = models.CharField(max_length=120, null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    residence = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "from_on"], name="stay_once"),
            models.CheckConstraint(
                condition=models.Q(form="home", facility=None)
                | models.Q(form="facility", facility__isnull=False),
                name="stay_has_its_place",
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("from_on")), name="stay_is_due_later"
            ),
            models.CheckConstraint(
                condition=models.Q(to_on=None, end_reason=None)
                | models.Q(to_on__gte=models.F("from_on"), end_reason__isnull=False),
                name="stay_ends_with_a_reason",
            ),
        ]


DiseaseVersion = history_of(Disease)
EpidemicRuleVersion = history_of(EpidemicRule)
CaseVersion = history_of(Case)
ContactVersion = history_of(Contact)
SampleVersion = history_of(Sample)
SwabVersion = history_of(Swab)
FacilityVersion = history_of(Facility)
CapacityVersion = history_of(Capacity)
EpidemicStayVersion = history_of(EpidemicStay)


def _choices(words: type[models.TextChoices], **spellings: str) -> tuple[Choice, ...]:
    """The values of a field with the spellings that sheets use, separated by semicolons."""
    said = {name: tuple(text.split(";")) for name, text in spellings.items()}
    return tuple(Choice(one.value, one.label, said.get(one.value, ())) for one in words)


SUBJECTS = _choices(RuleSubject)
REASONS = _choices(
    Reason, f0="F0;ca bệnh;ca mắc", f1="F1;tiếp xúc gần;tiếp xúc",
    entry="về từ vùng dịch;nhập cảnh;về từ địa phương có dịch", area="vùng phong tỏa;vùng dịch;vùng cách ly",
)  # fmt: skip
FORMS = _choices(
    Form, facility="tập trung;cách ly tập trung;cơ sở y tế;điều trị",
    home="tại nhà;nơi cư trú;cách ly tại nhà;tại nhà, nơi cư trú",
)  # fmt: skip
END_REASONS = _choices(
    EndReason, served="hết hạn;hoàn thành;hết thời gian cách ly", became_case="chuyển F0;thành F0;dương tính",
    transferred="chuyển nơi;chuyển cơ sở;chuyển viện", recovered="khỏi bệnh;ra viện;khỏi", died="tử vong",
    other="khác;lý do khác",
)  # fmt: skip
FOUND = _choices(
    Found, community="cộng đồng", isolation="khu cách ly;cách ly", lockdown="khu phong tỏa;phong tỏa",
    entry="nhập cảnh", health="cơ sở y tế",
)  # fmt: skip
SEVERITIES = _choices(
    Severity, none="không triệu chứng", mild="nhẹ", moderate="trung bình;vừa", severe="nặng",
    critical="nguy kịch",
)  # fmt: skip
ENDINGS = _choices(
    Ending, recovered="khỏi;khỏi bệnh", died="tử vong", moved="chuyển nơi khác;chuyển tuyến"
)
SETTINGS = _choices(
    Setting, household="gia đình;cùng nhà;người nhà", work="nơi làm việc;cơ quan;công ty", school="trường học",
    market="chợ;cửa hàng;siêu thị", transport="xe khách;phương tiện", health="cơ sở y tế;bệnh viện",
    gathering="đám cưới;đám tang;hội họp;tụ họp", other="khác",
)  # fmt: skip
METHODS = _choices(Method, pcr="PCR;RT-PCR", rapid="test nhanh;nhanh;kháng nguyên")
PURPOSES = _choices(
    Purpose, tracing="truy vết", screening="sàng lọc;tầm soát", regular="định kỳ", release="hết cách ly;kết thúc cách ly"
)  # fmt: skip
RESULTS = _choices(
    Result, negative="âm tính;âm;(-)", positive="dương tính;dương;(+)", unclear="nghi ngờ;nghi;không xác định",
    spoilt="hỏng;mẫu hỏng",
)  # fmt: skip
SITE_KINDS = _choices(
    SiteKind, barracks="doanh trại;quân đội", school="trường học;trường", dormitory="ký túc xá;KTX", hotel="khách sạn",
    health="cơ sở y tế;bệnh viện;trạm y tế", flats="chung cư;nhà chung cư", other="khác",
)  # fmt: skip
GROUPS = _choices(Group, f0="F0;ca bệnh", f1="F1;người tiếp xúc")

_DISEASE = Field(
    name="disease", title=_("Disease"), kind=Kind.TEXT, max_length=20, headings=("Bệnh", "Mã bệnh")
)
_PERSON = Field(name="person", title=_("Person"), kind=Kind.RECORD, to="people.person")
_UNIT = Field(
    name="unit",
    title=_("Ward or commune"),
    kind=Kind.UNIT,
    headings=("Phường/xã", "Đơn vị", "Nơi phát hiện"),
)
_RESIDENCE = Field(
    name="residence",
    title=_("Place of residence"),
    kind=Kind.UNIT,
    headings=("Nơi cư trú", "Phường/xã cư trú"),
)
_FROM = Field(name="from_on", title=_("From"), kind=Kind.DATE, headings=("Từ ngày", "Ngày bắt đầu"))
_TO = Field(
    name="to_on",
    title=_("To"),
    kind=Kind.DATE,
    required=False,
    headings=("Đến ngày", "Ngày kết thúc"),
)
_DOCUMENT = Field(name="document", title=_("Document"), kind=Kind.TEXT, headings=("Văn bản",))
_VERIFIED = Field(
    name="verified", title=_("Verified"), kind=Kind.BOOLEAN, headings=("Đã kiểm chứng",)
)
_TAKEN = Field(
    name="taken_on", title=_("Taken on"), kind=Kind.DATE, headings=("Ngày lấy mẫu", "Ngày lấy")
)
# fmt: off
DISEASE = register(
    Register(
        code="epidemic.disease", title=_("Diseases"), model=Disease, versions=DiseaseVersion,
        fields=(
            Field(name="code", title=_("Code"), kind=Kind.TEXT, max_length=20, headings=("Mã bệnh",)),
            Field(name="name", title=_("Name"), kind=Kind.TEXT, max_length=80, headings=("Tên bệnh",)),
            Field(name="case_word", title=_("Word for a case"), kind=Kind.TEXT, max_length=40, headings=("Cách gọi ca bệnh",)),
            Field(name="contact_word", title=_("Word for contacts"), kind=Kind.TEXT, max_length=40, required=False,
                  headings=("Cách gọi người tiếp xúc",)),
            Field(name="degrees", title=_("Degrees of contact traced"), kind=Kind.INTEGER, minimum=0, maximum=3,
                  headings=("Số vòng truy vết",)),
            _FROM, _TO, _DOCUMENT, _VERIFIED,
        ),
        happened="from_on", ended="to_on", place=None, news=False, key=("code", "from_on"),
    )
)
RULE = register(
    Register(
        code="epidemic.rule", title=_("Rules of the epidemic"), model=EpidemicRule, versions=EpidemicRuleVersion,
        fields=(
            _DISEASE,
            Field(name="subject", title=_("Subject"), kind=Kind.CHOICE, choices=SUBJECTS, headings=("Nội dung",)),
            Field(name="reason", title=_("For whom"), kind=Kind.CHOICE, choices=REASONS, required=False, headings=("Đối tượng",)),
            Field(name="form", title=_("Form of isolation"), kind=Kind.CHOICE, choices=FORMS, required=False,
                  headings=("Hình thức",)),
            Field(name="place", title=_("Only in the unit with the code"), kind=Kind.TEXT, required=False, max_length=12,
                  headings=("Mã địa bàn",)),
            Field(name="value", title=_("Days"), kind=Kind.INTEGER, required=False, minimum=0, maximum=1000,
                  headings=("Số ngày",)),
            Field(name="words", title=_("Definition"), kind=Kind.TEXT, required=False, max_length=300, headings=("Định nghĩa",)),
            _FROM, _TO, _DOCUMENT, _VERIFIED,
            Field(name="note", title=_("Note"), kind=Kind.TEXT, required=False, max_length=300, headings=("Ghi chú",)),
        ),
        happened="from_on", ended="to_on", place=None, news=False,
        key=("disease", "subject", "reason", "form", "place", "from_on"),
    )
)
CASE = register(
    Register(
        code="epidemic.case", title=_("Cases (F0)"), model=Case, versions=CaseVersion,
        fields=(
            _PERSON,
            Field(name="code", title=_("Case code"), kind=Kind.TEXT, max_length=30, headings=("Mã ca bệnh", "Mã ca", "Mã F0", "Mã BN")),
            _DISEASE,
            Field(name="onset_on", title=_("Fell ill on"), kind=Kind.DATE, required=False, headings=("Ngày khởi phát",)),
            Field(name="sampled_on", title=_("Sample taken on"), kind=Kind.DATE, headings=("Ngày lấy mẫu",)),
            Field(name="confirmed_on", title=_("Confirmed on"), kind=Kind.DATE,
                  headings=("Ngày xác định", "Ngày có kết quả", "Ngày khẳng định")),
            Field(name="found", title=_("Where found"), kind=Kind.CHOICE, choices=FOUND, headings=("Nguồn phát hiện", "Phát hiện tại")),
            Field(name="severity", title=_("Severity"), kind=Kind.CHOICE, choices=SEVERITIES, required=False, headings=("Mức độ",)),
            Field(name="ending", title=_("Outcome"), kind=Kind.CHOICE, choices=ENDINGS, required=False, headings=("Kết quả điều trị",)),
            Field(name="ended_on", title=_("Day of the outcome"), kind=Kind.DATE, required=False,
                  headings=("Ngày kết thúc điều trị", "Ngày ra viện")),
            _UNIT, _RESIDENCE,
        ),
        happened="confirmed_on", place="unit", key=("person", "code"), about_people=True,
    )
)
CONTACT = register(
    Register(
        code="epidemic.contact", title=_("Contacts (F1, F2)"), model=Contact, versions=ContactVersion,
        fields=(
            Field(name="case", title=_("Case"), kind=Kind.RECORD, to="epidemic.case"),
            _PERSON,
            Field(name="degree", title=_("Degree of contact"), kind=Kind.INTEGER, minimum=1, maximum=3,
                  headings=("Vòng tiếp xúc", "F1/F2", "Vòng")),
            Field(name="through", title=_("Through whom"), kind=Kind.RECORD, to="people.person"),
            Field(name="last_on", title=_("Last contact"), kind=Kind.DATE, headings=("Ngày tiếp xúc cuối", "Tiếp xúc lần cuối")),
            Field(name="setting", title=_("Setting"), kind=Kind.CHOICE, choices=SETTINGS, headings=("Hoàn cảnh tiếp xúc", "Hoàn cảnh")),
            Field(name="found_on", title=_("Found on"), kind=Kind.DATE, headings=("Ngày phát hiện", "Ngày lập danh sách")),
            _UNIT, _RESIDENCE,
        ),
        happened="found_on", place="unit", key=("case", "person"), about_people=True,
    )
)
SAMPLE = register(
    Register(
        code="epidemic.sample", title=_("Samples"), model=Sample, versions=SampleVersion,
        fields=(
            Field(name="code", title=_("Sample code"), kind=Kind.TEXT, max_length=40, headings=("Mã mẫu", "Mã ống", "Mã số mẫu")),
            _DISEASE,
            Field(name="method", title=_("Method"), kind=Kind.CHOICE, choices=METHODS, headings=("Phương pháp", "Loại xét nghiệm")),
            Field(name="purpose", title=_("Reason for the test"), kind=Kind.CHOICE, choices=PURPOSES, headings=("Lý do lấy mẫu", "Lý do xét nghiệm")),
            _TAKEN, _UNIT,
            Field(name="resulted_on", title=_("Result of"), kind=Kind.DATE, required=False, headings=("Ngày có kết quả", "Ngày trả kết quả")),
            Field(name="result", title=_("Result"), kind=Kind.CHOICE, choices=RESULTS, required=False, headings=("Kết quả", "Kết quả xét nghiệm")),
        ),
        happened="taken_on", place="unit", key=("code",),
    )
)
SWAB = register(
    Register(
        code="epidemic.swab", title=_("People tested"), model=Swab, versions=SwabVersion,
        fields=(
            Field(name="sample", title=_("Sample"), kind=Kind.RECORD, to="epidemic.sample"),
            _PERSON, _TAKEN, _UNIT, _RESIDENCE,
        ),
        happened="taken_on", place="unit", key=("sample", "person"), about_people=True,
    )
)
FACILITY = register(
    Register(
        code="epidemic.facility", title=_("Isolation and treatment sites"), model=Facility, versions=FacilityVersion,
        fields=(
            Field(name="code", title=_("Site code"), kind=Kind.TEXT, max_length=20, headings=("Mã cơ sở", "Mã điểm")),
            Field(name="name", title=_("Isolation or treatment site"), kind=Kind.TEXT, max_length=120, headings=("Tên cơ sở", "Tên điểm cách ly", "Cơ sở")),
            _UNIT,
            Field(name="kind", title=_("Kind of site"), kind=Kind.CHOICE, choices=SITE_KINDS, headings=("Loại cơ sở", "Loại hình")),
            Field(name="holds", title=_("Whom it takes"), kind=Kind.CHOICE, choices=GROUPS, headings=("Dùng cho", "Đối tượng")),
            Field(name="tier", title=_("Tier of treatment"), kind=Kind.INTEGER, required=False, minimum=1, maximum=3,
                  headings=("Tầng", "Tầng điều trị")),
            _FROM, _TO,
        ),
        happened="from_on", ended="to_on", place="unit", key=("code",),
    )
)
CAPACITY = register(
    Register(
        code="epidemic.capacity", title=_("Places of sites"), model=Capacity, versions=CapacityVersion,
        fields=(
            Field(name="facility", title=_("Isolation or treatment site"), kind=Kind.RECORD, to="epidemic.facility"),
            _UNIT, _FROM, _TO,
            Field(name="planned", title=_("Places by the plan"), kind=Kind.INTEGER, minimum=0, maximum=100_000,
                  headings=("Số chỗ theo phương án", "Số chỗ kế hoạch")),
            Field(name="ready", title=_("Places that are ready"), kind=Kind.INTEGER, minimum=0, maximum=100_000,
                  headings=("Số chỗ sẵn sàng", "Số chỗ hiện có")),
            Field(name="document", title=_("Document"), kind=Kind.TEXT, required=False, headings=("Văn bản",)),
        ),
        happened="from_on", ended="to_on", place="unit", key=("facility", "from_on"),
    )
)
STAY = register(
    Register(
        code="epidemic.stay", title=_("Stays in isolation and treatment"), model=EpidemicStay, versions=EpidemicStayVersion,
        fields=(
            _PERSON, _DISEASE,
            Field(name="reason", title=_("Reason for isolation"), kind=Kind.CHOICE, choices=REASONS, headings=("Diện cách ly", "Đối tượng")),
            Field(name="form", title=_("Form of isolation"), kind=Kind.CHOICE, choices=FORMS, headings=("Hình thức cách ly", "Hình thức")),
            Field(name="facility", title=_("Isolation or treatment site"), kind=Kind.RECORD, to="epidemic.facility", required=False),
            Field(name="decision", title=_("Decision"), kind=Kind.TEXT, required=False, max_length=60, headings=("Số quyết định", "Quyết định")),
            Field(name="from_on", title=_("From"), kind=Kind.DATE, headings=("Từ ngày", "Ngày bắt đầu cách ly", "Ngày bắt đầu")),
            Field(name="begun_on", title=_("Isolated since"), kind=Kind.DATE, headings=("Cách ly liên tục từ ngày",)),
            Field(name="rule", title=_("By which rule"), kind=Kind.TEXT, required=False, headings=("Theo quy định",)),
            Field(name="due_on", title=_("Due to end on"), kind=Kind.DATE, headings=("Ngày dự kiến kết thúc", "Hạn cách ly")),
            Field(name="to_on", title=_("Ended on"), kind=Kind.DATE, required=False, headings=("Ngày kết thúc", "Đến ngày")),
            Field(name="end_reason", title=_("Why it ended"), kind=Kind.CHOICE, choices=END_REASONS, required=False,
                  headings=("Lý do kết thúc",)),
            Field(name="note", title=_("Note"), kind=Kind.TEXT, required=False, headings=("Ghi chú", "Lý do khác")),
            Field(name="override", title=_("Decision to exceed the places"), kind=Kind.TEXT, required=False, max_length=120,
                  headings=("Quyết định vượt số chỗ",)),
            _UNIT, _RESIDENCE,
        ),
        happened="from_on", ended="to_on", place="unit", key=("person", "from_on"), about_people=True,
    )
)
# fmt: on
