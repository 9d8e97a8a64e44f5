"""Comparing: the same question to several models, one after another or at once, with their figures side by side."""
