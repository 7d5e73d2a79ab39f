"""The ribs: one small Django app a field of work, same file names in each."""
