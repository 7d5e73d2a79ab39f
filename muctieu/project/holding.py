"""Taking a data folder for one family of processes, so that no second one writes beside it.

Standard library only: the process that supervises stays small.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from muctieu.core.locks import hold


class AlreadyRunning(Exception):
    """Another process serves this data folder; the message is its address."""


@dataclass
class Hold:
    """A data folder taken for this process: the lock goes when the process does, however it ends."""

    lock: IO[bytes]
    mark: Path

    def serve_at(self, address: str) -> None:
        """Write down where the folder is served, for whoever tries to start a second time."""
        self.mark.write_text(json.dumps({"address": address}), encoding="utf-8")

    def release(self) -> None:
        """Give the folder back."""
        self.mark.unlink(missing_ok=True)
        self.lock.close()


def take_folder(folder: Path) -> Hold:
    """Take ``folder`` for this process, or raise :class:`AlreadyRunning` with the address."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / "running.json"
    lock = (folder / "running.lock").open("ab")
    if hold(lock):
        return Hold(lock, mark)
    lock.close()
    address = ""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        address = str(json.loads(mark.read_text(encoding="utf-8"))["address"])
    raise AlreadyRunning(address)
