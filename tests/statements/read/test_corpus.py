"""The reader on its own corpus, split by kind of text."""

import pytest

from muctieu.statements.read.model import Claim
from muctieu.statements.read.reader import read
from tests.statements.read.corpus import Label, Sentence, kinds, sentences


def matching(claims: tuple[Claim, ...], label: Label) -> Claim | None:
    return next((c for c in claims if c.start < label.end and c.end > label.start), None)


def is_right(claim: Claim | None, label: Label) -> bool:
    return claim is not None and (
        (claim.start, claim.end, claim.value, claim.unit, claim.relation)
        == (label.start, label.end, label.value, label.unit, label.relation)
    )


def test_the_corpus_has_at_least_three_hundred_sentences_and_none_twice() -> None:
    texts = [sentence.text for kind in kinds() for sentence in sentences(kind)]

    assert len(texts) >= 300
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("kind", kinds())
def test_figures_of_each_kind_of_text_are_read(kind: str) -> None:
    found = expected = whole = extra = 0
    for sentence in sentences(kind):
        claims = read(sentence.text).claims
        found += sum(matching(claims, label) is not None for label in sentence.figures)
        whole += sum(is_right(matching(claims, label), label) for label in sentence.figures)
        expected += len(sentence.figures)
        extra += len(claims) - sum(
            matching(claims, label) is not None for label in sentence.figures
        )

    # The bars of unseen texts; what is known here must do better than what is not.
    assert found >= 0.98 * expected
    assert extra <= 0.03 * expected
    assert whole >= 0.96 * expected


@pytest.mark.parametrize("kind", kinds())
def test_dates_names_and_numbers_of_documents_are_never_figures(kind: str) -> None:
    for sentence in sentences(kind):
        report = read(sentence.text)
        for other in sentence.others:
            taken = [c.text for c in report.claims if c.start < other.end and c.end > other.start]
            assert taken == [], sentence.text


@pytest.mark.parametrize("kind", kinds())
def test_qualifiers_and_statuses_are_read(kind: str) -> None:
    wrong = [
        (sentence.text, label)
        for sentence in sentences(kind)
        for label in sentence.figures
        if not _said_alike(sentence, label)
    ]

    assert len(wrong) <= 1, wrong


def _said_alike(sentence: Sentence, label: Label) -> bool:
    claim = matching(read(sentence.text).claims, label)
    return claim is None or (claim.qualifier, claim.status) == (label.qualifier, label.status)


@pytest.mark.parametrize("kind", kinds())
def test_true_sentences_raise_no_alarm(kind: str) -> None:
    alarms = [
        (sentence.text, finding.vi)
        for sentence in sentences(kind)
        for finding in read(sentence.text).findings
        if finding.verdict == "differs"
    ]

    assert alarms == []
