"""Engines that count. They are interchangeable: one spec suite runs on all of them."""

from muctieu.indicators.cells import Engine
from muctieu.indicators.engines.duckdb import DuckDB


def serving() -> Engine:
    """The engine that answers pages and commands."""
    return DuckDB()
