"""What it adds up to: declared figures, any unit, any day, either clock, each with its records."""
