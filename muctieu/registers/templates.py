"""Our own Excel template of an intake: what a sender fills in so that nothing must be guessed.

Drop-downs for choices and units, a window for dates, whole numbers where numbers are wanted, a
locked heading over unlocked columns, the year-old trap of leading zeros closed by text columns,
and a hidden cell that tells which template of which version it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, BinaryIO

import xlsxwriter

from muctieu.core.units import versions_on
from muctieu.registers.declare import Field, Kind
from muctieu.registers.import_models import Issue
from muctieu.registers.intake import Intake
from muctieu.registers.issues import PROPERTY, units_below
from muctieu.registers.mapping import first_heading
from muctieu.registers.prefilled import rows_on_file
from muctieu.registers.sentences import Sentence

LISTS = "DanhMuc"
_EARLIEST = dt.date(1900, 1, 1)
_RED, _GOLD = "#A3121F", "#FFFFFF"
_BAD_DATE = Sentence("Ghi ngày từ {first} đến {last}.", "Write a date from {first} to {last}.")
_BAD_CHOICE = Sentence("Chọn một giá trị trong danh sách.", "Choose a value of the list.")
_BAD_NUMBER = Sentence("Ghi số nguyên.", "Write a whole number.")


def template_id(intake: Intake) -> str:
    """What the hidden cell says: the intake and the version of its register."""
    return f"{intake.code}@{intake.register.schema_version}"


def template_for(
    intake: Intake,
    out: BinaryIO,
    *,
    on: dt.date,
    until: dt.date | None = None,
    issued: Issue | None = None,
) -> None:
    """Write the template of an intake for what happened on the map of the day ``on``.

    Dates of what has happened may be filled in up to ``until`` (without it, up to that day). One
    that is ``issued`` lists that unit and those below it only, takes days of its period, holds
    what was on file of both, and carries its number.
    """
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(
        str(intake.title)[:31].translate(str.maketrans("[]:*?/\\", "       "))
    )
    lists = _lists(book, intake, on, issued)
    heading = book.add_format(
        {"bold": True, "bg_color": _RED, "font_color": _GOLD, "text_wrap": True, "locked": True}
    )
    filled = rows_on_file(intake, issued) if issued is not None else []
    for place, field in enumerate(intake.columns):
        style = book.add_format({"locked": False, **_number_format(field)})
        sheet.set_column(place, place, max(14, len(first_heading(field)) + 2), style)
        sheet.write_string(
            0, place, first_heading(field) + (" *" if field.required else ""), heading
        )
        if str(field.help):
            sheet.write_comment(0, place, str(field.help))
        if rule := _validation(field, intake, lists, until or on, issued):
            sheet.data_validation(1, place, 1_048_575, place, rule)
        _fill(sheet, place, [row[place] for row in filled], style)
    sheet.freeze_panes(1, 0)
    # Without a password: it keeps the heading from being typed over, it hides nothing.
    sheet.protect(
        "", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}
    )
    book.set_custom_property("muctieu_template", template_id(intake))
    if issued is not None:
        book.set_custom_property(PROPERTY, str(issued.token))
    book.close()


def _fill(sheet: Any, place: int, values: Sequence[Any], style: Any) -> None:
    """One column of what is on file; a text stays a text whatever it begins with."""
    for at, value in enumerate(values, start=1):
        if isinstance(value, str):
            sheet.write_string(at, place, value, style)
        elif isinstance(value, dt.date):
            sheet.write_datetime(at, place, dt.datetime.combine(value, dt.time()), style)
        elif value is not None:
            sheet.write_number(at, place, value, style)


def _number_format(field: Field) -> dict[str, str]:
    """Texts as text, so that an identity number keeps its first zero; dates as dates."""
    if field.kind is Kind.DATE:
        return {"num_format": "dd/mm/yyyy"}
    return {"num_format": "@"} if field.kind is Kind.TEXT else {}


def _lists(book: Any, intake: Intake, on: dt.date, issued: Issue | None) -> dict[str, str]:
    """A hidden sheet with the values of each drop-down; column → the name of its list."""
    sheet = book.add_worksheet(LISTS)
    sheet.write_string(0, 0, template_id(intake))
    names: dict[str, str] = {}
    for place, field in enumerate(intake.columns, start=1):
        values = _values(field, on, issued if field.name == intake.register.place else None)
        if not values:
            continue
        letters = xlsxwriter.utility.xl_col_to_name(place)
        sheet.write_column(1, place, values)
        names[field.name] = f"List_{field.name}"
        book.define_name(names[field.name], f"={LISTS}!${letters}$2:${letters}${len(values) + 1}")
    sheet.very_hidden()
    return names


def _values(field: Field, on: dt.date, issued: Issue | None) -> list[str]:
    if field.kind is Kind.CHOICE:
        return [str(one.title) for one in field.choices]
    if field.kind is Kind.BOOLEAN:
        return ["có", "không"]
    if field.kind is Kind.UNIT:
        units = versions_on(on).exclude(kind="office")
        if issued is not None:
            units = units.filter(unit_id__in=units_below(issued.unit_id, on))
        return sorted(set(units.values_list("name", flat=True)))
    return []


def _validation(
    field: Field, intake: Intake, lists: dict[str, str], until: dt.date, issued: Issue | None
) -> dict[str, object] | None:
    if field.name in lists:
        return _refusing({"validate": "list", "source": f"={lists[field.name]}"}, str(_BAD_CHOICE))
    if issued is not None and field.name == intake.day and field.kind is Kind.DATE:
        return _date_window(issued.first, issued.last)
    if field.kind is Kind.DATE and field.name not in intake.year_alone:
        return _date_window(
            _EARLIEST, until if field.name in intake.past else dt.date(2100, 12, 31)
        )
    # What is counted in triệu or tỷ đồng may well have decimals.
    if field.kind in (Kind.INTEGER, Kind.MONEY) and field.name not in intake.counted_in:
        return _whole_number(field)
    return None


def _date_window(first: dt.date, last: dt.date) -> dict[str, object]:
    words = _BAD_DATE.with_words(first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")
    window = {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
    return _refusing(window, str(words))


def _whole_number(field: Field) -> dict[str, object]:
    low = -(10**15) if field.minimum is None else field.minimum
    high = 10**15 if field.maximum is None else field.maximum
    bounds = {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high}
    return _refusing(bounds, str(_BAD_NUMBER))


def _refusing(rule: dict[str, object], words: str) -> dict[str, object]:
    return {**rule, "error_title": "Mục tiêu", "error_message": words}


def ours(headings: Sequence[str], intake: Intake) -> bool:
    """Whether these are the headings of our own template, in its order."""
    return [one.rstrip(" *") for one in headings] == [first_heading(one) for one in intake.columns]
