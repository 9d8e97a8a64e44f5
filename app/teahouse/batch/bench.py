"""`teahouse bench`: the speed test without a window."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from teahouse.batch.session import BatchError, BatchSession
from teahouse.core.measure import Spread, spread
from teahouse.core.run import Run
from teahouse.services.measurements.events import SpeedTestEvent

GOOD, USAGE_ERROR, NOT_RUN, INTERRUPTED = 0, 2, 3, 130


def main(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> int:
    """Run the command; returns the exit status: 0 all measured, 2 wrong words, 3 a model failed."""
    parser = argparse.ArgumentParser(prog="teahouse bench", description="Measure the speed of models.")
    parser.add_argument("--models", required=True, help="names of models, with commas between them")
    parser.add_argument("--host", default="", help="the address of the host; the one of the settings by default")
    parser.add_argument("--json", action="store_true", help="print every run as JSON")
    try:
        chosen = parser.parse_args(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    names = tuple(dict.fromkeys(name.strip() for name in chosen.models.split(",") if name.strip()))
    try:
        with BatchSession(environment, chosen.host) as session:
            session.wait_for_host()
            before = session.mark()
            session.services.measurements.start_speed_test(names)
            ended = session.wait_for(SpeedTestEvent, lambda event: not event.running, after=before)
    except BatchError as error:
        print(f"teahouse bench: {error}", file=sys.stderr)
        return NOT_RUN
    except KeyboardInterrupt:
        return INTERRUPTED
    if chosen.json:
        print(json.dumps([asdict(run) for run in ended.runs], ensure_ascii=False, indent=2, default=str))
    else:
        _print_table(names, ended.runs)
    for model, trouble in ended.failed:
        print(f"teahouse bench: {model}: {trouble}", file=sys.stderr)
    return NOT_RUN if ended.failed else GOOD


def _print_table(names: Sequence[str], runs: Sequence[Run]) -> None:
    width = max((len(name) for name in names), default=0)
    for name in names:
        figures = [run.figures for run in runs if run.model == name]
        generation = _range(spread([each.generation_rate for each in figures]))
        prompt = _range(spread([each.prompt_rate for each in figures]))
        first = _range(spread([each.first_word for each in figures]))
        print(f"{name:<{width}}  {generation} tokens/s  prompt {prompt} tokens/s  first word {first} s")


def _range(found: Spread | None) -> str:
    return "–" if found is None else f"{found.median:.3g} ({found.low:.3g}–{found.high:.3g})"
