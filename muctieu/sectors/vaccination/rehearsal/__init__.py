"""A rehearsal of the year's vaccination, made to fit what was published and nothing more."""
