"""A number with its scale and unit, read rightwards from its first digit."""

import re
from decimal import Decimal
from typing import NamedTuple

from muctieu.kernels.vietnamese.numbers import NotANumber, parse_number_words
from muctieu.statements.read.vocabulary import Unit, not_before, scales, units, word_list

# Longest forms first: 1.747.885,5 · 1,747,885.5 · 1,747,885 · 112,71 · 12.5 · 2021
_NUMBER = re.compile(
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)(?!\.\d{3}(?!\d))"
    r"|\d{1,3}(?:,\d{3})+\.\d+(?!\d)"
    r"|\d{1,3}(?:,\d{3}){2,}(?!\d)"
    r"|\d+(?:[.,]\d+)?",
    re.ASCII,
)
# Groups torn apart: "13. 922. 662", "1 747 885".
_TORN = re.compile(r"\d{1,3}(?:(?:\. | \.|[ ])\d{3})+(?:, ?\d+)?(?![\d/]|[.,]\d)", re.ASCII)
_TORN_HINT = re.compile(r"[. ] ?\d{3}(?!\d)", re.ASCII)
_TORN_DECIMAL = re.compile(r"(\d+), (\d{1,2}) ?%", re.ASCII)
_LOST_COMMA = re.compile(r"0 (\d{2})(?= ?%)", re.ASCII)
_WORDS = re.compile(
    r" {0,2}([^\W\d_][\w²³$]*(?:[.-][^\W\d_]+)*)(?: ([^\W\d_]\w*(?:\.[Kk]m)?))?(?: ([^\W\d_]\w*(?:\.[Kk]m)?))?(?: ([^\W\d_]\w*(?:\.[Kk]m)?))?"
)
_TWO_WORDS = r"([^\W\d_][\w²³$]*(?:[.-][^\W\d_]+)*)(?: ([^\W\d_]\w*(?:\.[Kk]m)?))?"
_FIRST_WORDS = re.compile(" {0,2}" + _TWO_WORDS)
# A percentage that nothing hangs on, or a plain number, a space and two words.  Not among them:
# years, leading zeros, a comma before three digits.
_SURE = re.compile(
    r"([0-9]+)(?:,([0-9]+))? ?(%)(?! ?[/÷đ-]| (?:đến|tới|to) )"
    r"|(?!(?:19|20)[0-9][0-9] |0[0-9.])([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]{1,2}|[0-9]{4,}))? "
    + _TWO_WORDS
)
_PERCENT_UNIT = Unit("%", "percent")
# Behind a unit these begin a range or a second number.
_GOES_ON = frozenset("-÷/")
TO_WORDS = (" đến ", " tới ", " to ")
# "k", "tr", "ty" are scales only where nothing else is possible.
_SHORT = frozenset(["k", "tr", "ty"])
# Behind a number these may begin a period, an hour, a term of office.
_UNSURE = frozenset(["tháng", "giờ", "khóa", "tháng tuổi"])
_PERCENT = re.compile(
    r" ?([%‰])(?: ?(điểm)(?!\w)(?! (?:xét|thi|số|trung|học|chuẩn|sàn|của)))?| ?\$| ?°[cC]"
)
_SIGNS = "%‰$°"
_POINTS = re.compile(r" ?([%‰])")
_SECOND_SLASH = re.compile(r" ?[/-] ?([^\W\d_][\w²³]*)(?: ([^\W\d_]+))?")
_PER_PEOPLE = re.compile(
    r"(?: [^\W\d_]+)? ?/ ?(?:(1[.,]?000|10[.,]?000|100[.,]?000|1 triệu|1 vạn) (dân|người|trẻ)"
    r"|(100) (dân|bé gái|trẻ gái|hộ dân))(?![^\W_])"
)
# "phường/ xã" names both kinds of place; nothing is counted per commune there.
_NOUN_TO_STROKE = re.compile(r" ([^\W\d_]+)(?= ?/)")
_COMRADES = re.compile(r" ?đ/c(?![^\W_])", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"(?<![^\W_])([^\W\d_]+) $")
# "7 vàng, 8 bạc, 9 đồng" are medals, no money.
_MEDALS = re.compile(r"(?:bạc|hcb)(?:[,;]| và)? \d{1,3} ?$", re.IGNORECASE)
_PLACES = frozenset(["phường", "xã", "thị trấn", "huyện", "quận", "thôn"])
_SLASH = re.compile(r" ?/ ?(?:1 |01 )?([^\W\d_][\w²³]*)(?: ([^\W\d_]+))?")
_UNITS = units()
_SCALES = scales()
_NOT_BEFORE = not_before()


def _lengths() -> dict[str, tuple[int, ...]]:
    """Return for the first word of every unit how many words such units have, the longest first."""
    found: dict[str, set[int]] = {}
    for phrase in _UNITS:
        words = phrase.split(" ")
        found.setdefault(words[0], set()).add(len(words))
    return {word: tuple(sorted(lengths, reverse=True)) for word, lengths in found.items()}


_UNIT_LENGTHS = _lengths()
# A unit that is longer than its first word: " cao tuổi", the unit, how far the figure reaches.
# No unit: there the first word is part of another one (" ngân" behind "giải").
Longer = tuple[str, Unit | None, int]


def _one_look() -> dict[str, tuple[Unit | None, tuple[str, ...], tuple[Longer, ...]]]:
    """Return for the first word of every unit: the unit it is alone, and the longer ones.

    Not those of scores (points may follow) nor those that multiply others.
    """
    longer: dict[str, list[Longer]] = {}
    for phrase, unit in _UNITS.items():
        first, space, more = phrase.partition(" ")
        found = longer.setdefault(first, [])
        if space and phrase.count(" ") < _MOST_WORDS:
            reach = len(unit.shown) - len(first) if phrase.startswith(unit.shown + " ") else None
            found.append((f" {more}", unit, len(more) + 1 if reach is None else reach))
    for word, others in _NOT_BEFORE.items():
        longer.setdefault(word, []).extend((f" {other}", None, 0) for other in others)
    return {
        word: (
            _UNITS.get(word),
            tuple(more for more, _, _ in found),
            tuple(sorted(found, key=lambda one: (-one[0].count(" "), -len(one[0])))),
        )
        for word, found in longer.items()
        if word not in _SCALES and (word not in _UNITS or _UNITS[word].kind != "score")
    }


_MOST_WORDS = 4
_LONGEST = 32
_ONE_LOOK = _one_look()
_PER = word_list("per")
_NUMBERED = word_list("numbered")
_KINDS = word_list("kinds")
_NOT_COUNTED = word_list("not_counted")
_NO_SYLLABLE = _NOT_COUNTED | word_list("no_noun") | word_list("tells_on") | _UNITS.keys()
_CLASSIC_SCALE_UNIT = {"tỷ": "đồng", "nghìn tỷ": "đồng", "triệu tỷ": "đồng", "trăm triệu": "đồng"}
_COMPOUND = re.compile(r" ?(\d{1,3}(?:,\d+)?) ?(tỷ|tỉ|triệu|nghìn|ngàn|trăm)(?![^\W_])", re.ASCII)


class Quantity(NamedTuple):
    """A magnitude with its unit; `end` is the offset behind both."""

    value: Decimal
    decimals: int
    unit: str | None
    unit_kind: str
    end: int
    number_end: int
    per: bool = False
    noun_guessed: bool = False


def number_at(text: str, start: int) -> tuple[str, int]:
    """Return the number's surface and its end, torn groups of a scanned text included."""
    found = _NUMBER.match(text, start)
    if found is None:
        raise NotANumber(text[start : start + 20], "không có số", "no number")
    end = found.end()
    follow = text[end : end + 1]
    if follow == " " and (lost := _LOST_COMMA.match(text, start)):
        return f"0,{lost[1]}", lost.end()
    if follow and follow in " .":
        if torn := _torn_at(text, start, end):
            return torn
    elif follow == "," and (decimal := _TORN_DECIMAL.match(text, start)):
        return f"{decimal[1]},{decimal[2]}", decimal.end(2)
    return found.group(), end


def _torn_at(text: str, start: int, end: int) -> tuple[str, int] | None:
    if end - start > 3 or not _TORN_HINT.match(text, end):
        return None
    torn = _TORN.match(text, start)
    if torn is None:
        return None
    surface = torn.group()
    groups = len(re.findall(r"\d{3}", surface[end - start :]))
    if groups < 2 and (_is_numbered(text, start) or not _has_unit(text, torn.end())):
        return None
    whole, comma, part = surface.partition(",")
    return re.sub(r"\D", "", whole) + comma + part.strip(), torn.end()


def _is_numbered(text: str, start: int) -> bool:
    """Return whether "loại 1 112 ca" numbers a kind before it counts."""
    word = _WORD_BEFORE.search(text, max(0, start - 12), start)
    return word is not None and word[1].lower() in _NUMBERED


def _has_unit(text: str, end: int) -> bool:
    if _PERCENT.match(text, end):
        return True
    words = _WORDS.match(text, end)
    return (
        bool(words)
        and words is not None
        and (words[1].lower() in _SCALES or _known(words, 1) is not None)
    )


def quantity_at(text: str, start: int) -> Quantity:
    """Read number, scale and unit starting at a digit."""
    surface, number_end = number_at(text, start)
    follow = text[number_end : number_end + 3].lstrip(" ")[:1]
    if follow in _SIGNS and follow and (sign := _PERCENT.match(text, number_end)):
        return _symbol(surface, number_end, sign, text)
    words = None
    if follow.isalpha():
        first = _FIRST_WORDS.match(text, number_end)
        if first is not None and (plain := _at_one_look(text, surface, number_end, first)):
            return plain
        words = _WORDS.match(text, number_end)
    if words is None:
        value, decimals = magnitude(surface, integer_unit=False)
        return Quantity(value, decimals, None, "none", number_end, number_end)
    return _with_words(text, surface, number_end, words)


def sure_at(text: str, start: int) -> Quantity | None:
    """Read what can be read in one way only: "12,24%", "1.250 tấn", "12,5 tỷ đồng", "45 hộ".

    A cheap first look at most figures of a report: one pattern, one or two words looked up.
    None means no more than that `quantity_at` and its neighbours must look.
    """
    found = _SURE.match(text, start)
    if found is None:
        return None
    if found[3]:
        return _sure(found, 1, _PERCENT_UNIT, found.end())
    read = _unit_at_one_look(text, found, 6)
    if read is None or read[0].shown in _UNSURE or _is_medal(text, read[0], found.start(6)):
        return None
    quantity = _per(text, _sure(found, 4, *read))
    follow = text[quantity.end : quantity.end + 2].lstrip(" ")
    if follow and (follow[0] in _GOES_ON or text.startswith(TO_WORDS, quantity.end)):
        return None
    return quantity


def _sure(found: re.Match[str], group: int, unit: Unit, end: int) -> Quantity:
    whole, part = found.group(group, group + 1)
    if "." in whole:
        whole = whole.replace(".", "")
    if part is None:
        return Quantity(Decimal(whole), 0, unit.shown, unit.kind, end, found.end(group))
    value = Decimal(f"{whole}.{part}")
    return Quantity(value, len(part), unit.shown, unit.kind, end, found.end(group + 1))


def _at_one_look(text: str, surface: str, number_end: int, words: re.Match[str]) -> Quantity | None:
    """Read "1.250 tấn" and "12,5 tỷ đồng", whose words can be nothing else."""
    read = _unit_at_one_look(text, words, 1)
    if read is None or _is_medal(text, read[0], words.start(1)):
        return None
    unit, end = read
    # "1,810 nghìn lượt" has decimals, "1,810 lượt" has not.
    whole = _is_whole(unit) and words[1].lower() not in _SCALES
    value, decimals = magnitude(surface, integer_unit=whole)
    return _per(text, Quantity(value, decimals, unit.shown, unit.kind, end, number_end))


def _unit_at_one_look(text: str, words: re.Match[str], group: int) -> tuple[Unit, int] | None:
    """Return a unit that stands in the table, and where it ends."""
    first = words[group].lower()
    scale = _SCALES.get(first)
    if scale is None:
        return _listed(text, first, words.end(group))
    if first in _SHORT or (known := _second(text, words, group)) is None:
        return None
    unit, end = known
    return Unit(f"{scale.shown} {unit.shown}", unit.kind), end


def _second(text: str, words: re.Match[str], group: int) -> tuple[Unit, int] | None:
    """Return the unit behind a scale word, if that is no scale itself ("nghìn tỷ")."""
    second = (words[group + 1] or "").lower()
    return None if second in _SCALES else _listed(text, second, words.end(group + 1))


def _listed(text: str, first: str, end: int) -> tuple[Unit, int] | None:
    """Return the longest unit of the table that begins with the word ending at `end`."""
    entry = _ONE_LOOK.get(first)
    if entry is None:
        return None
    alone, begun, longer = entry
    if begun and text[end : end + 1] == " ":
        behind = text[end : end + _LONGEST].lower()
        if behind.startswith(begun):
            for more, unit, reach in longer:
                size = len(more)
                if behind.startswith(more) and not behind[size : size + 1].isalnum():
                    return (unit, end + reach) if unit else None
    return (alone, end) if alone else None


def _symbol(surface: str, number_end: int, found: re.Match[str], text: str) -> Quantity:
    value, decimals = magnitude(surface, integer_unit=False, percent=found[1] is not None)
    if found[1] is None:
        dollar = "$" in found.group()
        unit, kind = ("USD", "money") if dollar else ("°c", "measure")
        return Quantity(value, decimals, unit, kind, found.end(), number_end)
    if found[2]:
        return Quantity(value, decimals, f"điểm {found[1]}", "points", found.end(), number_end)
    return _per(text, Quantity(value, decimals, found[1], "percent", found.end(), number_end))


def _with_words(text: str, surface: str, number_end: int, words: re.Match[str]) -> Quantity:
    scale, used = _scale(words)
    if scale is None:
        return _without_scale(text, surface, number_end, words)
    scale_end = words.end(used)
    if compound := _compound(text, surface, number_end, scale.factor, scale_end):
        return compound
    value, decimals = magnitude(surface, integer_unit=False)
    known = _unit_after_scale(text, words, used, scale_end)
    if known is None:
        default = _CLASSIC_SCALE_UNIT.get(scale.shown)
        noun = None if default else _guessed(words, used + 1)
        unit = default or (noun[0] if noun else "đồng")
        end = noun[1] if noun else scale_end
        kind = "count" if noun else "money"
        found = Quantity(value, decimals, f"{scale.shown} {unit}", kind, end, number_end)
        return _per(text, found)
    unit_found, end = known
    shown = f"{scale.shown} {unit_found.shown}"
    return _per(text, Quantity(value, decimals, shown, unit_found.kind, end, number_end))


def _scale(words: re.Match[str]) -> tuple["ScaleLike | None", int]:
    first = words[1].lower()
    scale = _SCALES.get(first)
    if scale is None:
        glued = _glued(first) if first.endswith(_GLUED_ENDS) else None
        return glued, int(glued is not None)
    if words[2] and (two := _SCALES.get(f"{first} {words[2].lower()}")):
        return ScaleLike(two.shown, two.factor), 2
    if first in {"k", "ty"} and words.group()[:1] == " ":
        return None, 0
    return ScaleLike(scale.shown, scale.factor), 1


_GLUED_ENDS = ("đồng", "đ", "vnđ", "vnd", "usd")


class ScaleLike(NamedTuple):
    """A scale word, with the unit glued to it in poor copies ("triệuđồng")."""

    shown: str
    factor: int
    glued_unit: str | None = None


def _glued(word: str) -> ScaleLike | None:
    """Split "triệuđồng", "trđ", "tỷđ", "tr.đ" into scale and unit."""
    for scale in ("triệu", "tỷ", "tỉ", "nghìn", "ngàn", "tr"):
        rest = word.removeprefix(scale).lstrip(".")
        if rest != word and rest in {"đồng", "đ", "vnđ", "vnd", "usd"}:
            found = _SCALES[scale]
            return ScaleLike(found.shown, found.factor, rest)
    return None


def _unit_after_scale(
    text: str, words: re.Match[str], used: int, scale_end: int
) -> tuple[Unit, int] | None:
    first = words[1].lower()
    if used == 1 and first.endswith(_GLUED_ENDS) and (glued := _glued(first)) and glued.glued_unit:
        return _UNITS[glued.glued_unit], scale_end
    if used < 4 and words[used + 1]:
        return _known(words, used + 1)
    following = _WORDS.match(text, scale_end)
    if following is None:
        return None
    return _known(following, 1)


def _compound(
    text: str, surface: str, number_end: int, factor: int, scale_end: int
) -> Quantity | None:
    """Read "1 tỷ 200 triệu đồng", "7 triệu 520 nghìn con" as one magnitude in the bare unit."""
    if text[scale_end : scale_end + 1] != " " or not text[scale_end + 1 : scale_end + 2].isdigit():
        return None
    second = _COMPOUND.match(text, scale_end)
    if second is None:
        return None
    lower = _SCALES[second[2]].factor
    if lower >= factor:
        return None
    first, _ = magnitude(surface, integer_unit=False)
    value = first * factor + Decimal(second[1].replace(",", ".")) * lower
    following = _WORDS.match(text, second.end())
    known = _known(following, 1) if following else None
    unit, end = known or (Unit("đồng", "money"), second.end())
    return Quantity(value, 0, unit.shown, unit.kind, end, number_end)


def _known(words: re.Match[str], first: int) -> tuple[Unit, int] | None:
    """Return the longest known unit whose first word is the given group."""
    for length in _UNIT_LENGTHS.get(words[first].lower(), ()):
        last = first + length - 1
        if last > 4 or words[last] is None:
            continue
        phrase = " ".join([words[i] for i in range(first, last + 1)]).lower()
        found = _UNITS.get(phrase)
        if found is not None and not _continues(words, last, phrase):
            return found, _end_of(words, first, last, phrase, found)
    return _glued_unit(words) if first == 1 else None


def _continues(words: re.Match[str], last: int, phrase: str, *, last_word: int = 4) -> bool:
    """Return whether the unit is only the beginning of another word ("giải" in "giải ngân")."""
    if last == last_word or phrase not in _NOT_BEFORE or words[last + 1] is None:
        return False
    return words[last + 1].lower() in _NOT_BEFORE[phrase]


def _end_of(words: re.Match[str], first: int, last: int, phrase: str, unit: Unit) -> int:
    """End the figure behind the classifier: "12 ca", not "12 ca mắc"."""
    if phrase.startswith(unit.shown + " "):
        return words.end(first + len(unit.shown.split(" ")) - 1)
    return words.end(last)


def _glued_unit(words: re.Match[str]) -> tuple[Unit, int] | None:
    """Read "45hộnghèo": a unit glued to the number and to the next word."""
    if words.group()[:1] == " ":
        return None
    word = words[1].lower()
    for length in range(len(word) - 1, 1, -1):
        found = _UNITS.get(word[:length])
        if found is not None and found.kind in {"count", "money"} and word[:length].isalpha():
            return found, words.start(1) + length
    return None


def _without_scale(text: str, surface: str, number_end: int, words: re.Match[str]) -> Quantity:
    known = _known(words, 1)
    medal = known is not None and _is_medal(text, known[0], words.start(1))
    if known and not medal:
        unit, end = known
        if unit.kind == "score" and (points := _POINTS.match(text, end)):
            unit, end = Unit(f"điểm {points[1]}", "points"), points.end()
        return _counted(text, surface, number_end, unit, end)
    value, decimals = magnitude(surface, integer_unit=False)
    noun = _guessed(words, 1) if decimals == 0 and not medal else None
    if noun is None:
        return Quantity(value, decimals, None, "none", number_end, number_end)
    value, decimals = magnitude(surface, integer_unit=True)
    found = Quantity(value, decimals, noun[0], "count", noun[1], number_end, noun_guessed=True)
    return _per(text, found)


def _is_medal(text: str, unit: Unit, at: int) -> bool:
    return unit.shown == "đồng" and _MEDALS.search(text, max(0, at - 16), at) is not None


def _counted(text: str, surface: str, number_end: int, unit: Unit, end: int) -> Quantity:
    value, decimals = magnitude(surface, integer_unit=_is_whole(unit))
    return _per(text, Quantity(value, decimals, unit.shown, unit.kind, end, number_end))


def _is_whole(unit: Unit) -> bool:
    return unit.kind == "count" or unit.shown == "đồng"


def _guessed(words: re.Match[str], group: int) -> tuple[str, int] | None:
    """Take the next plain word as what is counted, when no table knows it.

    Nouns of one syllable are in the tables; one that is not is most likely the first of two
    ("áp thấp", "nhân mạng"), unless a word that only joins or tells follows.
    """
    if group > 4 or words[group] is None:
        return None
    word = words[group]
    if word != word.lower() or word in _NOT_COUNTED or len(word) < 2 or "." in word:
        return None
    following = words[group + 1] if group < 4 else None
    if word in _KINDS or f"{word} {following}" in _KINDS:
        return None
    if following and _is_second_syllable(word, following):
        return f"{word} {following}", words.end(group + 1)
    return word, words.end(group)


def _is_second_syllable(word: str, following: str) -> bool:
    # Words without marks may as well be English, whose nouns are one word.
    marked = not (word.isascii() and following.isascii())
    return marked and following.isalpha() and following.islower() and following not in _NO_SYLLABLE


def _whole_noun(text: str, quantity: Quantity) -> Quantity:
    """Let "giường bệnh/vạn dân" reach to its stroke, though its unit is "giường"."""
    noun = _NOUN_TO_STROKE.match(text, quantity.end)
    if noun is None or f"{quantity.unit} {noun[1]}" not in _UNITS:
        return quantity
    return quantity._replace(end=noun.end())


def _per(text: str, quantity: Quantity) -> Quantity:
    """Add "/người/năm", "/100.000 dân" and the like to the unit."""
    if "/" not in text[quantity.end : quantity.end + 20]:
        return quantity
    if people := _PER_PEOPLE.match(text, quantity.end):
        unit = f"{quantity.unit}/{people[1] or people[3]} {people[2] or people[4]}"
        return quantity._replace(unit=unit, end=people.end(), per=True)
    quantity = _whole_noun(text, quantity)
    if text[quantity.end : quantity.end + 2].strip()[:1] != "/":
        return quantity
    if comrades := _COMRADES.match(text, quantity.number_end):
        return quantity._replace(unit="đồng chí", unit_kind="count", end=comrades.end())
    unit, end, per = quantity.unit or "", quantity.end, False
    for pattern in (_SLASH, _SECOND_SLASH):
        found = pattern.match(text, end)
        if found is None:
            break
        word, stop = _per_word(found)
        if not word or {unit, word} <= _PLACES:
            break
        unit, end, per = f"{unit}/{word}", stop, True
    if not per:
        return quantity
    return Quantity(
        quantity.value, quantity.decimals, unit, quantity.unit_kind, end, quantity.number_end, True
    )


def _per_word(found: re.Match[str]) -> tuple[str, int]:
    first = found[1].lower()
    two = f"{first} {found[2].lower()}" if found[2] else ""
    if two in _PER:
        return two, found.end(2)
    if first in _PER:
        known = _UNITS.get(first)
        return (known.shown if known else first), found.end(1)
    return "", found.start()


def is_number(surface: str) -> bool:
    """Return whether digits, dots and commas are one number; "3.1.9" is the name of a version."""
    return _NUMBER.fullmatch(surface) is not None


def magnitude(surface: str, *, integer_unit: bool, percent: bool = False) -> tuple[Decimal, int]:
    """Return the value of a written number and how many decimals were printed.

    A comma before exactly three digits is a thousands mark where only whole numbers make sense
    ("10,000 người"); a single dot before three digits always is, except in a percentage above
    ten thousand ("12.345%").
    """
    dot, comma = surface.rfind("."), surface.rfind(",")
    if comma > dot >= 0:
        return _plain(surface.replace(".", ""), ",")
    if dot > comma >= 0:
        return _plain(surface.replace(",", ""), ".")
    if dot >= 0:
        return _one_mark(surface, ".", groups=not percent or dot == 1)
    if comma >= 0:
        return _one_mark(surface, ",", groups=integer_unit or surface.count(",") > 1)
    return Decimal(surface), 0


def _one_mark(surface: str, mark: str, *, groups: bool) -> tuple[Decimal, int]:
    if surface[-4:-3] == mark:
        head, *rest = surface.split(mark)
        grouped = len(head) <= 3 and head != "0" and set(map(len, rest)) == {3}
        if grouped and (groups or len(rest) > 1):
            return Decimal("".join([head, *rest])), 0
    return _plain(surface, mark)


def _plain(surface: str, mark: str) -> tuple[Decimal, int]:
    whole, _, part = surface.partition(mark)
    return Decimal(f"{whole}.{part}") if part else Decimal(whole), len(part)


_WORD_RUN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,14}")


def words_quantity_at(text: str, start: int, number_words: frozenset[str]) -> Quantity | None:
    """Read "ba đột phá", "hai mươi mốt xã": a number in words with a known unit behind it."""
    run = _WORD_RUN.match(text, start)
    if run is None:
        return None
    words = run.group().lower().split(" ")
    count = next((i for i, word in enumerate(words) if word not in number_words), len(words))
    # "năm" is five or year, "một" one or a: alone they are not read as numbers.
    for used in range(count, 0, -1):
        if used == 1 and words[0] in {"năm", "một", "không", "tư", "lẻ", "linh", "nhất", "và"}:
            return None
        try:
            value = parse_number_words(" ".join(words[:used]))
        except NotANumber:
            continue
        end = start + len(" ".join(words[:used]))
        following = _WORDS.match(text, end)
        known = _known(following, 1) if following else None
        if known is None or known[0].kind not in {"count", "money", "measure"}:
            return None
        return Quantity(Decimal(value), 0, known[0].shown, known[0].kind, known[1], end)
    return None
