"""The Workshop page: study and modify models."""
