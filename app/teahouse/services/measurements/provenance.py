"""What every exported measurement says of how it was made: one list of columns for CSV, JSON and Markdown."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from teahouse.core.bench import BenchResult
from teahouse.core.run import Hardware, Power, Run

COLUMNS = (
    "date",
    "digest",
    "quantization",
    "engine",
    "engine_version",
    "host_address",
    "cpu",
    "cores",
    "memory_bytes",
    "gpus",
    "driver",
    "system",
    "power",
    "options",
)
GIB = 1 << 30
OWN_ENGINE, OLLAMA, OTHER_SERVER = "teahouse", "ollama", "openai-compatible"


def describe_run(run: Run | None) -> dict[str, Any]:
    """The provenance of a run, by column; without a run, all are empty."""
    return dict.fromkeys(COLUMNS, "") if run is None else describe_measurement(run)


def describe_measurement(run: Run | BenchResult) -> dict[str, Any]:
    """How a run or a result of a series was measured, by column. `date` is ISO 8601 in UTC."""
    hardware = run.hardware
    power = run.power if isinstance(run, Run) else Power.UNKNOWN
    return {
        "date": iso_time(run.created),
        "digest": run.digest,
        "quantization": run.quantization,
        "engine": engine_name(run),
        "engine_version": run.host_version,
        "host_address": run.host,
        "cpu": hardware.cpu,
        "cores": hardware.cores or "",
        "memory_bytes": hardware.memory or "",
        "gpus": ", ".join(hardware.gpus),
        "driver": hardware.driver,
        "system": hardware.system,
        "power": power.value,
        "options": json.dumps(dict(run.options), ensure_ascii=False, sort_keys=True, default=str),
    }


def engine_name(run: Run | BenchResult) -> str:
    """What computed a run; servers of OpenAI's protocol report no version."""
    return OWN_ENGINE if run.engine else OLLAMA if run.host_version else OTHER_SERVER


def describe_briefly(run: Run) -> str:
    """The provenance of a run in a line."""
    engine = f"{engine_name(run)} {run.host_version}".strip()
    options = ", ".join(f"{name} {value}" for name, value in sorted(run.options.items()))
    parts = (iso_time(run.created), run.digest[:12], run.quantization, engine, computer_name(run.hardware), options)
    return " · ".join(part for part in parts if part)


def computer_name(hardware: Hardware) -> str:
    """A computer's name in a file: its hardware, not its host name."""
    parts = [*hardware.gpus, hardware.cpu, f"{hardware.memory / GIB:.0f} GiB" if hardware.memory else ""]
    return " · ".join(part for part in parts if part)


def iso_time(seconds: float) -> str:
    """A time (seconds since the epoch) in UTC, as ISO 8601."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
