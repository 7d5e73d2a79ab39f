"""What the epidemic puts on the board, and the papers it writes."""
