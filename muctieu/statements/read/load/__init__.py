"""From a file to a Document: its characters, and its blocks where the format tells them."""
