"""Says in the notice bar when the host is lost, and takes it back when it is found again."""

from __future__ import annotations

from teahouse.services.events import HostEvent, HostState
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat import problems
from teahouse.ui.kit.notices import Notices


class HostNotices:
    """Remembers the newest state of the host; the offer to start Ollama is made once."""

    def __init__(self, bridge: Bridge, notice: Notices) -> None:
        self._bridge = bridge
        self._notice = notice
        self._offered = False
        self._state = HostState.SEARCHING

    @property
    def looking(self) -> bool:
        """Whether it is still open which models there are."""
        return self._state in (HostState.SEARCHING, HostState.STARTING)

    def take(self, event: HostEvent) -> None:
        """The host is in another state."""
        self._state = event.state
        if event.asks_keyring:
            self._notice.say(problems.about_keyring(self._bridge))
            return
        self._notice.take_back(problems.KEYRING)
        said = problems.about_host(event, self._bridge)
        if said is not None:
            self._notice.say(said)
            return
        if event.state is HostState.READY:
            self._notice.take_back(problems.HOST)
            self._notice.take_back(problems.AWAY)
        offer = problems.offer_of(event, self._bridge)
        if offer is None:
            self._notice.take_back(problems.OFFER)
        elif not self._offered:
            self._offered = True
            self._notice.say(offer)
