"""The layers a model is made of when it is made here: texts, parameters, messages, and the config."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from typing import Any

from teahouse.core.gguf import GgufHeader
from teahouse.core.manifest import IMAGE
from teahouse.engine.blobs import Blobs
from teahouse.engine.describe import human_number
from teahouse.engine.models import Layer, go_json

# What an Ollama daemon writes for a model whose Jinja template it knows as ChatML; ours to show, not to run.
GO_CHATML = "{{- range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}<|im_end|>\n{{ end }}<|im_start|>assistant\n"
_GO_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def text_layer(blobs: Blobs, kind: str, text: str) -> tuple[Layer, bool]:
    """Keep a text as a blob; returns its layer and whether the blob is new."""
    return _layer(blobs, kind, text.encode())


def parameters_layer(blobs: Blobs, parameters: Mapping[str, Any]) -> tuple[Layer, bool]:
    """Parameters as Ollama keeps them: sorted, one line."""
    return _layer(blobs, "params", go_json(dict(sorted(parameters.items()))) + b"\n")


def messages_layer(blobs: Blobs, messages: Sequence[Mapping[str, Any]]) -> tuple[Layer, bool]:
    return _layer(blobs, "messages", go_json(list(messages)) + b"\n")


def config_of(header: GgufHeader) -> dict[str, Any]:
    """The config of a model with this header."""
    return {
        "model_format": "gguf",
        "model_family": header.architecture,
        "model_families": [header.architecture],
        "model_type": human_number(header.parameters),
        "file_type": header.quantization,
        "architecture": _GO_MACHINES.get(platform.machine().lower(), platform.machine().lower()),
        "os": "linux",
    }


def _layer(blobs: Blobs, kind: str, data: bytes) -> tuple[Layer, bool]:
    digest, new = blobs.put(data)
    return Layer(f"{IMAGE}{kind}", digest, len(data)), new
