"""Figures in tables: the cell gives the number, the heads give unit, subject, time and status.

Cells are read apart from the prose, because a table has no sentences: what a sentence says with
verbs, a table says with its heads ("Kế hoạch năm 2021", "So sánh TH/KH (%)").
"""

import re
from collections.abc import Sequence

from muctieu.statements.read.frame import Before, cues_before
from muctieu.statements.read.load.grids import unit_column
from muctieu.statements.read.meaning.figures import Figure
from muctieu.statements.read.model import Block, Cell
from muctieu.statements.read.normalise import normalise
from muctieu.statements.read.quantities import Quantity, quantity_at
from muctieu.statements.read.scan.tokens import Token
from muctieu.statements.read.scan.walk import scan
from muctieu.statements.read.vocabulary import scales, units

_NUMBER_CELL = re.compile(r"\s*(\()?\s*([-+−])?\s*(\d[\d.,]*(?: \d{3})*)\s*(%|‰)?\s*\)?\s*")
_NO_FIGURE_HEAD = re.compile(
    r"^\s*(?:stt|tt|số tt|số thứ tự|mã(?: số)?|code|mục|ghi chú|số hiệu|ngày.*|số quyết định|biểu số|năm|điện thoại|số điện thoại|no\.?)\s*$",
    re.IGNORECASE,
)
_PLAN_HEAD = re.compile(
    r"(?<![^\W_])(?:kế hoạch|kh|dự toán|dt|chỉ tiêu|nghị quyết|mục tiêu|plan|giao)(?![^\W_])",
    re.IGNORECASE,
)
_DONE_HEAD = re.compile(
    r"(?<![^\W_])(?:thực hiện|th|kết quả|đạt được|lũy kế|luỹ kế|quyết toán)(?![^\W_])",
    re.IGNORECASE,
)
_ESTIMATE_HEAD = re.compile(r"(?<![^\W_])(?:ước|ưth|uth|dự kiến|estimate)(?![^\W_])", re.IGNORECASE)
_RATE_HEAD = re.compile(
    r"%|tỷ lệ|tỉ lệ|so sánh|so với|ss|tốc độ|tăng|giảm|cơ cấu|tỷ trọng|/", re.IGNORECASE
)
_PREVIOUS_HEAD = re.compile(
    r"cùng kỳ|ck|năm trước|tháng trước|quý trước|/\s*\w*\s*(?:năm )?20\d\d|so với (?:năm )?20\d\d|%\s*ck",
    re.IGNORECASE,
)
_GROWTH_HEAD = re.compile(r"tăng|giảm|\+/-|±|tốc độ", re.IGNORECASE)
# "So sánh (%)" beside a column with the plan compares with that plan.
_COMPARED_HEAD = re.compile(r"so sánh|(?<![^\W_])ss(?![^\W_])", re.IGNORECASE)
_SHARE_HEAD = re.compile(r"cơ cấu|tỷ trọng|tỉ trọng|tỷ lệ|tỉ lệ", re.IGNORECASE)
_UNIT_IN_BRACKETS = re.compile(
    r"\(\s*(?:đvt:?|đơn vị(?: tính)?:?)?\s*([^()]{1,28})\)", re.IGNORECASE
)
_UNIT_OF_CAPTION = re.compile(
    r"(?:đvt|đơn vị(?: tính)?|unit)\s*:?\s*([^\n.;)]{1,30})", re.IGNORECASE
)
_WORDS = re.compile(r"\s+")
# "Số hộ nghèo" counts "hộ".
_COUNTED_HEAD = re.compile(r"(?<![^\W_])số (?:lượng )?([^\W\d_]+(?: [^\W\d_]+)?)", re.IGNORECASE)
_HAS_DIGIT = re.compile(r"\d")
_LONGEST_CELL = 40  # longer ones are notes in words


def read_cells(original: str, blocks: Sequence[Block], sentence: int) -> list[Figure]:
    """Return the figures of all table cells; each row counts as one sentence from `sentence` on."""
    unit_blocks = unit_column(blocks)
    figures = []
    rows: dict[tuple[int, int], int] = {}
    planned_tables = {
        block.cell.table
        for block in blocks
        if block.cell is not None and _gives_plan(block.cell.column_heads)
    }
    for block in blocks:
        if block.kind != "cell" or block.cell is None:
            continue
        row = rows.setdefault((block.cell.table, block.cell.row), sentence + len(rows))
        unit_block = (
            blocks[unit_blocks[block.cell.table, block.cell.row]]
            if (block.cell.table, block.cell.row) in unit_blocks
            else None
        )
        row_unit = original[unit_block.start : unit_block.end] if unit_block else ""
        planned = block.cell.table in planned_tables
        figure = _cell(original, block, row_unit, row, planned=planned)
        if figure is not None:
            figures.append(figure)
    return figures


def _cell(original: str, block: Block, row_unit: str, row: int, *, planned: bool) -> Figure | None:
    cell = block.cell
    if cell is None or any(_NO_FIGURE_HEAD.match(head) for head in cell.column_heads):
        return None
    words = " ".join(cell.column_heads)
    if not cell.row_head and not words:
        return None
    surface = original[block.start : block.end].replace("\u00a0", " ")
    number = _NUMBER_CELL.fullmatch(surface)
    figure = (
        _number(number, block, cell, row_unit, row)
        if number
        else _with_its_unit(surface, block, row)
    )
    if figure is None:
        return None
    figure.in_cell = (cell.table, cell.row, cell.column)
    if figure.token.form == "number":
        _relation(figure, words, cell.row_head, planned=planned)
    figure.subject, figure.topic = (
        _squeezed(cell.row_head or words),
        cell.caption.split("\n")[0] or None,
    )
    return figure


def _number(found: re.Match[str], block: Block, cell: Cell, row_unit: str, row: int) -> Figure:
    """Return the figure of a cell that holds a number alone; its unit stands in a head."""
    number = quantity_at(re.sub(r"(?<=\d) (?=\d{3})", "", found[3]) + (found[4] or ""), 0)
    words = " ".join(cell.column_heads)
    unit = _unit(found[4], words, row_unit, cell.caption, cell.row_head)
    start = block.start + found.start(2 if found[2] else 3)
    end = block.start + (found.end(4) if found[4] else found.end(3))
    quantity = Quantity(number.value, number.decimals, unit[0], unit[1], end, end)
    token = Token(start, end, "figure", None, quantity, "number", rule="cell")
    figure = Figure(token, start, end, Before(start, start), row)
    figure.negative = (bool(found[2]) and found[2] in "-−") or bool(found[1])
    return figure


def _with_its_unit(surface: str, block: Block, row: int) -> Figure | None:
    """Return the figure of a cell like "gần 500 hộ", "12/12 xã": one figure and nothing else."""
    if len(surface) > _LONGEST_CELL or not _HAS_DIGIT.search(surface):
        return None
    normalised = normalise(surface)
    tokens = scan(normalised.text)
    if len(tokens) != 1 or tokens[0].kind != "figure" or tokens[0].quantity is None:
        return None
    token, quantity = tokens[0], tokens[0].quantity
    before = cues_before(normalised.text, 0, token.start)
    if normalised.text[: before.start].strip() or normalised.text[token.end :].strip(" .;"):
        return None
    if quantity.unit is None and token.form == "number":
        return None
    start = block.start + normalised.original(before.start)
    token.start, token.end = start, block.start + normalised.original(token.end)
    figure = Figure(token, start, token.end, Before(start, start), row)
    figure.qualifier, figure.relation, figure.rule = before.qualifier, token.form, "cell"
    figure.readings = [(token.form, 1.0)]
    return figure


def _squeezed(text: str) -> str:
    return _WORDS.sub(" ", text).strip(" .:-+*")


def _unit(
    sign: str | None, heads: str, row_unit: str, caption: str, row_head: str
) -> tuple[str | None, str]:
    """Return the unit of a cell: from its sign, its head, its row, its own words, the caption."""
    if sign:
        return sign, "percent"
    for text in (*_UNIT_IN_BRACKETS.findall(heads), row_unit):
        if found := unit_named(text):
            return found
    if "%" in heads:
        return "%", "percent"
    if (counted := _COUNTED_HEAD.search(heads)) and (found := unit_named(counted[1])):
        return found
    for text in _UNIT_IN_BRACKETS.findall(row_head):
        if found := unit_named(text):
            return found
    told = _UNIT_OF_CAPTION.search(caption)
    if told and not _RATE_HEAD.search(heads) and (found := unit_named(told[1])):
        return found
    if _RATE_HEAD.search(heads) and not _UNIT_IN_BRACKETS.search(heads):
        return "%", "percent"
    return None, "none"


def unit_named(text: str) -> tuple[str, str] | None:
    """Return the unit that a head names: "Triệu đồng", "1.000 ha", "tạ/ha", "%"."""
    text = _WORDS.sub(" ", text.strip().lower()).removeprefix("đvt:").strip(" .:")
    if text in {"%", "phần trăm"}:
        return "%", "percent"
    text = re.sub(r"^1\.?000 ", "nghìn ", text)
    probe = quantity_at(f"1 {text}", 0)
    if probe.unit is None or (probe.noun_guessed and text not in units() and " " in text):
        return None
    words = text.split(" ")
    known = text in units() or words[0] in scales() or "/" in text or not probe.noun_guessed
    return (probe.unit, probe.unit_kind) if known or len(words) == 1 else None


def _gives_plan(heads: Sequence[str]) -> bool:
    """Return whether a column holds the plan itself ("Dự toán"), not what is compared with it."""
    words = " ".join(heads)
    return _PLAN_HEAD.search(words) is not None and not _RATE_HEAD.search(words)


def _relation(figure: Figure, heads: str, row_head: str, *, planned: bool) -> None:
    quantity = figure.token.quantity
    percent = quantity is not None and quantity.unit_kind == "percent"
    figure.rule = "cell"
    if _ESTIMATE_HEAD.search(heads):
        figure.status = "estimate"
    elif _PLAN_HEAD.search(heads) and not _DONE_HEAD.search(heads) and not percent:
        figure.status = "plan"
    figure.relation = (
        _percent_relation(heads, row_head, planned=planned)
        if percent
        else _amount_relation(figure, heads)
    )
    figure.readings = [(figure.relation, 1.0)]
    if percent and figure.relation in {"percent_of_plan", "index_vs_previous"}:
        figure.status, figure.base = "actual", _squeezed(heads)


def _percent_relation(heads: str, row_head: str, *, planned: bool) -> str:
    rated = _RATE_HEAD.search(heads)
    if rated and _PREVIOUS_HEAD.search(heads):
        return "growth" if _GROWTH_HEAD.search(heads) else "index_vs_previous"
    if rated and (_PLAN_HEAD.search(heads) or (planned and _COMPARED_HEAD.search(heads))):
        return "percent_of_plan"
    if _SHARE_HEAD.search(heads) or _SHARE_HEAD.search(row_head):
        return "share"
    if _GROWTH_HEAD.search(heads) or _GROWTH_HEAD.search(row_head):
        return "growth"
    return "share"


def _amount_relation(figure: Figure, heads: str) -> str:
    if re.search(r"tăng|giảm|chênh lệch", heads, re.IGNORECASE) and not _RATE_HEAD.search(
        heads.replace("tăng", "").replace("giảm", "")
    ):
        return "change"
    unit = figure.unit or ""
    return "rate" if "/" in unit else "absolute"
