"""Kept runs: recording, listing, exporting; the speed test."""
