"""A kept review as a file: one JSON object a line, a marked page, a Word file with comments."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from muctieu.statements.read.show.comments import write_comments
from muctieu.statements.read.show.page import page
from muctieu.statements.review.keeping import opinions, report_of
from muctieu.statements.review.models import Review


def lines_of(review: Review) -> Iterator[str]:
    """JSON Lines: first the text's own line, then one for each claim with findings and opinion."""
    told = review.report
    said = opinions(review)
    head = {
        "name": review.name,
        "text_sha256": review.text_sha256,
        "reviewed_at": review.made_at.isoformat(),
        "by": review.by.get_username(),
        "year": review.year,
        "as_of": review.as_of.isoformat() if review.as_of else None,
        "update": review.position,
        "others": told["others"],
        "notices": told["notices"],
    }
    yield json.dumps(head, ensure_ascii=False)
    for claim in told["claims"]:
        opinion = said.get(claim["id"])
        found = [one for one in told["findings"] if claim["id"] in one["claims"]]
        line = claim | {
            "findings": found,
            "judgement": opinion.judgement if opinion else None,
            "judged_by": opinion.by.get_username() if opinion else None,
            "note": opinion.note if opinion else "",
        }
        yield json.dumps(line, ensure_ascii=False)


def page_of(review: Review) -> str:
    """The text untouched with every claim marked, as one HTML file."""
    return page(report_of(review), review.name)


def word_of(review: Review) -> bytes:
    """The text as a Word file with a comment on every claim."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "review.docx"
        write_comments(report_of(review), str(path))
        return path.read_bytes()
