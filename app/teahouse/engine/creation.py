"""Makes models for `/api/create`: from another model, from GGUF blobs, or from files in other places."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from teahouse.core.adapters import MOST_ADAPTERS, name_adapter, read_scales
from teahouse.core.gguf import GgufError, GgufHeader, join_headers
from teahouse.core.manifest import ADAPTER, CONTROL_VECTOR, Blob
from teahouse.core.model import ModelName
from teahouse.engine.adapter_jobs import convert_adapters, merge_layers
from teahouse.engine.adapters import check_new_adapter
from teahouse.engine.blobs import Blobs, read_header
from teahouse.engine.control_vectors import set_vector
from teahouse.engine.errors import INVALID_NAME, ApiError
from teahouse.engine.go_template.errors import GoTemplateError
from teahouse.engine.local_files import layer_type, order_files
from teahouse.engine.models import Layer, Model, Models, parse_name
from teahouse.engine.prompt_template import PromptTemplate
from teahouse.engine.quantization import quantise_layers, read_quantization
from teahouse.engine.starter import config_of, messages_layer, parameters_layer, text_layer
from teahouse.engine.templates import is_jinja

NO_FILES = "files of this computer can be named on a loopback address only"
_NEITHER = "neither 'from' or 'files' was specified"


def check_create_fields(blobs: Blobs, fields: Mapping[str, Any], *, opens_files: bool) -> None:
    """Raise `ApiError` for what cannot be made; `opens_files`: files in other places may be named."""
    for digest in (*fields.get("adapters", {}).values(), *fields.get("control_vectors", {}).values()):
        if digest:
            blobs.blob_path(digest)
    try:
        read_scales(fields.get("merge", {}))
    except ValueError as error:
        raise ApiError(400, f"merge must have scales by the names of adapters: {error}") from None
    read_quantization(fields)
    if not all(isinstance(text, str) for text in _license_texts(fields)):
        raise ApiError(400, "license must be a string or a list of strings")
    for file, digest in fields.get("files", {}).items():
        if file.startswith("/") or ".." in file.split("/"):
            raise ApiError(400, f"file path must be relative: {file}")
        blobs.blob_path(digest)  # raises for an invalid digest
    if (fields.get("local_files") or fields.get("peft")) and not opens_files:
        raise ApiError(403, NO_FILES)
    if fields.get("template"):
        _check_template(fields["template"])


def _check_template(template: str) -> None:
    """Raise `ApiError` 400 for a template that is neither Jinja nor correct Go."""
    try:
        if not is_jinja(template):
            PromptTemplate(template)
    except GoTemplateError as error:
        raise ApiError(400, f"template error: {error.message}") from None


def _license_texts(fields: Mapping[str, Any]) -> list[Any]:
    licenses = fields.get("license") or []
    return licenses if isinstance(licenses, list) else [licenses]


def run_create_steps(
    models: Models, fields: Mapping[str, Any], name: ModelName, old: Model | None
) -> Iterator[str | Mapping[str, Any]]:
    """Create the model, replacing `old`; yields the status of each step before it runs, or a line with its progress.

    `local_files` are used in their places, without a copy (`engine.local_files`); with `from` they replace the files of
    that model, which keeps its texts. `adapters` are added to those of `from` by their names, in place of one of the
    same name; one without a digest is taken away. Ollama takes one adapter only. Not in Ollama: `peft`, folders of
    adapters as PEFT saves them, by names; and `merge`, scales of adapters that are merged into the model's file, which
    then has none; and `control_vectors`, one by its name, whose default scale is the parameter `steering`. `quantize`
    is done last.
    """
    layers: list[Layer] = []
    config: dict[str, Any] = {}
    if fields.get("from"):
        base = _find_base(models, fields["from"])
        if base is None:
            yield "pulling manifest"
            raise ApiError(500, "pull model manifest: file does not exist")
        layers, config = [replace(layer, origin=base.name.short) for layer in base.layers], dict(base.config)
    if fields.get("local_files"):
        yield "parsing GGUF"
        layers, config = _use_local_files(models, fields["local_files"], layers, config)
    elif not layers and fields.get("files"):
        headers = []
        for file, digest in sorted(fields["files"].items()):
            yield "parsing GGUF"
            headers.append(_read_blob_header(models, file, digest))
            layers.append(Layer(layer_type(headers[-1]), digest.replace("-", ":", 1), headers[-1].size))
        order = order_files(headers)
        layers, config = [layers[at] for at in order], _build_config([headers[at] for at in order])
    elif not layers:
        raise ApiError(400, _NEITHER)
    adapters = fields.get("adapters", {})
    if fields.get("peft"):
        adapters = {**adapters, **(yield from convert_adapters(models, fields["peft"], layers))}
    if adapters or any(layer.kind == "adapter" for layer in layers):
        yield "parsing GGUF"
        layers = _set_adapters(models, adapters, layers)
    vectors = fields.get("control_vectors", {})
    if vectors or any(layer.media_type == CONTROL_VECTOR for layer in layers):
        layers = set_vector(models, vectors, layers, _read_base_header(models, layers))
    if fields.get("merge"):
        layers = yield from merge_layers(models, fields["merge"], layers)
    if kind := read_quantization(fields):
        layers, config = yield from quantise_layers(models, kind, layers, config)
    layers, statuses = _build_layers(models.blobs, fields, layers)
    yield from statuses
    yield "writing manifest"
    models.write_manifest(name, config, layers)
    if old is not None:
        models.drop_unused([old.config_layer, *old.layers])


def write_split_manifest(models: Models, name: ModelName, blobs: Iterable[Blob]) -> None:
    """Write the manifest of a model whose files, of which one is split, are blobs here. Raises `ApiError`."""
    layers, headers = [], []
    for blob in blobs:
        headers.append(_read_blob_header(models, name.short, blob.digest))
        layers.append(Layer(layer_type(headers[-1]), blob.digest, blob.size))
    order = order_files(headers)
    models.write_manifest(name, _build_config([headers[at] for at in order]), [layers[at] for at in order])


def _use_local_files(
    models: Models, paths: list[str], layers: list[Layer], config: dict[str, Any]
) -> tuple[list[Layer], dict[str, Any]]:
    """The layers and the config with records of these files instead of the files of the same kind."""
    headers = models.local.read_headers(paths)
    if layers and all(header.is_projector for header in headers):
        order = list(range(len(headers)))  # the model's own file stays
    else:
        order = order_files(headers)
        config = _build_config([headers[at] for at in order])
    records = models.local.add_records([paths[at] for at in order])
    files = [
        Layer(layer_type(headers[at], local=True), digest, size)
        for at, (digest, size) in zip(order, records, strict=True)
    ]
    kinds = {layer.kind for layer in files}
    return files + [replace(layer, origin="") for layer in layers if layer.kind not in kinds], config


def _set_adapters(models: Models, adapters: Mapping[str, str], layers: list[Layer]) -> list[Layer]:
    """The layers with these adapters, by names of files; raises `ApiError` 400 for one that does not fit the model."""
    found: dict[str, Layer] = {}
    for layer in layers:
        if layer.kind == "adapter":
            name = name_adapter(layer.title, found)
            found[name] = replace(layer, title=name)
    kept = dict(found)
    for file, digest in adapters.items():
        name = name_adapter(file)
        found.pop(name, None)
        if digest:
            path = models.blobs.blob_path(digest)
            size = path.stat().st_size if path.is_file() else 0
            found[name] = Layer(ADAPTER, digest.replace("-", ":", 1), size, title=name)
    if len(found) > MOST_ADAPTERS:
        raise ApiError(400, f"a model has at most {MOST_ADAPTERS} adapters")
    base = _read_base_header(models, layers)
    for name, layer in found.items():
        if kept.get(name) is not layer or not layer.origin:  # another file of the model was chosen
            check_new_adapter(models.blobs.blob_path(layer.digest), name, base)
    return [*(layer for layer in layers if layer.kind != "adapter"), *found.values()]


def _read_base_header(models: Models, layers: Sequence[Layer]) -> GgufHeader:
    """The header of the model's own file, of a split one that of all parts."""
    files = [layer for layer in layers if layer.kind == "model"]
    places = [
        models.local.find_file(layer.digest).place if layer.is_local else models.blobs.blob_path(layer.digest)
        for layer in files
    ]
    try:
        return join_headers([read_header(place) for place in places])
    except (GgufError, OSError) as error:
        raise ApiError(400, f"the model's own file cannot be read: {error}") from None


def _find_base(models: Models, text: str) -> Model | None:
    try:
        return models.find_model(parse_name(text))
    except ApiError as error:
        raise ApiError(400, INVALID_NAME) if error.status == 400 else error from None


def _read_blob_header(models: Models, file: str, digest: str) -> GgufHeader:
    path = models.blobs.blob_path(digest)
    try:
        return read_header(path)
    except FileNotFoundError:
        raise ApiError(400, f"blob not found for {file} (digest {digest})") from None
    except GgufError as error:
        raise ApiError(400, f"{file}: {error}") from None


def _build_config(headers: list[GgufHeader]) -> dict[str, Any]:
    """The config of one model in its files, with the families of projectors."""
    config = config_of(join_headers([header for header in headers if not header.is_projector]))
    config["model_families"] += [header.architecture for header in headers if header.is_projector]
    return config


def _build_layers(blobs: Blobs, fields: Mapping[str, Any], layers: list[Layer]) -> tuple[list[Layer], list[str]]:
    """The layers, with the request's texts instead of the base's, and a status for each."""
    made: list[tuple[Layer, bool]] = []
    if fields.get("template"):
        made.append(text_layer(blobs, "template", fields["template"]))
    if fields.get("system"):
        made.append(text_layer(blobs, "system", fields["system"]))
    made += [text_layer(blobs, "license", text) for text in _license_texts(fields)]
    if fields.get("parameters"):
        before = json.loads(_read_layer_text(blobs, layers, "params") or "{}")
        made.append(parameters_layer(blobs, {**before, **fields["parameters"]}))
    if fields.get("messages"):
        made.append(messages_layer(blobs, fields["messages"]))
    replaced = {layer.kind for layer, _ in made} - {"license"}
    kept = [layer for layer in layers if layer.kind not in replaced]
    statuses = [f"using existing layer {layer.digest}" for layer in kept]
    statuses += [f"{'creating new' if new else 'using existing'} layer {layer.digest}" for layer, new in made]
    return [*kept, *(layer for layer, _ in made)], statuses


def _read_layer_text(blobs: Blobs, layers: list[Layer], kind: str) -> str:
    return next((blobs.read_blob(layer.digest).decode() for layer in layers if layer.kind == kind), "")
