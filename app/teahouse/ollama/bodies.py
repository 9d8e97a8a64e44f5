"""What a daemon says about itself and its models, as values.

Reading is forgiving: a field that is missing, impossible or of another type is unknown, never an error. Only a body
that is no daemon's at all is one (None).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teahouse.core.model import LoadedModel, ModelCard
from teahouse.core.untrusted import read_count, read_label, read_name, read_size, read_time
from teahouse.core.values import dataclass

MOST_CAPABILITIES = 32


@dataclass(frozen=True, slots=True)
class Version:
    """What answers: its version, and for a built-in engine its name (`teahouse`)."""

    version: str
    engine: str | None = None


def read_version(value: object) -> Version | None:
    """The body of `/api/version`, None when it is no daemon's."""
    if not isinstance(value, dict) or not isinstance(value.get("version"), str):
        return None
    engine = value.get("engine")
    name = read_label(engine.get("name")) if isinstance(engine, dict) else ""
    return Version(read_label(value["version"]), name or None)


def read_card(entry: Mapping[str, Any]) -> ModelCard | None:
    """An entry of `/api/tags`; None where it has no name to ask for."""
    details = entry.get("details")
    details = details if isinstance(details, dict) else {}
    capabilities = entry.get("capabilities")
    capabilities = capabilities[:MOST_CAPABILITIES] if isinstance(capabilities, list) else []
    if not (name := _name(entry)):
        return None
    return ModelCard(
        name=name,
        digest=read_label(entry.get("digest")),
        size=read_size(entry.get("size")) or 0,
        modified_at=read_time(entry.get("modified_at")),
        family=read_label(details.get("family")),
        parameters=read_label(details.get("parameter_size")),
        quantization=read_label(details.get("quantization_level")),
        context_length=read_count(details.get("context_length")) or None,
        capabilities=frozenset(read_label(item) for item in capabilities if isinstance(item, str)),
    )


def read_loaded(entry: Mapping[str, Any]) -> LoadedModel | None:
    """An entry of `/api/ps`; None where it has no name."""
    if not (name := _name(entry)):
        return None
    return LoadedModel(
        name=name,
        digest=read_label(entry.get("digest")),
        size=read_size(entry.get("size")) or 0,
        size_vram=read_size(entry.get("size_vram")) or 0,
        context_length=read_count(entry.get("context_length")) or None,
        expires_at=read_time(entry.get("expires_at")),
    )


def _name(entry: Mapping[str, Any]) -> str:
    return read_name(entry.get("name")) or read_name(entry.get("model"))
