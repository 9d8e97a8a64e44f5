"""The models of a folder in Ollama's layout: `manifests/<host>/<namespace>/<model>/<tag>`.

A manifest lists layers by digest; the hash of its raw bytes is the model's digest. Manifests are written byte for byte
as Ollama 0.33 writes them, so that both programs can share the folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from teahouse.core.adapters import name_adapter
from teahouse.core.errors import Trouble
from teahouse.core.gguf import GgufHeader, join_headers
from teahouse.core.manifest import (
    IMAGE,
    LARGEST,
    LARGEST_FILE,
    LARGEST_TEXT,
    LOCAL,
    MANIFEST,
    MOST_LAYERS,
    Manifest,
    read_manifest,
)
from teahouse.core.model import ModelName
from teahouse.core.values import dataclass
from teahouse.engine.blobs import Blobs, Stamp, is_digest, read_bounded, read_header, read_stamp
from teahouse.engine.errors import INVALID_NAME, ApiError
from teahouse.engine.go_template.errors import GoTemplateError
from teahouse.engine.local_files import LocalFiles, UsedFile
from teahouse.engine.lru_cache import LruCache
from teahouse.engine.manifest_json import go_json, parse_json, require_mapping
from teahouse.engine.prompt_template import PromptTemplate
from teahouse.engine.templates import effective_template, is_jinja

_TITLE = "org.opencontainers.image.title"  # an annotation of OCI for the name of a file
CONFIG = "application/vnd.docker.container.image.v1+json"
LARGEST_TEMPLATE = 1 << 20  # characters; the longest published templates have about 50,000
_KEPT_MODELS = 64
_DAMAGE = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Layer:
    """One blob of a model: `kind` is the end of its media type, `size` in bytes, `origin` the model it is from.
    `is_local`: the blob is a record of a file in another place (`local_files`). `title`: the name of an adapter."""

    media_type: str
    digest: str
    size: int
    origin: str = ""
    title: str = ""

    @property
    def kind(self) -> str:
        return self.media_type.removeprefix(IMAGE).removeprefix(LOCAL)

    @property
    def is_local(self) -> bool:
        return self.media_type.startswith(LOCAL)

    def to_manifest_entry(self) -> dict[str, object]:
        plain: dict[str, object] = {"mediaType": self.media_type, "digest": self.digest, "size": self.size}
        named = {"annotations": {_TITLE: self.title}} if self.title else {}
        return {**plain, **({"from": self.origin} if self.origin else {}), **named}


@dataclass(frozen=True, slots=True)
class AdapterFile:
    """An adapter of a model: its name, its file with a digest and bytes."""

    name: str
    path: Path
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Model:
    """An installed model: its name as stored, layers, texts, and the digest of its manifest (hex). `parts`: its file,
    or all files of a split one; `used`: its files in other places; `adapters`: in the order of their layers."""

    name: ModelName
    digest: str
    modified: int  # nanoseconds since 1970
    config_layer: Layer
    layers: tuple[Layer, ...]
    config: Mapping[str, Any]
    parts: tuple[Path, ...]
    projectors: tuple[Path, ...]
    adapters: tuple[AdapterFile, ...]
    used: tuple[UsedFile, ...]
    template: str | None
    system: str
    licenses: tuple[str, ...]
    parameters: Mapping[str, Any]
    messages: tuple[Mapping[str, Any], ...]

    @property
    def file(self) -> Path:
        """Its file, of a split one the first part."""
        return self.parts[0]

    @property
    def size(self) -> int:
        """Bytes of all layers and the config, and of files in other places."""
        layers = self.config_layer.size + sum(layer.size for layer in self.layers)
        return layers + sum(each.record.size for each in self.used)

    @property
    def version(self) -> str:
        """Distinguishes versions of files in other places; empty for blobs, whose names do."""
        return " ".join(f"{each.record.size}-{each.record.modified}" for each in self.used)

    def find_damaged(self) -> UsedFile | None:
        """The first file in another place that is missing or was changed."""
        return next((each for each in self.used if each.damage), None)

    @property
    def parent(self) -> str:
        """The model this one was created from, for `details.parent_model`; empty where there is none."""
        return next((layer.origin for layer in self.layers if layer.kind == "model"), "")


def parse_name(text: str) -> ModelName:
    """`ModelName.parse`; raises the daemon's `ApiError` 400 for an invalid name."""
    try:
        return ModelName.parse(text)
    except Trouble:
        raise ApiError(400, INVALID_NAME) from None


class Models:
    """The manifests under `root` and their blobs. Any thread; methods that read every model are slow, so the event loop
    calls them on another thread. What was read is cached until its file changes.
    """

    def __init__(self, root: Path, blobs: Blobs) -> None:
        self._folder = root / "manifests"
        self.blobs = blobs
        self.local = LocalFiles(root, blobs)
        self._write_lock = threading.RLock()  # held while manifests and blobs change together
        self._blob_uses: dict[ModelName, tuple[Stamp, set[Path]]] = {}  # the blobs of each manifest
        self._models: LruCache[tuple[Path, Stamp], Model] = LruCache(_KEPT_MODELS)
        self._headers: LruCache[tuple[Path, str], GgufHeader] = LruCache(_KEPT_MODELS)
        self._templates: LruCache[tuple[Path, str | None], str] = LruCache(_KEPT_MODELS)
        self._prompt_templates: LruCache[str, tuple[PromptTemplate | None]] = LruCache(_KEPT_MODELS)

    def list_names(self) -> Iterator[ModelName]:
        """Every name that has a manifest file, unordered."""
        for host in _list_folders(self._folder):
            for namespace in _list_folders(host.path):
                for model in _list_folders(namespace.path):
                    for tag in _list_entries(model.path):
                        if not tag.name.startswith(".") and tag.is_file():
                            yield ModelName(host.name, namespace.name, model.name, tag.name)

    def resolve_spelling(self, name: ModelName) -> ModelName:
        """`name` as it is spelled on disk, ignoring case; unchanged where nothing matches."""
        if self._manifest_path(name).is_file():
            return name
        return next((cached for cached in self.list_names() if cached.matches(name)), name)

    def find_model(self, name: ModelName) -> Model | None:
        """The model of a name, None where there is none; raises `ApiError` 500 for a damaged manifest."""
        return self._load_model(self.resolve_spelling(name))

    def list_models(self) -> Iterator[Model]:
        """Every model whose manifest can be read, unordered; damaged ones are skipped, as in Ollama."""
        for name in self.list_names():
            with suppress(ApiError):
                model = self._load_model(name)
                if model is not None:
                    yield model

    def read_stamp(self, name: ModelName) -> Stamp | None:
        """The stamp of a manifest (name spelled as on disk), None where it does not exist."""
        return read_stamp(self._manifest_path(name))

    def read_header(self, model: Model) -> GgufHeader:
        """The header of the model's file, of a split one that of all parts; raises `GgufError` or OSError where it
        cannot be read, `ApiError` 500 where a file in another place is missing or was changed."""
        if (damaged := model.find_damaged()) is not None:
            raise ApiError(500, f"the file of {model.name.short} is {damaged.damage.value}: {damaged.record.path}")
        key = (model.file, model.version)
        cached = self._headers.get(key)
        if cached is None:
            cached = join_headers([read_header(part) for part in model.parts])
            self._headers.put(key, cached)
        return cached

    def find_load_path(self, model: Model) -> Path:
        """The file that llama.cpp loads: the first part of a split one, among names it understands; errors as
        `read_header`."""
        split = self.read_header(model).part[1] > 1
        return self.local.name_parts(model.parts) if split else model.file

    def has_cached_header(self, model: Model) -> bool:
        """Whether `read_header` needs no file; reading one takes as long as several tokens."""
        return not model.used and self._headers.get((model.file, model.version)) is not None

    def choose_template(self, model: Model) -> str:
        """The Jinja template of the model; errors as `read_header`, and `ApiError` 500 above `LARGEST_TEMPLATE`."""
        key = (model.file, model.template)
        cached = self._templates.get(key)
        if cached is None:
            cached = effective_template(model.template, self.read_header(model), model.file)
            self._templates.put(key, cached)
        if len(cached) > LARGEST_TEMPLATE:
            size = LARGEST_TEMPLATE >> 20
            raise ApiError(500, f"the chat template of {model.name.short} is larger than {size} MiB")
        return cached

    def find_prompt_template(self, model: Model) -> PromptTemplate | None:
        """The model's TEMPLATE in Go's language; raises `ApiError` 500 for one that cannot be parsed.

        None where llama.cpp renders the prompts: for a model without a template, with one in Jinja, or with a
        `renderer` (Ollama renders the prompts of such a model with code of its own and ignores its template).
        """
        if model.template is None or model.config.get("renderer"):
            return None
        cached = self._prompt_templates.get(model.template)
        if cached is None:
            try:
                cached = (None if is_jinja(model.template) else PromptTemplate(model.template),)
            except GoTemplateError as error:
                raise ApiError(500, f"the template of {model.name.short} cannot be parsed: {error.message}") from None
            self._prompt_templates.put(model.template, cached)
        return cached[0]

    def write_manifest(self, name: ModelName, config: Mapping[str, Any], layers: Sequence[Layer]) -> None:
        """Store the config as a blob and write the manifest atomically."""
        data = go_json(config) + b"\n"
        with self._write_lock:
            digest, _ = self.blobs.store_bytes(data)
            manifest = {
                "schemaVersion": 2,
                "mediaType": MANIFEST,
                "config": Layer(CONFIG, digest, len(data)).to_manifest_entry(),
                "layers": [layer.to_manifest_entry() for layer in layers],
            }
            self._write_file(name, go_json(manifest), [layer.digest for layer in layers])

    def load_manifest(self, name: ModelName) -> Manifest:
        """The manifest of a name, as spelled on disk; raises `ApiError` 500 where it is missing or damaged."""
        path = self._manifest_path(name)
        try:
            return read_manifest(read_bounded(path, LARGEST))
        except FileNotFoundError:
            raise ApiError(500, f"open {path}: no such file or directory") from None
        except (OSError, ValueError) as error:
            raise ApiError(500, f"read {path}: {error}") from error

    def install_manifest(self, name: ModelName, raw: bytes, digests: Iterable[str]) -> None:
        """Write the manifest of a registry; raises `ApiError` 500 where one of its blobs is missing."""
        with self._write_lock:
            self._write_file(name, raw, digests)

    def copy_model(self, source: ModelName, target: ModelName) -> None:
        """Give a model a second name; FileNotFoundError where `source` does not exist."""
        with self._write_lock:
            raw = read_bounded(self._manifest_path(source), LARGEST)
            if source != target:
                self._write_file(target, raw)

    def delete_model(self, name: ModelName) -> None:
        """Delete a model (name spelled as on disk) and every blob that no other model needs.

        Raises `ApiError` 500 and deletes nothing where another manifest cannot be read, since its blobs are unknown. A
        damaged model itself can be deleted.
        """
        with self._write_lock:
            layers = self._layers_of(name)
            used, unreadable = self._blobs_in_use(excluded=name)
            alone = [layer for layer in layers or () if self.blobs.blob_path(layer.digest) not in used]
            if alone and unreadable is not None:
                raise ApiError(
                    500,
                    f"{name.short} was not deleted: the manifest of {unreadable.short} cannot be read, so it is not "
                    f"known which files that model needs. Delete {unreadable.short} first",
                )
            path = self._manifest_path(name)
            path.unlink()
            with suppress(OSError):  # not empty
                for folder in list(path.parents)[:3]:
                    folder.rmdir()
            self._remove_layers(alone)

    def drop_unused(self, layers: Sequence[Layer]) -> ModelName | None:
        """Remove the blobs of `layers` that no manifest uses. Where a manifest cannot be read none is removed, and its
        name is returned."""
        with self._write_lock:
            used, unreadable = self._blobs_in_use()
            if unreadable is None:
                self._remove_layers([layer for layer in layers if self.blobs.blob_path(layer.digest) not in used])
            return unreadable

    def _remove_layers(self, layers: Sequence[Layer]) -> None:
        for layer in layers:
            self.local.remove_links(layer.digest, local=layer.is_local)
            self.blobs.remove_blob(layer.digest)
            self._headers.drop((self.blobs.blob_path(layer.digest), ""))

    def _load_model(self, stored: ModelName) -> Model | None:
        """`find_model` for a name as it is spelled on disk."""
        path, stamp = self._manifest_path(stored), self.read_stamp(stored)
        if stamp is None:
            return None
        model = self._models.get((path, stamp))
        if model is None:
            try:
                model = self._parse_manifest(stored, read_bounded(path, LARGEST), stamp[0])
            except FileNotFoundError:
                if self.read_stamp(stored) is None:  # deleted meanwhile
                    return None
                raise ApiError(500, f"{stored.short} is damaged: one of its files is gone") from None
            except _DAMAGE as error:
                raise ApiError(500, f"the manifest of {stored.short} is damaged: {error}") from error
            self._models.put((path, stamp), model)
        return model

    def _layers_of(self, name: ModelName) -> list[Layer] | None:
        """The layers of a manifest with its config; None where it cannot be read."""
        try:
            manifest = json.loads(read_bounded(self._manifest_path(name), LARGEST))
            return [_parse_layer(entry) for entry in [manifest["config"], *(manifest["layers"] or [])]]
        except _DAMAGE:
            return None

    def _blobs_in_use(self, excluded: ModelName | None = None) -> tuple[set[Path], ModelName | None]:
        """The blobs of all manifests except `excluded`, and the name of a manifest that cannot be read."""
        used: set[Path] = set()
        unreadable: ModelName | None = None
        before, self._blob_uses = self._blob_uses, {}
        for name in self.list_names():
            stamp = self.read_stamp(name)
            if stamp is None:
                continue
            cached = before.get(name)
            if cached is None or cached[0] != stamp:
                layers = self._layers_of(name)
                cached = None if layers is None else (stamp, {self.blobs.blob_path(layer.digest) for layer in layers})
            if cached is not None:
                self._blob_uses[name] = cached
            elif name != excluded:
                unreadable = name
            if cached is not None and name != excluded:
                used |= cached[1]
        return used, unreadable

    def _manifest_path(self, name: ModelName) -> Path:
        return self._folder / name.host / name.namespace / name.model / name.tag

    def _write_file(self, name: ModelName, raw: bytes, digests: Iterable[str] = ()) -> None:
        missing = next((digest for digest in digests if not self.blobs.has_blob(digest)), None)
        if missing is not None:
            raise ApiError(500, f"blob {missing} is not here: it was deleted meanwhile")
        path = self._manifest_path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = self._folder / f".{secrets.token_hex(8)}"
        try:
            with part.open("wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)

    def _parse_manifest(self, name: ModelName, raw: bytes, modified: int) -> Model:
        manifest = parse_json(raw)
        config_layer = _parse_layer(manifest["config"])
        layers = tuple(_parse_layer(entry) for entry in manifest["layers"] or [])
        if len(layers) > MOST_LAYERS:
            raise ValueError("it has too many layers")
        texts = {
            kind: self._read_texts(layers, kind) for kind in ("template", "system", "license", "params", "messages")
        }
        used = {layer.digest: self.local.find_file(layer.digest) for layer in layers if layer.is_local}
        places = {layer.digest: self.blobs.blob_path(layer.digest) for layer in layers}
        places |= {digest: each.place for digest, each in used.items()}
        files = [places[layer.digest] for layer in layers if layer.kind == "model"]
        if not files:
            raise ApiError(500, f"{name.short} has no GGUF file, and this engine runs nothing else")
        return Model(
            name=name,
            digest=hashlib.sha256(raw).hexdigest(),
            modified=modified,
            config_layer=config_layer,
            layers=layers,
            config=require_mapping(parse_json(self.blobs.read_blob(config_layer.digest).decode(errors="replace"))),
            parts=tuple(files),
            projectors=tuple(places[layer.digest] for layer in layers if layer.kind == "projector"),
            adapters=_name_adapters([layer for layer in layers if layer.kind == "adapter"], places),
            used=tuple(used.values()),
            template=texts["template"][-1] if texts["template"] else None,
            system=(texts["system"] or [""])[-1],
            licenses=tuple(texts["license"]),
            parameters=require_mapping(parse_json((texts["params"] or ["{}"])[-1])),
            messages=tuple(require_mapping(each) for each in parse_json((texts["messages"] or ["[]"])[-1])),
        )

    def _read_texts(self, layers: Sequence[Layer], kind: str) -> list[str]:
        wanted = [layer for layer in layers if layer.kind == kind]
        if sum(layer.size for layer in wanted) > LARGEST_TEXT:
            raise ValueError(f"its {kind} is longer than {LARGEST_TEXT} bytes")
        return [self.blobs.read_blob(layer.digest).decode(errors="replace") for layer in wanted]


def _name_adapters(layers: Sequence[Layer], places: Mapping[str, Path]) -> tuple[AdapterFile, ...]:
    """The adapters of these layers; one that Ollama made has no name."""
    found: list[AdapterFile] = []
    for layer in layers:
        name = name_adapter(layer.title, [each.name for each in found])
        found.append(AdapterFile(name, places[layer.digest], layer.digest, layer.size))
    return tuple(found)


def _list_folders(path: Path | str) -> Iterator[os.DirEntry[str]]:
    return (entry for entry in _list_entries(path) if entry.is_dir())


def _list_entries(path: Path | str) -> list[os.DirEntry[str]]:
    """The entries of a folder; none where it does not exist."""
    try:
        with os.scandir(path) as entries:
            return list(entries)
    except OSError:
        return []


def _parse_layer(entry: Mapping[str, Any]) -> Layer:
    kind, digest, size = entry["mediaType"], entry["digest"], entry["size"]
    if not isinstance(kind, str) or not isinstance(digest, str) or not is_digest(digest):
        raise ValueError("a layer without a media type or a digest")
    if type(size) is not int or not 0 <= size <= LARGEST_FILE:
        raise ValueError("a layer whose size is not believable")
    notes = entry.get("annotations")
    title = notes.get(_TITLE) if isinstance(notes, dict) else None
    return Layer(kind, digest, size, str(entry.get("from", "")), title if isinstance(title, str) else "")
