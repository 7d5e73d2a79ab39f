"""Why a form or a report that somebody brings is not taken: one sentence in each language."""

from __future__ import annotations

from muctieu.registers.sentences import Refusal, Sentence

_SENTENCES = {
    "macros": Sentence(
        "Tệp có macro nên không được nhận; hãy lưu lại thành {kind} không có macro rồi gửi.",
        "The file has macros and is not taken; save it as {kind} without macros and send that.",
    ),
    "not_this_kind": Sentence(
        "Biểu mẫu phải là tệp Excel (.xlsx) hoặc Word (.docx); tệp này thì không.",
        "A form is an Excel (.xlsx) or Word (.docx) file; this one is not.",
    ),
    "not_word": Sentence(
        "Báo cáo kỳ trước phải là tệp Word (.docx).",
        "Last period's report must be a Word file (.docx).",
    ),
    "broken": Sentence(
        "Không đọc được tệp, có thể tệp đã hỏng; hãy mở và lưu lại bằng phần mềm văn phòng.",
        "The file cannot be read, it may be damaged; open and save it in an office program.",
    ),
    "tied_meanwhile": Sentence(
        "Người khác vừa sửa các ô của biểu này; hãy tải lại trang, xem rồi sửa tiếp.",
        "Somebody else has just tied this form; load the page again, look, and go on.",
    ),
    "nothing_blank": Sentence(
        "Biểu không có ô trống nào có tên hàng và tên cột, cũng không có chỗ trống trong văn bản;"
        " hãy gửi biểu chưa điền.",
        "The form has no blank cell with a heading of its row and its column, and no gap in its"
        " text; send one that is not filled in.",
    ),
}


class FormRefused(Refusal):
    """A form that is not taken; the sentence says why and what to do."""


def refused(code: str, **words: object) -> FormRefused:
    """The refusal of that code, its sentence complete."""
    return FormRefused(code, _SENTENCES[code].with_words(**words))
