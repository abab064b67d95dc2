"""Reproduces the model that vscan ships."""
