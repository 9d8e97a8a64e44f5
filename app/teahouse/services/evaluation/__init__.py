"""Evaluation: scored prompt sheets over models, unattended."""
