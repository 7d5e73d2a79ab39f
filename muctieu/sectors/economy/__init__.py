"""The economy: what was produced, at constant and current prices, and how it grew."""
