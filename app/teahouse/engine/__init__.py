"""The built-in daemon: the Ollama HTTP API over llama.cpp, as a process. `main` imports the other modules."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Run `teahouse engine` with these arguments; returns the exit code."""
    from teahouse.engine.command import main as run

    return run(argv)
