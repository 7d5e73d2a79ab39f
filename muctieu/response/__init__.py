"""What is done about it: response plans and scenarios."""
