"""Chooses the host that the app uses: tells the services and keeps the choice in the settings."""

from __future__ import annotations

from teahouse.core.host import HostProfile
from teahouse.ui.bridge import Bridge
from teahouse.ui.preferences import Preferences


class HostChoice:
    """The commands of every menu, button and form that chooses a host."""

    def __init__(self, bridge: Bridge, preferences: Preferences) -> None:
        self._bridge = bridge
        self._preferences = preferences

    def use_host(self, address: str, token: str = "", user: str = "", profile: HostProfile | None = None) -> None:
        """Use the host at `address` as typed, empty for what is found on this computer; `profile` replaces what is
        known about it."""
        self._preferences.change(host=address, use_engine=False)
        self._bridge.run_command(lambda services: services.hosts.use_host(address, token, user, profile))

    def use_engine(self) -> None:
        """Use the built-in engine, also after a restart; the chosen address is kept for later."""
        self._preferences.change(use_engine=True)
        self._bridge.run_command(lambda services: services.hosts.use_engine())

    def start_ollama(self) -> None:
        """Start the installed Ollama and use it."""
        self._preferences.change(use_engine=False)
        self._bridge.run_command(lambda services: services.hosts.start_ollama())
