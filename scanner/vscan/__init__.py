"""Finds the functions in a source tree that most deserve a security reviewer's eyes."""

__version__ = "0.1.0"
