"""The runner process: starts llama.cpp's server with one model, reports its port, and waits for the end.

Parameters arrive as one line of JSON on stdin (no key in argv or environment), events are lines of JSON on stdout,
llama.cpp logs to stderr. Of the engine only `mapped_files`, `processes` and `vector_arguments` are imported.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import nullcontext
from typing import IO, Any

from teahouse.engine.mapped_files import release_mapped_pages
from teahouse.engine.processes import bind_to_this_process, die_with_parent, watch_stdin
from teahouse.engine.vector_arguments import add_control_vector, enter_folder, vector_argument


def server_arguments(parameters: Mapping[str, Any]) -> list[str]:
    """The command line of a llama-server for these parameters; the key is in the environment instead."""
    cache_type = "" if parameters["kv_cache_type"] == "f16" else parameters["kv_cache_type"]
    valued = {
        "--model": parameters["model"],
        "--alias": parameters["alias"],
        "--host": "127.0.0.1",
        "--port": parameters["port"],
        "--ctx-size": parameters["num_ctx"],
        "--parallel": parameters["parallel"],
        "--cache-type-k": cache_type,
        "--cache-type-v": cache_type,
        "--flash-attn": "on" if cache_type else "",  # a quantized cache needs it
        "--batch-size": parameters["num_batch"],
        "--ubatch-size": parameters["num_batch"],
        "--threads": parameters["threads"],
        "--cache-ram": parameters["prompt_cache_mib"],
        "--verbosity": 4,
        "--mmproj": parameters["projector"],
        "--chat-template": parameters["template"],
        "--n-gpu-layers": parameters["num_gpu"] if parameters["num_gpu"] >= 0 else "",
    }
    switches = {
        "--offline": True,
        "--no-webui": True,
        "--jinja": True,
        "--context-shift": parameters["shift"],
        "--embeddings": parameters["embedding"],
        "--no-mmap": parameters["use_mmap"] is False,
    }
    pairs = [(name, str(value)) for name, value in valued.items() if value != ""]
    pairs += [("--lora", adapter["path"]) for adapter in parameters["adapters"]]
    chosen = [name for name, enabled in switches.items() if enabled]
    if parameters["control_vector"]:
        chosen += vector_argument(**parameters["control_vector"])
    return [parameters["binary"], *(word for pair in pairs for word in pair), *chosen]


def run_server(parameters: Mapping[str, Any]) -> int:
    """Run a foreign `llama-server` binary (a GPU build for example) in place of the wheel; returns its exit code.

    On Linux this process becomes the binary and still ends with the daemon; elsewhere it supervises it and watches
    stdin.
    """
    os.environ["LLAMA_API_KEY"] = parameters["key"]
    command = server_arguments(parameters)
    if parameters["control_vector"]:  # which the binary reads there
        os.chdir(os.path.dirname(parameters["control_vector"]["path"]))
    if sys.platform == "linux":
        os.execv(parameters["binary"], command)
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as server:
        bind_to_this_process(server.pid)
        watch_stdin(server.kill)
        return server.wait()


def main() -> int:
    """Run until stdin closes or a signal arrives; returns 1 where the model cannot be loaded (reason in the log)."""
    events = _redirect_stdout()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C in a terminal is the daemon's to handle
    parameters: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    die_with_parent(parameters["parent"], at_once=True)
    if parameters.get("binary"):
        return run_server(parameters)
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.umask(0o077)  # states of conversations are private
    import xllamacpp  # costs 0.1 s and reads OMP_WAIT_POLICY

    watch_stdin(lambda: os._exit(0))
    try:
        with enter_folder(parameters["control_vector"]["path"]) if parameters["control_vector"] else nullcontext():
            server = xllamacpp.Server(_build_common_params(xllamacpp, parameters))
    except RuntimeError as error:
        _write_event(events, event="failed", message=str(error))
        return 1
    port = int(server.listening_address.rsplit(":", 1)[1])
    release_mapped_pages()
    _write_event(events, event="ready", port=port, build=xllamacpp.__version__)
    threading.Event().wait()  # llama.cpp serves on threads of its own
    return 0


def _redirect_stdout() -> IO[str]:
    """Return the original stdout for events; other output goes to stderr."""
    stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return stdout


def _write_event(events: IO[str], **event: object) -> None:
    events.write(json.dumps(event) + "\n")
    events.flush()


def _build_common_params(xllamacpp: Any, parameters: Mapping[str, Any]) -> Any:
    """llama.cpp's parameters for this model, with safe values where its defaults are not."""
    common = xllamacpp.CommonParams()
    if parameters["control_vector"]:
        add_control_vector(xllamacpp.xllamacpp.__file__, common, **parameters["control_vector"])
    common.model.path = parameters["model"]
    common.model_alias = {parameters["alias"]}  # the name in its answers instead of the path
    common.mmproj.path = parameters["projector"]
    common.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(**adapter) for adapter in parameters["adapters"]]
    common.hostnames = ["127.0.0.1"]
    common.port = 0
    common.api_keys = [parameters["key"]]
    common.cors_origins = ""
    common.ui = False
    common.offline = True
    common.endpoint_slots = False
    common.verbosity = 4  # the level that logs buffer sizes
    common.cache_ram_mib = parameters["prompt_cache_mib"]
    if parameters["states"]:
        common.slot_save_path = parameters["states"] + os.sep
    common.n_ctx = parameters["num_ctx"]
    common.n_parallel = parameters["parallel"]
    cache_type = xllamacpp.ggml_type.__members__[f"GGML_TYPE_{parameters['kv_cache_type'].upper()}"]
    common.cache_type_k = common.cache_type_v = cache_type
    common.n_batch = parameters["num_batch"]
    common.n_ubatch = parameters["num_batch"]
    common.ctx_shift = parameters["shift"]
    common.embedding = parameters["embedding"]
    common.chat_template = parameters["template"]
    common.cpuparams.n_threads = parameters["threads"]
    common.cpuparams_batch.n_threads = parameters["threads"]
    if parameters["draft"]:
        speculative = common.speculative
    if parameters["draft"] and parameters["draft_model"]:
        speculative.types = [xllamacpp.common_speculative_type.COMMON_SPECULATIVE_TYPE_DRAFT_SIMPLE]
        speculative.draft.mparams.path = parameters["draft_model"]
        speculative.draft.n_max = parameters["draft"]
        for threads in (speculative.draft.cpuparams, speculative.draft.cpuparams_batch):
            threads.n_threads = parameters["threads"]
    elif parameters["draft"]:
        # `ngram-map-k` aborts the process where the context is shifted.
        speculative.types = [xllamacpp.common_speculative_type.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE]
        speculative.ngram_simple.size_n = parameters["ngram"]
        speculative.ngram_simple.size_m = parameters["draft"]
    if parameters["num_gpu"] >= 0:
        common.n_gpu_layers = parameters["num_gpu"]
    common.main_gpu = parameters["main_gpu"]
    # Fitting chooses layers for GPUs and takes half of a small model's load. Flash attention is detected for GPUs;
    # processors support it, and the memory estimate assumes it.
    common.fit_params = any("GPU" in str(device.get("type", "")) for device in xllamacpp.get_device_info())
    if not common.fit_params or parameters["kv_cache_type"] != "f16":  # a quantized cache needs it
        common.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_ENABLED
    if parameters["use_mmap"] is not None:
        modes = xllamacpp.llama_load_mode.__members__
        common.load_mode = modes["LLAMA_LOAD_MODE_MMAP" if parameters["use_mmap"] else "LLAMA_LOAD_MODE_NONE"]
    return common
