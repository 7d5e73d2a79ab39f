"""The engines that every test of meaning runs on."""

from __future__ import annotations

from muctieu.indicators.cells import Engine
from muctieu.indicators.engines.by_hand import ByHand
from muctieu.indicators.engines.duckdb import DuckDB

ENGINES: tuple[Engine, ...] = (ByHand(), DuckDB())
