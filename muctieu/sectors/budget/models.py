"""The registers of the budget: revenue and spending by month, plans by version, in whole đồng."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muctieu.core.models import Unit
from muctieu.plan.models import ASSIGNERS
from muctieu.registers.declare import Choice, Field, Kind, Register, register
from muctieu.registers.models import Record, history_of


class Item(models.TextChoices):
    """Khoản thu: collected in the area, then what makes up the local budget."""

    SOE_CENTRAL = "soe_central", _("Central state enterprises")
    SOE_LOCAL = "soe_local", _("Local state enterprises")
    FOREIGN = "foreign", _("Foreign-invested enterprises")
    NON_STATE = "non_state", _("Non-state sector")
    INCOME_TAX = "income_tax", _("Personal income tax")
    ENVIRONMENT_TAX = "environment_tax", _("Environment protection tax")
    REGISTRATION = "registration", _("Registration fees")
    FEES = "fees", _("Fees and charges")
    MINERAL_FEE = "mineral_fee", _("Environment fee on minerals")
    LAND_USE = "land_use", _("Land use fees")
    LAND_RENT = "land_rent", _("Land rent")
    MINERAL_RIGHTS = "mineral_rights", _("Mineral rights")
    OTHER_REVENUE = "other_revenue", _("Other revenue")
    CUSTOMS = "customs", _("Import and export duties")
    SHARED = "shared", _("Revenue kept by the local budget")
    BALANCE_TRANSFER = "balance_transfer", _("Balancing transfer")
    TARGETED_TRANSFER = "targeted_transfer", _("Targeted transfer")
    SURPLUS = "surplus", _("Surplus of the year before")
    CARRIED_OVER = "carried_over", _("Carried over from the year before")


class Structure(models.TextChoices):
    """Cơ cấu chi."""

    DEVELOPMENT_INVESTMENT = "development_investment", _("Development investment")
    CURRENT = "current", _("Current spending")
    RESERVE = "reserve", _("Reserve")
    CARRIED_FORWARD = "carried_forward", _("Carried forward to the next year")


class SpendingField(models.TextChoices):
    """Lĩnh vực chi."""

    ECONOMY = "economy", _("Economic affairs")
    EDUCATION = "education", _("Education and training")
    HEALTH = "health", _("Health")
    CULTURE = "culture", _("Culture, sport and information")
    SOCIAL = "social", _("Social security")
    ENVIRONMENT = "environment", _("Environment")
    ADMINISTRATION = "administration", _("Administration")
    SECURITY = "security", _("Defence and security")
    OTHER = "other", _("Other fields")


class Standing(models.TextChoices):
    """How final an amount is: ước, thực hiện, quyết toán."""

    ESTIMATE = "estimate", pgettext_lazy("status", "estimate")
    ACTUAL = "actual", pgettext_lazy("status", "actual")
    OFFICIAL = "official", _("settled accounts")


class Entry(models.TextChoices):
    """An ordinary amount, or an adjustment that may lower it."""

    ORDINARY = "ordinary", _("ordinary")
    ADJUSTMENT = "adjustment", _("adjustment")


class Subject(models.TextChoices):
    """What a plan is for."""

    REVENUE_IN_AREA = "revenue_in_area", _("Revenue in the area")
    LOCAL_REVENUE = "local_revenue", _("Revenue of the local budget")
    SPENDING = "spending", _("Spending")
    INVESTMENT = "investment", _("Development investment")


class Monthly(Record):
    """What amounts of one month have in common.

    An adjustment has a voucher; only it may be below zero. The estimate and the actual amount of
    a month are records beside one another.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    status = models.CharField(max_length=12, choices=Standing.choices)
    entry = models.CharField(max_length=12, choices=Entry.choices)
    voucher = models.CharField(max_length=60, null=True)
    amount = models.BigIntegerField()
    document = models.CharField(max_length=200)
    issued_on = models.DateField()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(amount__gte=0) | models.Q(entry="adjustment"),
                name="%(class)s_below_zero_is_adjusted",
            ),
            models.CheckConstraint(
                condition=models.Q(entry="ordinary", voucher=None)
                | models.Q(entry="adjustment", voucher__isnull=False),
                name="%(class)s_adjustment_has_voucher",
            ),
        ]


class Revenue(Monthly):
    """Revenue of one item in one month."""

    item = models.CharField(max_length=20, choices=Item.choices)


class Spending(Monthly):
    """Spending of one structure, and field where it is given, in one month."""

    structure = models.CharField(max_length=24, choices=Structure.choices)
    field = models.CharField(max_length=16, choices=SpendingField.choices, null=True)


class Plan(Record):
    """A plan for a year as one authority assigned it; a later version takes its place."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    subject = models.CharField(max_length=20, choices=Subject.choices)
    authority = models.CharField(max_length=10)
    edition = models.BigIntegerField()
    amount = models.BigIntegerField()
    document = models.CharField(max_length=200)
    issued_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "from_on", "subject", "authority", "edition"],
                name="plan_edition_once",
            ),
            models.CheckConstraint(condition=models.Q(edition__gte=1), name="plan_edition_counts"),
        ]


RevenueVersion = history_of(Revenue)
SpendingVersion = history_of(Spending)
PlanVersion = history_of(Plan)

_REVENUE_SPELT: dict[str, tuple[str, ...]] = {
    "soe_central": ("Thu từ khu vực DNNN do trung ương quản lý", "DNNN trung ương", "DNNN TW",
                    "Doanh nghiệp nhà nước trung ương"),
    "soe_local": ("Thu từ khu vực DNNN do địa phương quản lý", "DNNN địa phương", "DNNN ĐP"),
    "foreign": ("Thu từ khu vực doanh nghiệp có vốn đầu tư nước ngoài", "FDI", "DN đầu tư nước ngoài"),
    "non_state": ("Thu từ khu vực kinh tế ngoài quốc doanh", "Ngoài quốc doanh", "Thuế CTN - NQD"),
    "income_tax": ("Thuế thu nhập cá nhân", "Thuế TNCN"),
    "environment_tax": ("Thuế bảo vệ môi trường", "Thuế BVMT"),
    "registration": ("Lệ phí trước bạ",),
    "fees": ("Thu phí, lệ phí", "Phí, lệ phí", "Phí và lệ phí"),
    "mineral_fee": ("Phí bảo vệ môi trường khai thác khoáng sản", "Phí BVMT khai thác khoáng sản",
                    "Phí BVMT đối với khai thác khoáng sản"),
    "land_use": ("Thu tiền sử dụng đất", "Tiền sử dụng đất"),
    "land_rent": ("Thu tiền thuê đất, mặt nước", "Tiền thuê đất", "Thuê đất, thuê mặt nước"),
    "mineral_rights": ("Thu tiền cấp quyền khai thác khoáng sản", "Cấp quyền khai thác khoáng sản"),
    "other_revenue": ("Thu khác ngân sách", "Thu khác"),
    "customs": ("Thu từ hoạt động xuất nhập khẩu", "Thuế xuất nhập khẩu", "Thu xuất nhập khẩu"),
    "shared": ("Thu ngân sách địa phương được hưởng theo phân cấp", "Thu NSĐP được hưởng theo phân cấp",
               "Các khoản thu được hưởng theo phân cấp", "Thu được hưởng theo phân cấp"),
    "balance_transfer": ("Thu bổ sung cân đối", "Bổ sung cân đối từ ngân sách cấp trên", "Bổ sung cân đối"),
    "targeted_transfer": ("Thu bổ sung có mục tiêu", "Bổ sung có mục tiêu từ ngân sách cấp trên",
                          "Bổ sung có mục tiêu"),
    "surplus": ("Thu kết dư", "Kết dư ngân sách năm trước", "Kết dư"),
    "carried_over": ("Thu chuyển nguồn", "Chuyển nguồn từ năm trước chuyển sang"),
}  # fmt: skip
_STRUCTURE_SPELT: dict[str, tuple[str, ...]] = {
    "development_investment": (
        "Chi đầu tư phát triển",
        "Chi ĐTPT",
        "Đầu tư phát triển",
        "Chi đầu tư công",
    ),
    "current": ("Chi thường xuyên", "Thường xuyên"),
    "reserve": ("Dự phòng ngân sách", "Chi dự phòng", "Dự phòng"),
    "carried_forward": ("Chi chuyển nguồn sang năm sau", "Chi chuyển nguồn"),
}
_FIELD_SPELT: dict[str, tuple[str, ...]] = {
    "economy": ("Sự nghiệp kinh tế", "Các hoạt động kinh tế", "Kinh tế"),
    "education": ("Giáo dục - đào tạo và dạy nghề", "Giáo dục, đào tạo", "Giáo dục - đào tạo"),
    "health": ("Y tế, dân số và gia đình", "Y tế"),
    "culture": ("Văn hóa thông tin", "Văn hóa, thể thao", "Văn hóa"),
    "social": ("Bảo đảm xã hội", "Đảm bảo xã hội"),
    "environment": ("Bảo vệ môi trường", "Môi trường"),
    "administration": (
        "Quản lý hành chính, đảng, đoàn thể",
        "Quản lý hành chính",
        "Quản lý nhà nước",
    ),
    "security": ("Quốc phòng, an ninh", "Quốc phòng - an ninh"),
    "other": ("Chi khác", "Khác"),
}
ITEMS = tuple(Choice(one.value, one.label, _REVENUE_SPELT[one.value]) for one in Item)
STRUCTURES = tuple(Choice(one.value, one.label, _STRUCTURE_SPELT[one.value]) for one in Structure)
FIELDS = tuple(Choice(one.value, one.label, _FIELD_SPELT[one.value]) for one in SpendingField)
STATUSES = (
    Choice("estimate", Standing.ESTIMATE.label, ("ước", "ước thực hiện", "ước tính")),
    Choice("actual", Standing.ACTUAL.label, ("thực hiện",)),
    Choice("official", Standing.OFFICIAL.label, ("quyết toán", "chính thức")),
)
ENTRIES = (
    Choice("ordinary", Entry.ORDINARY.label, ("phát sinh", "thường")),
    Choice(
        "adjustment", Entry.ADJUSTMENT.label, ("điều chỉnh", "điều chỉnh giảm", "điều chỉnh tăng")
    ),
)
SUBJECTS = (
    Choice("revenue_in_area", Subject.REVENUE_IN_AREA.label,
           ("Thu ngân sách nhà nước trên địa bàn", "Thu NSNN trên địa bàn", "Thu NSNN")),
    Choice("local_revenue", Subject.LOCAL_REVENUE.label,
           ("Thu ngân sách địa phương", "Thu NSĐP", "Tổng thu ngân sách địa phương")),
    Choice("spending", Subject.SPENDING.label,
           ("Tổng chi ngân sách", "Chi ngân sách địa phương", "Tổng chi")),
    Choice("investment", Subject.INVESTMENT.label,
           ("Chi đầu tư phát triển", "Vốn đầu tư công", "Kế hoạch vốn đầu tư công")),
)  # fmt: skip

UNIT = Field(
    name="unit", title=_("Unit"), kind=Kind.UNIT, headings=("Đơn vị hành chính", "Địa bàn")
)
FROM_ON = Field(name="from_on", title=_("From"), kind=Kind.DATE, headings=("Từ ngày",))
TO_ON = Field(name="to_on", title=_("To"), kind=Kind.DATE, headings=("Đến ngày",))
DOCUMENT = Field(
    name="document",
    title=_("Document"),
    kind=Kind.TEXT,
    headings=("Văn bản", "Số văn bản", "Nguồn"),
)
ISSUED_ON = Field(
    name="issued_on",
    title=_("Issued on"),
    kind=Kind.DATE,
    headings=("Ngày văn bản", "Ngày ban hành"),
)


def _monthly(*what: Field) -> tuple[Field, ...]:
    """The fields of a register of monthly amounts of ``what``."""
    return (
        UNIT,
        FROM_ON,
        TO_ON,
        *what,
        Field(name="status", title=_("Status"), kind=Kind.CHOICE, choices=STATUSES,
              headings=("Trạng thái số liệu", "Trạng thái")),
        Field(name="entry", title=_("Entry"), kind=Kind.CHOICE, choices=ENTRIES,
              headings=("Loại bút toán", "Bút toán")),
        Field(name="voucher", title=_("Voucher of the adjustment"), kind=Kind.TEXT, required=False,
              max_length=60, headings=("Số chứng từ điều chỉnh", "Chứng từ điều chỉnh")),
        Field(name="amount", title=_("Amount"), kind=Kind.MONEY,
              headings=("Số tiền", "Thực hiện", "Thực hiện tháng", "Số thực hiện", "Ước thực hiện")),
        DOCUMENT,
        ISSUED_ON,
    )  # fmt: skip


REVENUE = register(
    Register(
        code="budget.revenue",
        title=_("Budget revenue by month"),
        model=Revenue,
        versions=RevenueVersion,
        fields=_monthly(
            Field(name="item", title=_("Item of revenue"), kind=Kind.CHOICE, choices=ITEMS,
                  headings=("Nội dung", "Khoản thu", "Chỉ tiêu", "Nội dung thu"))
        ),
        happened="from_on",
        ended="to_on",
        place="unit",
        key=("unit", "from_on", "to_on", "item", "status", "entry", "voucher"),
    )
)  # fmt: skip
SPENDING = register(
    Register(
        code="budget.spending",
        title=_("Budget spending by month"),
        model=Spending,
        versions=SpendingVersion,
        fields=_monthly(
            Field(name="structure", title=_("Structure of spending"), kind=Kind.CHOICE,
                  choices=STRUCTURES, headings=("Nội dung", "Cơ cấu chi", "Nội dung chi")),
            Field(name="field", title=_("Field of spending"), kind=Kind.CHOICE, required=False,
                  choices=FIELDS, headings=("Lĩnh vực", "Lĩnh vực chi")),
        ),
        happened="from_on",
        ended="to_on",
        place="unit",
        key=("unit", "from_on", "to_on", "structure", "field", "status", "entry", "voucher"),
    )
)  # fmt: skip
PLAN = register(
    Register(
        code="budget.plan",
        title=_("Budget plans assigned"),
        model=Plan,
        versions=PlanVersion,
        fields=(
            UNIT,
            FROM_ON,
            TO_ON,
            Field(name="subject", title=_("Plan for"), kind=Kind.CHOICE, choices=SUBJECTS,
                  headings=("Nội dung", "Chỉ tiêu")),
            Field(name="authority", title=_("Assigned by"), kind=Kind.CHOICE, choices=ASSIGNERS,
                  headings=("Cấp giao", "Cơ quan giao")),
            Field(name="edition", title=_("Version of the plan"), kind=Kind.INTEGER, minimum=1,
                  maximum=99, headings=("Lần giao", "Lần điều chỉnh", "Phiên bản")),
            Field(name="amount", title=_("Plan"), kind=Kind.MONEY, minimum=0,
                  headings=("Dự toán", "Kế hoạch", "Dự toán năm", "Số tiền")),
            DOCUMENT,
            ISSUED_ON,
        ),
        happened="from_on",
        ended="to_on",
        place="unit",
        key=("unit", "from_on", "to_on", "subject", "authority", "edition"),
    )
)  # fmt: skip
