"""What the frame of every page needs: agency, menu, languages, light or dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from muctieu.desk.clocks import opening_day
from muctieu.plan.years import home_on
from muctieu.registers.clocks import latest

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

THEME_COOKIE = "muctieu_theme"
THEMES: tuple[tuple[str, _StrPromise], ...] = (
    ("auto", _("Auto")),
    ("light", _("Light")),
    ("dark", _("Dark")),
)
LANGUAGES = (("vi", "VI", "Tiếng Việt"), ("en", "EN", "English"))
MENU: tuple[tuple[str, _StrPromise], ...] = (
    ("desk:board", _("Operations board")),
    ("desk:plan", _("Plan")),
    ("desk:tasks", _("Tasks")),
    ("desk:owed", _("Reports to hand in")),
    ("desk:indicators", _("Indicators")),
    ("desk:registers", _("Registers")),
    ("desk:entry", _("Data entry")),
    ("desk:article", _("The article")),
    ("desk:report", _("Report")),
    ("desk:proof", _("Check of figures")),
)


@dataclass(frozen=True)
class MenuEntry:
    """One entry of the main menu, and whether the reader is inside it."""

    name: str
    url: str
    here: bool


@dataclass(frozen=True)
class Option:
    """One choice of language or theme."""

    code: str
    name: str
    short: str
    url: str
    here: bool


@dataclass(frozen=True)
class Page:
    """The values that ``base.html`` and ``part/masthead.html`` read."""

    agency: str
    home: str
    menu: tuple[MenuEntry, ...]
    languages: tuple[Option, ...]
    themes: tuple[Option, ...]
    theme: str
    theme_url: str
    sign_in_url: str
    account_url: str


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame of the page asked for."""
    theme = chosen_theme(request)
    return {
        "page": Page(
            agency=settings.AGENCY or _whose_year(),
            home=_address("desk:board"),
            menu=tuple(_menu(request.path)),
            languages=tuple(_languages(request)),
            themes=tuple(Option(code, str(name), "", "", code == theme) for code, name in THEMES),
            theme=theme,
            theme_url=_address("theme"),
            sign_in_url=_address("account_login"),
            account_url=_address("desk:account"),
        )
    }


def _whose_year() -> str:
    """The unit whose year the pages show, as it was called on the day they open on."""
    home = home_on(opening_day(latest()))
    return home.name if home else ""


def chosen_theme(request: HttpRequest) -> str:
    """Light, dark, or (when nothing valid was chosen) as the reader's system has it."""
    wanted = request.COOKIES.get(THEME_COOKIE, "auto")
    return wanted if wanted in dict(THEMES) else "auto"


def _address(name: str) -> str:
    """The address of a view, or none where the door that has it is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _menu(path: str) -> list[MenuEntry]:
    home = _address("desk:board")
    entries = ((str(name), _address(view)) for view, name in MENU)
    return [
        MenuEntry(name, url, path == url if url == home else path.startswith(url))
        for name, url in entries
        if url
    ]


def _languages(request: HttpRequest) -> list[Option]:
    here = get_language() or settings.LANGUAGE_CODE
    return [
        Option(code, name, short, translate_url(request.get_full_path(), code), code == here)
        for code, short, name in LANGUAGES
    ]
