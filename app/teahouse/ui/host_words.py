"""What a host is called: the built-in engine, Ollama with its version, or an OpenAI-compatible server by its maker."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from teahouse.core.host import HostKind
from teahouse.services.hosts.events import HostEvent

translate = QCoreApplication.translate

MAKERS: Mapping[str, str] = {  # by the owner that a server names in its list of models
    "vllm": "vLLM",
    "sglang": "SGLang",
    "llamacpp": "llama.cpp",
    "organization_owner": "LM Studio",
}


def host_name(event: HostEvent) -> str:
    """The name of a host that answers."""
    if event.engine:
        return translate("Hosts", "Built-in engine")
    if event.kind is HostKind.OPENAI:
        return MAKERS.get(event.owner, translate("Hosts", "OpenAI-compatible server"))
    return f"Ollama {event.version}".strip()
