"""Runs variants in processes of their own, several at a time. A process has one scale for all of its screens, and one
window, which takes the language, theme, size of text and screen of one variant after the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from looks.variants import Variant

TESTS = Path(__file__).parents[1]
MOST = 24  # variants of one process: the last ones to finish keep no worker waiting for long


def run(
    variants: Sequence[Variant], pictured: Sequence[Variant], scenes: Sequence[str], folder: Path, workers: int = 1
) -> Iterator[dict[str, Any]]:
    """What each variant looks like, as soon as it is known; `pictured` are those of the variants with pictures."""
    jobs = []
    for scale in sorted({one.scale for one in variants}):
        of_scale = [one for one in variants if one.scale == scale]
        jobs += [(scale, of_scale[at : at + MOST]) for at in range(0, len(of_scale), MOST)]
    told: SimpleQueue[dict[str, Any] | None] = SimpleQueue()

    def work(scale: float, some: Sequence[Variant]) -> None:
        try:
            _run_process(scale, some, pictured, scenes, folder, told)
        finally:
            told.put(None)

    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(work, scale, some) for scale, some in jobs]
        for _ in futures:
            while (one := told.get()) is not None:
                yield one
        for future in futures:
            future.result()


def _run_process(
    scale: float,
    variants: Sequence[Variant],
    pictured: Sequence[Variant],
    scenes: Sequence[str],
    folder: Path,
    told: SimpleQueue[dict[str, Any] | None],
) -> None:
    paths = filter(None, (str(TESTS), os.environ.get("PYTHONPATH")))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    wanted = {
        "variants": [one.asdict() for one in variants],
        "pictured": [one.asdict() for one in pictured if one in variants],
        "scenes": list(scenes),
    }
    command = [sys.executable, "-m", "looks.child", f"{scale:g}", str(folder)]
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=environment, text=True
        ) as child,
    ):
        assert child.stdin
        assert child.stdout is not None
        with child.stdin as say:
            json.dump(wanted, say)
        done = 0
        for line in child.stdout:
            if line.startswith("{"):
                told.put(json.loads(line))
                done += 1
        code = child.wait()
        errors.seek(0)
        said = errors.read()
    if code or done != len(variants) or "Traceback" in said:
        raise RuntimeError(f"scale {scale:g}: {done} of {len(variants)} variants, exit status {code}\n{said}")
