"""The register of production value: by branch, period, prices and status, in whole đồng."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muctieu.core.models import Unit
from muctieu.registers.declare import Choice, Field, Kind, Register, register
from muctieu.registers.models import Record, history_of
from muctieu.registers.titles import PERIODS


class Branch(models.TextChoices):
    """Ngành, within the article's three sectors."""

    MINING = "mining", _("Mining")
    MANUFACTURING = "manufacturing", _("Manufacturing")
    ENERGY = "energy", _("Electricity and gas")
    WATER = "water", _("Water supply and waste")
    CONSTRUCTION = "construction", _("Construction")
    AGRICULTURE = "agriculture", _("Agriculture")
    FORESTRY = "forestry", _("Forestry")
    FISHERY = "fishery", _("Fishery")
    TRADE = "trade", _("Trade")
    TRANSPORT = "transport", _("Transport and storage")
    LODGING = "lodging", _("Lodging and food")
    OTHER_SERVICES = "other_services", _("Other services")


class Prices(models.TextChoices):
    """Giá so sánh 2010, giá hiện hành."""

    CONSTANT_2010 = "constant_2010", _("Constant 2010 prices")
    CURRENT = "current", _("Current prices")


class Standing(models.TextChoices):
    """How final a released value is."""

    ESTIMATE = "estimate", pgettext_lazy("status", "estimate")
    PRELIMINARY = "preliminary", pgettext_lazy("status", "preliminary")
    OFFICIAL = "official", pgettext_lazy("status", "official")


class Output(Record):
    """The production value of one branch in one period, as one document gave it.

    An estimate, the preliminary and the official value of the same period are records beside one
    another, each with its document and its day.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    period = models.CharField(max_length=8)
    branch = models.CharField(max_length=20, choices=Branch.choices)
    prices = models.CharField(max_length=14, choices=Prices.choices)
    status = models.CharField(max_length=12, choices=Standing.choices)
    amount = models.BigIntegerField()
    document = models.CharField(max_length=200)
    issued_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "from_on", "period", "branch", "prices", "status"],
                name="output_once",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on__gte=models.F("from_on")), name="output_period_lasts"
            ),
        ]


OutputVersion = history_of(Output)

_SPELT: dict[str, tuple[str, ...]] = {
    "mining": ("Công nghiệp khai khoáng", "Khai khoáng", "Khai thác mỏ", "CN khai khoáng"),
    "manufacturing": ("Công nghiệp chế biến, chế tạo", "Chế biến, chế tạo", "CN chế biến, chế tạo"),
    "energy": ("Sản xuất và phân phối điện, khí đốt", "Sản xuất, phân phối điện",
               "Sản xuất và phân phối điện, khí đốt, nước nóng, hơi nước và điều hòa không khí"),
    "water": ("Cung cấp nước, xử lý rác thải", "Cung cấp nước; xử lý rác thải, nước thải",
              "Cung cấp nước; hoạt động quản lý và xử lý rác thải, nước thải"),
    "construction": ("Xây dựng", "Ngành xây dựng"),
    "agriculture": ("Nông nghiệp",),
    "forestry": ("Lâm nghiệp",),
    "fishery": ("Thủy sản", "Ngư nghiệp"),
    "trade": ("Thương mại", "Bán buôn, bán lẻ", "Bán buôn và bán lẻ"),
    "transport": ("Vận tải, kho bãi", "Vận tải kho bãi", "Giao thông vận tải"),
    "lodging": ("Lưu trú, ăn uống", "Dịch vụ lưu trú và ăn uống", "Lưu trú và ăn uống"),
    "other_services": ("Dịch vụ khác", "Các ngành dịch vụ khác"),
}  # fmt: skip
BRANCHES = tuple(Choice(one.value, one.label, _SPELT[one.value]) for one in Branch)
PRICES = (
    Choice("constant_2010", Prices.CONSTANT_2010.label,
           ("giá so sánh 2010", "giá so sánh", "GSS 2010", "giá cố định 2010")),
    Choice("current", Prices.CURRENT.label, ("giá hiện hành", "giá thực tế", "GHH")),
)  # fmt: skip
STATUSES = (
    Choice("estimate", Standing.ESTIMATE.label, ("ước", "ước tính", "ước thực hiện")),
    Choice("preliminary", Standing.PRELIMINARY.label, ("sơ bộ",)),
    Choice("official", Standing.OFFICIAL.label, ("chính thức",)),
)

OUTPUT = register(
    Register(
        code="economy.output",
        title=_("Production value"),
        model=Output,
        versions=OutputVersion,
        fields=(
            Field(name="unit", title=_("Unit"), kind=Kind.UNIT, headings=("Đơn vị hành chính", "Địa bàn")),
            Field(name="from_on", title=_("From"), kind=Kind.DATE, headings=("Từ ngày",)),
            Field(name="to_on", title=_("To"), kind=Kind.DATE, headings=("Đến ngày",)),
            Field(name="period", title=_("Kind of period"), kind=Kind.CHOICE, choices=PERIODS,
                  headings=("Loại kỳ",)),
            Field(name="branch", title=_("Branch"), kind=Kind.CHOICE, choices=BRANCHES,
                  headings=("Ngành", "Ngành kinh tế", "Chỉ tiêu", "Nội dung")),
            Field(name="prices", title=_("Prices"), kind=Kind.CHOICE, choices=PRICES,
                  headings=("Loại giá", "Giá")),
            Field(name="status", title=_("Status"), kind=Kind.CHOICE, choices=STATUSES,
                  headings=("Trạng thái số liệu", "Trạng thái")),
            Field(name="amount", title=_("Production value"), kind=Kind.MONEY, minimum=0,
                  headings=("Giá trị sản xuất", "GTSX", "Giá trị")),
            Field(name="document", title=_("Document"), kind=Kind.TEXT,
                  headings=("Văn bản", "Số văn bản", "Nguồn")),
            Field(name="issued_on", title=_("Issued on"), kind=Kind.DATE,
                  headings=("Ngày văn bản", "Ngày ban hành")),
        ),
        happened="from_on",
        ended="to_on",
        place="unit",
        key=("unit", "from_on", "to_on", "period", "branch", "prices", "status"),
    )
)  # fmt: skip
