"""Letters from before Unicode: recognised by what makes syllables, converted letter by letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muctieu.kernels.vietnamese.legacy import Encoding, is_syllable, recognise, to_unicode

# The same words as they stand in files typed with .VnTime and VNI-Times.
MOTTO = "Cộng hoà xã hội chủ nghĩa Việt Nam, Độc lập Tự do Hạnh phúc"
MOTTO_TCVN3 = "Céng hoµ x· héi chñ nghÜa ViÖt Nam, §éc lËp Tù do H¹nh phóc"
MOTTO_VNI = "Coäng hoaø xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp Töï do Haïnh phuùc"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(MOTTO_TCVN3, Encoding.TCVN3), (MOTTO_VNI, Encoding.VNI), (MOTTO, Encoding.UNICODE)],
)
def test_an_encoding_is_recognised_and_its_letters_converted(text: str, encoding: Encoding) -> None:
    assert recognise([text]) is encoding
    assert to_unicode(text, encoding) == MOTTO


def test_capitals_of_vni_stay_capitals() -> None:
    assert to_unicode("ÑAÛNG BOÄ THAØNH PHOÁ", Encoding.VNI) == "ĐẢNG BỘ THÀNH PHỐ"


def test_every_letter_of_tcvn3_comes_out_once() -> None:
    # The 134 letters of Vietnamese beyond ASCII, less the 60 capitals with a tone, that TCVN3
    # leaves to a font of capitals: 67 small ones and the 7 capitals Ă Â Đ Ê Ô Ơ Ư.
    letters = {to_unicode(chr(code), Encoding.TCVN3) for code in range(0xA1, 0xFF)}
    converted = {letter for letter in letters if letter > "\xff" or letter in "àáâãèéêìíòóôõùúý"}
    assert len([letter for letter in converted if letter.islower()]) == 67
    assert {letter for letter in letters if letter in "ĂÂĐÊÔƠƯ"} == set("ĂÂĐÊÔƠƯ")


def test_words_of_another_language_are_in_no_encoding() -> None:
    assert recognise(["Привет мир сегодня"]) is None


def test_a_foreign_name_among_vietnamese_is_left_alone() -> None:
    assert recognise(["café", "Nguyễn Văn An"]) is Encoding.UNICODE
    assert recognise(["naïve"]) is Encoding.UNICODE
    assert recognise([]) is Encoding.UNICODE


@pytest.mark.parametrize("word", ["nghiêng", "thuyền", "khuỷu", "quý", "giữ", "rượu", "Đỗ", "ở"])
def test_a_syllable_is_one(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["ViÖt", "bcd", "nghĩaa", "strong", "hoàá"])
def test_what_is_no_syllable_is_none(word: str) -> None:
    assert not is_syllable(word)


@given(st.text(alphabet=st.characters(max_codepoint=0x7F)))
def test_plain_letters_are_the_same_in_every_encoding(text: str) -> None:
    assert {to_unicode(text, one) for one in Encoding} == {text}
