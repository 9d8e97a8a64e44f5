"""Requests to the model hubs: the coroutines behind the commands of `hub_service`."""

from __future__ import annotations

from collections.abc import Mapping

from teahouse.catalogue.hub_search import HubAccess, HubSearch, check_endpoint
from teahouse.connection.address import Address
from teahouse.core.hub import Hub, HubQuery, group_files
from teahouse.core.settings import Settings
from teahouse.services.catalogue.hub_events import HubCardEvent, HubFilesEvent, HubResultEvent, HubTokenEvent
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.hosts.credentials import Credentials


class HubRequests:
    """Sends the requests with the mirrors, the proxy and the tokens of the `settings`, and posts the events."""

    def __init__(
        self, credentials: Credentials, environment: Mapping[str, str], post: EventSink, settings: Settings
    ) -> None:
        self._credentials = credentials
        self._environment = environment
        self._post = post
        self._settings = settings

    async def search_hub(self, query: HubQuery, after: str) -> None:
        try:
            page = await (await self._open_search(query.hub)).search_models(query, after)
            self._post(HubResultEvent(query, after, page.models, page.next_page))
        except Exception as failure:
            self._post(HubResultEvent(query, after, trouble=as_trouble(failure)))

    async def list_quantizations(self, hub: Hub, model_id: str) -> None:
        try:
            files = await (await self._open_search(hub)).list_files(model_id)
            self._post(HubFilesEvent(hub, model_id, group_files(files), hub.registry_at(self._endpoint_of(hub))))
        except Exception as failure:
            self._post(HubFilesEvent(hub, model_id, trouble=as_trouble(failure)))

    async def read_card(self, hub: Hub, model_id: str) -> None:
        try:
            self._post(HubCardEvent(hub, model_id, await (await self._open_search(hub)).fetch_card(model_id)))
        except Exception as failure:
            self._post(HubCardEvent(hub, model_id, trouble=as_trouble(failure)))

    async def store_token(self, hub: Hub, token: str) -> None:
        try:
            if token:
                await self._credentials.save_secret(hub.endpoint, token, "")
            else:
                await self._credentials.delete_secret(hub.endpoint)
            self._post(HubTokenEvent(hub, bool(token)))
        except Exception as failure:
            self._post(HubTokenEvent(hub, bool(token), as_trouble(failure)))

    # Access.

    async def _open_search(self, hub: Hub) -> HubSearch:
        """The client of a hub. Raises HUB_ADDRESS_INVALID."""
        endpoint, token = self._endpoint_of(hub), None
        if endpoint == hub.endpoint and hub.value in self._settings.hub_tokens:
            token = (await self._credentials.load_secret(Address.parse(hub.endpoint)))[1]
        return HubSearch(HubAccess(hub, endpoint, token or "", check_endpoint(self._settings.hub_proxy)))

    def _endpoint_of(self, hub: Hub) -> str:
        mirrors = {
            Hub.HUGGING_FACE: self._settings.hugging_face_mirror,
            Hub.MODELSCOPE: self._settings.modelscope_mirror,
        }
        chosen = mirrors[hub] or self._environment.get(hub.mirror_variable, "")
        return check_endpoint(chosen) or hub.endpoint
