"""What is told: reading and writing of statements."""
