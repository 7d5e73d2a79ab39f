"""What we write: statements in which a number can only be a cited figure."""
