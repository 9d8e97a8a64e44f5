"""The models of a folder, read from and written to Ollama's layout: `manifests/<host>/<namespace>/<model>/<tag>`.

A manifest lists layers by digest; the raw bytes of the manifest are the model's own digest. What is written here is,
byte for byte, what an Ollama 0.33 writes, so that either program reads the other's.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from teahouse.core.errors import Trouble
from teahouse.core.gguf import Header
from teahouse.core.manifest import IMAGE, LARGEST, MANIFEST
from teahouse.core.model import ModelName
from teahouse.engine.blobs import Blobs
from teahouse.engine.errors import INVALID_NAME, ApiError
from teahouse.engine.headers import read_header
from teahouse.engine.templates import effective

CONFIG = "application/vnd.docker.container.image.v1+json"


@dataclass(frozen=True, slots=True)
class Layer:
    """One blob of a model: `kind` is the last word of its media type, `size` bytes, `origin` the model it came from."""

    media_type: str
    digest: str
    size: int
    origin: str = ""

    @property
    def kind(self) -> str:
        return self.media_type.removeprefix(IMAGE)

    def entry(self) -> dict[str, object]:
        plain: dict[str, object] = {"mediaType": self.media_type, "digest": self.digest, "size": self.size}
        return {**plain, "from": self.origin} if self.origin else plain


@dataclass(frozen=True, slots=True)
class Model:
    """One installed model: its name as stored, its layers, its small texts, and the digest of its manifest (hex)."""

    name: ModelName
    digest: str
    modified: int  # nanoseconds since 1970
    config_layer: Layer
    layers: tuple[Layer, ...]
    config: Mapping[str, Any]
    file: Path
    projectors: tuple[Path, ...]
    template: str | None
    system: str
    licenses: tuple[str, ...]
    parameters: Mapping[str, Any]
    messages: tuple[Mapping[str, Any], ...]

    @property
    def size(self) -> int:
        """Bytes on disk, all layers and the config."""
        return self.config_layer.size + sum(layer.size for layer in self.layers)

    @property
    def parent(self) -> str:
        """The model this one was made from, as `details.parent_model` shows it; empty for a model of its own."""
        return next((layer.origin for layer in self.layers if layer.kind == "model"), "")


def parse_name(text: str) -> ModelName:
    """`ModelName.parse` with the daemon's 400 for what is no name."""
    try:
        return ModelName.parse(text)
    except Trouble:
        raise ApiError(400, INVALID_NAME) from None


class Models:
    """The manifests under `root`, and the blobs they speak of. Headers once read are remembered by digest."""

    def __init__(self, root: Path, blobs: Blobs) -> None:
        self._folder = root / "manifests"
        self.blobs = blobs
        self._headers: dict[Path, Header] = {}
        self._templates: dict[tuple[Path, str | None], str] = {}

    def names(self) -> Iterator[ModelName]:
        """Every name that has a manifest file, in no order."""
        for path in self._folder.glob("*/*/*/*"):
            name = ModelName(*path.relative_to(self._folder).parts)
            if path.is_file() and not name.tag.startswith("."):
                yield name

    def existing(self, name: ModelName) -> ModelName:
        """`name` as it is spelled on disk: names match whatever their case; itself where nothing matches."""
        if self._path(name).is_file():
            return name
        return next((known for known in self.names() if known.matches(name)), name)

    def find(self, name: ModelName) -> Model | None:
        """The model of that name, None when there is none; raises `ApiError` 500 for a manifest that is damaged."""
        stored = self.existing(name)
        path = self._path(stored)
        try:
            raw, modified = path.read_bytes()[:LARGEST], path.stat().st_mtime_ns
        except (FileNotFoundError, NotADirectoryError):
            return None
        try:
            return self._read(stored, raw, modified)
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise ApiError(500, f"the manifest of {stored.short} is damaged: {error}") from error

    def all(self) -> list[Model]:
        """Every readable model, the last changed first; damaged ones are left out, as a daemon leaves them out."""
        found: list[Model] = []
        for name in self.names():
            try:
                model = self.find(name)
            except ApiError:
                continue
            if model is not None:
                found.append(model)
        return sorted(found, key=lambda model: -(model.modified // 1_000_000_000))

    def header(self, model: Model) -> Header:
        """The model file's header; `GgufError` or OSError when it cannot be read."""
        known = self._headers.get(model.file)
        if known is None:
            known = self._headers[model.file] = read_header(model.file)
        return known

    def knows(self, model: Model) -> bool:
        """Whether the header is at hand; reading one takes as long as several tokens."""
        return model.file in self._headers

    def template(self, model: Model) -> str:
        """The Jinja template the model is run with; errors as `header`."""
        key = (model.file, model.template)
        if key not in self._templates:
            self._templates[key] = effective(model.template, self.header(model), model.file)
        return self._templates[key]

    def write(self, name: ModelName, config: Mapping[str, Any], layers: Sequence[Layer]) -> None:
        """Keep the config as a blob and write the manifest, whole or not at all."""
        data = go_json(config) + b"\n"
        digest, _ = self.blobs.put(data)
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": Layer(CONFIG, digest, len(data)).entry(),
            "layers": [layer.entry() for layer in layers],
        }
        self._write_raw(name, go_json(manifest))

    def install(self, name: ModelName, raw: bytes) -> None:
        """Keep a manifest as a registry gave it; every blob it speaks of must be here."""
        self._write_raw(name, raw)

    def copy(self, source: ModelName, target: ModelName) -> None:
        """Give a model a second name; FileNotFoundError when there is no such model."""
        raw = self._path(source).read_bytes()
        if source != target:
            self._write_raw(target, raw)

    def delete(self, model: Model) -> None:
        """Take the name away, and every blob that no other model needs."""
        path = self._path(model.name)
        path.unlink()
        for folder in list(path.parents)[:3]:
            if any(folder.iterdir()):
                break
            folder.rmdir()
        self.drop_unused([model.config_layer, *model.layers])

    def drop_unused(self, layers: Sequence[Layer]) -> None:
        """Remove those of `layers` that no manifest speaks of any more; none while a manifest cannot be read."""
        try:
            used = self._digests_in_use()
        except (ValueError, KeyError, TypeError):
            return
        for layer in layers:
            if layer.digest not in used:
                self.blobs.remove(layer.digest)
                self._headers.pop(self.blobs.path(layer.digest), None)

    def _digests_in_use(self) -> set[str]:
        used: set[str] = set()
        for name in self.names():
            manifest = json.loads(self._path(name).read_bytes())
            used.update(entry["digest"] for entry in [manifest["config"], *(manifest["layers"] or [])])
        return used

    def _path(self, name: ModelName) -> Path:
        return self._folder / name.host / name.namespace / name.model / name.tag

    def _write_raw(self, name: ModelName, raw: bytes) -> None:
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = self._folder / f".{secrets.token_hex(8)}"
        with part.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def _read(self, name: ModelName, raw: bytes, modified: int) -> Model:
        manifest = json.loads(raw)
        config_layer = _layer(manifest["config"])
        layers = tuple(_layer(entry) for entry in manifest["layers"] or [])
        texts = {kind: self._texts(layers, kind) for kind in ("template", "system", "license", "params", "messages")}
        files = [self.blobs.path(layer.digest) for layer in layers if layer.kind == "model"]
        if not files:
            raise ApiError(500, f"{name.short} has no GGUF file, and this engine runs nothing else")
        return Model(
            name=name,
            digest=hashlib.sha256(raw).hexdigest(),
            modified=modified,
            config_layer=config_layer,
            layers=layers,
            config=json.loads(self.blobs.read(config_layer.digest)),
            file=files[0],
            projectors=tuple(self.blobs.path(layer.digest) for layer in layers if layer.kind == "projector"),
            template=texts["template"][-1] if texts["template"] else None,
            system=(texts["system"] or [""])[-1],
            licenses=tuple(texts["license"]),
            parameters=json.loads((texts["params"] or ["{}"])[-1]),
            messages=tuple(json.loads((texts["messages"] or ["[]"])[-1])),
        )

    def _texts(self, layers: Sequence[Layer], kind: str) -> list[str]:
        return [self.blobs.read(layer.digest).decode() for layer in layers if layer.kind == kind]


def _layer(entry: Mapping[str, Any]) -> Layer:
    return Layer(entry["mediaType"], entry["digest"], int(entry["size"]), str(entry.get("from", "")))


def go_json(value: object) -> bytes:
    """JSON as Go writes it: no spaces, and `<`, `>`, `&` and the two line separators escaped."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode()
