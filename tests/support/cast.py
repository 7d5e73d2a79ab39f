"""Who walks through the addresses: the accounts of a small house, and groups of them."""

from __future__ import annotations

NOBODY, OWN, OTHER, CITY, FINANCE, OFFICE, ADMIN = (
    "nobody", "own ward", "other ward", "specialist", "finance", "office", "administrator",
)  # fmt: skip
EVERYONE = (NOBODY, OWN, OTHER, CITY, FINANCE, OFFICE, ADMIN)

# Groups that may open an address; what is in no group's way is there for nobody.
TO_ALL = frozenset(EVERYONE)
SIGNED_IN = TO_ALL - {NOBODY}
READERS = frozenset({OWN, CITY, OFFICE, ADMIN})
WRITERS = frozenset({OWN, CITY, ADMIN})
NOT_THERE: frozenset[str] = frozenset()
