"""Muctieu: a local authority's year, from promise to statement, every figure with its records."""

__version__ = "0.1.0"
