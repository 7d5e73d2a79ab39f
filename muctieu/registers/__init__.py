"""What happened: records with two clocks, the one path by which they are written, and import."""
