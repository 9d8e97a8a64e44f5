"""Generating a reply: the one place where a model's stream is read. A chat, a lane of a comparison, a try-out, a
summary and a speed test begin a `Generation` and follow its events."""
