"""The one door for GPU builds: a `llama-server` binary of the person's own in place of the wheel.

It is started by our own runner process, so that it ends as every runner does. On Linux that process becomes the
binary and keeps the kernel's word to die with the daemon; elsewhere it stays beside it and watches stdin.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from teahouse.engine.processes import bind_to_us, watch_stdin


def arguments(parameters: Mapping[str, Any]) -> list[str]:
    """The command line for a runner's parameters; the key is not in it, it goes by the environment."""
    valued = {
        "--model": parameters["model"],
        "--alias": parameters["alias"],
        "--host": "127.0.0.1",
        "--port": parameters["port"],
        "--ctx-size": parameters["num_ctx"],
        "--parallel": 1,
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
    chosen = [name for name, wanted in switches.items() if wanted]
    return [parameters["binary"], *(word for pair in pairs for word in pair), *chosen]


def run(parameters: Mapping[str, Any]) -> int:
    """Be the binary, or be its keeper; returns its exit code where that is ours to return."""
    os.environ["LLAMA_API_KEY"] = parameters["key"]
    command = arguments(parameters)
    if sys.platform == "linux":
        os.execv(parameters["binary"], command)
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as server:
        bind_to_us(server.pid)
        watch_stdin(server.kill)
        return server.wait()
