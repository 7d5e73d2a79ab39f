"""The reader: from a Vietnamese official text to its figures as claims, and to verdicts on them.

Nothing here imports Django, and the reading itself needs only the standard library.
"""
