"""What a daemon says about itself and its models, as values.

Reading is forgiving: a field that is missing or of another type is unknown, never an error. Only a body that is no
daemon's at all is one (None).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from teahouse.core.model import LoadedModel, ModelCard
from teahouse.ollama.lines import clean, whole


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
    name = clean(engine.get("name")) if isinstance(engine, dict) else ""
    return Version(clean(value["version"]), name or None)


def read_cards(value: object) -> tuple[ModelCard, ...] | None:
    """The body of `/api/tags`, None when it is no daemon's."""
    entries = _entries(value)
    return None if entries is None else tuple(_card(entry) for entry in entries)


def read_loaded(value: object) -> tuple[LoadedModel, ...] | None:
    """The body of `/api/ps`, None when it is no daemon's."""
    entries = _entries(value)
    if entries is None:
        return None
    return tuple(
        LoadedModel(
            name=_name(entry),
            digest=clean(entry.get("digest")),
            size=whole(entry.get("size")) or 0,
            size_vram=whole(entry.get("size_vram")) or 0,
            context_length=whole(entry.get("context_length")) or None,
            expires_at=clean(entry.get("expires_at")),
        )
        for entry in entries
    )


def _card(entry: dict[str, Any]) -> ModelCard:
    details = entry.get("details")
    details = details if isinstance(details, dict) else {}
    capabilities = entry.get("capabilities")
    return ModelCard(
        name=_name(entry),
        digest=clean(entry.get("digest")),
        size=whole(entry.get("size")) or 0,
        modified_at=clean(entry.get("modified_at")),
        family=clean(details.get("family")),
        parameters=clean(details.get("parameter_size")),
        quantization=clean(details.get("quantization_level")),
        context_length=whole(details.get("context_length")) or None,
        capabilities=frozenset(clean(item) for item in capabilities) if isinstance(capabilities, list) else frozenset(),
    )


def _entries(value: object) -> list[dict[str, Any]] | None:
    """The named entries of `{"models": […]}`; older daemons say null for an empty list."""
    if not isinstance(value, dict) or "models" not in value or not isinstance(value["models"], list | None):
        return None
    return [entry for entry in value["models"] or () if isinstance(entry, dict) and _name(entry)]


def _name(entry: dict[str, Any]) -> str:
    return clean(entry.get("name")) or clean(entry.get("model"))
