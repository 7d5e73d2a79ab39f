"""The report as a Word file: the text in paragraphs, every claim with a comment."""

from typing import Any

from muctieu.statements.read.model import Claim, Finding, Report
from muctieu.statements.read.show.table import RELATIONS, STATUSES, told

_AUTHOR = "Rà soát số liệu"
_FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))


def write_comments(report: Report, path: str) -> None:
    """Write the text with one Word comment on every claim."""
    # python-docx is slow to import and needed for this output only.
    import docx  # noqa: PLC0415

    document = docx.Document()
    findings = _by_claim(report)
    offset = 0
    claims = sorted(report.claims, key=lambda claim: claim.start)
    for line in report.text.split("\n"):
        inside = [claim for claim in claims if offset <= claim.start < offset + len(line) + 1]
        _paragraph(document, line, offset, inside, findings)
        offset += len(line) + 1
    document.save(path)


def _paragraph(
    document: Any, line: str, offset: int, claims: list[Claim], findings: dict[str, list[Finding]]
) -> None:
    paragraph, done = document.add_paragraph(), 0
    for claim in claims:
        begin, end = claim.start - offset, min(claim.end - offset, len(line))
        if begin < done:
            continue
        paragraph.add_run(_clean(line[done:begin]))
        run = paragraph.add_run(_clean(line[begin:end]))
        document.add_comment(
            [run], text=_comment(claim, findings.get(claim.id, [])), author=_AUTHOR, initials="RS"
        )
        done = end
    paragraph.add_run(_clean(line[done:]))


def _clean(text: str) -> str:
    return text.translate(_FORBIDDEN)


def _by_claim(report: Report) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in report.by_weight():
        for name in finding.claims:
            found.setdefault(name, []).append(finding)
    return found


def _comment(claim: Claim, findings: list[Finding]) -> str:
    head = " · ".join(
        part for part in (RELATIONS[claim.relation], STATUSES[claim.status], claim.subject) if part
    )
    lines = [f"{claim.id}: {head}"]
    lines += [told(found) for found in findings]
    return _clean("\n".join(lines))
