"""The page of the specification is what the specification prints."""

from __future__ import annotations

from tests.spec.document import PAGE, page


def test_the_page_in_docs_is_the_one_the_cases_print() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.spec.document"
