"""What it adds up to: declared figures, traceable to their records."""
