"""Reads and writes files of runs to compare computers: our JSON, CSV (written only) and published results.

Invalid runs are skipped, other files are refused.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from enum import StrEnum
from pathlib import Path
from time import time
from typing import Any

from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.core.run import Hardware, Power, Run, Source
from teahouse.core.untrusted import read_label
from teahouse.desktop.files import read_regular, write_whole
from teahouse.services.measurements.provenance import COLUMNS, describe_run, engine_name, iso_time
from teahouse.services.measurements.published_results import format_published, is_published, parse_published

FORMAT = "teahouse-runs-1"
LARGEST_FILE = 64 << 20  # bytes: a hundred thousand runs
_SWITCHES = ("measured_here", "cache_detected")
_NOT_NUMBERS = (*_SWITCHES, "kv_cache_type", "drafts")
_TEXTS = ("model", "digest", "quantization", "host", "host_version", "id", "computer")


class RunsFormat(StrEnum):
    """A format that runs are exported in."""

    JSON = "json"
    CSV = "csv"
    PUBLISHED = "published"


def choose_format(path: Path, chosen: RunsFormat | None) -> RunsFormat:
    """The format of a file: CSV by its ending, else the chosen one."""
    if path.suffix.casefold() == ".csv":
        return RunsFormat.CSV
    return RunsFormat.JSON if chosen is None or (chosen is RunsFormat.CSV and path.suffix) else chosen


def write_runs(path: Path, runs: Sequence[Run], computer: str, chosen: RunsFormat | None = None) -> int:
    """Write runs with this computer's name; returns how many. Raises `Trouble`, also where there is nothing that can be
    published."""
    match choose_format(path, chosen):
        case RunsFormat.CSV:
            text = _format_csv(runs, computer)
        case RunsFormat.PUBLISHED:
            text = format_published(runs, time())
            if not text:
                raise Trouble(Problem.OPTION_INVALID, option="export", message=path.name)
        case _:
            values = [_run_values(run) for run in runs]
            text = json.dumps({"format": FORMAT, "computer": computer, "runs": values}, ensure_ascii=False)
    write_whole(path, text.encode())
    return len(runs)


def _format_csv(runs: Iterable[Run], computer: str) -> str:
    """A line for each run, with its provenance and all its figures."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = tuple(item.name for item in fields(Figures))
    writer.writerow(["id", "model", "computer", "source", "cold", "cached", *COLUMNS, *names])
    for run in runs:
        head = [
            run.id,
            run.model,
            run.computer or computer,
            run.source.value,
            int(run.cold),
            int(run.figures.is_cached),
        ]
        figures = ("" if (value := getattr(run.figures, name)) is None else value for name in names)
        writer.writerow([*head, *describe_run(run).values(), *figures])
    return out.getvalue()


def read_runs(path: Path) -> tuple[str, list[Run]]:
    """The computer's name and the runs of a file. Raises OPTION_INVALID."""
    refused = Trouble(Problem.OPTION_INVALID, option="import", message=path.name)
    try:
        values = json.loads(read_regular(path, LARGEST_FILE))
    except (Trouble, ValueError, RecursionError) as error:
        raise refused from error
    if is_published(values):
        return parse_published(values, path.stem)
    if not isinstance(values, dict) or values.get("format") != FORMAT or not isinstance(values.get("runs"), list):
        raise refused
    name = str(values.get("computer") or path.stem)
    found = [_parse_run(values_of_run, name) for values_of_run in values["runs"] if isinstance(values_of_run, dict)]
    return name, [run for run in found if run is not None]


def _run_values(run: Run) -> dict[str, Any]:
    values = asdict(run)
    for name in ("number", "message_id"):
        del values[name]
    values["cold"] = run.cold
    values["date"] = iso_time(run.created)
    values["engine_name"] = engine_name(run)
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
        **{name: values.get(name) is True for name in _SWITCHES},
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
