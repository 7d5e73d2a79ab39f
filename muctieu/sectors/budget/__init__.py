"""The budget: revenue in the area and of the local budget, spending, and assigned plans."""
