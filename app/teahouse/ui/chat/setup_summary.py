"""What was found on this computer, in one sentence: the daemon, its models, the memory."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from teahouse.services.events import HostEvent, HostState, MemoryEvent, ModelsEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence

translate = QCoreApplication.translate


def found(host: HostEvent | None, models: ModelsEvent | None, memory: MemoryEvent | None) -> str:
    """The sentence for the greeting."""
    if host is not None and host.asks_keyring:
        return translate("Found", "Waiting for the system's keyring…")
    if host is None or host.state is HostState.SEARCHING:
        return translate("Found", "Looking for Ollama on this computer…")
    match host.state:
        case HostState.STARTING:
            return _starting(host)
        case HostState.LOST:
            return translate("Found", "The connection to {host} was lost. Trying again…").format(host=_place(host))
        case HostState.FAILED:
            return sentence(host.trouble) if host.trouble else translate("Found", "No host was found to run models.")
        case _:
            return _ready(host, models, memory)


def _starting(host: HostEvent) -> str:
    if host.engine:
        return translate("Found", "Starting the built-in engine…")
    return translate("Found", "Starting Ollama…")


def _ready(host: HostEvent, models: ModelsEvent | None, memory: MemoryEvent | None) -> str:
    if models is None:
        what = _who(host)
    elif models.trouble is not None:
        return sentence(models.trouble)
    else:
        names = [entry.card.name for entry in models.models if entry.card.chats]
        what = _with_models(host, names)
    if memory is None or not memory.total or not host.local:
        return what
    parts = {"total": numbers.size(memory.total), "free": numbers.size(memory.available)}
    return what + translate("Found", "; {total} of memory, {free} free").format(**parts)


def _with_models(host: HostEvent, names: list[str]) -> str:
    if not names:
        return translate("Found", "{host} is ready, but no model to chat with is here yet").format(host=_who(host))
    if host.engine and len(names) == 1:
        return translate("Found", "No Ollama found: the built-in engine is ready with {model}").format(model=names[0])
    if host.engine:
        return translate("Found", "No Ollama found: the built-in engine is ready with %n model(s)", "", len(names))
    text = translate("Found", "{host} with %n model(s)", "", len(names))
    return text.format(host=_who(host))


def _who(host: HostEvent) -> str:
    if host.engine:
        return translate("Found", "The built-in engine")
    name = translate("Found", "Ollama {version}").format(version=host.version).strip()
    return name if host.local else translate("Found", "{host} at {address}").format(host=name, address=host.address)


def _place(host: HostEvent) -> str:
    return translate("Found", "the built-in engine") if host.engine else host.address
