"""Saved prompts: what `/` in the composer offers, and the dialog they are written in."""
