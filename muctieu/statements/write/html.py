"""A statement as HTML: each figure a link to its records, readable without a style sheet."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from muctieu.statements.write.document import (
    Block,
    Cited,
    Heading,
    Sentence,
    Span,
    Statement,
    Table,
)


def _span(span: Span) -> SafeString:
    if isinstance(span, Cited):
        return format_html(
            '<a class="figure" href="{}" title="{}" data-figure="{}">{}</a>',
            span.link,
            span.meaning,
            span.key,
            span.text,
        )
    return format_html("{}", span.text)


def sentence(words: Sentence) -> SafeString:
    """One run of words."""
    return format_html_join("", "{}", ((_span(span),) for span in words))


def _row(cells: tuple[Sentence, ...]) -> SafeString:
    first, *rest = (sentence(cell) for cell in cells)
    body = format_html_join("", '<td class="text-end">{}</td>', ((cell,) for cell in rest))
    return format_html('<tr><th scope="row">{}</th>{}</tr>', first, body)


def _table(table: Table) -> SafeString:
    head = format_html_join(
        "", '<th scope="col">{}</th>', ((sentence(cell),) for cell in table.head)
    )
    return format_html(
        '<div class="table-responsive" tabindex="0"><table class="table table-sm">'
        "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
        sentence(table.caption),
        head,
        format_html_join("", "{}", ((_row(row),) for row in table.rows)),
    )


def _block(block: Block) -> SafeString:
    if isinstance(block, Table):
        return _table(block)
    tag = "h2" if isinstance(block, Heading) else "p"
    return format_html("<{0}>{1}</{0}>", SafeString(tag), sentence(block.words))


def to_html(statement: Statement) -> SafeString:
    """The statement as an ``<article>`` to be put into a page."""
    band = format_html('<p class="band">{}</p>', statement.band) if statement.band else ""
    return format_html(
        '<article class="statement"><header><p>{}</p><h1>{}</h1><p>{}</p>{}</header>{}'
        "<footer><p>{}</p></footer></article>",
        statement.agency,
        sentence(statement.title),
        sentence(statement.subtitle),
        band,
        format_html_join("", "{}", ((_block(block),) for block in statement.blocks)),
        sentence(statement.foot),
    )
