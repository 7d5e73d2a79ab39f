"""``python -m tests.statements.read.precision``: the corpus by kind of text and by relation.

Recall is of the labelled figures, precision of those returned; right is the whole claim (span,
value, unit and relation).  Below stand the labels that are not met.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict

from muctieu.statements.read.reader import read
from tests.statements.read.corpus import kinds, sentences
from tests.statements.read.test_corpus import is_right, matching

Row = Counter[str]


def counted() -> tuple[dict[str, Row], dict[str, Row], list[str]]:
    """Return the counts by kind of text, by relation, and one line for each label not met."""
    by_kind: dict[str, Row] = defaultdict(Counter)
    by_relation: dict[str, Row] = defaultdict(Counter)
    missed: list[str] = []
    for kind in kinds():
        for sentence in sentences(kind):
            claims = read(sentence.text).claims
            by_kind[kind]["returned"] += len(claims)
            for label in sentence.figures:
                claim = matching(claims, label)
                right = is_right(claim, label)
                for row in (by_kind[kind], by_relation[label.relation]):
                    row.update(labelled=1, found=int(claim is not None), right=int(right))
                if not right:
                    said = f"{claim.value} {claim.unit} {claim.relation}" if claim else "–"
                    surface = sentence.text[label.start : label.end]
                    missed.append(f"{kind}: “{surface}” {label.relation}, read as {said}")
    return by_kind, by_relation, missed


def main() -> int:
    by_kind, by_relation, missed = counted()
    for title, rows in (("text", by_kind), ("relation", by_relation)):
        print(f"{title:20s} figures  recall  precision  right")
        for name, row in sorted(rows.items()):
            if not row["labelled"]:
                continue
            recall, right = row["found"] / row["labelled"], row["right"] / row["labelled"]
            precision = f"{row['found'] / row['returned']:9.1%}" if row["returned"] else " " * 9
            print(f"{name:20s} {row['labelled']:7d} {recall:7.1%}  {precision} {right:6.1%}")
    print(*missed, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
