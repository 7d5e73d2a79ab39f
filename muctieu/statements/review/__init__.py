"""Reviewing: a text read and checked against the house, kept with what people said about it."""
