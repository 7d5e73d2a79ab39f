"""Is this number a figure at all?  Ages, durations, stars and bare numbers must prove it."""

import re

from muctieu.statements.read.frame import Before
from muctieu.statements.read.letters import LOWER, UPPER
from muctieu.statements.read.meaning.figures import Figure
from muctieu.statements.read.scan.eaters import EATING
from muctieu.statements.read.scan.tokens import Token
from muctieu.statements.read.vocabulary import units, word_list

_TIME_FIGURE = re.compile(r"thời gian|bình quân|trung bình|số giờ|số ngày")
_CUE_FOR_BARE = re.compile(
    r"(?:số|tổng|tổng số|tổng cộng|cộng|lũy kế|luỹ kế|số lượng|mắc|tử vong|khỏi|mới|nam|nữ|trong đó|dương tính|f0|f1|còn lại|khác|bệnh nhân|ca|có|cụ thể|gồm|là|:)$"
)
# "mức vay bình quân 1 dự án đạt 475 triệu đồng": what the next figure is given per.
_EACH = re.compile(r"(?:bình quân|trung bình|mỗi)(?: cứ)? $")
_SEATS = 60  # "ô tô dưới 9 chỗ" is a class of cars
_PERCENT_BESIDE = re.compile(r" ?\(\d[\d.,]* ?%\)")
_PLACE_BEFORE = re.compile(r"(?<![^\W_])[^\W\d_]+ \($")
# "Hội nghị Trung ương 8 khóa XII" counts nothing; "164 Đồng Khởi" is an address.
_NUMBERED = re.compile(r" [IVXL]+(?![^\W_])")
_STREET = re.compile(r" Đồng [A-ZĐÀ-Ỵ]")
_NUMBERED_WORDS = word_list("numbered")
_VOLTAGES = frozenset(["kv", "kva"])
# "đường dây 110kV", "trạm 220 kV": a class of lines, measured nowhere.
_POWERED = ("trạm", "dây", "lưới", "lưới điện", "áp", "cấp", "tba", "mạch", "điện")
# "19 trong số 21 gói thầu" counts; "1 trong 3 đơn vị" does not.
_OUT_OF = re.compile(r" trong (?:tổng )?số (?=\d)")
_LISTED = re.compile(rf"(?: [{LOWER}]+){{1,8}}(?:,| và) ")
# A part of a list: its words, which no other number or name stands among, then its number.
_PART = re.compile(
    rf"(?: [{LOWER}]+){{0,6}} ?[(,;:] ?(?:và |còn )?(?:[{LOWER}]+|[A-ZĐ]\d|[A-ZĐ]{{3,6}})(?: [{LOWER}]+){{0,4}}(?: (?:[A-ZĐ]{{1,2}}|\d{{1,2}}))? "
)
# A list of such parts alone, at least three: "Thở oxy 14, HFNC 6, thở máy 3", "Có mặt 26, vắng có phép 2, …".
_PART_NAME = rf"(?:[A-ZĐ]{{2,6}}|(?:[{UPPER}]?[{LOWER}]+ )*[{LOWER}]+)"
_OWN_PART = re.compile(rf"(?:^|[\n.,;:(-] ?)(?:- )?({_PART_NAME}) $")
_MORE_PARTS = re.compile(rf"(?:[,;] ({_PART_NAME}) \d{{1,4}}){{2,}}(?=\.?(?:\s|$|\)))")
_LAST_WORDS = re.compile(r"(\w+) \d")
# What bears such an abbreviation and a number is a document, a road, a house.
_BEARS_A_NUMBER = frozenset(
    ["qđ", "tt", "nq", "nđ", "cv", "kh", "tb", "ct", "ql", "tl", "đt", "hl"]
)
# "24 huy chương (7 vàng, 8 bạc, 9 đồng)", "61 trường (55 công lập)": counted, of one kind.
_KIND = re.compile(rf" (?:{'|'.join(word_list('kinds'))}|đồng)(?![^\W_])")
_PART_ENDS = re.compile(r"[,;)]|\.?(?: ?\n| ?$| [^\W\d_])| ?\((?!\d+[/.]\d)| và ")
# "so với trung bình 4 tuần trước" names a time, no length of one.
_PAST = re.compile(r" (?:trước|qua|vừa qua|gần đây|gần nhất|đầu năm|cuối năm)(?![^\W_])")
# The vaccine "5 trong 1" is one name.
_IN_ONE = re.compile(r"\d trong $")
# "chậm 45 ngày", "quá hạn 12 ngày" measure how late something is.
_LATE = re.compile(
    r"(?<![^\W_])(?:chậm|trễ|quá hạn|đủ dùng|dùng được|sớm hơn|nhanh hơn|chậm hơn)(?: khoảng| gần| hơn)? $"
)
_ON = re.compile(
    r" (?:đang |được |đã )?(?:âm|dương|điều trị|cách ly|theo dõi|ra viện|xuất viện|tử vong|ở|tại|trong)(?![^\W_])"
)
_COUNTED_AHEAD = re.compile(r"(?<![^\W_])(?:số|nhận|có) ((?:[^\W\d_]+ ?){1,3})")


def no_figure(
    text: str, lower: str, token: Token, before: Before, floor: int, previous: Figure | None
) -> str | None:
    """Return the kind of other that a would-be figure is after all, or None."""
    quantity = token.quantity
    if quantity is None:
        return None
    if token.form in {"ratio", "rank", "pair", "multiple"}:
        return None
    kind = quantity.unit_kind
    if (named := _named(text, lower, token, before, floor)) is not None:
        return named
    moved = before.role in {"up", "down", "over"}
    if kind == "grade":
        return "ordinal"
    if kind == "age":
        lasting = re.search(
            r"tuổi thọ|tuổi (?:trung bình|bình quân)|trung bình",
            lower[max(0, floor, token.start - 60) : token.start],
        )
        return None if lasting or moved else "threshold"
    if kind == "time" and not quantity.per:
        return None if moved or _measures_time(lower, token, before) else "duration"
    return _bare(text, lower, token, before, floor, previous) if kind == "none" else None


def _named(text: str, lower: str, token: Token, before: Before, floor: int) -> str | None:
    """Return the kind of a number that belongs to a name or a class of things."""
    quantity = token.quantity
    if quantity is None:
        return None
    kind = quantity.unit_kind
    if quantity.value == 1 and kind == "none" and lower.startswith(" trong ", token.end):
        return "name"
    if quantity.value == 1 and _IN_ONE.search(text, max(0, token.start - 8), token.start):
        return "name"
    if quantity.value == 1 and kind == "count" and _EACH.search(lower, floor, token.start):
        return "scale"
    if quantity.unit == "chỗ" and before.qualifier is not None and quantity.value < _SEATS:
        return "threshold"
    if kind == "count" and _NUMBERED.match(text, token.end):
        return "name"
    if kind == "money" and _STREET.match(text, quantity.number_end):
        return "name"
    powered = lower[floor : token.start].rstrip().endswith(_POWERED)
    return "scale" if quantity.unit in _VOLTAGES and powered else None


def _measures_time(lower: str, token: Token, before: Before) -> bool:
    if token.quantity is not None and token.quantity.unit in {"ngày công", "giờ làm việc"}:
        return True
    if _PAST.match(lower, token.end):
        return False
    if _LATE.search(lower, max(0, token.start - 16), token.start):
        return True
    window = lower[max(0, token.start - 90) : token.start]
    if token.quantity is not None and token.quantity.unit == "năm" and "thời gian" not in window:
        return before.role == "reach" and "tuổi thọ" in window
    if before.role in {"reach", "level"} and _TIME_FIGURE.search(window):
        return True
    return bool(re.search(r"(?:bình quân|trung bình|chỉ số)(?: \w+){0,3} ?$", window))


def _bare(
    text: str, lower: str, token: Token, before: Before, floor: int, previous: Figure | None
) -> str | None:
    """A number without a unit is a figure only when its writing or its words say so."""
    quantity = token.quantity
    if quantity is None:
        return None
    surface = text[token.start : token.end]
    if _counted_place(text, lower, token, previous):
        return None
    if "," in surface or "." in surface:
        return (
            "name"
            if re.fullmatch(r"\d+(?:\.\d+){2,}", surface)
            and not re.fullmatch(r"\d{1,3}(?:\.\d{3})+", surface)
            else None
        )
    if before.role is not None or before.status is not None or before.qualifier is not None:
        return None
    if _OUT_OF.match(lower, token.end):
        return None
    if _PERCENT_BESIDE.match(text, token.end) or _goes_on(text, token, previous):
        return None
    if _begins_parts(text, token, floor) or (previous and _KIND.match(lower, token.end)):
        return None
    tail = lower[max(floor, token.start - 24) : token.start].rstrip()
    return None if _CUE_FOR_BARE.search(tail) and len(surface) < 4 else "name"


def _goes_on(text: str, token: Token, previous: Figure | None) -> bool:
    """Return whether "7 ca điều trị tại viện, 34 điều trị tại nhà" counts on in a list."""
    if previous is None or previous.token.quantity is None:
        return False
    kind, form = previous.token.quantity.unit_kind, previous.token.form
    counted = kind in {"count", "none"} and form == "number"
    if counted and _LISTED.fullmatch(text, previous.end, token.start) is not None:
        return bool(_ON.match(text, token.end))
    return _closes_its_part(text, token, previous)


def _closes_its_part(text: str, token: Token, previous: Figure) -> bool:
    """Return whether "52 phiếu, hợp lệ 51, không hợp lệ 1." tells parts, each with its word."""
    head, part = previous.token.quantity, token.quantity
    if head is None or part is None or head.unit_kind not in {"count", "none"}:
        return False
    limit = previous.token.second or head.value
    free = head.unit_kind == "none" or ";" in text[previous.end : token.start]
    return (
        (free or part.value <= limit)
        and _PART.fullmatch(text, previous.end, token.start) is not None
        and _PART_ENDS.match(text, token.end) is not None
    )


def _begins_parts(text: str, token: Token, floor: int) -> bool:
    """Return whether "Có mặt 26, vắng có phép 2, vắng không phép 0" begins here: parts, no names."""
    own = _OWN_PART.search(text, max(floor, token.start - 40), token.start)
    more = _MORE_PARTS.match(text, token.end)
    if own is None or more is None:
        return False
    lasts = [own[1].split()[-1], *_LAST_WORDS.findall(more.group())]
    named = EATING | _NUMBERED_WORDS | _BEARS_A_NUMBER
    return not any(word.lower() in named for word in lasts)


def _counted_place(text: str, lower: str, token: Token, previous: Figure | None) -> bool:
    """Read "Hạ Long (35), Cẩm Phả (12)": the counted unit is that of the sentence."""
    found = _PLACE_BEFORE.search(text, max(0, token.start - 24), token.start)
    if (
        found is None
        or not found.group()[0].isupper()
        or text[token.end : token.end + 1] not in {")", ",", ";"}
    ):
        return False
    unit = previous.token.quantity if previous is not None else None
    shown, kind = (unit.unit, unit.unit_kind) if unit is not None else _counted(lower, token.start)
    if kind == "count" and token.quantity is not None:
        token.quantity = token.quantity._replace(unit=shown, unit_kind=kind)
    return True


def _counted(lower: str, start: int) -> tuple[str | None, str]:
    """Return the unit that "số ca mắc …" names ahead of the figures."""
    found = _COUNTED_AHEAD.search(lower, max(0, start - 90), start)
    names = found[1].split() if found else []
    for length in range(len(names), 0, -1):
        unit = units().get(" ".join(names[:length]))
        if unit is not None and unit.kind == "count":
            return unit.shown, unit.kind
    return None, "none"
