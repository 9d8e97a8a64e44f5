"""Speaking to a daemon: where it is, what it says, and the process it runs in when it is ours.

Nothing is imported here: `address`, `discovery` and `process` are cheap, `client` brings httpx.
"""
