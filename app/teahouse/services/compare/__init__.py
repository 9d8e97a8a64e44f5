"""Comparisons: one question to several models, one after another or at once."""
