"""Texts typed before Unicode: TCVN3 (ABC) and VNI, recognised and converted.

Both put Vietnamese letters on the places of Western ones, so that "Thành phố" arrives as
"Thµnh phè" or "Thaønh phoá".
"""

import re
import unicodedata

_TCVN3 = dict(
    zip(
        "µ\u00b8¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
# Letters of TCVN3 that no Western text has inside words.
_TCVN3_ONLY = re.compile("[a-zA-Z][µ\u00b8¶·¹¨»¾¼½©®ª«¬\u00ad]|[µ\u00b8¶·¹¨»¾¼½©®ª«¬][a-z]")

_ROUND = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_HAT = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVE = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_SINGLE = {
    "ñ": "đ",
    "ô": "ơ",
    "ö": "ư",
    "ì": "ì",
    "í": "í",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
}
_VNI_PAIR = re.compile("([aeouyôö])([øùûõïâàáåãäêèéúüë])|([ñôöìíæóòî])", re.IGNORECASE)
# Pairs that Western languages hardly write.
_VNI_ONLY = re.compile("[aeouyôö][øûõåäë]|ñ[aeioôö]|[aeo][ïãü]", re.IGNORECASE)
_MODERN = re.compile("[\u1ea0-\u1ef9ơưđăƠƯĐĂ]")
_LETTER = re.compile(r"[^\W\d_]")
_LEAST_SHARE = 0.02
_LEAST_VNI_SHARE = 0.06


def script_of(text: str) -> str | None:
    """Return "tcvn3" or "vni" when the text is typed in one of them, else None."""
    sample = text[:20000]
    letters = len(_LETTER.findall(sample))
    if letters < 20 or len(_MODERN.findall(sample)) > letters * 0.02:
        return None
    if len(_TCVN3_ONLY.findall(sample)) > letters * _LEAST_SHARE:
        return "tcvn3"
    if len(_VNI_ONLY.findall(sample)) > letters * _LEAST_VNI_SHARE:
        return "vni"
    return None


def to_unicode(text: str, script: str) -> str:
    """Return the text in Unicode."""
    if script == "tcvn3":
        return text.translate({ord(old): new for old, new in _TCVN3.items()})
    return _VNI_PAIR.sub(_vni_letter, text)


def _vni_letter(found: re.Match[str]) -> str:
    single = found[3]
    if single:
        return _cased(_VNI_SINGLE[single.lower()], single)
    base, mark = found[1], found[2].lower()
    letter = _VNI_SINGLE.get(base.lower(), base.lower())
    if mark in _ROUND:
        return _cased(_composed(letter, "", _ROUND[mark]), base)
    if mark in _HAT:
        return _cased(_composed(letter, "\u0302", _HAT[mark]), base)
    return _cased(_composed(letter, "\u0306", _BREVE[mark]), base)


def _composed(letter: str, shape: str, tone: str) -> str:
    return unicodedata.normalize("NFC", letter + shape + tone)


def _cased(letter: str, like: str) -> str:
    return letter.upper() if like.isupper() else letter
