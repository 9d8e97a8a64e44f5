"""The details of an installed model from `/api/show`. Missing and invalid fields are unknown, not an error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from teahouse.core.adapters import MOST_ADAPTERS, MOST_SCALE
from teahouse.core.gguf import tensor_size
from teahouse.core.model import Capability
from teahouse.core.untrusted import read_count, read_label, read_size
from teahouse.core.values import dataclass

_PARAMETER = re.compile(r"(?P<name>\w+)\s+(?P<value>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Weights:
    """One tensor: its kind ("Q4_K"), shape, and bytes (0 for an unknown kind)."""

    name: str
    kind: str
    shape: tuple[int, ...]
    size: int


@dataclass(frozen=True, slots=True)
class AdapterDetails:
    """One LoRA adapter of a model of the built-in engine: the scale that it has unless a request says otherwise, bytes,
    and how many weights it changes. `error`: why its file cannot be used."""

    name: str
    scale: float = 1.0
    size: int = 0
    rank: int | None = None
    weights: int | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """`information` has every key of the file from the daemon (arrays are None); `parameters` are names and values set
    with the model, in order, possibly repeated; unknown numbers are None."""

    model: str
    architecture: str = ""
    family: str = ""
    parameter_size: str = ""
    quantization: str = ""
    parent: str = ""
    modified_at: str = ""
    layers: int | None = None
    context_length: int | None = None
    embedding_length: int | None = None
    heads: int | None = None
    kv_heads: int | None = None
    experts: int | None = None
    experts_used: int | None = None
    tokenizer: str = ""
    template: str = ""
    system: str = ""
    licence: str = ""
    modelfile: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    messages: tuple[tuple[str, str], ...] = ()
    capabilities: frozenset[str] = frozenset()
    information: Mapping[str, Any] | None = None
    tensors: tuple[Weights, ...] = ()
    has_projector: bool = False
    adapters: tuple[AdapterDetails, ...] = ()

    @property
    def vocabulary(self) -> int | None:
        """The number of tokens: rows of the token table; None if unknown."""
        shapes = (tensor.shape for tensor in self.tensors if tensor.name == "token_embd.weight")
        return next((shape[-1] for shape in shapes if len(shape) == 2), None)

    @property
    def blob(self) -> str:
        """The digest of the weights ("sha256:…") from the Modelfile's FROM; empty without one."""
        found = re.search(r"^FROM .*sha256[-:]([0-9a-f]{64})\s*$", self.modelfile, re.MULTILINE)
        return f"sha256:{found[1]}" if found else ""


def read_capabilities(shown: Mapping[str, Any]) -> frozenset[str]:
    """A model's capabilities from the body of `/api/show`: the daemon's list, else derived from metadata and template
    as newer daemons do. Empty if unknown."""
    listed = frozenset(_as_text(each) for each in _as_list(shown.get("capabilities")))
    information, template = _as_object(shown.get("model_info")), _as_text(shown.get("template"))
    architecture = _as_text(information.get("general.architecture"))
    if listed or not architecture:
        return listed
    if f"{architecture}.pooling_type" in information:
        return frozenset({Capability.EMBEDDING.value})
    sees = f"{architecture}.vision.block_count" in information or bool(shown.get("projector_info"))
    found = {
        Capability.COMPLETION: True,
        Capability.VISION: sees,
        Capability.TOOLS: ".Tools" in template,
        Capability.THINKING: ".Think" in template,
        Capability.INSERT: ".Suffix" in template,
    }
    return frozenset(capability.value for capability, is_present in found.items() if is_present)


def read_details(model: str, shown: Mapping[str, Any]) -> Details:
    """Read the body of `/api/show` for `model`."""
    details, information = _as_object(shown.get("details")), _as_object(shown.get("model_info"))
    architecture = _as_text(information.get("general.architecture"))
    own = {key.removeprefix(f"{architecture}."): value for key, value in information.items()}
    return Details(
        model=model,
        architecture=architecture,
        family=_as_text(details.get("family")),
        parameter_size=_as_text(details.get("parameter_size")),
        quantization=_as_text(details.get("quantization_level")),
        parent=_as_text(details.get("parent_model")),
        modified_at=_as_text(shown.get("modified_at")),
        layers=read_count(own.get("block_count")),
        context_length=read_count(own.get("context_length")),
        embedding_length=read_count(own.get("embedding_length")),
        heads=read_count(own.get("attention.head_count")),
        kv_heads=read_count(own.get("attention.head_count_kv")),
        experts=read_count(own.get("expert_count")),
        experts_used=read_count(own.get("expert_used_count")),
        tokenizer=" ".join(
            filter(None, (_as_text(information.get(f"tokenizer.ggml.{key}")) for key in ("model", "pre")))
        ),
        template=_as_text(shown.get("template")),
        system=_as_text(shown.get("system")),
        licence=_as_text(shown.get("license")),
        modelfile=_as_text(shown.get("modelfile")),
        parameters=read_parameters(_as_text(shown.get("parameters"))),
        messages=tuple(
            (_as_text(each.get("role")), _as_text(each.get("content"))) for each in _as_objects(shown.get("messages"))
        ),
        capabilities=read_capabilities(shown),
        information=information,
        tensors=tuple(_read_weights(each) for each in _as_objects(shown.get("tensors"))),
        has_projector=bool(shown.get("projector_info")),
        adapters=tuple(map(_read_adapter, _as_objects(shown.get("adapters"))[:MOST_ADAPTERS])),
    )


def _read_adapter(entry: Mapping[str, Any]) -> AdapterDetails:
    scale = entry.get("scale")
    known = isinstance(scale, int | float) and -MOST_SCALE <= scale <= MOST_SCALE
    return AdapterDetails(
        read_label(entry.get("name")),
        float(scale) if known and scale is not None else 1.0,
        read_size(entry.get("size")) or 0,
        read_count(entry.get("rank")),
        read_count(entry.get("tensors")),
        read_label(entry.get("error")),
    )


def read_parameters(text: str) -> tuple[tuple[str, str], ...]:
    """Parse lines like `stop    "<|im_end|>"` as names and unquoted values."""
    found = (_PARAMETER.fullmatch(line.strip()) for line in text.split("\n"))
    return tuple((match["name"], _unquote(match["value"].strip())) for match in found if match)


def _read_weights(entry: Mapping[str, Any]) -> Weights:
    shape = tuple(number for each in _as_list(entry.get("shape")) if (number := read_count(each)) is not None)
    kind = _as_text(entry.get("type"))
    return Weights(_as_text(entry.get("name")), kind, shape, tensor_size(kind, shape))


def _unquote(value: str) -> str:
    return value[1:-1].replace('\\"', '"') if len(value) > 1 and value[0] == value[-1] == '"' else value


def _as_object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _as_objects(value: object) -> list[dict[str, Any]]:
    return [each for each in _as_list(value) if isinstance(each, dict)]


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else ""
