"""Text becomes typed rows, column by column; what cannot be read is named, cell by cell.

Every column is read by its :class:`Field`, vectorised; where a reading takes thought (a date in
words, a ward's own spelling) it is done once for each distinct text. The kinds of faults and
their sentences are in :data:`READING_RULES`.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from muctieu.core.models import UnitVersion
from muctieu.core.units import plain_name
from muctieu.kernels.vietnamese.dates import NotADate, format_date, parse_date
from muctieu.kernels.vietnamese.numbers import NotANumber, parse_number
from muctieu.kernels.vietnamese.text import fold
from muctieu.registers.declare import Field, Kind
from muctieu.registers.intake import Intake, Rule, faults_where, judge, no_faults
from muctieu.registers.mapping import spellings
from muctieu.registers.sentences import Sentence

YEAR, DAY = "year", "day"
_EXCEL_DAYS = (20_000, 60_000)
_EXCEL_BEGIN = dt.date(1899, 12, 30)
# A sentence repeats so much of a cell and no more.
_SAID = 80
_CONTROL = r"[\p{Cc}\x{FFFE}\x{FFFF}]"


def _rule(code: str, vi: tuple[str, str], en: tuple[str, str], *, refuse: bool = True) -> Rule:
    return Rule(
        code=code,
        columns=("",),
        sentence=Sentence(vi[0], en[0]),
        remedy=Sentence(vi[1], en[1]),
        refuse=refuse,
    )


READING_RULES = {
    rule.code: rule
    for rule in (
        _rule(
            "cell.missing",
            ("Thiếu “{column}”.", "Điền giá trị vào ô này."),
            ("“{column}” is missing.", "Fill in this cell."),
        ),
        _rule(
            "cell.unreadable",
            ("Không đọc được “{value}”.", "Ghi lại nội dung ô này."),
            ("“{value}” cannot be read.", "Write this cell anew."),
        ),
        _rule(
            "cell.control",
            ("Ô có ký tự điều khiển không nhìn thấy.", "Xoá và gõ lại nội dung ô này."),
            ("The cell holds invisible control characters.", "Clear the cell and type it anew."),
        ),
        _rule(
            "cell.formula_without_value",
            (
                "Ô có công thức nhưng không có giá trị.",
                "Mở tệp bằng phần mềm bảng tính, lưu lại, hoặc gõ giá trị vào ô.",
            ),
            (
                "The cell has a formula but no value.",
                "Open the file in a spreadsheet program and save it, or type the value.",
            ),
        ),
        _rule(
            "cell.error_value",
            ("Ô báo lỗi công thức.", "Sửa công thức hoặc gõ giá trị vào ô."),
            ("The cell shows a formula error.", "Correct the formula or type the value."),
        ),
        _rule(
            "text.too_long",
            ("Nội dung dài quá {hint} ký tự.", "Rút ngắn nội dung."),
            ("The text is longer than {hint} characters.", "Shorten it."),
        ),
        _rule(
            "number.unreadable",
            ("{hint}", "Chỉ ghi chữ số, ví dụ 1.747."),
            (
                "“{value}” is not a number that can be read.",
                "Write digits only, for example 1.747.",
            ),
        ),
        _rule(
            "number.not_whole",
            ("“{value}” không phải là số nguyên.", "Ghi số nguyên, không có phần thập phân."),
            ("“{value}” is not a whole number.", "Write a whole number."),
        ),
        _rule(
            "number.too_small",
            ("“{value}” nhỏ hơn {hint}, mức thấp nhất được nhận.", "Kiểm tra lại số."),
            ("“{value}” is below {hint}, the least that is accepted.", "Check the number."),
        ),
        _rule(
            "number.too_large",
            ("“{value}” lớn hơn {hint}, mức cao nhất được nhận.", "Kiểm tra lại số."),
            ("“{value}” is above {hint}, the most that is accepted.", "Check the number."),
        ),
        _rule(
            "money.unit_unclear",
            (
                "Không rõ “{value}” là bao nhiêu tiền: tệp không nêu đơn vị tính, hoặc nêu hai đơn vị.",
                "Ghi “Đơn vị tính: triệu đồng” phía trên bảng, hoặc thêm cột Đơn vị tính.",
            ),
            (
                "How much money “{value}” is, is not clear: the file names no unit of money, or two.",
                "Write “Đơn vị tính: triệu đồng” above the table, or add a column for it.",
            ),
        ),
        _rule(
            "money.not_whole",
            (
                "“{value}” theo đơn vị tính của tệp không ra số đồng nguyên, hoặc quá lớn.",
                "Kiểm tra số và đơn vị tính.",
            ),
            (
                "“{value}” in the file's unit of money is no whole number of đồng, or too large.",
                "Check the number and the unit of money.",
            ),
        ),
        _rule(
            "date.unreadable",
            ("{hint}", "Ghi ngày/tháng/năm, ví dụ 04/12/2021."),
            (
                "“{value}” is not a date that can be read.",
                "Write day/month/year, for example 04/12/2021.",
            ),
        ),
        _rule(
            "date.number",
            (
                "“{value}” là số thứ tự ngày của bảng tính, có lẽ là {hint}.",
                "Định dạng ô là ngày, hoặc gõ {hint}.",
            ),
            (
                "“{value}” is a spreadsheet's number of a day, perhaps {hint}.",
                "Format the cell as a date, or type {hint}.",
            ),
        ),
        _rule(
            "date.future",
            ("Ngày {value} ở sau hôm nay ({hint}).", "Kiểm tra lại ngày; chỉ ghi việc đã diễn ra."),
            (
                "The date {value} lies after today ({hint}).",
                "Check the date; only what has happened is recorded.",
            ),
        ),
        _rule(
            "choice.unknown",
            ("“{value}” không có trong danh mục.", "Dùng một trong các giá trị: {hint}."),
            ("“{value}” is not one of the values allowed.", "Use one of: {hint}."),
        ),
        _rule(
            "truth.unreadable",
            ("“{value}” không phải là có hay không.", "Ghi “có” hoặc “không”."),
            ("“{value}” is neither yes nor no.", "Write “có” or “không”."),
        ),
        _rule(
            "unit.unknown",
            ("Không có đơn vị tên “{value}”.", "Kiểm tra tên đơn vị."),
            ("There is no unit called “{value}”.", "Check the unit's name."),
        ),
        _rule(
            "unit.perhaps",
            (
                "Không có đơn vị tên “{value}”; có phải “{hint}”?",
                "Sửa tên thành “{hint}” nếu đúng.",
            ),
            (
                "There is no unit called “{value}”; did you mean “{hint}”?",
                "Write “{hint}” if that is right.",
            ),
        ),
        _rule(
            "unit.not_then",
            (
                "Đơn vị “{value}” không tồn tại vào ngày đó ({hint}).",
                "Ghi đơn vị có vào ngày diễn ra.",
            ),
            (
                "The unit “{value}” did not exist on that day ({hint}).",
                "Write the unit of that day.",
            ),
        ),
        _rule(
            "unit.several",
            ("“{value}” là tên của nhiều đơn vị ({hint}).", "Ghi mã đơn vị thay cho tên."),
            ("“{value}” is the name of several units ({hint}).", "Write the unit's code instead."),
        ),
        _rule(
            "unit.not_yours",
            (
                "Đơn vị của dòng này không thuộc phạm vi nhập của tài khoản.",
                "Nếu việc diễn ra ở đơn vị của bạn, ghi đơn vị đó vào cột “{column}”; nếu không, gửi"
                " dòng này cho đơn vị phụ trách.",
            ),
            (
                "The unit of this row is not yours to enter.",
                "If it happened in your unit, write that unit into “{column}”; else send the row"
                " to the unit in charge.",
            ),
        ),
        _rule(
            "row.withdrawn",
            (
                "Bản ghi này từng có và đã bị rút ({hint}).",
                "Xem lại lý do rút; nếu không phải ghi lại thì bỏ dòng này khỏi bảng.",
            ),
            (
                "This record was there before and was withdrawn ({hint}).",
                "Look at the reason; unless it is to be entered anew, remove the row.",
            ),
            refuse=False,
        ),
        _rule(
            "issue.other_unit",
            (
                "Dòng này không thuộc đơn vị được phát sổ.",
                "Bỏ dòng này, hoặc ghi vào sổ phát cho đơn vị đó.",
            ),
            (
                "The row is not of the unit that the workbook was issued to.",
                "Remove it, or write it into the workbook of that unit.",
            ),
        ),
        _rule(
            "issue.other_days",
            (
                "Ngày nằm ngoài kỳ của sổ được phát ({hint}).",
                "Sửa ngày, hoặc ghi vào sổ phát cho kỳ đó.",
            ),
            (
                "The day lies outside the period of the workbook ({hint}).",
                "Correct the day, or write the row into the workbook of that period.",
            ),
        ),
        _rule(
            "issue.changed_since",
            (
                "Bản ghi đã được người khác sửa sau khi phát sổ (lần cập nhật số {hint}).",
                "Xem bản ghi hiện có; nếu số của bạn mới đúng thì sửa ngay trên trang bản ghi.",
            ),
            (
                "Somebody changed the record after the workbook was issued (update {hint}).",
                "Look at the record as it is; if yours is right, correct it on its own page.",
            ),
        ),
        _rule(
            "issue.gone_since",
            (
                "Bản ghi này đã bị rút hoặc đổi sau khi phát sổ (lần cập nhật số {hint}).",
                "Xem lý do ở lần cập nhật đó; nếu vẫn đúng thì nhập lại bằng một sổ mới.",
            ),
            (
                "The record was withdrawn or given another key after the workbook was issued (update {hint}).",
                "See why in that update; if it is right all the same, enter it by a new workbook.",
            ),
        ),
        _rule(
            "row.duplicate",
            ("Trùng với dòng {hint} của tệp.", "Bỏ một trong hai dòng."),
            ("The same as row {hint} of the file.", "Remove one of the two rows."),
        ),
    )
}


@dataclass(frozen=True)
class Checked:
    """Rows that can be read, typed, with ``line``; and the faults of all rows.

    ``rows`` holds only lines without a refusing fault, ``refused`` the others, as far as their
    cells could be read. Units are in ``<name>_id``.
    """

    rows: pl.DataFrame
    faults: pl.DataFrame
    refused: pl.DataFrame

    def without(self, faults: pl.DataFrame) -> Checked:
        """Less the lines of these faults, which are refused for them."""
        if faults.is_empty():
            return self
        kept = self.rows.join(faults, on="line", how="anti", maintain_order="left")
        held = self.rows.join(faults, on="line", how="semi", maintain_order="left")
        return Checked(kept, pl.concat([self.faults, faults]), pl.concat([self.refused, held]))


# A column that was read: the typed values, and for each cell a fault's code and hint or null.
@dataclass(frozen=True)
class _Read:
    values: dict[str, pl.Series]
    rule: pl.Series
    hint: pl.Series


def check_rows(raw: pl.DataFrame, intake: Intake, today: dt.date) -> Checked:
    """Type and judge ``raw``: ``line``, perhaps ``row``, and text columns of the intake.

    Columns that the file lacks count as blank. Faults come back in the order of lines.
    """
    filled = raw.with_columns(
        pl.lit(None, pl.String).alias(column.name)
        for column in intake.columns
        if column.name not in raw.columns
    )
    rules = intake.all_rules()
    typed, reading = _read_columns(filled, intake, today)
    future = [_in_future(typed, name, today) for name in intake.past]
    judged = judge(typed, rules, intake.day)
    faults = with_words_of(pl.concat([reading, *future, judged]), filled)
    refused = refusing(faults, rules).select("line").unique()
    rows = typed.join(refused, on="line", how="anti", maintain_order="left")
    keys = [intake[name].column for name in intake.key]
    double = with_words_of(duplicates(rows, keys, intake.key[0] if keys else ""), filled)
    rows = rows.join(double, on="line", how="anti", maintain_order="left")
    held = typed.join(refused, on="line", how="semi", maintain_order="left")
    return Checked(rows, pl.concat([faults, double]).sort("line", maintain_order=True), held)


def _read_columns(
    raw: pl.DataFrame, intake: Intake, today: dt.date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Typed columns and the faults of reading them; units need the day, amounts what they count."""
    columns: dict[str, pl.Series] = {}
    faults = [no_faults()]
    units = [one for one in intake.columns if one.kind is Kind.UNIT]
    plain = [one for one in intake.columns if one.kind is not Kind.UNIT]
    for field in (*sorted(plain, key=lambda one: one.name in intake.counted_in), *units):
        if field in units and intake.worked_out is not None:
            columns |= intake.worked_out(pl.DataFrame(columns)).to_dict()
        text = _tidied(raw[field.name])
        read = _read(field, text, intake, columns, today)
        columns |= read.values
        faults.append(_faults_of(field, raw["line"], text, read))
    numbers = raw.select(name for name in ("line", "row") if name in raw.columns)
    return numbers.with_columns(**columns), pl.concat(faults)


def _tidied(text: pl.Series) -> pl.Series:
    tidy = text.str.strip_chars().str.replace_all(r"\s+", " ")
    return tidy.set(tidy == "", None)


def _faults_of(field: Field, lines: pl.Series, text: pl.Series, read: _Read) -> pl.DataFrame:
    """What is wrong with the cells of a column; a cell that gave no value has always a reason."""
    frame = pl.DataFrame(
        {
            "line": lines,
            "value": text,
            "rule": read.rule,
            "hint": read.hint,
            "empty": read.values[field.column].is_null(),
        }
    )
    said = pl.col("value").is_not_null()
    rule = (
        pl.when(pl.col("value").str.contains(_CONTROL))
        .then(pl.lit("cell.control"))
        .when(pl.col("rule").is_not_null())
        .then(pl.col("rule"))
        .when(said & pl.col("empty"))
        .then(pl.lit("cell.unreadable"))
        .when(~said & pl.lit(field.required))
        .then(pl.lit("cell.missing"))
    )
    return (
        frame.with_columns(rule.alias("rule"))
        .filter(pl.col("rule").is_not_null())
        .select("line", pl.lit(field.name).alias("column"), "rule", "value", "hint")
    )


def shortened(text: str) -> str:
    """As much of a cell as a sentence repeats."""
    return text if len(text) <= _SAID else text[:_SAID] + "…"


def _read(
    field: Field,
    text: pl.Series,
    intake: Intake,
    read: Mapping[str, pl.Series],
    today: dt.date,
) -> _Read:
    if field.kind is Kind.DATE:
        return _read_dates(field, text, alone=field.name in intake.year_alone)
    if field.kind is Kind.UNIT:
        nowhen = pl.repeat(None, len(text), dtype=pl.Date, eager=True)
        days = read[intake.day] if intake.day else nowhen
        # Where no day need be given a unit is one of today's. Where one is needed and cannot be
        # read, that is the row's fault; the unit is not blamed for a day that nobody knows.
        return _read_units(field, text, days if intake.day_needed else days.fill_null(today))
    if field.name in intake.counted_in:
        return _read_amounts(field, text, read[intake.counted_in[field.name]])
    return _READERS[field.kind](field, text)


def _nothing(length: int) -> pl.Series:
    return pl.repeat(None, length, dtype=pl.String, eager=True)


def _read_text(field: Field, text: pl.Series) -> _Read:
    long = text.str.len_chars() > field.max_length
    rule = pl.select(pl.when(long).then(pl.lit("text.too_long"))).to_series()
    hint = pl.repeat(str(field.max_length), len(text), dtype=pl.String, eager=True)
    return _Read({field.name: text}, rule, hint)


def _by_distinct(
    text: pl.Series,
    read: Callable[[str], tuple[object, str | None, str | None]],
    kind: type[pl.DataType],
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Read each distinct text once: (value, rule, hint) for every cell."""
    distinct = text.drop_nulls().unique()
    answers = [read(one) for one in distinct]
    table = pl.DataFrame(
        {
            "text": distinct,
            "value": pl.Series([one[0] for one in answers], dtype=kind),
            "rule": pl.Series([one[1] for one in answers], dtype=pl.String),
            "hint": pl.Series([one[2] for one in answers], dtype=pl.String),
        }
    )
    joined = text.alias("text").to_frame().join(table, on="text", how="left", maintain_order="left")
    return joined["value"], joined["rule"], joined["hint"]


# ------------------------------------------------------------------ numbers


def _read_number(field: Field, text: pl.Series) -> _Read:
    plain = text.str.replace(r"(?i)\s*(đồng|đ|vnđ)$", "") if field.kind is Kind.MONEY else text
    # "[0-9]": "\d" would take the digits of every script, which the cast below makes null.
    shaped = plain.str.contains(r"^[+-]?([0-9]{1,18}|[1-9][0-9]{0,2}(\.[0-9]{3}){1,5})$")
    fast = plain.str.replace_all(".", "", literal=True).cast(pl.Int64, strict=False)
    whole = fast.set(~shaped.fill_null(value=False), None)
    odd = plain.set(shaped.fill_null(value=True), None)
    values, rule, hint = _by_distinct(odd, _read_odd_number, pl.Int64)
    found = whole.fill_null(values)
    return _within(field, found, rule, hint)


def _read_amounts(field: Field, text: pl.Series, scales: pl.Series) -> _Read:
    """Amounts of a sheet's own unit of money as whole đồng; each different cell is read once."""
    frame = pl.DataFrame({"text": text, "scale": scales.cast(pl.Int64)})
    asked = frame.drop_nulls("text").unique()
    answers = [_in_dong(*row) for row in asked.iter_rows()]
    table = asked.with_columns(
        pl.Series(name, [one[at] for one in answers], dtype=kind)
        for at, (name, kind) in enumerate(
            (("value", pl.Int64), ("rule", pl.String), ("hint", pl.String))
        )
    )
    read = frame.join(
        table, on=["text", "scale"], how="left", nulls_equal=True, maintain_order="left"
    )
    return _within(field, read["value"], read["rule"], read["hint"])


def _in_dong(text: str, scale: int | None) -> tuple[int | None, str | None, str | None]:
    if scale is None:
        return None, "money.unit_unclear", None
    try:
        number = parse_number(shortened(text)) * scale
    except NotANumber as refusal:
        return None, "number.unreadable", refusal.vi
    if number != number.to_integral_value() or abs(number) >= 10**18:
        return None, "money.not_whole", None
    return int(number), None, None


def _read_odd_number(text: str) -> tuple[object, str | None, str | None]:
    try:
        number = parse_number(shortened(text))
    except NotANumber as refusal:
        return None, "number.unreadable", refusal.vi
    if number != number.to_integral_value() or abs(number) >= 10**18:
        return None, "number.not_whole", None
    return int(number), None, None


def _within(field: Field, found: pl.Series, rule: pl.Series, hint: pl.Series) -> _Read:
    frame = pl.DataFrame({"found": found, "rule": rule, "hint": hint})
    for bound, code in ((field.minimum, "number.too_small"), (field.maximum, "number.too_large")):
        if bound is None:
            continue
        beyond = pl.col("found") < bound if code == "number.too_small" else pl.col("found") > bound
        frame = frame.with_columns(
            pl.when(beyond).then(pl.lit(code)).otherwise("rule").alias("rule"),
            pl.when(beyond).then(pl.lit(str(bound))).otherwise("hint").alias("hint"),
        )
    return _Read({field.column: frame["found"]}, frame["rule"], frame["hint"])


# ------------------------------------------------------------------ dates


def _read_dates(field: Field, text: pl.Series, *, alone: bool) -> _Read:
    """Dates; where a year may stand alone its precision is told beside it."""
    plain = _plain_dates(text)
    odd = text.set(plain.is_not_null(), None)
    values, rule, hint = _by_distinct(odd, _read_year_or_date if alone else _read_date, pl.Date)
    days = plain.fill_null(values)
    if not alone:
        return _Read({field.name: days}, rule, hint)
    bare = text.str.contains(r"^[0-9]{4}$")
    frame = pl.DataFrame({"bare": bare, "day": days})
    precision = frame.select(
        pl.when(pl.col("day").is_null())
        .then(None)
        .when("bare")
        .then(pl.lit(YEAR))
        .otherwise(pl.lit(DAY))
    ).to_series()
    return _Read({field.name: days, f"{field.name}_precision": precision}, rule, hint)


def _plain_dates(text: pl.Series) -> pl.Series:
    """The dates that are written 2021-12-04 or 04/12/2021 and exist; null for all others.

    A short way for what is nearly every cell; the rest goes through the one reader of dates.
    """
    forms = (
        (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "%Y-%m-%d"),
        (r"^[0-9]{2}/[0-9]{2}/[0-9]{4}$", "%d/%m/%Y"),
    )
    shaped = [pl.when(text.str.contains(shape)).then(text) for shape, _form in forms]
    return pl.select(
        pl.coalesce(
            one.str.to_date(form, strict=False)
            for one, (_shape, form) in zip(shaped, forms, strict=True)
        )
    ).to_series()


def _read_year_or_date(text: str) -> tuple[object, str | None, str | None]:
    if len(text) == 4 and text.isascii() and text.isdecimal() and 1880 <= int(text) <= 2200:
        return dt.date(int(text), 1, 1), None, None
    return _read_date(text)


def _read_date(text: str) -> tuple[object, str | None, str | None]:
    try:
        return parse_date(_without_time(shortened(text))), None, None
    except NotADate as refusal:
        if text.isascii() and text.isdecimal() and _EXCEL_DAYS[0] <= int(text) <= _EXCEL_DAYS[1]:
            return None, "date.number", format_date(_EXCEL_BEGIN + dt.timedelta(days=int(text)))
        return None, "date.unreadable", refusal.vi


def _without_time(text: str) -> str:
    """ "04/12/2021 08:30" is the day; the hour is not kept anywhere."""
    day, _space, hour = text.rpartition(" ")
    return day if day and hour.replace(":", "").isdecimal() and ":" in hour else text


def _in_future(typed: pl.DataFrame, name: str, today: dt.date) -> pl.DataFrame:
    rule = Rule(
        code="date.future",
        columns=(name,),
        sentence=READING_RULES["date.future"].sentence,
        remedy=READING_RULES["date.future"].remedy,
    )
    return faults_where(typed, pl.col(name) > today, rule, pl.lit(format_date(today)))


# ------------------------------------------------------------------ words from a list

_YES = ("co", "x", "v", "true", "1", "dung", "yes", "roi", "da")
_NO = ("khong", "false", "0", "sai", "no", "chua", "k", "-")


def _read_truth(field: Field, text: pl.Series) -> _Read:
    def read(one: str) -> tuple[object, str | None, str | None]:
        word = fold(one)
        if word in _YES or word in _NO:
            return word in _YES, None, None
        return None, "truth.unreadable", None

    values, rule, hint = _by_distinct(text, read, pl.Boolean)
    return _Read({field.name: values}, rule, hint)


def _read_choice(field: Field, text: pl.Series) -> _Read:
    known = spellings(field)
    titles = ", ".join(str(one.title) for one in field.choices)

    def read(one: str) -> tuple[object, str | None, str | None]:
        value = known.get(fold(one)) or known.get(fold(_unnumbered(one)))
        return (value, None, None) if value is not None else (None, "choice.unknown", titles)

    values, rule, hint = _by_distinct(text, read, pl.String)
    return _Read({field.name: values}, rule, hint)


# What stands before a name in a list: "1.", "II -", "a)", "- Trong đó:".
_NUMBERING = re.compile(
    r"^\s*(?:[-–+*•]+|\(?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[A-Ha-h])[.):/-])\s*(?=\D)"
)
_AMONG = re.compile(r"^\s*(?:trong đó|bao gồm|gồm)\s*:?\s*", re.IGNORECASE)


def _unnumbered(text: str) -> str:
    """A name without the numbering and the "trong đó" of its line."""
    return _AMONG.sub("", _NUMBERING.sub("", text))


_READERS: dict[Kind, Callable[[Field, pl.Series], _Read]] = {
    Kind.TEXT: _read_text,
    Kind.INTEGER: _read_number,
    Kind.MONEY: _read_number,
    Kind.RECORD: _read_number,
    Kind.BOOLEAN: _read_truth,
    Kind.CHOICE: _read_choice,
}


# ------------------------------------------------------------------ units


def _read_units(field: Field, text: pl.Series, days: pl.Series) -> _Read:
    """Units by code, name or a ward's own spelling, valid on the row's day (null: on any).

    Each distinct text is looked up once per map: the days on which any unit began or ended cut
    time into maps on which every name means the same.
    """
    names = UnitNames.of_all()
    frame = pl.DataFrame({"text": text, "map": names.maps_of(days)})
    asked = frame.drop_nulls("text").unique()
    answers = [names.meant(row[0], row[1]) for row in asked.iter_rows()]
    table = asked.with_columns(
        pl.Series("value", [one[0] for one in answers], dtype=pl.Int64),
        pl.Series("rule", [one[1] for one in answers], dtype=pl.String),
        pl.Series("hint", [one[2] for one in answers], dtype=pl.String),
    )
    joined = frame.join(
        table, on=["text", "map"], how="left", nulls_equal=True, maintain_order="left"
    )
    return _Read({field.column: joined["value"]}, joined["rule"], joined["hint"])


@dataclass(frozen=True)
class _Called:
    """One unit under one name for a time."""

    unit: int
    code: str
    name: str
    kind: str
    first: dt.date
    end: dt.date

    def on(self, day: dt.date) -> bool:
        return self.first <= day < self.end


@dataclass(frozen=True)
class UnitNames:
    """What units were called and when, for looking up many spellings."""

    called: tuple[_Called, ...]

    @staticmethod
    def of_all() -> UnitNames:
        """Every version of every unit, read in one query."""
        rows = UnitVersion.objects.values_list(
            "unit_id", "code", "name", "kind", "valid_from", "valid_to"
        )
        return UnitNames(tuple(_Called(*row[:5], row[5] or dt.date.max) for row in rows))

    def maps_of(self, days: pl.Series) -> pl.Series:
        """For each day the first day of the map it lies on; null for no day."""
        cuts = sorted({one.first for one in self.called} | {one.end for one in self.called})
        begins = pl.Series("begin", [dt.date.min, *cuts], dtype=pl.Date)
        # A missing day is looked up as the first of all and left out again.
        at = begins.search_sorted(days.fill_null(dt.date.min), side="right") - 1
        return begins.gather(at).set(days.is_null(), None).alias("map")

    def meant(self, text: str, day: dt.date | None) -> tuple[int | None, str | None, str | None]:
        """(unit, None, None), or (None, the fault's code, its hint).

        Without a ``day`` any unit that ever had the name will do: the row is refused for its day.
        """
        found = self._named(text)
        if day is None and found:
            return found[-1].unit, None, None
        then = [one for one in found if day is not None and one.on(day)]
        kept = _of_kind(text, then)
        if len({one.unit for one in kept}) == 1:
            return kept[0].unit, None, None
        if kept:
            return None, "unit.several", ", ".join(sorted(one.code for one in kept if one.code))
        if found:
            return None, "unit.not_then", _lasted(found[-1])
        return self._perhaps(text, day)

    def _named(self, text: str) -> list[_Called]:
        plain, code = plain_name(text), text.strip()
        return [
            one for one in self.called if one.code == code != "" or plain_name(one.name) == plain
        ]

    def _perhaps(self, text: str, day: dt.date | None) -> tuple[None, str, str | None]:
        there = [one for one in self.called if day is None or one.on(day)]
        names = {plain_name(one.name): one.name for one in there}
        close = difflib.get_close_matches(plain_name(text), names, n=1, cutoff=0.75)
        return (None, "unit.perhaps", names[close[0]]) if close else (None, "unit.unknown", None)


_KIND_WORDS = {"ward": ("phuong", "p.", "p "), "commune": ("xa", "x.", "x ")}


def _of_kind(text: str, found: Sequence[_Called]) -> list[_Called]:
    """Of several units of one name, those of the kind that the text names.

    A ward may be called a commune by mistake, but neither is ever the city of that name.
    """
    said = fold(text)
    kinds = {kind for kind, words in _KIND_WORDS.items() if said.startswith(words)}
    if not kinds:
        return list(found)
    kept = [one for one in found if one.kind in kinds]
    return kept or [one for one in found if one.kind in _KIND_WORDS]


def _lasted(one: _Called) -> str:
    if one.end == dt.date.max:
        return f"từ {format_date(one.first)}"
    return f"{format_date(one.first)} – {format_date(one.end - dt.timedelta(days=1))}"


# ------------------------------------------------------------------ whole rows


def with_words_of(faults: pl.DataFrame, raw: pl.DataFrame) -> pl.DataFrame:
    """Faults with the words of the cell as they were sent, in the order of lines."""
    parts = [
        part.drop("value")
        .join(raw.select("line", pl.col(str(name)).alias("value")), on="line", how="left")
        .select("line", "column", "rule", "value", "hint")
        if name in raw.columns
        else part
        for (name,), part in faults.group_by(["column"], maintain_order=True)
    ]
    return pl.concat([no_faults(), *parts]).sort("line", maintain_order=True)


def refusing(faults: pl.DataFrame, rules: Iterable[Rule]) -> pl.DataFrame:
    """The faults that keep a line out; the rest only warn."""
    warnings = [rule.code for rule in rules if not rule.refuse]
    return faults.filter(~pl.col("rule").is_in(warnings))


def duplicates(rows: pl.DataFrame, key: Sequence[str], blamed: str) -> pl.DataFrame:
    """A fault for each line that says what an earlier one of the file has said.

    ``hint`` is the number of that row (column ``row``, else the line itself).
    """
    if not key or rows.is_empty():
        return no_faults()
    number = "row" if "row" in rows.columns else "line"
    marked = rows.select(
        "line",
        pl.col(number).first().over(key).alias("first"),
        pl.int_range(pl.len()).over(key).alias("place"),
        pl.col(key[0]).cast(pl.String).alias("value"),
    )
    return marked.filter(pl.col("place") > 0).select(
        "line",
        pl.lit(blamed).alias("column"),
        pl.lit("row.duplicate").alias("rule"),
        "value",
        pl.col("first").cast(pl.String).alias("hint"),
    )
