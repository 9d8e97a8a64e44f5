"""The Speed page: every run that was measured on this computer, as a table, as charts, and a test with fixed work."""
