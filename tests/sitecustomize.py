"""Every Python that a test starts watches itself: this folder is on its PYTHONPATH, and Python imports this file."""

from fixtures import guard

guard.install()
