"""The Evaluate page: sheets of prompts with checks, and the grids of their results."""
