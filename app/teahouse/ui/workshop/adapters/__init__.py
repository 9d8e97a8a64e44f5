"""The Adapters of the Workshop."""
