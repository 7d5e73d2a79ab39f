"""Where the product finds itself and keeps its data."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent


def data_folder() -> Path:
    """``MUCTIEU_DATA``, or ``var/`` of the checkout, or a folder of the user's when installed."""
    named = os.environ.get("MUCTIEU_DATA")
    if named:
        return Path(named).expanduser().resolve()
    if (CHECKOUT / "mt").exists():
        return CHECKOUT / "var"
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "muctieu"


def example_folder() -> Path:
    """The example year: beside the package in a checkout, inside it when installed."""
    beside = CHECKOUT / "example"
    return beside if (CHECKOUT / "mt").exists() else PACKAGE / "_example"
