"""Offsets are those of the original text, whatever its form; reading is linear and never hangs."""

import sys
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muctieu.statements.read.reader import read

SENTENCE = "Thu ngân sách ước đạt gần 1.747.885 triệu đồng, bằng 121,72% kế hoạch tỉnh giao."
SURFACES = ["gần 1.747.885 triệu đồng", "121,72%"]


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        unicodedata.normalize("NFD", SENTENCE),
        "Mở đầu.\r\n\r\n" + SENTENCE + "\r\n",
        "\ufeff" + SENTENCE.replace(" ", "\u00a0"),
        SENTENCE.replace("ngân", "ng\u200bân").replace("đồng", "\u200bđồng"),
        SENTENCE.replace("đ", "\u00f0"),
        "😀 " + SENTENCE,
    ],
)
def test_the_claim_is_the_surface_of_the_original_text(text: str) -> None:
    report = read(text)

    assert [claim.value for claim in report.claims] == ["1747885", "121.72"]
    for claim, surface in zip(report.claims, SURFACES, strict=True):
        assert text[claim.start : claim.end] == claim.text
        plain = (
            unicodedata.normalize("NFC", claim.text).replace("\u200b", "").replace("\u00a0", " ")
        )
        assert plain.replace("\u00f0", "đ") == surface


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="0123456789.,/-% ()\nđồngtăgiảmkếhoạcF%:;nămtháng", max_size=120))
def test_any_text_is_read_without_an_error_and_with_true_offsets(text: str) -> None:
    report = read(text)

    for claim in report.claims:
        assert text[claim.start : claim.end] == claim.text
    starts = [claim.start for claim in report.claims]
    assert starts == sorted(starts)


def seconds_for(text: str) -> float:
    began = time.process_time()
    read(text)
    return time.process_time() - began


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["7", "1.", "...", "từ ", "%"])
def test_a_hostile_megabyte_without_figures_is_read_in_seconds(piece: str) -> None:
    text = piece * (300_000 // len(piece))

    # 0,3 MB here so that a busy machine passes too; the bench measures the whole megabyte.
    assert seconds_for(text) < 20


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["12 ", "1/", "3-", "(1", "ba ", "năm 2021 "])
def test_a_hostile_text_of_nothing_but_numbers_takes_time_in_step_with_its_length(
    piece: str,
) -> None:
    text = piece * (30_000 // len(piece))

    # At the same pace 0,3 MB take 20 s; five times the text may take six times as long, and air.
    once, short = seconds_for(text), seconds_for(text[: len(text) // 5])
    assert once < 2
    assert once < 9 * short + 0.2


def steps_for(text: str) -> int:
    """How many functions are called to read the text."""
    made = 0

    def count(_frame: object, event: str, _told: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(text)
    finally:
        sys.setprofile(before)
    return made


def test_ten_times_the_text_takes_about_ten_times_the_steps() -> None:
    text = (SENTENCE + "\n") * 20
    read(text)

    # Seconds are measured by the bench; steps are the same on every machine.
    assert steps_for(text * 10) < 10.5 * steps_for(text)
