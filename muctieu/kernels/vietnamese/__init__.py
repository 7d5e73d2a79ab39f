"""How Vietnamese is written: letters and their order, numbers, number words, dates."""
