"""A figure as a content control of Word, and texts as XML can hold them.

Without the library that writes whole files: who only puts figures into a file that is there need
not wait for it.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

from muctieu.statements.write.document import Cited

# Word keeps no longer tag or title of a control.
_LONGEST = 64
# What XML 1.0 cannot hold.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def control_of(figure: Cited, number: int, style: str, bound: str = "") -> str:
    """A content control with a figure, as XML in Word's prefix ``w``.

    ``style`` is the ``w:rPr`` of its run and of the control, in whose style office programs write
    what is put into it anew; ``bound`` what ties the control to a part of the file;
    without it the control can be typed over.
    """
    return (
        f"<w:sdt><w:sdtPr>{style}<w:alias w:val={attribute(figure.meaning[:_LONGEST])}/>"
        f"<w:tag w:val={attribute(figure.key[:_LONGEST])}/>"
        f'<w:id w:val="{number}"/>{bound}<w:text/></w:sdtPr><w:sdtContent><w:r>{style}'
        f'<w:t xml:space="preserve">{escaped(figure.text)}</w:t></w:r></w:sdtContent></w:sdt>'
    )


def writable(text: str) -> str:
    """A text without the signs that XML 1.0 cannot hold."""
    return _UNWRITABLE.sub("", text)


def attribute(text: str) -> str:
    """A text as the value of an attribute, its quotes around it."""
    return quoteattr(writable(text))


def escaped(text: str) -> str:
    """A text as the words of an element."""
    return writable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
