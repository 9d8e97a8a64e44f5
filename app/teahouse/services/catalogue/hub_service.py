"""Searches the model hubs, only when the person asks: each command sends one request (files a few pages).

A mirror comes from the settings, else from the environment (HF_ENDPOINT, MODELSCOPE_ENDPOINT). The token of a hub is in
the system's keyring, which is asked only if one was stored, and is never sent to a mirror.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from teahouse.core.settings import Settings
from teahouse.services.events import EventSink
from teahouse.services.hosts.credentials import Credentials
from teahouse.services.runtime import Runtime

if TYPE_CHECKING:
    from teahouse.core.hub import Hub, HubQuery
    from teahouse.services.catalogue.hub_requests import HubRequests


class HubService:
    """Modules about hubs are imported with the first command: most sessions need none."""

    def __init__(
        self,
        runtime: Runtime,
        credentials: Credentials,
        environment: Mapping[str, str],
        post: EventSink,
        settings: Settings,
    ) -> None:
        self._runtime = runtime
        self._credentials = credentials
        self._environment = environment
        self._post = post
        self._settings = settings

    # Called by the window.

    def use_settings(self, settings: Settings) -> None:
        """Use other mirrors, another proxy or other tokens from the next request on."""
        self._settings = settings

    def search_hub(self, query: HubQuery, after: str = "") -> None:
        """Search a hub; `after` is the `next_page` of the page before. → `HubResultEvent`"""
        self._runtime.submit(self._open_requests().search_hub(query, after))

    def list_quantizations(self, hub: Hub, model_id: str) -> None:
        """List the quantisations of a repository. → `HubFilesEvent`"""
        self._runtime.submit(self._open_requests().list_quantizations(hub, model_id))

    def read_card(self, hub: Hub, model_id: str) -> None:
        """Fetch a model card. → `HubCardEvent`"""
        self._runtime.submit(self._open_requests().read_card(hub, model_id))

    def store_token(self, hub: Hub, token: str) -> None:
        """Store the token of a hub in the keyring; an empty one removes it. → `HubTokenEvent`"""
        self._runtime.submit(self._open_requests().store_token(hub, token.strip()))

    def _open_requests(self) -> HubRequests:
        """The requests with the current settings; imports their modules on the window's thread."""
        from teahouse.services.catalogue.hub_requests import HubRequests

        return HubRequests(self._credentials, self._environment, self._post, self._settings)
