"""Somebody else's forms, filled in as they are: their cells tied to figures, their layout kept."""
