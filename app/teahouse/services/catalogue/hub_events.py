"""Events of the hub service."""

from __future__ import annotations

from teahouse.core.errors import Trouble
from teahouse.core.hub import Hub, HubModel, HubQuantization, HubQuery
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class HubResultEvent:
    """One page of a search, after the page `after` ("" is the first). `next_page` is empty at the end."""

    query: HubQuery
    after: str
    models: tuple[HubModel, ...] = ()
    next_page: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class HubFilesEvent:
    """The quantisations of a repository; `registry` is the host in their names."""

    hub: Hub
    model_id: str
    quantizations: tuple[HubQuantization, ...] = ()
    registry: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class HubCardEvent:
    """The model card of a repository, as plain text."""

    hub: Hub
    model_id: str
    text: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class HubTokenEvent:
    """The token of a hub was stored (`has_token`) or removed; `trouble`: only until the app ends, or not at all."""

    hub: Hub
    has_token: bool
    trouble: Trouble | None = None
