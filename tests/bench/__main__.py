"""`make bench`, or `make bench BENCH="application window"` for some groups only."""

from __future__ import annotations

import sys
from pathlib import Path

from bench import (
    application,
    catalogue,
    compare,
    engine,
    engine_drafts,
    evaluation,
    predictions,
    pulling,
    repetitions,
    transcript,
    window,
)
from bench.figures import show, write

GROUPS = {
    "application": application.measure,
    "engine": engine.measure,
    "engine_drafts": engine_drafts.measure,
    "evaluation": evaluation.measure,
    "predictions": predictions.measure,
    "repetitions": repetitions.measure,
    "window": window.measure,
    "catalogue": catalogue.measure,
    "compare": compare.measure,
    "transcript": transcript.measure,
    "pulls": pulling.measure,
}
RESULT = Path("build/bench.json")


def main(names: list[str]) -> int:
    figures = []
    for name in names or GROUPS:
        print(f"measuring {name} …", file=sys.stderr)
        figures += GROUPS[name]()
    show(figures)
    write(figures, RESULT)
    print(f"\nwritten to {RESULT}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
