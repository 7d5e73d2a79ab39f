"""A rehearsal of a year's budget that fits what was published; every amount in it is invented."""
