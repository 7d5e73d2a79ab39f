"""What is done with a report: a table, marked HTML, a commented Word file."""
