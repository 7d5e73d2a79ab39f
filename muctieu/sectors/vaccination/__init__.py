"""Vaccination: allocations, rounds, sessions, doses, and the figures they add up to."""
