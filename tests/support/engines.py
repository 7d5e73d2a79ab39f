"""The engines that every test of meaning runs on."""

from __future__ import annotations

from muctieu.indicators.cells import Engine
from muctieu.indicators.engines.by_hand import ByHand

ENGINES: tuple[Engine, ...] = (ByHand(),)
