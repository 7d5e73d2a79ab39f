"""Benches: one script a claim, each against its named peers in the same run."""
