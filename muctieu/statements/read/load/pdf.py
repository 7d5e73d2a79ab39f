"""PDF files with a text layer; a scanned one is refused with the reason."""

import re
from typing import Any

from muctieu.statements.read.load.columns import Run, has_table, laid_out
from muctieu.statements.read.load.plain import checked, tables_in
from muctieu.statements.read.model import Document, Unreadable

# A page with more runs than this is a drawing.
_MOST_RUNS = 6000
_PAGE_NUMBER = re.compile(r"^\s*(?:-\s*)?\d{1,4}(?:\s*-)?\s*$", re.MULTILINE)


def load_pdf(content: bytes, name: str) -> Document:
    """Load the text layer of a PDF, page after page; tables are found by where their cells stand."""
    # Needed for PDF only: plain texts must start without it.
    import pypdfium2  # noqa: PLC0415

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _closed(str(error)) from error
    try:
        pages = [_page_text(document[number]) for number in range(len(document))]
    finally:
        document.close()
    text = "\n".join(pages)
    if not text.strip():
        raise Unreadable(
            "no_text_layer",
            "PDF là ảnh quét, không có lớp chữ nên không đọc được số nào; hãy dùng bản gốc hoặc nhận dạng chữ trước.",
            "The PDF is a scan without a text layer, so no figure can be read; use the original or OCR it first.",
        )
    text = checked(text)
    return Document(text, tables_in(text), name)


def _page_text(page: Any) -> str:
    textpage = page.get_textpage()
    runs = _runs(textpage)
    text = laid_out(runs) if has_table(runs) else str(textpage.get_text_range())
    textpage.close()
    # The hyphen of a broken line comes out as U+FFFE.
    text = text.replace("\r\n", "\n").replace("\ufffe", "-")
    return _PAGE_NUMBER.sub("", text)


def _runs(textpage: Any) -> list[Run]:
    runs = []
    for number in range(min(textpage.count_rects(), _MOST_RUNS)):
        left, bottom, right, top = textpage.get_rect(number)
        text = " ".join(textpage.get_text_bounded(left, bottom, right, top).split())
        if text:
            runs.append(Run(left, bottom, right, top, text))
    return runs


def _closed(reason: str) -> Unreadable:
    if "password" in reason.lower():
        return Unreadable(
            "locked",
            "PDF có mật khẩu; hãy bỏ mật khẩu rồi đưa lại.",
            "The PDF is password-protected; remove the password first.",
        )
    return Unreadable(
        "broken", "PDF bị hỏng nên không mở được.", "The PDF is broken and cannot be opened."
    )
