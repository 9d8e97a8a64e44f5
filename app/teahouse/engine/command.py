"""The command line `teahouse engine …`. It prints one line of JSON: where it listens, or why it failed.

Exit codes: 0 stopped by a signal, 1 cannot listen, 2 wrong arguments, 3 the processor lacks instructions, 4 a library
is missing.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import logging
import os
import shutil
import signal
import sys
from collections.abc import Coroutine, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from teahouse.core.errors import Problem, Trouble
from teahouse.engine.errors import LogLimit

UNSUPPORTED_CPU = 3
MISSING = 4
_LONGEST_TOKEN = 1024
MOST_STATES_MIB = 1 << 20


def main(argv: Sequence[str]) -> int:
    """Run the daemon, with `--runner` the child that holds one model, with `--workshop` one job of the workshop, or
    with `--webp` the decoder of a picture; returns the exit code."""
    if "--runner" in argv:
        from teahouse.engine import runner_process

        return runner_process.main()
    if "--workshop" in argv:
        from teahouse.engine.workshop import process

        return process.main()
    if "--webp" in argv:
        from teahouse.engine import webp_decoder

        return webp_decoder.main()
    parser = _build_parser()
    options = parser.parse_args(argv)
    _log_to_stderr()
    binary = options.llama_server
    if not binary:
        from teahouse.engine.hardware import missing_instructions

        lacking = missing_instructions()
        if lacking:
            return _report_failure(UNSUPPORTED_CPU, Problem.ENGINE_UNSUPPORTED_CPU, " ".join(lacking))
    needed = ["uvicorn", *([] if binary and not options.check else ["xllamacpp"])]
    if options.check and not binary:
        parser.error("--check needs --llama-server")
    absent = [name for name in needed if importlib.util.find_spec(name) is None]
    if binary and shutil.which(binary) is None:
        absent.append(binary)
    if absent:
        return _report_failure(MISSING, Problem.ENGINE_MISSING, " ".join(absent))
    return _check_binary(binary, options.check) if options.check else _run_daemon(options)


def _check_binary(binary: str, model: Path) -> int:
    """Check a llama-server with a model that makes embeddings, and print the result."""
    from teahouse.engine.card_check import check_program

    try:
        devices = asyncio.run(_run_until_signal(check_program(binary, model)))
    except asyncio.CancelledError:
        return 1
    except Trouble as trouble:
        print(json.dumps({"event": "failed", "problem": str(trouble.problem), **trouble.facts}), flush=True)
        return 1
    print(json.dumps({"event": "checked", "devices": devices}), flush=True)
    return 0


def _log_to_stderr() -> None:
    """Log to stderr, a limited number of lines; does nothing where the process has log handlers already."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(LogLimit())
    logging.basicConfig(handlers=[handler], level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("uvicorn").setLevel(logging.WARNING)  # `daemon` logs start and stop


def _run_daemon(options: argparse.Namespace) -> int:
    from teahouse.engine.daemon import EngineSettings, serve
    from teahouse.engine.environment import read_environment

    token = os.environ.pop("TEAHOUSE_ENGINE_TOKEN", "")
    if options.token_on_stdin:
        token = sys.stdin.buffer.readline(_LONGEST_TOKEN).decode(errors="replace").strip()
        if not token:  # the parent has ended; without a token anyone could use the engine
            return 1
    variables = read_environment(os.environ)
    settings = EngineSettings(
        host=variables.host if options.host is None else options.host,
        port=variables.port if options.port is None else options.port,
        models=(options.models or variables.models or _default_models_folder()).expanduser().resolve(),
        owned=options.owned,
        threads=options.threads,
        max_loaded=options.max_loaded or variables.max_loaded,
        llama_server=options.llama_server,
        spare_wheel=_can_run_wheel(),
        starter=options.starter,
        token=token,
        origins=variables.origins,
        keep_alive=variables.keep_alive,
        context=variables.context_length,
        parallel=variables.parallel,
        kv_cache_type=variables.kv_cache_type,
        states_mib=options.states_mib,
        measures_threads=options.measure_threads,
    )
    try:
        asyncio.run(serve(settings, _llama_cpp_version(options.llama_server)))
    except OSError as error:
        print(json.dumps({"event": "failed", "problem": str(Problem.UNEXPECTED), "message": str(error)}), flush=True)
        return 1
    return 0


async def _run_until_signal(work: Coroutine[Any, Any, tuple[str, ...]]) -> tuple[str, ...]:
    """Await work; SIGTERM cancels it, so that it ends the processes that it has started."""
    task = asyncio.ensure_future(work)
    if sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="teahouse engine",
        description="The Ollama API on llama.cpp, on this computer.",
        epilog="Also read: OLLAMA_ORIGINS, OLLAMA_KEEP_ALIVE, OLLAMA_CONTEXT_LENGTH, OLLAMA_NUM_PARALLEL and "
        "OLLAMA_KV_CACHE_TYPE, as Ollama does.",
    )
    parser.add_argument("--host", help="OLLAMA_HOST or 127.0.0.1")
    parser.add_argument("--port", type=_parse_port, help="that of OLLAMA_HOST or 11434; 0 picks a free one")
    parser.add_argument("--models", type=Path, help="models folder, in Ollama's layout (OLLAMA_MODELS)")
    parser.add_argument("--owned", action="store_true", help="stop when stdin closes or the parent dies")
    parser.add_argument(
        "--token-on-stdin", action="store_true", help="serve only who shows the token on the first line of stdin"
    )
    parser.add_argument("--threads", type=int, default=0, help="threads a model computes with")
    parser.add_argument(
        "--measure-threads", action="store_true", help="choose the threads by a short measurement while idle"
    )
    parser.add_argument(
        "--max-loaded", type=int, default=0, help="models in memory at once (OLLAMA_MAX_LOADED_MODELS or 3)"
    )
    parser.add_argument(
        "--states-mib", type=_parse_mib, default=2048, help="MiB on disk for states of conversations (2048); 0: none"
    )
    parser.add_argument("--llama-server", default="", help="a llama-server binary to run models with")
    parser.add_argument("--check", type=Path, metavar="MODEL", help="check --llama-server with this model, and end")
    parser.add_argument("--starter", action=argparse.BooleanOptionalAction, default=True)
    return parser


def _parse_port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:  # getaddrinfo would take it modulo 65536
        raise argparse.ArgumentTypeError(f"{port} is no port")
    return port


def _parse_mib(text: str) -> int:
    number = int(text)
    if not 0 <= number <= MOST_STATES_MIB:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {MOST_STATES_MIB}")
    return number


def _default_models_folder() -> Path:
    import platformdirs

    return platformdirs.user_data_path("teahouse", appauthor=False) / "models"


def _can_run_wheel() -> bool:
    """Whether the wheel's runner can take over from a llama-server that fails."""
    from teahouse.engine.hardware import missing_instructions

    return importlib.util.find_spec("xllamacpp") is not None and not missing_instructions()


def _llama_cpp_version(binary: str) -> str:
    """The version of llama.cpp, or the name of the binary that replaces it."""
    if binary:
        return Path(binary).name
    try:
        return f"b{version('xllamacpp').rpartition('.')[2]}"
    except PackageNotFoundError:
        return "unknown"


def _report_failure(code: int, problem: Problem, missing: str) -> int:
    print(json.dumps({"event": "failed", "problem": str(problem), "missing": missing}), flush=True)
    return code
