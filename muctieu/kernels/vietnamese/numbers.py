"""Numbers as Vietnamese offices write them: 1.747.885 and 112,71, and the same in words.

The dot groups thousands and the comma begins the decimals.  Reading is strict: what could be
read in two ways is refused with the reason, never guessed.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from muctieu.kernels.vietnamese.text import nfc

_STRICT = re.compile(r"([+\-\u2212]?)(\d+|[1-9]\d{0,2}(?:\.\d{3})+)(?:,(\d+))?", re.ASCII)
_STRICT_EN = re.compile(r"([+\-\u2212]?)(\d+|[1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d+))?", re.ASCII)
_ENGLISH_SHAPE = re.compile(r"[+\-\u2212]?\d{1,3}(?:,\d{3})*\.\d+", re.ASCII)
# Wide enough that no official figure is ever rounded by the arithmetic itself.
_WIDE = Context(prec=200)


class NotANumber(ValueError):
    """The text is no number in the form asked for; `vi` and `en` say why and what to write."""

    def __init__(self, text: str, vi: str, en: str) -> None:
        super().__init__(vi)
        self.text = text
        self.vi = vi
        self.en = en


def format_number(value: int | Decimal | Fraction, decimals: int | None = None) -> str:
    """Write a number the Vietnamese way: 1747885 → "1.747.885", Decimal("112.71") → "112,71".

    `decimals` rounds half away from zero; without it the number is written exactly, and a
    fraction that never ends (1/3) raises ValueError, because somebody has to choose.
    """
    return _format(value, decimals, group=".", point=",")


def format_number_en(value: int | Decimal | Fraction, decimals: int | None = None) -> str:
    """Write a number the English way: 1747885 → "1,747,885", Decimal("112.71") → "112.71"."""
    return _format(value, decimals, group=",", point=".")


def _format(value: int | Decimal | Fraction, decimals: int | None, group: str, point: str) -> str:
    exact = _rounded(value, decimals)
    if not exact.is_finite():
        raise ValueError(f"{value} is not a finite number")
    sign, digits, exponent = exact.as_tuple()
    places = max(-int(exponent), 0)
    text = "".join(map(str, digits)) + "0" * max(int(exponent), 0)
    text = text.rjust(places + 1, "0")
    whole, part = text[: len(text) - places], text[len(text) - places :]
    grouped = f"{int(whole):,}".replace(",", group)
    minus = "-" if sign and exact != 0 else ""
    return minus + grouped + (point + part if part else "")


def _rounded(value: int | Decimal | Fraction, decimals: int | None) -> Decimal:
    if isinstance(value, Fraction):
        return _fraction_as_decimal(value, decimals)
    exact = Decimal(value)
    if decimals is None:
        return exact
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_WIDE)


def _fraction_as_decimal(value: Fraction, decimals: int | None) -> Decimal:
    places = _exact_places(value) if decimals is None else decimals
    scaled = abs(value) * 10**places
    # Half away from zero, in whole numbers: a detour through a finite decimal would round twice.
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = 1 if value < 0 else 0
    return Decimal((sign, tuple(map(int, str(whole))), -places))


def _exact_places(value: Fraction) -> int:
    """Return how many decimals write the fraction exactly."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        raise ValueError(f"{value} has no exact decimal form: say how many decimals to print")
    return max(twos, fives)


def parse_number(text: str) -> Decimal:
    """Read a number in strict Vietnamese form; raises NotANumber with the reason.

    Thousands are grouped by dots everywhere or nowhere, decimals follow a comma: "1.5" is
    refused, because in an office it may be one and a half or an unfinished 1.500.
    """
    found = _STRICT.fullmatch(text.strip())
    if found:
        return _decimal(found, ".")
    if _ENGLISH_SHAPE.fullmatch(text.strip()):
        raise NotANumber(
            text,
            f"“{text}” viết theo kiểu tiếng Anh; hãy dùng dấu chấm cho hàng nghìn, "
            "dấu phẩy cho phần thập phân (ví dụ 1.747.885 hoặc 112,71).",
            f"“{text}” is in English form; use dots for thousands and a comma for decimals "
            "(for example 1.747.885 or 112,71).",
        )
    raise NotANumber(
        text,
        f"“{text}” không phải là số; hãy viết như 1.747.885 hoặc 112,71.",
        f"“{text}” is not a number; write it like 1.747.885 or 112,71.",
    )


def parse_number_en(text: str) -> Decimal:
    """Read a number in strict English form ("1,747,885.5"); raises NotANumber."""
    found = _STRICT_EN.fullmatch(text.strip())
    if found:
        return _decimal(found, ",")
    raise NotANumber(
        text,
        f"“{text}” không phải là số viết theo kiểu tiếng Anh (ví dụ 1,747,885.5).",
        f"“{text}” is not a number in English form (for example 1,747,885.5).",
    )


def _decimal(found: re.Match[str], group: str) -> Decimal:
    sign, whole, part = found.groups()
    digits = whole.replace(group, "") + (f".{part}" if part else "")
    return Decimal(("-" if sign in {"-", "\u2212"} else "") + digits)


# ---------------------------------------------------------------- numbers in words

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9
LARGEST_IN_WORDS = 10**18 - 1


def number_words(value: int) -> str:
    """Write a whole number in words, as on a voucher: 1005 → "một nghìn không trăm linh năm".

    Works up to LARGEST_IN_WORDS either side of zero; beyond it raises ValueError.
    """
    if abs(value) > LARGEST_IN_WORDS:
        raise ValueError(f"{value} is beyond {LARGEST_IN_WORDS}, the largest number written out")
    if value < 0:
        return "âm " + number_words(-value)
    return " ".join(_words(value, filled=False)) or "không"


def _words(value: int, *, filled: bool) -> list[str]:
    """Return the words of a number; `filled` writes the empty hundreds of a group, too."""
    above, rest = divmod(value, _BILLION)
    words = [*_words(above, filled=filled), "tỷ"] if above else []
    started = filled or bool(above)
    for size, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group, rest = divmod(rest, size)
        if group:
            words += _group_words(group, filled=started)
            words += [name] if name else []
            started = True
    return words


def _group_words(group: int, *, filled: bool) -> list[str]:
    hundreds, rest = divmod(group, 100)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or filled else []
    return words + _tens_words(rest, after_hundred=bool(words))


def _tens_words(rest: int, *, after_hundred: bool) -> list[str]:
    tens, ones = divmod(rest, 10)
    if not rest:
        return []
    if tens == 0:
        return (["linh"] if after_hundred else []) + [_DIGITS[ones]]
    head = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return head + ([_ones_word(tens, ones)] if ones else [])


def _ones_word(tens: int, ones: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 4 and tens > 1:
        return "tư"
    return "lăm" if ones == 5 else _DIGITS[ones]


_ONES = {word: digit for digit, word in enumerate(_DIGITS)} | {
    "mốt": 1,
    "nhất": 1,
    "tư": 4,
    "lăm": 5,
    "nhăm": 5,
    "bẩy": 7,
}
# Only these may follow another digit without "mươi" between: ba mốt = 31, hai lăm = 25.
_TRAILING_ONES = {"mốt", "tư", "lăm", "nhăm"}
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6}
_BILLIONS = {"tỷ", "tỉ"}
_FILLERS = {"linh", "lẻ", "và"}
_HALVES = {"rưỡi", "rưởi"}
NUMBER_WORDS = frozenset(
    [*_ONES, *_SCALES, *_BILLIONS, *_FILLERS, *_HALVES, "mười", "mươi", "chục", "trăm", "âm"]
)


def parse_number_words(text: str) -> int:
    """Read a whole number in words: "hai mươi mốt" → 21; raises NotANumber.

    Spoken short forms are read as well: "ba mốt" (31), "một trăm hai" (120), "hai triệu rưỡi"
    (2.500.000), "tỉ" for "tỷ", "ngàn" for "nghìn", "lẻ" for "linh".
    """
    words = nfc_lower_words(text)
    negative = bool(words) and words[0] in {"âm", "trừ"}
    value = _read_billions(words[1:] if negative else words)
    if value is None:
        raise NotANumber(
            text,
            f"“{text}” không phải là một số viết bằng chữ.",
            f"“{text}” is not a number written in words.",
        )
    return -value if negative else value


def nfc_lower_words(text: str) -> list[str]:
    """Split a text into lower-case words in composed form."""
    return nfc(text).lower().split()


def _read_billions(words: Sequence[str]) -> int | None:
    """Read right to left in groups of a billion: "hai nghìn tỷ ba triệu"."""
    cut = next((i for i in range(len(words) - 1, -1, -1) if words[i] in _BILLIONS), None)
    if cut is None:
        return _read_below_billion(words)
    above = _read_billions(words[:cut])
    below = _read_tail(words[cut + 1 :], _BILLION)
    return None if above is None or below is None else above * _BILLION + below


def _read_tail(words: Sequence[str], scale: int) -> int | None:
    """Read what follows a scale word: nothing, "rưỡi", a lone digit (its tenth), or a number."""
    rest = words[1:] if words and words[0] in _FILLERS else words
    if not words:
        return 0
    if len(words) == 1 and words[0] in _HALVES:
        return scale // 2
    if len(words) == 1 and words[0] in _ONES and words[0] != "không":
        return _ONES[words[0]] * scale // 10
    return _read_below_billion(rest) if scale == _BILLION else _read_below_scale(rest, scale)


def _read_below_billion(words: Sequence[str]) -> int | None:
    for name in ("triệu", "vạn", "nghìn", "ngàn"):
        if name in words:
            cut = words.index(name)
            scale = _SCALES[name]
            above = _read_below_scale(words[:cut], scale)
            below = _read_tail(words[cut + 1 :], scale)
            return None if above is None or below is None else above * scale + below
    return _read_hundreds(words)


def _read_below_scale(words: Sequence[str], scale: int) -> int | None:
    value = _read_below_billion(words)
    return value if value is None or value < max(scale, 10**4) else None


def _read_hundreds(words: Sequence[str]) -> int | None:
    if "trăm" not in words:
        return _read_tens(words)
    cut = words.index("trăm")
    if cut != 1 or words[0] not in _ONES:
        return None
    rest = words[2:]
    if len(rest) == 1 and rest[0] in _HALVES:
        below: int | None = 50
    elif len(rest) == 1 and rest[0] in _ONES:
        below = _ONES[rest[0]] * 10
    else:
        below = _read_tens(rest[1:] if rest and rest[0] in _FILLERS else rest) if rest else 0
    return None if below is None else _ONES[words[0]] * 100 + below


def _read_tens(words: Sequence[str]) -> int | None:
    match list(words):
        case [one] if one in _ONES:
            return _ONES[one]
        case ["mười" | "chục"]:
            return 10
        case ["mười", one] if one in _ONES and one != "không":
            return 10 + _ONES[one]
        case [ten, "mươi" | "chục"] if ten in _ONES and _ONES[ten] > 0:
            return _ONES[ten] * 10
        case [ten, "mươi", one] if {ten, one} <= _ONES.keys() and _ONES[ten] * _ONES[one] > 0:
            return _ONES[ten] * 10 + _ONES[one]
        case [ten, one] if ten in _ONES and _ONES[ten] > 1 and one in _TRAILING_ONES:
            return _ONES[ten] * 10 + _ONES[one]
    return None
