"""A shipped model measured as its users run it: the table of its targets, and its document."""
