"""What takes long to make and never changes: made once, and kept in a file for the next start."""

from __future__ import annotations

import contextlib
import hashlib
import pickle
import zlib
from collections.abc import Callable

from django.core.cache import caches

_TORN = (EOFError, OSError, pickle.UnpicklingError, zlib.error)


def kept(kind: str, what: object, make: Callable[[], str]) -> str:
    """The text that was made of ``what`` before, else ``make()``, kept from now on.

    ``kind`` is one of the settings' caches in files. ``what`` must tell all that the text is made
    of, and the state of what makes it, by its ``repr``. A file that is torn is made anew; where
    nothing can be written the text is made each time.
    """
    store, key = caches[kind], hashlib.sha256(repr(what).encode()).hexdigest()
    found: str | None = None
    with contextlib.suppress(*_TORN):
        found = store.get(key)
    if found is None:
        found = make()
        with contextlib.suppress(OSError):
            store.set(key, found, timeout=None)
    return found
