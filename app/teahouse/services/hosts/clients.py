"""Hosts of any kind and their clients: what services ask of every one, and how a host's kind is detected.

The client of OpenAI-compatible servers is imported when the first such host is used.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Protocol

from teahouse.connection.address import Address
from teahouse.core.chat_request import ChatRequest
from teahouse.core.errors import Problem, Trouble
from teahouse.core.host import HostKind, HostProfile, HostRoute
from teahouse.core.model import ModelCard
from teahouse.core.stream_events import StreamEvent
from teahouse.core.values import dataclass
from teahouse.ollama import discovery
from teahouse.ollama.client import OllamaClient
from teahouse.services.hosts.events import HostEvent

# Answers to `/api/version` that another kind of server may give.
_OTHER_SERVER = (
    Problem.NOT_AN_OLLAMA,
    Problem.WEB_PAGE_ANSWERED,
    Problem.HOST_REFUSED,
    Problem.HOST_REDIRECTS,
    Problem.HOST_ERROR,
    Problem.ANSWER_GARBLED,
)


class HostClient(Protocol):
    """What every host can be asked. Methods raise only `Trouble`; a chat ends with one `Finished` or `Failed`."""

    address: Address

    async def aclose(self) -> None:
        """Close every connection."""

    async def check_answering(self) -> None:
        """Return when the host answers; raises `Trouble` when it does not."""

    async def list_models(self) -> tuple[ModelCard, ...]:
        """The models that can be asked."""

    async def continues_reply(self, request: ChatRequest) -> bool:
        """Whether a chat that ends with a reply continues that reply's text, as far as can be known."""

    def stream_chat(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """Send a chat and yield its events; closing the generator ends the generation."""


class Host(Protocol):
    """A daemon: the app's own (`HostsService`) or that of a lane. `status` is its last known state."""

    status: HostEvent

    @property
    def is_local(self) -> bool:
        """Whether it is this computer, so that this computer's memory is its memory."""

    @property
    def daemon(self) -> int | None:
        """Its process id where the app started it, else None."""

    @property
    def port(self) -> int | None:
        """Its port, once that is known."""

    async def client(self) -> HostClient:
        """Its client; waits for the search. Raises `Trouble` where the host is not reachable."""

    def mark_unreachable(self, trouble: Trouble) -> None:
        """Handle a failed request: probe the host if it seems gone."""


@dataclass(frozen=True, slots=True)
class HostIdentity:
    """What answers at an address: an Ollama's `version` and whether it is the built-in `engine`, or who serves the
    models of an OpenAI-compatible server, in its own word (`owner`: "vllm", "llamacpp"; may be empty)."""

    kind: HostKind
    version: str = ""
    engine: bool = False
    owner: str = ""


async def identify_host(address: Address, token: str | None, profile: HostProfile, seconds: float) -> HostIdentity:
    """Ask who answers within `seconds`; without a kind in `profile` first as an Ollama, then as an OpenAI-compatible
    server. An address that ends with `/v1` is one of the latter. Raises `Trouble`."""
    kind = profile.kind
    if kind is None and address.path.endswith("/v1"):
        kind = HostKind.OPENAI
    if kind is HostKind.OPENAI:
        return await _identify_server(address, token, profile, seconds)
    try:
        found = await discovery.probe_daemon(address, token, seconds, profile.route)
    except Trouble as trouble:
        if kind is not None or trouble.problem not in _OTHER_SERVER:
            raise
        try:
            return await _identify_server(address, token, profile, seconds)
        except Trouble as other:
            # A refusal, a redirection or a web page of either kind says more than that it is no such server.
            counts = trouble.problem is Problem.NOT_AN_OLLAMA or other.problem is Problem.HOST_REFUSED
            raise (other if counts else trouble) from None
    return HostIdentity(HostKind.OLLAMA, found.version, found.engine is not None)


async def _identify_server(address: Address, token: str | None, profile: HostProfile, seconds: float) -> HostIdentity:
    from teahouse.openai.client import OpenAIClient  # noqa: PLC0415 - late, see docs/decisions.md

    client = OpenAIClient(address, token=token, route=profile.route)
    try:
        found = await client.identify(seconds)
    finally:
        await client.aclose()
    return HostIdentity(HostKind.OPENAI, owner=found.owner)


def open_client(
    kind: HostKind, address: Address, token: str | None, route: HostRoute, *, own_engine: bool = False
) -> HostClient:
    """A client of the host at `address`; `own_engine`: it is the built-in engine that we started, which is told the
    conversation of a chat. Raises `Trouble` about the address, the proxy or the certificates."""
    if kind is HostKind.OLLAMA:
        return OllamaClient(address, token=token, route=route, names_conversations=own_engine)
    from teahouse.openai.client import OpenAIClient  # noqa: PLC0415 - late, see docs/decisions.md

    return OpenAIClient(address, token=token, route=route)


def as_ollama(client: HostClient) -> OllamaClient:
    """The client of an Ollama or of the built-in engine; raises HOST_CANNOT for another kind."""
    if not isinstance(client, OllamaClient):
        raise Trouble(Problem.HOST_CANNOT, address=client.address.shown)
    return client
