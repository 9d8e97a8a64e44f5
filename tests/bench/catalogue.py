"""The catalogue of 300 sizes: how soon its room is on screen, and what each key costs somebody who looks for one."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.figures import Figure, median, percentile
from fixtures.isolated_environment import app_environment
from fixtures.scripted_daemon import ScriptedProcess
from fixtures.shipped_catalogue import as_bytes, shipped_json
from teahouse.desktop.paths import Paths

SIZES = 300
OPENINGS = 5


def measure() -> list[Figure]:
    first, first_work, again, keys, key_work = [], [], [], [], []
    with ScriptedProcess("--rate", "50", "--tokens", "1000") as daemon:
        for _ in range(OPENINGS):
            with tempfile.TemporaryDirectory() as home:
                kept = Paths.from_environment({"TEAHOUSE_HOME": home}).data / "catalogue.json"
                kept.parent.mkdir(parents=True, exist_ok=True)
                kept.write_bytes(of_sizes(SIZES))
                said = json.loads(_probe(home, daemon.url))
            assert said["sizes"] == SIZES
            first.append(said["first"])
            first_work.append(said["first_work"])
            again.append(said["again"])
            keys += said["keys"]
            key_work += said["key_work"]
    worst = max(keys)
    return [
        Figure("catalogue of 300 sizes, on screen for the first time", 1000 * median(first), "ms", 100.0,
               note=f"longest of {OPENINGS}: {1000 * max(first):.0f} ms"),
        Figure("catalogue of 300 sizes: CPU of the window's thread, first time", 1000 * median(first_work), "ms"),
        Figure("catalogue of 300 sizes, on screen again", 1000 * median(again), "ms", 100.0),
        Figure("key to cards, p99, 300 sizes", 1000 * percentile(keys, 0.99), "ms", 16.0,
               note=f"of {len(keys)} keys; median {1000 * median(keys):.1f}, longest {1000 * worst:.1f} ms"),
        Figure("key to cards, CPU of the window's thread, p99", 1000 * percentile(key_work, 0.99), "ms",
               note=f"median {1000 * median(key_work):.1f} ms"),
    ]  # fmt: skip


def of_sizes(count: int) -> bytes:
    """The catalogue that is shipped, with families told twice under other names until it has so many sizes."""
    value = shipped_json()
    value["date"] = "2100-01-01"  # a newer one, so that it holds
    told = sum(len(family["tags"]) for family in value["families"])
    for family in list(value["families"]):
        copies = [{**tag, "id": f"{tag['id']}-again"} for tag in family["tags"]][: count - told]
        if copies:
            value["families"].append({**family, "id": f"{family['id']}-again", "tags": copies})
        told += len(copies)
    return as_bytes(value)


def _probe(home: str, host: str) -> bytes:
    probe = subprocess.run(
        [sys.executable, "-m", "bench.catalogue_probe", str(Path(home))],
        env=app_environment(home, host=host),
        stdout=subprocess.PIPE,
        check=True,
        timeout=120,
    )
    return probe.stdout.splitlines()[-1]
