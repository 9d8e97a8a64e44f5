"""Generates replies: the only consumer of a model's stream, for chats, lanes, try-outs, summaries and speed tests."""
