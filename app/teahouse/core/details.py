"""All that can be said of an installed model, as `/api/show` tells it: for a person who wants to know what it is.

Reading is forgiving: what a daemon leaves out or writes otherwise is unknown, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from teahouse.core.gguf import tensor_size
from teahouse.core.model import Capability
from teahouse.core.untrusted import read_count
from teahouse.core.values import dataclass

_LAYER = re.compile(r"(?:blk|v\.blk|enc\.blk|dec\.blk)\.(?P<number>\d+)\.(?P<rest>.+)")
_PARAMETER = re.compile(r"(?P<name>\w+)\s+(?P<value>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Weights:
    """One tensor: its kind ("Q4_K"), shape, and bytes (0 where the kind is unknown)."""

    name: str
    kind: str
    shape: tuple[int, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Share:
    """Bytes and tensors of one part of a model: embedding, attention, experts, feed_forward, output, vision, other."""

    part: str
    size: int
    tensors: int


@dataclass(frozen=True, slots=True)
class Details:
    """`information` holds every key of the file as the daemon says it (arrays are None); `parameters` are name and
    value as set with the model, in order, a name may come twice; `layers` and the like are None where unknown."""

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

    @property
    def shares(self) -> tuple[Share, ...]:
        """What the bytes are spent on, the largest first."""
        sizes: dict[str, list[int]] = {}
        for tensor in self.tensors:
            sizes.setdefault(part_of(tensor.name), []).append(tensor.size)
        found = [Share(part, sum(each), len(each)) for part, each in sizes.items()]
        return tuple(sorted(found, key=lambda share: -share.size))

    @property
    def vocabulary(self) -> int | None:
        """How many tokens it knows: rows of its first weights; None where unknown."""
        shapes = (tensor.shape for tensor in self.tensors if tensor.name == "token_embd.weight")
        return next((shape[-1] for shape in shapes if len(shape) == 2), None)

    @property
    def blob(self) -> str:
        """The digest of the weights ("sha256:…") that the Modelfile's FROM names; empty where it does not."""
        found = re.search(r"^FROM .*sha256[-:]([0-9a-f]{64})\s*$", self.modelfile, re.MULTILINE)
        return f"sha256:{found[1]}" if found else ""


def read_capabilities(shown: Mapping[str, Any]) -> frozenset[str]:
    """What a model can do, out of the body of `/api/show`: as the daemon lists it, else worked out as newer daemons do,
    of the weights' metadata and the template. Empty where neither says anything."""
    listed = frozenset(_text(each) for each in _list(shown.get("capabilities")))
    information, template = _object(shown.get("model_info")), _text(shown.get("template"))
    architecture = _text(information.get("general.architecture"))
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
    return frozenset(capability.value for capability, there in found.items() if there)


def read_details(model: str, shown: Mapping[str, Any]) -> Details:
    """The body of `/api/show` for `model`."""
    details, information = _object(shown.get("details")), _object(shown.get("model_info"))
    architecture = _text(information.get("general.architecture"))
    own = {key.removeprefix(f"{architecture}."): value for key, value in information.items()}
    return Details(
        model=model,
        architecture=architecture,
        family=_text(details.get("family")),
        parameter_size=_text(details.get("parameter_size")),
        quantization=_text(details.get("quantization_level")),
        parent=_text(details.get("parent_model")),
        modified_at=_text(shown.get("modified_at")),
        layers=read_count(own.get("block_count")),
        context_length=read_count(own.get("context_length")),
        embedding_length=read_count(own.get("embedding_length")),
        heads=read_count(own.get("attention.head_count")),
        kv_heads=read_count(own.get("attention.head_count_kv")),
        experts=read_count(own.get("expert_count")),
        experts_used=read_count(own.get("expert_used_count")),
        tokenizer=" ".join(filter(None, (_text(information.get(f"tokenizer.ggml.{key}")) for key in ("model", "pre")))),
        template=_text(shown.get("template")),
        system=_text(shown.get("system")),
        licence=_text(shown.get("license")),
        modelfile=_text(shown.get("modelfile")),
        parameters=read_parameters(_text(shown.get("parameters"))),
        messages=tuple(
            (_text(each.get("role")), _text(each.get("content"))) for each in _objects(shown.get("messages"))
        ),
        capabilities=read_capabilities(shown),
        information=information,
        tensors=tuple(_weights(each) for each in _objects(shown.get("tensors"))),
        has_projector=bool(shown.get("projector_info")),
    )


def read_parameters(text: str) -> tuple[tuple[str, str], ...]:
    """The lines `stop    "<|im_end|>"` as names and plain values."""
    found = (_PARAMETER.fullmatch(line.strip()) for line in text.split("\n"))
    return tuple((match["name"], _unquoted(match["value"].strip())) for match in found if match)


def part_of(tensor: str) -> str:
    """Which part of a model a tensor belongs to, by its name."""
    layer = _LAYER.fullmatch(tensor)
    rest = layer["rest"] if layer else tensor
    if tensor.startswith(("v.", "mm.", "a.")):
        return "vision"
    if layer is None:
        return "embedding" if "embd" in rest else "output" if rest.startswith("output") else "other"
    if "exps" in rest or "shexp" in rest or "ffn_gate_inp" in rest:
        return "experts"
    if rest.startswith("ffn"):
        return "feed_forward"
    return "attention" if rest.startswith(("attn", "ssm", "post_attention")) else "other"


def _weights(entry: Mapping[str, Any]) -> Weights:
    shape = tuple(number for each in _list(entry.get("shape")) if (number := read_count(each)) is not None)
    kind = _text(entry.get("type"))
    return Weights(_text(entry.get("name")), kind, shape, tensor_size(kind, shape))


def _unquoted(value: str) -> str:
    return value[1:-1].replace('\\"', '"') if len(value) > 1 and value[0] == value[-1] == '"' else value


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: object) -> list[dict[str, Any]]:
    return [each for each in _list(value) if isinstance(each, dict)]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
