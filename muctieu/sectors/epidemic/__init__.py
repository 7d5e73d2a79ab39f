"""Holding the epidemic: isolation, treatment, tracing."""
