"""Results of speed tests as people publish them: llmfit's format of community benchmarks (JSON, schema version 1).

A file describes one computer and a list of models, each with the mean, least and largest tokens per second of some
runs. It has no quantisation, digest or options, so the models' names must have them. Files are imported from the disk
and written to it; nothing is downloaded or sent. Format: `llmfit-core/data/community` of github.com/AlexsJones/llmfit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from teahouse import __version__
from teahouse.core.measure import Figures
from teahouse.core.run import Hardware, Run, Source
from teahouse.services.measurements.provenance import GIB, computer_name

SCHEMA = 1
OURS = "teahouse"
_SYSTEMS = {"Linux": "linux", "Darwin": "macos", "Windows": "windows"}
_FASTEST = 100_000.0  # tokens per second: the format's limit
_LONGEST_NAME = 300


def is_published(values: object) -> bool:
    """Whether a parsed file has this format."""
    return isinstance(values, dict) and "schemaVersion" in values and isinstance(values.get("results"), list)


def parse_published(values: dict[str, Any], name: str) -> tuple[str, list[Run]]:
    """The computer and the runs of a parsed file: one for each valid result, with its mean figures. `name` is that of
    the file, for a computer that does not tell its hardware."""
    hardware = _parse_hardware(values.get("hardware"))
    computer = computer_name(hardware) or name
    created = _number(values.get("submittedAtUnix"), 1e11) or 0.0
    tool = values.get("tool")
    tool = tool if isinstance(tool, dict) else {}
    version = " ".join(str(tool.get(part) or "")[:_LONGEST_NAME] for part in ("name", "version")).strip()
    found = []
    for result in values["results"]:
        model = result.get("model") if isinstance(result, dict) else None
        rate = _number(result.get("avgTps"), _FASTEST) if isinstance(result, dict) else None
        if not isinstance(model, str) or not model or rate is None:
            continue
        first = _number(result.get("avgTtftMs"), 1e9)
        total = _number(result.get("avgTotalMs"), 1e9)
        tokens = _number(result.get("avgOutputTokens"), 1e9)
        figures = Figures(
            generation_rate=rate,
            first_word=None if first is None else first / 1000,
            total=None if total is None else total / 1000,
            tokens=None if tokens is None else round(tokens),
        )
        identity = sha256(repr((computer, created, sorted(result.items(), key=str))).encode()).hexdigest()[:32]
        found.append(
            Run(
                model[:_LONGEST_NAME],
                created,
                figures,
                host=str(result.get("provider") or "")[:_LONGEST_NAME],
                host_version=version,
                id=identity,
                source=Source.SPEED_TEST,
                hardware=hardware,
                computer=computer,
            )
        )
    return computer, found


def format_published(runs: Iterable[Run], created: float) -> str:
    """This computer's runs of speed tests in the format; empty where there are none with a rate.

    Runs on hosts elsewhere are left out, because their hardware is not known.
    """
    groups: dict[tuple[str, str], list[Run]] = {}
    hardware = Hardware()
    for run in runs:
        known = run.figures.generation_rate is not None and run.hardware != Hardware() and not run.computer
        if known and run.source is Source.SPEED_TEST and not run.figures.is_cached:
            groups.setdefault((run.model, _provider(run)), []).append(run)
            hardware = run.hardware
    if not groups:
        return ""
    values = {
        "schemaVersion": SCHEMA,
        "submittedAtUnix": int(created),
        "tool": {"name": OURS, "version": __version__},
        "hardware": _hardware_values(hardware),
        "results": [_result_values(model, provider, some) for (model, provider), some in groups.items()],
    }
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _provider(run: Run) -> str:
    """The engine of a run, by the names that the format allows."""
    return "llamacpp" if run.engine else "ollama"


def _result_values(model: str, provider: str, runs: Sequence[Run]) -> dict[str, Any]:
    rates = [run.figures.generation_rate or 0.0 for run in runs]
    first = [run.figures.first_word for run in runs if run.figures.first_word is not None]
    return {
        "model": model,
        "provider": provider,
        "numRuns": len(runs),
        "avgTps": round(_mean(rates), 2),
        "minTps": round(min(rates), 2),
        "maxTps": round(max(rates), 2),
        "avgTtftMs": round(1000 * _mean(first), 2) if first else None,
        "avgTotalMs": round(1000 * _mean([run.figures.total or 0.0 for run in runs]), 2),
        "avgOutputTokens": round(_mean([float(run.figures.tokens or 0) for run in runs]), 2),
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _hardware_values(hardware: Hardware) -> dict[str, Any]:
    system = next((ours for name, ours in _SYSTEMS.items() if hardware.system.startswith(name)), "linux")
    unified = system == "macos"
    return {
        "hwClass": "UNIFIED" if unified else "DISCRETE_GPU" if hardware.gpus else "CPU_ONLY",
        "hardwareName": hardware.gpus[0] if hardware.gpus else None,
        "memTierGb": None,
        "vramGb": None,
        "gpuCount": len(hardware.gpus),
        "unifiedMemory": unified,
        "cpu": hardware.cpu,
        "cpuCores": max(1, hardware.cores),
        "ramGb": round(hardware.memory / GIB, 2),
        "os": system,
    }


def _parse_hardware(values: object) -> Hardware:
    if not isinstance(values, dict):
        return Hardware()
    gpu, memory = values.get("hardwareName"), _number(values.get("ramGb"), 1e6) or 0.0
    return Hardware(
        cpu=str(values.get("cpu") or "")[:_LONGEST_NAME],
        cores=round(_number(values.get("cpuCores"), 1e5) or 0),
        memory=round(memory * GIB),
        gpus=(gpu[:_LONGEST_NAME],) if isinstance(gpu, str) and gpu else (),
        system=str(values.get("os") or "")[:_LONGEST_NAME],
    )


def _number(value: object, most: float) -> float | None:
    """A number from 0 to `most`; None for anything else."""
    valid = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most
    return float(value) if valid and isinstance(value, int | float) else None
