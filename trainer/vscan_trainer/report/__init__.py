"""Runs shown: plots, one self-contained page, the record's table, and the observations they add up to."""
