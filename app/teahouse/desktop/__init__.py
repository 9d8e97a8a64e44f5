"""This computer: where files lie, what the hardware is, the settings file, the log, and the system's keyring."""
