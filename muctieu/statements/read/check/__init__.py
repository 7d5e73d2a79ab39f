"""Verdicts on claims: inside the text by arithmetic, and against the house's own figures."""
