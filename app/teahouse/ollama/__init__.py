"""Client, discovery and process control of an Ollama daemon.

Nothing is imported here: `address`, `discovery` and `process` are cheap, `client` imports httpx.
"""
