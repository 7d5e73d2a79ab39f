"""Scripts that run inside the peers' own environments; nothing of the house is imported there."""
