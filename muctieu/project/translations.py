"""The Vietnamese catalogue: collect the strings of the house, compile, and say what lacks.

Message ids are English; ``locale/vi/LC_MESSAGES/django.po`` is written by hand and committed
together with its compiled twin, because the gettext programs are on nobody's machine. Sign-in
pages come from allauth, which has no Vietnamese: the strings of the pages that this house shows
(:data:`BORROWED`) stand in the same catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import allauth
import polib
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parent.parent
CATALOGUE = Path(__file__).resolve().parent / "locale" / "vi" / "LC_MESSAGES" / "django.po"
BORROWED_FROM = Path(allauth.__file__).resolve().parent
# What allauth says on the pages that project/urls.py lets through, and in their messages.
BORROWED = (
    "account/adapter.py",
    "account/apps.py",
    "account/checks.py",
    "account/fields.py",
    "account/forms.py",
    "account/models.py",
    "mfa/adapter.py",
    "mfa/base/forms.py",
    "mfa/models.py",
    "mfa/recovery_codes/**/*.py",
    "mfa/totp/**/*.py",
    "templates/account/*.html",
    "templates/account/messages/*.txt",
    "templates/account/snippets/*.html",
    "templates/allauth/**/*.html",
    "templates/mfa/*.html",
    "templates/mfa/messages/*.txt",
    "templates/mfa/recovery_codes/*.html",
    "templates/mfa/totp/*.html",
)
HEADER = {
    "Project-Id-Version": "muctieu",
    "Language": "vi",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
_PLAIN = ("gettext", "gettext_lazy", "gettext_noop", "_")
_PLURAL = ("ngettext", "ngettext_lazy")
_CONTEXT = ("pgettext", "pgettext_lazy")
_PLURAL_CONTEXT = ("npgettext", "npgettext_lazy")
# Babel's keyword table: which arguments of which call are message, plural and context ("c").
KEYWORDS = dict.fromkeys(_PLAIN + _PLURAL + _CONTEXT + _PLURAL_CONTEXT)
# Also the short form, as in {{ name|default:_("all") }}.
_CALL_IN_TEMPLATE = re.compile(r"\b(?:gettext|ngettext|pgettext|npgettext)\s*\(|(?<![\w.])_\(")

Key = tuple[str | None, str]


@dataclass
class Message:
    """A string to be translated, with its plural, its context and the files that use it."""

    text: str
    plural: str | None
    context: str | None
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> Key:
        """What makes it one entry of the catalogue."""
        return self.context, self.text


def catalogues() -> tuple[Path, ...]:
    """The catalogue of the house, and those of sectors that keep their own words in their folder."""
    own = sorted((HOUSE / "sectors").glob("*/locale/vi/LC_MESSAGES"))
    return (CATALOGUE, *(folder / CATALOGUE.name for folder in own))


def wanted_in(path: Path) -> dict[Key, Message]:
    """The strings that a catalogue has to hold; any other file is taken for the house's.

    What only sectors with words of their own say stands in the catalogue of each of them, so that
    a sector comes and goes without a line of the house's or of another one's.
    """
    own = {one: _folder_of(one) for one in catalogues()[1:]}
    folders = tuple(own.values())
    wanted: dict[Key, Message] = {}
    for key, message in collect().items():
        files = [name for name in message.files if not name.startswith(folders)]
        if path in own:
            # What the house says too is translated there, for everybody.
            files = [] if files else [one for one in message.files if one.startswith(own[path])]
        if files:
            wanted[key] = replace(message, files=files)
    return wanted


def _folder_of(catalogue: Path) -> str:
    """The sector's folder as files of messages name it."""
    return f"{catalogue.parents[3].relative_to(HOUSE.parent).as_posix()}/"


def collect(house: Path = HOUSE) -> dict[Key, Message]:
    """Every translatable string of the house and of the borrowed pages, in order of files."""
    found: dict[Key, Message] = {}
    for path, name in _files(house):
        for message in read_file(path):
            kept = found.setdefault(message.key, message)
            kept.plural = kept.plural or message.plural
            if name not in kept.files:
                kept.files.append(name)
    return found


def read_file(path: Path) -> Iterator[Message]:
    """The translatable strings of one Python file, template or text."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _calls(source)
        return
    for call in _template_calls(templatize(source, origin=str(path))):
        yield from _calls(call)


def update(path: Path = CATALOGUE) -> polib.POFile:
    """Write the catalogue anew: new strings come in empty, unused ones go."""
    old: dict[Key, polib.POEntry] = {(one.msgctxt, one.msgid): one for one in read(path)}
    fresh = _empty()
    for key, message in sorted(
        wanted_in(path).items(), key=lambda item: (item[1].files[0], item[0][1])
    ):
        fresh.append(_entry(message, old.get(key)))
    fresh.save(str(path), newline="\n")
    return fresh


def compile_catalogue(path: Path = CATALOGUE) -> None:
    """Write the compiled twin of the catalogue."""
    path.with_suffix(".mo").write_bytes(read(path).to_binary())


def read(path: Path = CATALOGUE) -> polib.POFile:
    """The catalogue, or an empty one where there is none yet."""
    return polib.pofile(str(path), encoding="utf-8") if path.exists() else _empty()


def faults(path: Path = CATALOGUE) -> list[str]:
    """One sentence for each thing wrong with the catalogue; none when it is complete."""
    catalogue = read(path)
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue}
    wanted = wanted_in(path)
    return [
        *(f"not in the catalogue: {text!r}" for context, text in wanted.keys() - known),
        *(f"no longer used: {text!r}" for context, text in known - wanted.keys()),
        *(f"not translated: {entry.msgid!r}" for entry in catalogue if not entry.translated()),
        *(f"fuzzy: {entry.msgid!r}" for entry in catalogue if entry.fuzzy),
        *_said_otherwise(path, catalogue),
        *_compiled_fault(path, catalogue),
    ]


def _said_otherwise(path: Path, catalogue: polib.POFile) -> Iterator[str]:
    """Strings that another sector's catalogue translates otherwise: pages would say only one."""
    own = catalogues()[1:]
    said = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in catalogue}
    for other in own if path in own else ():
        for entry in read(other):
            if said.get((entry.msgctxt, entry.msgid), entry.msgstr) != entry.msgstr:
                yield f"translated otherwise in {_folder_of(other)}: {entry.msgid!r}"


def _compiled_fault(path: Path, catalogue: polib.POFile) -> Iterator[str]:
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != catalogue.to_binary():
        yield "the compiled catalogue is not the written one: run `translations compile`"


def _files(house: Path) -> Iterator[tuple[Path, str]]:
    for path in _sorted(house, ("**/*.py", "**/*.html")):
        yield path, f"{house.name}/{path.relative_to(house).as_posix()}"
    for path in _sorted(BORROWED_FROM, BORROWED):
        yield path, f"allauth/{path.relative_to(BORROWED_FROM).as_posix()}"


def _sorted(folder: Path, patterns: Iterable[str]) -> list[Path]:
    return sorted({path for pattern in patterns for path in folder.glob(pattern)})


def _calls(source: str) -> Iterator[Message]:
    stream = BytesIO(source.encode())
    # Babel says "list of str" for what is a tuple of arguments, or one string.
    found: Any = extract_python(stream, KEYWORDS, [], {"encoding": "utf-8"})
    for _line, name, texts, _comments in found:
        arguments = list(texts) if isinstance(texts, tuple) else [texts]
        context = arguments.pop(0) if name in _CONTEXT + _PLURAL_CONTEXT else None
        plural = arguments[1] if name in _PLURAL + _PLURAL_CONTEXT else None
        if arguments and arguments[0]:
            yield Message(arguments[0], plural, context)


def _template_calls(source: str) -> Iterator[str]:
    """The gettext calls in what Django makes of a template; the rest of it is no Python."""
    for match in _CALL_IN_TEMPLATE.finditer(source):
        yield source[match.start() : _closing(source, match.end())]


def _closing(source: str, start: int) -> int:
    """Where the call that opened just before ``start`` closes; brackets in strings are skipped."""
    quote = ""
    place = start
    while place < len(source):
        letter = source[place]
        if letter == "\\":
            place += 1
        elif quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter == ")":
            return place + 1
        place += 1
    return place


def _empty() -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = dict(HEADER)
    return catalogue


def _entry(message: Message, old: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.text,
        msgctxt=message.context,
        occurrences=[(name, "") for name in message.files],
    )
    if message.plural:
        entry.msgid_plural = message.plural
        kept = old.msgstr_plural.get(0, "") or old.msgstr if old else ""
        entry.msgstr_plural = {0: kept}
    else:
        entry.msgstr = old.msgstr if old else ""
    if "%(" in message.text:
        entry.flags.append("python-format")
    return entry
