"""Widgets and painting that several rooms share."""
