"""`POST /api/create`: a model from another model or from GGUF blobs, with its own texts and parameters.

A Jinja template is kept and run; a Go one is refused, unless it is the one the base model has already, because this
engine could only swallow it. Quantizing is refused in the daemon's own words.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from teahouse.core.gguf import GgufError, GgufHeader
from teahouse.core.manifest import IMAGE
from teahouse.core.model import ModelName
from teahouse.engine import templates
from teahouse.engine.asgi import HttpRequest, HttpResponse
from teahouse.engine.blobs import Blobs, read_header
from teahouse.engine.decode import read_request
from teahouse.engine.engine import Engine
from teahouse.engine.errors import INVALID_NAME, ApiError
from teahouse.engine.events import encode_line
from teahouse.engine.models import Layer, Model, Models, parse_name
from teahouse.engine.starter import config_of, messages_layer, parameters_layer, text_layer

_QUANTIZE = (
    "create-time quantization is only supported for safetensors imports; "
    "quantize GGUF models with llama.cpp tools before importing"
)
_GO_TEMPLATE = (
    "this engine runs Jinja chat templates; a Go template cannot be honoured. Leave it out to use the model's own, "
    "or give a Jinja template"
)
_NEITHER = "neither 'from' or 'files' was specified"


async def create(engine: Engine, request: HttpRequest, reply: HttpResponse) -> None:
    """Make the model, saying what is done line by line, or only the last word where no stream was asked for."""
    asked = await read_request(request.body, "CreateRequest")
    name = await asyncio.to_thread(engine.models.spelling_of, parse_name(asked.get("model") or asked.get("name") or ""))
    _check(engine, asked)
    reply.in_stream = True
    streamed, old = asked.get("stream", True), await asyncio.to_thread(engine.models.find_model, name)
    steps = _steps(engine.models, asked, name, old)
    while status := await asyncio.to_thread(next, steps, ""):  # beside the loop that others' words go through
        if streamed:
            await reply.send_lines(encode_line({"status": status}))
    if old is not None:
        await engine.disown_model(old)
    if streamed:
        await reply.send_lines(encode_line({"status": "success"}))
        await reply.finish()
    else:
        await reply.send_json({"status": "success"}, content_type="application/json")


def _check(engine: Engine, asked: Mapping[str, Any]) -> None:
    if asked.get("adapters"):
        raise ApiError(400, "LoRA adapters are no longer supported")
    if asked.get("quantize") or asked.get("quantization"):
        raise ApiError(400, _QUANTIZE)
    if not all(isinstance(text, str) for text in _licenses(asked)):
        raise ApiError(400, "license must be a string or a list of strings")
    for file, digest in asked.get("files", {}).items():
        if file.startswith("/") or ".." in file.split("/"):
            raise ApiError(400, f"file path must be relative: {file}")
        engine.models.blobs.path_of(digest)  # refuses what is no digest


def _licenses(asked: Mapping[str, Any]) -> list[Any]:
    said = asked.get("license") or []
    return said if isinstance(said, list) else [said]


def _steps(models: Models, asked: Mapping[str, Any], name: ModelName, old: Model | None) -> Iterator[str]:
    """Do the work, step by step, in place of the model `old`; each step yields the line that tells of it."""
    if asked.get("from"):
        base = _base(models, asked["from"])
        if base is None:
            yield "pulling manifest"
            raise ApiError(500, "pull model manifest: file does not exist")
        layers, config = [_from(layer, base) for layer in base.layers], dict(base.config)
    elif asked.get("files"):
        layers, headers = [], []
        for file, digest in sorted(asked["files"].items()):
            yield "parsing GGUF"
            header = _header(models, file, digest)
            headers.append(header)
            layers.append(Layer(f"{IMAGE}{_kind(header)}", digest.replace("-", ":", 1), header.size))
        config = _config(headers)
    else:
        raise ApiError(400, _NEITHER)
    layers, told = _own_layers(models.blobs, asked, layers)
    yield from told
    yield "writing manifest"
    models.write_manifest(name, config, layers)
    if old is not None:
        models.drop_unused([old.config_layer, *old.layers])


def _base(models: Models, text: str) -> Model | None:
    try:
        return models.find_model(parse_name(text))
    except ApiError as error:
        raise ApiError(400, INVALID_NAME) if error.status == 400 else error from None


def _from(layer: Layer, base: Model) -> Layer:
    """The base's layer, marked with where it came from."""
    return replace(layer, origin=base.name.short)


def _header(models: Models, file: str, digest: str) -> GgufHeader:
    path = models.blobs.path_of(digest)
    try:
        return read_header(path)
    except FileNotFoundError:
        raise ApiError(400, f"blob not found for {file} (digest {digest})") from None
    except GgufError as error:
        raise ApiError(400, f"{file}: {error}") from None


def _kind(header: GgufHeader) -> str:
    """What a GGUF is for: the eyes of a model, or a model."""
    eyes = header.architecture == "clip" or header.get_text("general.type") in ("mmproj", "projector")
    return "projector" if eyes else "model"


def _config(headers: list[GgufHeader]) -> dict[str, Any]:
    """The config of the one model among the files; projectors add their family."""
    bodies = [header for header in headers if _kind(header) == "model"]
    if len(bodies) != 1:
        raise ApiError(400, f"expected one model among the files, found {len(bodies)}")
    config = config_of(bodies[0])
    config["model_families"] += [header.architecture for header in headers if _kind(header) == "projector"]
    return config


def _own_layers(blobs: Blobs, asked: Mapping[str, Any], layers: list[Layer]) -> tuple[list[Layer], list[str]]:
    """The layers with the request's texts in place of the base's, and a line for each."""
    made: list[tuple[Layer, bool]] = []
    if asked.get("template"):
        _check_template(asked["template"], _text_of(blobs, layers, "template"))
        made.append(text_layer(blobs, "template", asked["template"]))
    if asked.get("system"):
        made.append(text_layer(blobs, "system", asked["system"]))
    made += [text_layer(blobs, "license", text) for text in _licenses(asked)]
    if asked.get("parameters"):
        before = json.loads(_text_of(blobs, layers, "params") or "{}")
        made.append(parameters_layer(blobs, {**before, **asked["parameters"]}))
    if asked.get("messages"):
        made.append(messages_layer(blobs, asked["messages"]))
    replaced = {layer.kind for layer, _ in made} - {"license"}
    kept = [layer for layer in layers if layer.kind not in replaced]
    told = [f"using existing layer {layer.digest}" for layer in kept]
    told += [f"{'creating new' if new else 'using existing'} layer {layer.digest}" for layer, new in made]
    return [*kept, *(layer for layer, _ in made)], told


def _check_template(template: str, kept: str) -> None:
    if template != kept and not templates.is_jinja(template):
        raise ApiError(400, _GO_TEMPLATE)


def _text_of(blobs: Blobs, layers: list[Layer], kind: str) -> str:
    return next((blobs.read_blob(layer.digest).decode() for layer in layers if layer.kind == kind), "")
