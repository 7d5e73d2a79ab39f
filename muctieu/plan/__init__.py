"""What was promised: theme of the year, resolutions, targets."""
