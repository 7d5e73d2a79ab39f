"""A rehearsal of the year's epidemic, made to fit what was published and nothing more."""
