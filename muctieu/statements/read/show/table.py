"""The report as a table for the terminal, in plain Vietnamese."""

from collections.abc import Sequence

from muctieu.statements.read.model import Claim, Finding, Report

RELATIONS = {
    "absolute": "số lượng",
    "percent_of_plan": "% kế hoạch",
    "over_plan": "vượt kế hoạch",
    "growth": "tăng/giảm",
    "index_vs_previous": "so cùng kỳ",
    "share": "tỷ lệ",
    "ratio": "phần/tổng",
    "rank": "xếp hạng",
    "multiple": "gấp lần",
    "change": "tăng thêm",
    "rate": "bình quân",
    "score": "điểm",
    "pair": "thực hiện/KH",
}
QUALIFIERS = {
    "just_below": "gần",
    "above": "hơn",
    "about": "khoảng",
    "at_least": "ít nhất",
    "below": "dưới",
}
STATUSES = {"actual": "", "estimate": "ước", "plan": "kế hoạch"}
VERDICTS = {
    "agrees": "khớp",
    "explained": "giải thích được",
    "differs": "KHÔNG KHỚP",
    "cannot_check": "chưa đủ căn cứ",
}
_WIDTHS = (5, 26, 13, 8, 46, 20)
_HEADS = ("số", "trong văn bản", "là", "trạng thái", "về", "chỉ tiêu")


def table(report: Report) -> str:
    """Return the claims and findings as lines of text."""
    lines = [_line(_HEADS), "-" * sum(_WIDTHS)]
    lines += [_line(_cells(claim)) for claim in report.claims]
    lines += ["", _counts(report), ""]
    lines += [_finding(number, found) for number, found in enumerate(report.by_weight(), start=1)]
    lines += [notice.vi for notice in report.notices]
    return "\n".join(lines).rstrip() + "\n"


def _cells(claim: Claim) -> Sequence[str]:
    return (
        claim.id,
        " ".join(claim.text.split()),
        RELATIONS[claim.relation],
        STATUSES[claim.status],
        claim.subject,
        claim.indicator or "",
    )


def _line(cells: Sequence[str]) -> str:
    fitted = [_fit(cell, width) for cell, width in zip(cells, _WIDTHS, strict=True)]
    return " ".join(fitted).rstrip()


def _fit(text: str, width: int) -> str:
    return text.ljust(width) if len(text) <= width else text[: width - 1] + "…"


def _counts(report: Report) -> str:
    verdicts = [found.verdict for found in report.findings]
    told = ", ".join(
        f"{verdicts.count(name)} {word}" for name, word in VERDICTS.items() if name in verdicts
    )
    matched = sum(claim.indicator is not None for claim in report.claims)
    return (
        f"Đọc được {len(report.claims)} con số ({matched} gắn với chỉ tiêu); "
        f"{len(report.others)} ngày tháng, tên, số văn bản để ngoài. Kết quả rà soát: {told or 'không có'}."
    )


def _finding(number: int, found: Finding) -> str:
    chance = (
        "" if found.chance is None else f" (khả năng trùng ngẫu nhiên {_percent(found.chance)})"
    )
    where = f" [{', '.join(found.claims)}]" if found.claims else ""
    return f"{number}. {told(found)}{chance}{where}"


def told(found: Finding) -> str:
    """Return the verdict's word and the sentence; the word once, where the sentence has it."""
    word = VERDICTS[found.verdict]
    return found.vi if found.vi.lower().startswith(word) else f"{word}: {found.vi}"


def _percent(chance: float) -> str:
    return f"{chance * 100:.2f} %".replace(".", ",") if chance >= 0.0001 else "dưới 0,01 %"
