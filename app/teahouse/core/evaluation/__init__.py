"""Scored prompt sheets: prompts with checks, their results, and how they are read and written."""
