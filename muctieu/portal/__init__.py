"""Public pages, open data and the API."""
