"""What the services ask of a host, be it the app's own (`HostsService`) or that of one lane (`OtherHost`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from teahouse.core.errors import Trouble
from teahouse.services.events import HostEvent

if TYPE_CHECKING:
    from teahouse.ollama.client import OllamaClient


class Host(Protocol):
    """A daemon that can be asked. `events`: what is known of it."""

    status: HostEvent

    @property
    def is_local(self) -> bool:
        """Whether it is this computer, so that this computer's memory is its memory."""

    @property
    def daemon(self) -> int | None:
        """Its process where we started it, else None."""

    @property
    def port(self) -> int | None:
        """The port it answers on, once that is known."""

    async def client(self) -> OllamaClient:
        """Its client, once it is there; raises the `Trouble` that keeps it away."""

    def doubt(self, trouble: Trouble) -> None:
        """A request went wrong: see whether the host is to be blamed."""
