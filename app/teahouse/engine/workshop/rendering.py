"""The job `render`: the exact prompt that the engine makes of a chat with a template that is being written.

Go templates are rendered by the engine's own code, Jinja by llama.cpp's server, which runs in this process with a tiny
model that has the beginning and the end token of the real one; no weights are loaded.

Parameters: `template`; `messages` and `tools` as in Ollama's /api/chat; `think` (null, a boolean or a level); `model`,
the absolute path of the model's file. Result: `language` ("go" or "jinja"), and `prompt`, or `error` with `line` and
`column` (from 1; 0: not known).
"""

from __future__ import annotations

import json
import os
import re
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from teahouse.engine.go_template.errors import GoTemplateError
from teahouse.engine.prompt_template import PromptInput, PromptTemplate
from teahouse.engine.templates import is_jinja
from teahouse.engine.translate import chat_body
from teahouse.engine.workshop.abi_check import make_check_model
from teahouse.engine.workshop.control import JobControl, read_path
from teahouse.engine.workshop.native import NativeModel
from teahouse.engine.workshop.temporary_folder import create_folder

_PLACE = re.compile(r"at (?:line|row) (\d+), column (\d+)")
_NOISE = re.compile(r"^\d+\.\d+\.\d+\.\d+ \w .*?(?:error|exception): ", re.IGNORECASE)
_LONGEST_REASON = 300  # characters
_SECONDS = 30.0


def render_template(parameters: Mapping[str, Any], control: JobControl) -> dict[str, Any]:
    """Do the job. Raises `JobError`."""
    template = str(parameters.get("template", ""))
    if is_jinja(template):
        return {"language": "jinja", **_render_jinja(template, parameters, control)}
    return {"language": "go", **_render_go(template, parameters)}


def _render_go(template: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    given = PromptInput(parameters.get("messages") or (), parameters.get("tools") or None, parameters.get("think"))
    try:
        return {"prompt": PromptTemplate(template).render(given)}
    except GoTemplateError as error:
        return {"error": error.message, "line": error.line, "column": error.column}


def _render_jinja(template: str, parameters: Mapping[str, Any], control: JobControl) -> dict[str, Any]:
    import xllamacpp

    body = chat_body(
        parameters.get("messages") or (), {}, tools=parameters.get("tools") or (), think=parameters.get("think")
    )
    fields = {name: body[name] for name in ("messages", "tools", "chat_template_kwargs") if name in body}
    with create_folder() as folder, _captured_log(folder) as log:
        model = folder / "names.gguf"
        model.write_bytes(_make_model(read_path(parameters, "model"), control))
        key = secrets.token_urlsafe(24)
        try:
            server = xllamacpp.Server(_make_params(xllamacpp, model, template, key))
        except RuntimeError:
            return _explain(log.read_text(errors="replace"))
        request = urllib.request.Request(
            f"{server.listening_address}/apply-template",
            json.dumps(fields).encode(),
            {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=_SECONDS) as answer:
                return {"prompt": json.load(answer)["prompt"]}
        except urllib.error.HTTPError as error:
            return _explain(str(json.loads(error.read()).get("error", {}).get("message", error)))


def _make_model(path: Path, control: JobControl) -> bytes:
    """The tiny model with the names of the real one's beginning and end tokens."""
    with NativeModel(control.library, path, vocabulary_only=True) as model:
        c = control.library.c
        begin, end = (
            model.piece(number) if number >= 0 else b""
            for number in (c.llama_vocab_bos(model.vocabulary), c.llama_vocab_eos(model.vocabulary))
        )
        adds = bool(c.llama_vocab_get_add_bos(model.vocabulary))
    return make_check_model(begin or b"<s>", end or b"</s>", adds_begin=adds)


def _make_params(xllamacpp: Any, model: Path, template: str, key: str) -> Any:
    common = xllamacpp.CommonParams()
    common.model.path = str(model)
    common.hostnames = ["127.0.0.1"]
    common.port = 0
    common.api_keys = [key]
    common.cors_origins = ""
    common.ui = False
    common.offline = True
    common.n_ctx = 64
    common.n_parallel = 1
    common.n_gpu_layers = 0
    common.warmup = False
    common.cpuparams.n_threads = 1
    common.chat_template = template
    return common


@contextmanager
def _captured_log(folder: Path) -> Iterator[Path]:
    """stderr in a file, where the server writes why it refuses a template."""
    path = folder / "log"
    kept = os.dup(2)
    with path.open("wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield path
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _explain(text: str) -> dict[str, Any]:
    """The reason in a log or an answer of the server, and its place."""
    place = _PLACE.search(text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line.partition(": ")[2] for line in lines if line.startswith("Error: ")]
    told += [_NOISE.sub("", line) for line in lines if _NOISE.match(line)]
    reason = told[0] if told else lines[0] if lines else "the template cannot be used"
    line, column = (int(place[1]), int(place[2])) if place else (0, 0)
    return {"error": reason[:_LONGEST_REASON], "line": line, "column": column}
