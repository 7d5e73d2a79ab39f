"""Numbers put into a Word file run by run: the words around them and their looks stay.

A number becomes a content control inside a link to its records; it looks like the run it stands
in. Nothing else of the paragraph is touched.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

from muctieu.statements.fill.package import Package, tree_of
from muctieu.statements.write.controls import control_of
from muctieu.statements.write.document import Cited

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
W = f"{{{_WORD}}}"
_R = f"{{{_OFFICE}}}"
DOCUMENT = "word/document.xml"
_RELATIONS = "word/_rels/document.xml.rels"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NO_RELATIONS = f'<Relationships xmlns="{_PACKAGE}"/>'.encode()
# Where a link cannot stand: inside another one, a field, or words that are tracked as new.
_NO_LINK = frozenset({f"{W}hyperlink", f"{W}fldSimple", f"{W}ins", f"{W}moveTo"})


class Links:
    """The document's links to other places, with those to figures added; numbers for controls."""

    def __init__(self, package: Package, body: Any, site: str) -> None:
        self.tree = tree_of(package.parts.get(_RELATIONS, _NO_RELATIONS))
        self._site = site
        self._used = {one.get("Id") for one in self.tree}
        self._numbers = _free_numbers(body)

    def control(self, figure: Cited, style: str, *, linked: bool) -> Any:
        """The figure as an element to stand among runs."""
        control = control_of(figure, next(self._numbers), style)
        opened, closed = "", ""
        if linked and figure.link:
            opened, closed = f'<w:hyperlink r:id="{self.to(figure.link)}">', "</w:hyperlink>"
        spaces = f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"'
        made = etree.fromstring(f"<w:p {spaces}>{opened}{control}{closed}</w:p>")
        return made[0]

    def name(self, properties: Any, figure: Cited) -> None:
        """Let a control that is there say which figure it holds now."""
        made = self.control(figure, "", linked=False).find(f"{W}sdtPr")
        for name in ("alias", "tag"):
            new, old = made.find(f"{W}{name}"), properties.find(f"{W}{name}")
            if old is not None:
                old.set(f"{W}val", new.get(f"{W}val"))

    def to(self, link: str) -> str:
        """The name of a link to a figure's page."""
        number = len(self._used) + 1
        while f"rId{number}" in self._used:
            number += 1
        name = f"rId{number}"
        self._used.add(name)
        attributes = {
            "Id": name,
            "Type": f"{_OFFICE}/hyperlink",
            "Target": self._site + link,
            "TargetMode": "External",
        }
        etree.SubElement(self.tree, f"{{{_PACKAGE}}}Relationship", attributes)
        return name


def _free_numbers(body: Any) -> Iterator[int]:
    """Numbers that no control of the file has."""
    taken = {
        one.get(f"{W}val")
        for controls in body.iter(f"{W}sdtPr")
        for one in controls.findall(f"{W}id")
    }
    return (number for number in range(1, 2**31) if str(number) not in taken)


def written(package: Package, body: Any, links: Links) -> bytes:
    """The file with its changed body and links."""
    return package.with_parts({DOCUMENT: body.getroottree().getroot(), _RELATIONS: links.tree})


def swap(
    spots: Sequence[tuple[int, Any]], start: int, end: int, figure: Cited, links: Links
) -> None:
    """Put a figure in the place of the characters from ``start`` to ``end``.

    Of several in one paragraph the last is put in first: offsets before it stay true.
    """
    at = bisect_right([offset for offset, _node in spots], start) - 1
    offset, node = spots[at]
    run = node.getparent()
    text = node.text or ""
    before, after = text[: start - offset], text[max(end - offset, 0) :]
    for later, other in spots[at + 1 :]:
        if later >= end:
            break
        _say(other, (other.text or "")[max(end - later, 0) :])
    own = next((one for one in run.iterancestors(f"{W}sdt") if _takes_text(one)), None)
    if own is not None:
        # What follows in the run, a line break for one, stays where it is.
        _renew(own, node, before + figure.text + after, figure, links)
        return
    rest = _split(run, node, after)
    _say(node, before)
    inside = any(one.tag in _NO_LINK for one in run.iterancestors())
    run.addnext(links.control(figure, style_of(run), linked=not inside))
    if rest is not None:
        run.getnext().addnext(rest)


def _takes_text(control: Any) -> bool:
    """Whether a control holds plain text only: no other control can stand in it."""
    return control.find(f"{W}sdtPr/{W}text") is not None


def _renew(control: Any, node: Any, text: str, figure: Cited, links: Links) -> None:
    """The figure of a later day in the control that an earlier draft or report made for it."""
    _say(node, text)
    properties = control.find(f"{W}sdtPr")
    # Bound to what the file carries, Word would put the old number back.
    for name in ("dataBinding", "lock"):
        for old in properties.findall(f"{W}{name}"):
            properties.remove(old)
    links.name(properties, figure)
    link = next(control.iterancestors(f"{W}hyperlink"), None)
    if link is not None:
        link.set(f"{_R}id", links.to(figure.link))


def _split(run: Any, node: Any, text: str) -> Any:
    """A run of the same looks with what follows the number; None where nothing does."""
    following = list(node.itersiblings())
    if not text and not following:
        return None
    rest = run.makeelement(run.tag, dict(run.attrib))
    own = run.find(f"{W}rPr")
    if own is not None:
        rest.append(deepcopy(own))
    if text:
        said = rest.makeelement(f"{W}t", {})
        rest.append(said)
        _say(said, text)
    rest.extend(following)
    return rest


def _say(node: Any, text: str) -> None:
    node.text = text
    node.set(_SPACE, "preserve")


def style_of(run: Any) -> str:
    """The looks of a run, as XML."""
    own = run.find(f"{W}rPr") if run is not None else None
    return "" if own is None else etree.tostring(own, with_tail=False).decode()
