"""What a database says in its own words when an office could do something about it."""

from __future__ import annotations

import enum


class Trouble(enum.Enum):
    """Why nothing can be written or read just now, though the program is right."""

    BUSY = "busy"
    FULL = "full"
    FAILING = "failing"
    DAMAGED = "damaged"


# As SQLite and PostgreSQL put it; the first that is found counts.
_WORDS = (
    (Trouble.BUSY, ("locked", "lock timeout")),
    (Trouble.FULL, ("is full", "no space")),
    (Trouble.FAILING, ("disk i/o error", "could not write")),
    (Trouble.DAMAGED, ("malformed", "not a database")),
)


def trouble_of(error: BaseException | None) -> Trouble | None:
    """The trouble that a database error tells of; None where it is a fault of the program."""
    words = str(error).lower()
    found = (one for one, said in _WORDS if any(part in words for part in said))
    return next(found, None)
