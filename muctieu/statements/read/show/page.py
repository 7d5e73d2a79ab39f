"""The report as one HTML page: the text untouched, every claim marked, verdicts beside it."""

from html import escape

from muctieu.statements.read.model import GRAVEST, Claim, Finding, Report
from muctieu.statements.read.show.table import RELATIONS, STATUSES, VERDICTS

_STYLE = """
:root { --ink: #1c1a17; --paper: #fff; --red: #a3121b; --gold: #b98a16; --line: #d9d4c8; }
@media (prefers-color-scheme: dark) { :root { --ink: #eee9df; --paper: #1b1a18; --red: #ff8f8f; --gold: #e2b94b; --line: #45413a; } }
body { margin: 0; color: var(--ink); background: var(--paper); font: 16px/1.6 "Noto Serif", Georgia, serif; }
header { border-top: 6px solid var(--red); border-bottom: 2px solid var(--gold); padding: .8rem 1.2rem; }
h1 { font-size: 1.2rem; margin: 0; } main { display: grid; grid-template-columns: minmax(0, 3fr) minmax(18rem, 2fr); gap: 1.5rem; padding: 1.2rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; } aside ol { padding-left: 1.4rem; } aside li { margin-bottom: .7rem; }
mark { background: none; color: inherit; border-bottom: 2px solid var(--line); } mark[data-verdict=agrees], mark[data-verdict=explained] { border-color: #2c7a3f; }
mark[data-verdict=differs] { border-bottom: 3px double var(--red); font-weight: 700; } mark[data-verdict=cannot_check] { border-bottom-style: dashed; border-color: var(--gold); }
mark:target { outline: 2px solid var(--gold); } sup { font-size: .65em; } .verdict { font-weight: 700; } a { color: inherit; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; } td, th { border-top: 1px solid var(--line); padding: .2rem .4rem; text-align: left; vertical-align: top; }
@media (max-width: 800px) { main { grid-template-columns: minmax(0, 1fr); } }
"""


def page(report: Report, title: str) -> str:
    """Return the whole page; it needs nothing from outside."""
    verdicts = _verdicts(report)
    return (
        '<!doctype html><html lang="vi"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Rà soát số liệu: {escape(title)}</title><style>{_STYLE}</style>"
        f"<header><h1>Rà soát số liệu: {escape(title)}</h1></header><main>"
        f'<article class="text">{_marked(report, verdicts)}</article>'
        f"<aside><h2>Kết quả</h2><ol>{''.join(map(_finding, report.by_weight()))}</ol>"
        f"<h2>Các con số</h2><table><thead><tr><th>số<th>trong văn bản<th>là<th>về</tr></thead>"
        f"<tbody>{''.join(map(_row, report.claims))}</tbody></table></aside></main></html>\n"
    )


def _verdicts(report: Report) -> dict[str, str]:
    found: dict[str, str] = {}
    for finding in report.findings:
        for name in finding.claims:
            found[name] = min(found.get(name, "explained"), finding.verdict, key=GRAVEST.index)
    return found


def _marked(report: Report, verdicts: dict[str, str]) -> str:
    parts: list[str] = []
    done = 0
    for claim in sorted(report.claims, key=lambda claim: claim.start):
        if claim.start < done:
            continue
        verdict = verdicts.get(claim.id, "")
        told = f"{RELATIONS[claim.relation]} {STATUSES[claim.status]} · {claim.subject}".strip(" ·")
        word = f" · {VERDICTS[verdict]}" if verdict else ""
        parts += (
            escape(report.text[done : claim.start]),
            f'<mark id="{claim.id}" data-claim="{claim.id}" data-verdict="{verdict}" title="{escape(told + word)}">',
            escape(report.text[claim.start : claim.end]),
            "</mark>",
        )
        done = claim.end
    parts.append(escape(report.text[done:]))
    return "".join(parts)


def _finding(found: Finding) -> str:
    links = " ".join(f'<a href="#{name}">{name}</a>' for name in found.claims)
    return f'<li><span class="verdict">{VERDICTS[found.verdict]}</span>: {escape(found.vi)} {links}</li>'


def _row(claim: Claim) -> str:
    cells = (
        f'<a href="#{claim.id}">{claim.id}</a>',
        escape(claim.text),
        RELATIONS[claim.relation],
        escape(claim.subject),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
