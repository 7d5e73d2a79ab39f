"""Date and number formats of the page languages (``FORMAT_MODULE_PATH``)."""
