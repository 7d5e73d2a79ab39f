"""Money on sheets: in which unit an amount is counted, said in a column or above the table.

Registers keep whole đồng; sheets say triệu or tỷ đồng.  An intake that takes amounts lists
:data:`MONEY_UNIT` among its columns, :data:`MONEY_ABOVE` in ``above``, and the amount's name in
``counted_in``.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muctieu.kernels.vietnamese.money import SCALES, money_unit_in
from muctieu.registers.declare import Choice, Field, Kind
from muctieu.registers.intake import Above

_SHORT = {
    "đồng": ("vnđ", "đ", "vnd"),
    "nghìn đồng": ("ngàn đồng", "1000 đồng", "1.000 đồng", "nghìn đ"),
    "triệu đồng": ("tr.đ", "trđ", "triệu đ", "tr đồng", "1.000.000 đồng"),
    "tỷ đồng": ("tỉ đồng", "tỷ đ", "tỷ"),
}
MONEY_UNIT = Field(
    name="money_unit",
    title=_("Amounts are in"),
    kind=Kind.CHOICE,
    required=False,
    choices=tuple(Choice(str(scale), word, _SHORT[word]) for word, scale in SCALES.items()),
    headings=("Đơn vị tính", "ĐVT", "Đơn vị tiền"),
    help=_("đồng, thousand, million or billion; kept in whole đồng"),
)
MONEY_ABOVE = Above(MONEY_UNIT.name, money_unit_in)
