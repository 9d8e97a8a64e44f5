"""The tab that makes a model smaller and measures what it costs."""
