"""Is this text Vietnamese at all?  Copies with scrambled marks must be refused, not guessed at."""

import re
import unicodedata

_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    "(?:iêu|yêu|ươi|ươu|uôi|oai|oay|oeo|uây|uya|uyê|uyu|oao|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|yê|iu|oa|oă|oe"
    "|oi|ôi|ơi|oo|ua|uâ|uê|ui|uô|uơ|uy|ưa|ươ|ưi|ưu|[aăâeêioôơuưy])"
    "(?:ng|nh|ch|[cmnpt])?"
)
_MARKED_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f\W\d_][^\W\d_]*")
# Small capitals and mathematical letters, put for plain ones by copies that hide from search.
_LOOKALIKE = re.compile("[\u0250-\u02af\u1d00-\u1d7f\U0001d400-\U0001d7ff]")
_LEAST_WORDS = 25
_MOST_WRONG = 0.35
# Marked words that every text of an office or a register of persons is full of: a third to a half
# of its marked words (0.28 and more in all our texts), a tenth at most where marks are scrambled.
_COMMON = frozenset(
    [
        "năm",
        "đạt",
        "tăng",
        "đồng",
        "với",
        "và",
        "tỷ",
        "tỉ",
        "của",
        "tháng",
        "đầu",
        "số",
        "dự",
        "là",
        "hoạch",
        "chỉ",
        "kế",
        "có",
        "công",
        "tổng",
        "các",
        "những",
        "được",
        "kỳ",
        "hội",
        "thành",
        "hơn",
        "từ",
        "đến",
        "nước",
        "đã",
        "chính",
        "sản",
        "triệu",
        "giảm",
        "tư",
        "vốn",
        "ước",
        "đó",
        "này",
        "tế",
        "toán",
        "ngày",
        "mức",
        "bộ",
        "lượng",
        "nhà",
        "án",
        "phát",
        "xã",
        "giá",
        "nghiệp",
        "bình",
        "khoảng",
        "người",
        "trưởng",
        "động",
        "trên",
        "hiện",
        "vụ",
        "trước",
        "hàng",
        "bằng",
        "trường",
        "về",
        "thực",
        "tấn",
        "tại",
        "nghị",
        "báo",
        "giải",
        "địa",
        "còn",
        "độ",
        "không",
        "thị",
        "mới",
        "huyện",
        "tỉnh",
        "phố",
        "phường",
        "đơn",
        "vị",
        "để",
        "theo",
        "một",
        "như",
        "khi",
        "sẽ",
        "ở",
        "bị",
        "nguyễn",
        "trần",
        "văn",
        "phạm",
        "hoàng",
        "đặng",
        "bùi",
        "đỗ",
        "vũ",
        "võ",
        "ngô",
    ]
)
_LEAST_COMMON = 0.15
_LEAST_WORDS_FOR_COMMON = 60


def is_scrambled(text: str) -> bool:
    """Return whether the marked words of the text are mostly no Vietnamese syllables."""
    sample = text[:40000]
    if len(_LOOKALIKE.findall(sample)) * 10 > len(sample):
        return True
    words = _MARKED_WORD.findall(unicodedata.normalize("NFC", text[:40000]))[:2000]
    if len(words) < _LEAST_WORDS:
        return False
    wrong = sum(not is_syllable(word) for word in words)
    return wrong > len(words) * _MOST_WRONG or _has_strange_words(words)


def _has_strange_words(words: list[str]) -> bool:
    """Return whether the words are possible syllables, but not the words that people use."""
    common = sum(word.lower() in _COMMON for word in words)
    return len(words) >= _LEAST_WORDS_FOR_COMMON and common < len(words) * _LEAST_COMMON


def is_syllable(word: str) -> bool:
    """Return whether a word could be one syllable of Vietnamese, whatever its meaning."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    if len(_TONES.findall(decomposed)) > 1:
        return False
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", _TONES.sub("", decomposed))) is not None
