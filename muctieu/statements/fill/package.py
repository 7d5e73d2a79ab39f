"""An office file as its parts: opened with care, and written back with only some parts changed.

Whatever is not changed goes back byte for byte, in the same order and with the same dates, so a
form stays its sender's own.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException, ElementTree
from lxml import etree

from muctieu.registers.formulas import parts_by_name
from muctieu.registers.workbook import MEBIBYTE, FileRefused, Limits, format_of
from muctieu.statements.fill.refused import refused

# A form is pages of headings, no register: what is larger is something else.
LIMITS = Limits(file_bytes=5 * MEBIBYTE, unpacked_bytes=48 * MEBIBYTE)
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
_MACRO_TYPES = b"macroEnabled"
_TYPES = "[Content_Types].xml"


@dataclass(frozen=True)
class Package:
    """The parts of an office file by name; ``kind`` is xlsx or docx."""

    content: bytes
    kind: str
    parts: Mapping[str, bytes]

    def tree(self, name: str) -> Any:
        """A part as XML. Raises :class:`FormRefused` for what is none or defines entities."""
        return tree_of(self.parts.get(name, b""))

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The part of each sheet of an xlsx, by the sheet's name, hidden ones included."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            try:
                return parts_by_name(archive)
            except (ElementTree.ParseError, DefusedXmlException) as error:
                raise refused("broken") from error

    def with_parts(self, changed: Mapping[str, Any]) -> bytes:
        """The file with these parts written anew from their trees, all others as they are."""
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(self.content)) as before,
            zipfile.ZipFile(out, "w") as after,
        ):
            for entry in before.infolist():
                tree = changed.get(entry.filename)
                body = before.read(entry) if tree is None else _written(tree)
                after.writestr(entry, body, compress_type=entry.compress_type)
            for name in changed.keys() - self.parts.keys():
                after.writestr(name, _written(changed[name]), zipfile.ZIP_DEFLATED)
        return out.getvalue()


def open_package(content: bytes) -> Package:
    """Open an xlsx or docx file. Raises :class:`FormRefused` or ``FileRefused``, one sentence each.

    Refused are files too large, packed beyond measure, under a password, broken, of another kind,
    and whatever carries macros, under any name.
    """
    _check_guards(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            parts = {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise refused("broken") from error
    kind = _kind_of(parts)
    _check_macros(parts, kind)
    return Package(content, kind, parts)


def _check_guards(content: bytes) -> None:
    """What holds for every sheet that is sent in: size, packing, passwords."""
    with tempfile.NamedTemporaryFile(prefix="muctieu-") as file:
        file.write(content)
        file.flush()
        try:
            format_of(Path(file.name), LIMITS)
        except FileRefused as problem:
            if problem.code != "not_a_table":
                raise
    if not content.startswith(b"PK"):
        raise refused("not_this_kind")


def _kind_of(parts: Mapping[str, bytes]) -> str:
    if "xl/workbook.xml" in parts:
        return "xlsx"
    if "word/document.xml" in parts:
        return "docx"
    raise refused("not_this_kind")


def _check_macros(parts: Mapping[str, bytes], kind: str) -> None:
    carried = any(name.lower().endswith(_MACRO_PARTS) for name in parts)
    if carried or _MACRO_TYPES in parts.get(_TYPES, b""):
        raise refused("macros", kind=f".{kind}")


def tree_of(part: bytes) -> Any:
    """XML without entities, networks or depths beyond measure. Raises :class:`FormRefused`."""
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise refused("broken")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise refused("broken") from error


def _written(tree: Any) -> bytes:
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
