"""Files held by one process: the lock goes when the process does, however it ends.

Standard library only, so that the launcher may use it before anything else is loaded.
"""

from __future__ import annotations

import sys
from typing import IO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def hold(file: IO[bytes]) -> bool:
    """Lock an open ``file`` for this process; False where another one holds it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
