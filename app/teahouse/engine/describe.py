"""Descriptions of models for `/api/tags`, `/api/show`, `/api/ps` and `/v1/models`."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from teahouse.core.gguf import NESTED, Array, GgufError, GgufHeader
from teahouse.core.hub_names import list_part_names
from teahouse.core.model import ModelName
from teahouse.core.values import dataclass
from teahouse.engine.adapters import describe_adapters
from teahouse.engine.blobs import Stamp, read_array, read_header, read_stamp
from teahouse.engine.control_vectors import describe_vector, find_vector_layer
from teahouse.engine.errors import ApiError
from teahouse.engine.models import Model, Models
from teahouse.engine.templates import has_thinking, has_tools

_EMBEDDING_FAMILIES = frozenset(
    ("bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "jina-bert-v3", "modern-bert", "t5encoder")
)
_NANO = 1_000_000_000


def format_now() -> str:
    """The current time in the format of a Go daemon."""
    return format_timestamp(time.time_ns())


_second_text: tuple[int, str] = (0, "1970-01-01T00:00:00")


def format_timestamp(nanoseconds: int) -> str:
    """RFC 3339 in UTC with nanoseconds, without trailing zeros. The text of the last second is cached."""
    global _second_text
    second, rest = divmod(nanoseconds, _NANO)
    cached_second, text = _second_text
    if cached_second != second:
        text = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        _second_text = (second, text)
    fraction = f"{rest:09d}".rstrip("0")
    return f"{text}.{fraction}Z" if fraction else f"{text}Z"


def human_number(count: int) -> str:
    """A number of parameters in Ollama's short form: 134515008 → "134.52M"."""
    for unit, letter, digits in ((1e9, "B", 1), (1e6, "M", 2), (1e3, "K", 0)):
        if count >= unit:
            scaled = count / unit
            return f"{scaled:.0f}{letter}" if scaled.is_integer() else f"{scaled:.{digits}f}{letter}"
    return str(count)


def read_capabilities(models: Models, model: Model) -> list[str]:
    """The model's capabilities in the daemon's words and order; errors as `Models.read_header`."""
    header = models.read_header(model)
    if is_embedding(header):
        return ["embedding"]
    prompt_template = models.find_prompt_template(model)
    found = ["completion"]
    if model.projectors or header.get_own("vision.block_count"):
        found.append("vision")
    if prompt_template is not None:
        return found + prompt_template.list_capabilities()
    template = models.choose_template(model)
    if has_tools(template):
        found.append("tools")
    if has_thinking(template):
        found.append("thinking")
    return found


def is_embedding(header: GgufHeader) -> bool:
    """Whether the model makes embeddings: it has a pooling type, or its family makes nothing else."""
    pooled = header.get_own("pooling_type")
    return (pooled is not None and pooled != 0) or header.architecture in _EMBEDDING_FAMILIES


def describe_details(model: Model) -> dict[str, object]:
    """The `details` of a model."""
    config = model.config
    return {
        "parent_model": model.parent,
        "format": config.get("model_format", ""),
        "family": config.get("model_family", ""),
        "families": config.get("model_families"),
        "parameter_size": config.get("model_type", ""),
        "quantization_level": config.get("file_type", ""),
    }


def describe_listed(models: Models, model: Model) -> dict[str, object]:
    """One entry of `/api/tags`; a model whose file cannot be read has no capabilities."""
    entry: dict[str, object] = {
        "name": model.name.short,
        "model": model.name.short,
        "modified_at": format_timestamp(model.modified),
        "size": model.size,
        "digest": model.digest,
        "details": describe_details(model),
    }
    if model.used:  # ours
        damaged = model.find_damaged()
        entry["path"] = (damaged or model.used[0]).record.path
        if damaged is not None:
            return {**entry, "damage": damaged.damage.value}
    if model.adapters:  # ours
        entry["adapters"] = [each.name for each in model.adapters]
    if (layer := find_vector_layer(model)) is not None:  # ours
        entry["control_vector"] = layer.title
    try:
        header, abilities = models.read_header(model), read_capabilities(models, model)
    except (GgufError, OSError, ApiError):
        return entry
    sizes = {"context_length": header.context_length, "embedding_length": header.get_own("embedding_length")}
    known = {name: size for name, size in sizes.items() if size}
    return {**entry, "details": {**describe_details(model), **known}, "capabilities": abilities}


def describe_model(models: Models, model: Model, *, verbose: bool, system: str = "") -> dict[str, object]:
    """The answer of `/api/show`; raises `GgufError` or OSError where the file cannot be read."""
    header = models.read_header(model)
    template = model.template if model.template is not None else header.chat_template or "{{ .Prompt }}"
    answer: dict[str, object] = {}
    if model.licenses:
        answer["license"] = "\n".join(model.licenses)
    answer["modelfile"] = _build_modelfile(models, model)
    if model.parameters:
        answer["parameters"] = "\n".join(_format_parameters(model.parameters))
    answer["template"] = template
    if system or model.system:
        answer["system"] = system or model.system
    answer["details"] = describe_details(model)
    if model.messages:
        answer["messages"] = [{"role": each.get("role"), "content": each.get("content", "")} for each in model.messages]
    answer["model_info"] = _build_model_info(model, header, verbose=verbose)
    if model.projectors:
        projector = read_header(model.projectors[0])
        answer["projector_info"] = {name: _hide_array(value) for name, value in projector.keys.items()}
    if model.adapters:  # ours
        answer["adapters"] = describe_adapters(model)
    if (vector := describe_vector(models, model)) is not None:  # ours
        answer["control_vector"] = vector
    answer["tensors"] = [
        {"name": tensor.name, "type": tensor.kind, "shape": list(tensor.shape)} for tensor in header.tensors
    ]
    answer["capabilities"] = read_capabilities(models, model)
    answer["modified_at"] = format_timestamp(model.modified)
    return answer


def _build_model_info(model: Model, header: GgufHeader, *, verbose: bool) -> dict[str, object]:
    """The sorted keys of the header without name and template; arrays are null unless `verbose`."""
    keys = {**header.keys, "general.parameter_count": header.parameters}
    hidden = ("general.name", "tokenizer.chat_template")
    shown_keys = {name: value for name, value in sorted(keys.items()) if name not in hidden}
    if not verbose:
        return {name: _hide_array(value) for name, value in shown_keys.items()}
    return {
        name: read_array(model.file, value) if isinstance(value, Array) else value
        for name, value in shown_keys.items()
        if not (isinstance(value, Array) and value.kind == NESTED)
    }


def _hide_array(value: object) -> object:
    return None if isinstance(value, Array) else value


def _format_value(value: object) -> str:
    """A parameter as Go's %#v prints it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)


def _flatten_parameters(parameters: Mapping[str, Any]) -> list[tuple[str, object]]:
    return [
        (name, item) for name, value in parameters.items() for item in (value if isinstance(value, list) else [value])
    ]


def _format_parameters(parameters: Mapping[str, Any]) -> list[str]:
    return [f"{name:<30} {_format_value(value)}" for name, value in _flatten_parameters(parameters)]


def _list_files(models: Models, model: Model) -> tuple[str, ...]:
    """The model's files, of a split one with names that llama.cpp understands."""
    if len(model.parts) > 1:
        with suppress(OSError):
            return list_part_names(str(models.local.name_parts(model.parts)))
    return tuple(map(str, model.parts))


def _build_modelfile(models: Models, model: Model) -> str:
    """A Modelfile that creates this model, in Ollama's layout and quoting."""
    lines = [
        '# Modelfile generated by "ollama show"',
        "# To build a new Modelfile based on this, replace FROM with:",
        f"# FROM {model.name.short}",
        "",
        *(f"FROM {path}" for path in (*_list_files(models, model), *model.projectors)),
        *(f"ADAPTER {each.path}" for each in model.adapters),
    ]
    if model.template is not None:
        lines.append(f"TEMPLATE {_quote_text(model.template)}")
    if model.system:
        lines.append(f"SYSTEM {_quote_text(model.system)}")
    if (layer := find_vector_layer(model)) is not None:  # a comment: Ollama refuses words that it does not know
        lines.append(f"# CONTROLVECTOR {layer.title} {layer.digest}")
    for name, value in sorted(_flatten_parameters(model.parameters), key=lambda pair: pair[0]):
        text = value if isinstance(value, str) else _format_value(value)
        lines.append(f"PARAMETER {name} {_quote_text(text)}")
    lines += [f"LICENSE {_quote_text(text)}" for text in model.licenses]
    lines += [
        f"MESSAGE {message.get('role')} {_quote_text(str(message.get('content', '')))}" for message in model.messages
    ]
    return "\n".join(lines) + "\n"


def _quote_text(text: str) -> str:
    if "\n" not in text and not text.startswith(" ") and not text.endswith(" "):
        return text
    mark = '"""' if '"' in text else '"'
    return f"{mark}{text}{mark}"


@dataclass(frozen=True, slots=True)
class _ListingEntry:
    """The encoded entries of a model, with the stamps of the files they were made from."""

    stamp: Stamp
    files: tuple[Path, ...]
    file_stamps: tuple[Stamp | None, ...]
    modified: int
    tag: bytes
    openai: bytes


class Listing:
    """Lists of all models, encoded; entries are cached until a file changes. Any thread."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._entries: dict[ModelName, _ListingEntry] = {}

    def list_tags(self) -> bytes:
        """The answer of `/api/tags`."""
        return b'{"models":[' + b",".join(line.tag for line in self._refresh_entries()) + b"]}"

    def list_openai_models(self) -> bytes:
        """The answer of `/v1/models`."""
        return b'{"object":"list","data":[' + b",".join(line.openai for line in self._refresh_entries()) + b"]}"

    def _refresh_entries(self) -> list[_ListingEntry]:
        """Current entries, the last changed first."""
        before, now = self._entries, {}
        for name in self._models.list_names():
            stamp = self._models.read_stamp(name)
            line = before.get(name)
            if line is None or line.stamp != stamp or line.file_stamps != _read_stamps(line.files):
                line = None if stamp is None else self._read_entry(name, stamp)
            if line is not None:
                now[name] = line
        self._entries = now
        return sorted(now.values(), key=lambda line: -(line.modified // 1_000_000_000))

    def _read_entry(self, name: ModelName, stamp: Stamp) -> _ListingEntry | None:
        """A model's entry; None for one that is damaged or was deleted meanwhile."""
        try:
            model = self._models.find_model(name)
        except ApiError:
            return None
        if model is None:
            return None
        files = (*model.parts, *model.projectors)
        stamps = _read_stamps(files)
        tag = _encode_entry(describe_listed(self._models, model))
        return _ListingEntry(stamp, files, stamps, model.modified, tag, _encode_entry(describe_openai_model(model)))


def _read_stamps(files: tuple[Path, ...]) -> tuple[Stamp | None, ...]:
    return tuple(map(read_stamp, files))


def describe_openai_model(model: Model) -> dict[str, object]:
    """A model in the format of OpenAI's list."""
    return {
        "id": model.name.short,
        "object": "model",
        "created": model.modified // 10**9,
        "owned_by": model.name.namespace,
    }


def _encode_entry(entry: dict[str, object]) -> bytes:
    return json.dumps(entry, separators=(",", ":")).encode("ascii")
