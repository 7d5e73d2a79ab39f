"""A rehearsal of production values whose growth is the published one; the levels are invented."""
