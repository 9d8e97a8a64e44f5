"""Reads and writes files of runs (JSON) to compare computers. Invalid runs are skipped, other files are refused."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.core.run import Hardware, Power, Run, Source
from teahouse.core.untrusted import read_label
from teahouse.desktop.files import read_regular, write_whole

FORMAT = "teahouse-runs-1"
GIB = 1 << 30
LARGEST_FILE = 64 << 20  # bytes: a hundred thousand runs
_NOT_NUMBERS = ("measured_here", "kv_cache_type", "drafts")
_TEXTS = ("model", "digest", "quantization", "host", "host_version", "id", "computer")


def write_runs(path: Path, runs: Iterable[Run], computer: str) -> int:
    """Write runs with this computer's name; returns how many. Raises `Trouble`."""
    values = [_run_values(run) for run in runs]
    text = json.dumps({"format": FORMAT, "computer": computer, "runs": values}, ensure_ascii=False)
    write_whole(path, text.encode())
    return len(values)


def read_runs(path: Path) -> tuple[str, list[Run]]:
    """The computer's name and the runs of a file. Raises OPTION_INVALID."""
    refused = Trouble(Problem.OPTION_INVALID, option="import", message=path.name)
    try:
        values = json.loads(read_regular(path, LARGEST_FILE))
    except (Trouble, ValueError, RecursionError) as error:
        raise refused from error
    if not isinstance(values, dict) or values.get("format") != FORMAT or not isinstance(values.get("runs"), list):
        raise refused
    name = str(values.get("computer") or path.stem)
    found = [_parse_run(values_of_run, name) for values_of_run in values["runs"] if isinstance(values_of_run, dict)]
    return name, [run for run in found if run is not None]


def computer_name(hardware: Hardware) -> str:
    """A computer's name in a file: its hardware, not its host name."""
    parts = [*hardware.gpus, hardware.cpu, f"{hardware.memory / GIB:.0f} GiB" if hardware.memory else ""]
    return " · ".join(part for part in parts if part)


def _run_values(run: Run) -> dict[str, Any]:
    values = asdict(run)
    for name in ("number", "message_id"):
        del values[name]
    values["figures"] = {name: value for name, value in values["figures"].items() if value is not None}
    return values


def _parse_run(values: dict[str, Any], computer: str) -> Run | None:
    texts = {name: values[name] for name in _TEXTS if isinstance(values.get(name), str)}
    created = _parse_number(values.get("created"))
    if not texts.get("model") or not texts.get("id") or created is None:
        return None
    texts["computer"] = texts.get("computer") or computer
    options = values.get("options")
    return Run(
        **texts,
        created=created,
        figures=_parse_figures(values.get("figures")),
        engine=values.get("engine") is True,
        cold=values.get("cold") is True,
        options=options if isinstance(options, dict) else {},
        source=_parse_enum(Source, values.get("source"), Source.CHAT),
        power=_parse_enum(Power, values.get("power"), Power.UNKNOWN),
        hardware=_parse_hardware(values.get("hardware")),
    )


def _parse_figures(values: Any) -> Figures:
    """The values of the types that figures have; others are unknown."""
    if not isinstance(values, dict):
        return Figures()
    known = {
        item.name: values[item.name]
        for item in fields(Figures)
        if _parse_number(values.get(item.name)) is not None and item.name not in _NOT_NUMBERS
    }
    cache, drafts = values.get("kv_cache_type"), values.get("drafts")
    return Figures(
        **known,
        measured_here=values.get("measured_here") is True,
        kv_cache_type=read_label(cache) or None,
        drafts=drafts if isinstance(drafts, bool) else None,
    )


def _parse_hardware(values: Any) -> Hardware:
    if not isinstance(values, dict):
        return Hardware()
    gpus = values.get("gpus")
    return Hardware(
        cpu=str(values.get("cpu") or ""),
        cores=int(_parse_number(values.get("cores")) or 0),
        memory=int(_parse_number(values.get("memory")) or 0),
        gpus=tuple(str(name) for name in gpus) if isinstance(gpus, list) else (),
        driver=str(values.get("driver") or ""),
        system=str(values.get("system") or ""),
    )


def _parse_number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e18 else None


def _parse_enum(kind: Any, value: Any, otherwise: Any) -> Any:
    return kind(value) if value in list(kind) else otherwise
