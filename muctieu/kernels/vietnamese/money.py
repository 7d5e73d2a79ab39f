"""Units of money as offices write them above a table or in a heading: "Đơn vị tính: triệu đồng".

Everything is kept in whole đồng; a sheet is not.  What is said in two ways is not guessed.
"""

import re
from collections.abc import Iterable

from muctieu.kernels.vietnamese.text import nfc

DONG = "đồng"
SCALES: dict[str, int] = {
    DONG: 1,
    "nghìn đồng": 10**3,
    "triệu đồng": 10**6,
    "tỷ đồng": 10**9,
}
# How each unit is written on sheets, longest first so that "triệu đồng" is not read as "đồng".
_SPELT = {
    "tỷ đồng": r"(?:tỷ|tỉ|1[.,]?000[.,]?000[.,]?000)\s*(?:đồng|đ\b|vnđ|vnd)",
    "triệu đồng": r"(?:triệu|tr\.?|1[.,]?000[.,]?000)\s*(?:đồng|đ\b|vnđ|vnd)",
    "nghìn đồng": r"(?:nghìn|ngàn|1[.,]?000)\s*(?:đồng|đ\b|vnđ|vnd)",
    # Alone it is a unit only where it is called one: "Hội đồng nhân dân" is not.
    DONG: r"(?:(?:đơn vị(?:\s+(?:tính|tiền))?|đvt|đv)\s*:?\s*|\()(?:đồng|vnđ|vnd)\b",
}


def scale_of(word: str) -> int | None:
    """How many đồng one of a unit of money is: "triệu đồng" → 1000000; None for anything else."""
    return SCALES.get(
        " ".join(nfc(word).lower().replace("tỉ", "tỷ").replace("ngàn", "nghìn").split())
    )


def money_unit_in(words: Iterable[str]) -> str | None:
    """The one unit of money that titles and headings name; None where it is none or several."""
    found: set[str] = set()
    for one in words:
        text = nfc(one).lower()
        for unit, spelt in _SPELT.items():
            text, times = re.subn(spelt, " ", text)
            if times:
                found.add(unit)
    return found.pop() if len(found) == 1 else None
