"""True texts with one figure spoilt: how many spoilt figures are found, how many true texts alarm.

Every sentence is made from numbers drawn with a seed; its other figures are computed from them, so
that it is true as printed.  A fault exchanges two digits, changes one, or shifts the decimal mark
of one figure of the text; it counts as one only where the arithmetic no longer fits as printed
(further away than the roundings of all figures of the sentence together can explain).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from muctieu.kernels.vietnamese.numbers import format_number, parse_number
from muctieu.statements.read.check.house import Asked, Held, Lacking
from muctieu.statements.read.match import Catalogue, default_catalogue
from muctieu.statements.read.model import Claim, Document
from muctieu.statements.read.reader import read, read_against

_FIGURE = re.compile(r"⟦([^⟧]*)⟧")
# A fault that moves a figure by less than this is within the roundings of its sentence.
_LEAST_MOVE = Decimal("0.08")


@dataclass(frozen=True)
class Tally:
    """What a run found: of so many faults, and alarms in so many true texts."""

    faults: int
    found: int
    texts: int
    alarms: int

    @property
    def share_found(self) -> float:
        return self.found / self.faults


def number(value: Decimal | int | float, places: int = 0) -> str:
    """A figure as a text prints it, marked so that a fault can be planted in it."""
    exact = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"⟦{format_number(exact, places)}⟧"


def ratio(dice: random.Random) -> str:
    whole = dice.randint(40, 900)
    part = dice.randint(5, whole - 1)
    share = Decimal(part * 100) / whole
    return f"Có {number(part)}/{number(whole)} thôn hoàn thành, chiếm {number(share, 1)}%."


def parts(dice: random.Random) -> str:
    first, second, third = (dice.randint(120, 980) for _ in range(3))
    total = first + second + third
    return (
        f"Toàn huyện trồng {number(total)} ha rừng, gồm: rừng sản xuất {number(first)} ha, "
        f"rừng phòng hộ {number(second)} ha, rừng đặc dụng {number(third)} ha."
    )


def shares(dice: random.Random) -> str:
    first = Decimal(dice.randint(350, 560)) / 10
    second = Decimal(dice.randint(150, 320)) / 10
    return (
        f"Cơ cấu kinh tế: công nghiệp {number(first, 1)}%, dịch vụ {number(second, 1)}%, "
        f"nông nghiệp {number(100 - first - second, 1)}%."
    )


def plan(dice: random.Random) -> str:
    planned, done = dice.randint(300, 990), dice.randint(250, 1400)
    share = Decimal(done * 100) / planned
    return (
        f"Thu ngân sách đạt {number(done)} tỷ đồng (KH {number(planned)} tỷ đồng), "
        f"bằng {number(share, 1)}% KH."
    )


def growth(dice: random.Random) -> str:
    before, rise = dice.randint(1100, 8900), dice.randint(150, 990)
    percent = Decimal(rise * 100) / before
    return (
        f"Sản lượng thủy sản đạt {number(before + rise)} tấn, tăng {number(rise)} tấn "
        f"(tăng {number(percent, 1)}%) so với cùng kỳ."
    )


def rise(dice: random.Random) -> str:
    before, up = dice.randint(110, 880), dice.randint(15, 95)
    return f"Số hội viên tăng từ {number(before)} người lên {number(before + up)} người, tăng {number(up)} người."


def product(dice: random.Random) -> str:
    area, yielded = dice.randint(210, 990), Decimal(dice.randint(31, 68)) / 10
    return (
        f"Diện tích nuôi tôm {number(area)} ha, năng suất {number(yielded, 1)} tấn/ha, "
        f"sản lượng {number(area * yielded, 1)} tấn."
    )


def trade(dice: random.Random) -> str:
    out, into = Decimal(dice.randint(15100, 29900)) / 100, Decimal(dice.randint(11100, 14900)) / 100
    return (
        f"Xuất khẩu đạt {number(out, 2)} triệu USD; nhập khẩu {number(into, 2)} triệu USD; "
        f"xuất siêu {number(out - into, 2)} triệu USD."
    )


FAMILIES: Sequence[Callable[[random.Random], str]] = (
    ratio, parts, shares, plan, growth, rise, product, trade,
)  # fmt: skip
FILLERS = (
    "Công tác chỉ đạo, điều hành tiếp tục được đổi mới.",
    "Quốc phòng, an ninh được giữ vững; trật tự, an toàn xã hội được bảo đảm.",
    "Cải cách hành chính được quan tâm thực hiện.",
)


def spoilt(printed: str, dice: random.Random) -> str | None:
    """The figure with one fault that moves it visibly, None where ten tries made none."""
    for _ in range(10):
        wrong = dice.choice((_exchanged, _changed, _shifted))(printed, dice)
        if wrong and wrong != printed and wrong[0] != "0" and _moved(printed, wrong):
            return wrong
    return None


def _moved(printed: str, wrong: str) -> bool:
    old, new = parse_number(printed), parse_number(wrong)
    return abs(new - old) > abs(old) * _LEAST_MOVE and new > 0


def _exchanged(printed: str, dice: random.Random) -> str:
    digits = [i for i, one in enumerate(printed) if one.isdigit()]
    if len(digits) < 2:
        return printed
    place = dice.randrange(len(digits) - 1)
    text = list(printed)
    one, two = digits[place], digits[place + 1]
    text[one], text[two] = text[two], text[one]
    return "".join(text)


def _changed(printed: str, dice: random.Random) -> str:
    place = dice.choice([i for i, one in enumerate(printed) if one.isdigit()])
    return printed[:place] + str(dice.randint(0, 9)) + printed[place + 1 :]


def _shifted(printed: str, dice: random.Random) -> str:
    whole, comma, part = printed.partition(",")
    if not comma or "." in whole or len(whole) < 2:
        return printed
    return f"{whole[:-1]},{whole[-1]}{part}"[: len(printed)]


def plain(marked: str) -> str:
    return _FIGURE.sub(r"\1", marked)


def with_fault(marked: str, dice: random.Random) -> tuple[str, int, int] | None:
    """The text with one spoilt figure, and where that figure stands."""
    figures = list(_FIGURE.finditer(marked))
    chosen = dice.choice(figures)
    wrong = spoilt(chosen[1], dice)
    if wrong is None:
        return None
    head = plain(marked[: chosen.start()])
    return head + wrong + plain(marked[chosen.end() :]), len(head), len(head) + len(wrong)


def in_the_text(count: int, seed: int) -> Tally:
    """Plant one fault each in `count` texts whose sentences can be checked by themselves."""
    dice = random.Random(seed)
    faults = found = alarms = 0
    for number_of_text in range(count):
        family = FAMILIES[number_of_text % len(FAMILIES)]
        others = [FAMILIES[(number_of_text + 3) % len(FAMILIES)](dice), dice.choice(FILLERS)]
        marked = family(dice)
        true = "\n".join([plain(marked), *map(plain, others)])
        alarms += read(true).differs
        if planted := with_fault(marked, dice):
            faults += 1
            found += _is_found("\n".join([planted[0], *map(plain, others)]), len(planted[0]))
    return Tally(faults, found, count, alarms)


def _is_found(text: str, end: int) -> bool:
    report = read(text)
    inside = {claim.id for claim in report.claims if claim.end <= end}
    return any(
        found.verdict == "differs" and inside & set(found.claims) for found in report.findings
    )


# ------------------------------------------------------------------ against registers

# How a report tells each indicator; the codes are those of the reader's own list.
TOLD: Mapping[str, tuple[str, str]] = {
    "vaccination.first_doses": ("Tiêm mũi 1 cho {} người.", "người"),
    "vaccination.second_doses": ("Tiêm mũi 2 cho {} người.", "người"),
    "epidemic.isolated_at_home": ("Số người cách ly tại nhà là {} người.", "người"),
    "epidemic.traced_tested": ("Đã xét nghiệm truy vết {} người.", "người"),
    "epidemic.recovered": ("Điều trị khỏi {} ca.", "ca"),
    "epidemic.deaths": ("Số ca tử vong do Covid-19 là {} ca.", "ca"),
}


@dataclass(frozen=True)
class Ledger:
    """A house that knows one exact figure for each indicator."""

    figures: Mapping[str, int]

    def catalogue(self) -> Catalogue:
        return default_catalogue()

    def beside(
        self, claims: Sequence[Claim], asked: Asked
    ) -> Mapping[str, Sequence[Held | Lacking]]:
        return {claim.id: self._beside(claim) for claim in claims}

    def _beside(self, claim: Claim) -> Sequence[Held | Lacking]:
        code = claim.indicator
        if code is None or code not in self.figures:
            return ()
        value, unit = Decimal(self.figures[code]), TOLD[code][1]
        return [Held("register", value, value, unit, "sổ", "the registers")]

    def plans(self, claim: Claim, asked: Asked) -> Sequence[Held]:
        return ()


def against_registers(count: int, seed: int) -> Tally:
    """Plant one fault each in `count` texts whose figures the registers hold."""
    dice = random.Random(seed)
    faults = found = alarms = 0
    for _ in range(count):
        figures = {code: dice.randint(12, 190_000) for code in TOLD}
        sentences = [TOLD[code][0].format(number(value)) for code, value in figures.items()]
        dice.shuffle(sentences)
        marked = "\n".join(sentences)
        house, asked = Ledger(figures), Asked(2021)
        alarms += read_against(Document(plain(marked)), house, asked).differs
        planted = with_fault(marked, dice)
        if planted is None:
            continue
        faults += 1
        text, start, end = planted
        report = read_against(Document(text), house, asked)
        wrong = {c.id for c in report.claims if c.start < end and c.end > start}
        found += any(f.verdict == "differs" and wrong & set(f.claims) for f in report.findings)
    return Tally(faults, found, count, alarms)
