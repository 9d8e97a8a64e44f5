"""Predictions of memory and speed before the first run, compared with what the built-in engine then takes.

Models with the shapes of known ones and random weights (`fixtures.known_shapes`), and two real ones. The prediction
comes first, as in the window: from the file's header and the memory test. Speeds need a computer that does nothing
else.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil

from bench.figures import Figure
from fixtures.engine_process import EngineProcess
from fixtures.known_shapes import SHAPES, write_shape
from fixtures.models import add_model, gemma3_file, smollm2_file
from teahouse.catalogue.registry import read_gguf_header
from teahouse.core.architecture import from_header
from teahouse.core.estimate import Speeds, expected_speed
from teahouse.core.fit import GIB, Computer, FitRoom, fit_model
from teahouse.desktop.hardware import measure_bandwidth, model_threads

CONTEXT = 4096
TOKENS = 32
QUANTIZATIONS = {"Qwen3-0.6B": ("Q4_K_M", "Q8_0", "F16"), "Llama-3.2-1B": ("Q4_K_M", "Q8_0", "F16")}
MEMORY_ERROR, SPEED_ERROR = 10.0, 25.0  # per cent


def measure() -> list[Figure]:
    bandwidth = measure_bandwidth()
    assert bandwidth is not None, "the memory could not be measured"
    figures = [Figure("memory test", bandwidth.rate / 1e9, "GB/s")]
    with tempfile.TemporaryDirectory() as folder:
        for name, file in _models(Path(folder)):
            with tempfile.TemporaryDirectory(dir=folder) as models:
                add_model(Path(models), "measured:latest", file)
                figures += _compare(name, file, Path(models), Speeds(bandwidth.rate, cores=model_threads()))
    return figures


def _models(folder: Path) -> Iterator[tuple[str, Path]]:
    yield "SmolLM2-135M (real)", smollm2_file()
    yield "Gemma 3 270M (real)", gemma3_file()
    for name, shape in SHAPES.items():
        for quantization in QUANTIZATIONS.get(name, ("Q4_K_M",)):
            file = write_shape(folder / "model.gguf", shape, quantization)
            yield f"{name} {quantization}", file
            file.unlink()


def _compare(name: str, file: Path, models: Path, speeds: Speeds) -> list[Figure]:
    build, room = from_header(read_gguf_header(file)), FitRoom(1024 * GIB, 1024 * GIB)
    fit = fit_model(build, CONTEXT, Computer(room))
    speed = expected_speed(build, fit, speeds)
    assert speed is not None
    with EngineProcess(models) as engine, httpx.Client(base_url=engine.url, timeout=600, trust_env=False) as api:
        rate = max(_ask(api, number) for number in range(3))
        (entry,) = api.get("/api/ps").json()["models"]
        runners = psutil.Process(engine.pid).children(recursive=True)
        taken = max(each.memory_full_info().pss for each in runners)
    shown = fit.need.shown
    return [
        Figure(f"{name}: memory", entry["size"] / 1e6, "MB", note=f"predicted {shown / 1e6:.0f}"),
        Figure(f"{name}: memory, error", 100 * abs(shown / entry["size"] - 1), "%", MEMORY_ERROR),
        Figure(f"{name}: process", taken / 1e6, "MB", note=f"predicted {fit.need.total / 1e6:.0f}"),
        Figure(f"{name}: process, error", 100 * abs(fit.need.total / taken - 1), "%", MEMORY_ERROR),
        Figure(f"{name}: speed", rate, "tok/s", note=f"predicted {speed.likely:.1f}"),
        Figure(f"{name}: speed, error", 100 * abs(speed.likely / rate - 1), "%", SPEED_ERROR),
    ]


def _ask(api: httpx.Client, number: int) -> float:
    """Tokens per second of one reply; other words each time, so that nothing is drafted."""
    options = {"num_ctx": CONTEXT, "num_predict": TOKENS, "temperature": 1.0, "seed": number}
    body = {"model": "measured", "prompt": f"tea {number}", "raw": True, "stream": False, "options": options}
    answer = api.post("/api/generate", json=body).raise_for_status().json()
    return float(answer["eval_count"] / answer["eval_duration"] * 1e9)
