"""Forms made from declarations: one field for each column, judged like a row of a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muctieu.core.units import versions_on
from muctieu.kernels.vietnamese.dates import format_date
from muctieu.kernels.vietnamese.text import nfc
from muctieu.registers.declare import Field, Kind
from muctieu.registers.preview import Preview

if TYPE_CHECKING:
    from muctieu.registers.preview import FaultShown

_TOO_LONG = gettext_lazy(
    "This has %(show_value)d characters and at most %(limit_value)d can be kept; only the beginning"
    " is shown."
)
_NUMERIC = (Kind.INTEGER, Kind.MONEY, Kind.RECORD)


class Beginning(forms.TextInput):
    """A line of text that shows no more of what was typed than the field can hold."""

    def format_value(self, value: Any) -> str | None:
        """The beginning of a text that is too long: a whole book is not sent back."""
        text: str | None = super().format_value(value)
        most = self.attrs.get("maxlength")
        return text if text is None or not most else text[: int(most)]


class RecordForm(forms.Form):
    """One record as texts; what it means is judged by the register's own rules."""

    def __init__(
        self, columns: Iterable[Field], days: Iterable[dt.date], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        units = _unit_names(days)
        for column in columns:
            self.fields[column.name] = _field(column, units)

    def texts(self) -> dict[str, str | None]:
        """What was typed, by column."""
        return {name: nfc(str(value)) or None for name, value in self.cleaned_data.items()}

    def blame(self, faults: Iterable[FaultShown]) -> None:
        """Put each refusing fault on its field."""
        for fault in faults:
            if fault.refuses:
                name = fault.column if fault.column in self.fields else None
                self.add_error(name, f"{fault.sentence} {fault.remedy}")


def _unit_names(days: Iterable[dt.date]) -> list[str]:
    """Units of these days by name: those of the first day first, each name once."""
    named = (
        one.name
        for day in days
        for one in versions_on(day).exclude(kind="office").order_by("code", "name")
    )
    return list(dict.fromkeys(named))


def _field(column: Field, units: list[str]) -> forms.Field:
    shared: dict[str, Any] = {
        "label": str(column.title),
        "required": column.required,
        "help_text": str(column.help) or _hint(column),
        "error_messages": {"required": _("This has to be filled in."), "max_length": _TOO_LONG},
    }
    options = _options(column, units)
    if options is not None:
        blank = [("", "" if column.required else _("not stated"))]
        return forms.ChoiceField(choices=[*blank, *options], **shared)
    attributes = {"autocomplete": "off"}
    if column.kind in (*_NUMERIC, Kind.DATE):
        attributes["inputmode"] = "numeric"
    if column.kind is Kind.DATE:
        attributes["placeholder"] = "dd/mm/yyyy"
    return forms.CharField(
        widget=Beginning(attrs=attributes), max_length=column.max_length, **shared
    )


def _options(column: Field, units: list[str]) -> list[tuple[str, str]] | None:
    if column.kind is Kind.CHOICE:
        return [(one.value, str(one.title)) for one in column.choices]
    if column.kind is Kind.BOOLEAN:
        return [("có", _("yes")), ("không", _("no"))]
    if column.kind is Kind.UNIT:
        return [(name, name) for name in units]
    return None


def _hint(column: Field) -> str:
    if column.kind is Kind.DATE:
        return _("day/month/year, for example 04/12/2021")
    if column.kind is Kind.RECORD:
        return _("the number of the record")
    return ""


def as_texts(fields: Iterable[Field], row: Any, units: Mapping[int, str]) -> dict[str, str]:
    """A record as it would be typed, to begin a correction with."""
    return {field.name: _typed(field, getattr(row, field.column), units) for field in fields}


def _typed(field: Field, value: Any, units: Mapping[int, str]) -> str:
    if value is None:
        return ""
    if field.kind is Kind.DATE:
        return format_date(value)
    if field.kind is Kind.BOOLEAN:
        return "có" if value else "không"
    if field.kind is Kind.UNIT:
        return units.get(value, str(value))
    return str(value)


def differences(preview: Preview) -> list[tuple[str, str, str]]:
    """(field, before, after) of what one entered row would change on file."""
    titles = {field.column: str(field.title) for field in preview.intake.register.fields}
    return [
        (titles.get(row["column"], row["column"]), row["old"] or "–", row["new"] or "–")
        for row in preview.differences().to_dicts()
    ]
