"""Migrations of the core."""
