"""``figure`` asks for a number, ``trace`` for the records behind it."""
