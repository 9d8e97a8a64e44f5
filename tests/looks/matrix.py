"""Runs variants in processes of their own, one for each scale: a process has one scale for all of its screens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from looks.variants import Variant

TESTS = Path(__file__).parents[1]


def run(
    variants: Sequence[Variant], pictured: Sequence[Variant], scenes: Sequence[str], folder: Path
) -> Iterator[dict[str, Any]]:
    """What each variant looks like; those that are pictured are added where they are not among them."""
    every = [*variants, *(one for one in pictured if one not in variants)]
    for scale in sorted({one.scale for one in every}):
        yield from _run_scale(scale, [one for one in every if one.scale == scale], pictured, scenes, folder)


def _run_scale(
    scale: float, variants: Sequence[Variant], pictured: Sequence[Variant], scenes: Sequence[str], folder: Path
) -> Iterator[dict[str, Any]]:
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    wanted = {
        "variants": [one.asdict() for one in variants],
        "pictured": [one.asdict() for one in pictured],
        "scenes": list(scenes),
    }
    command = [sys.executable, "-m", "looks.child", f"{scale:g}", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    ) as child:
        out, errors = child.communicate(json.dumps(wanted))
    told = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    if child.returncode or len(told) != len(variants) or "Traceback" in errors:
        raise RuntimeError(f"scale {scale:g}: {len(told)} of {len(variants)} variants\n{errors}")
    yield from told
