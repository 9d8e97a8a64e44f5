"""The services together, as the window sees them. Every method returns at once; answers come as events."""

from __future__ import annotations

from teahouse.core.values import dataclass
from teahouse.services.attachments import AttachmentsService
from teahouse.services.catalogue import CatalogueService
from teahouse.services.chat import ChatService
from teahouse.services.compare.service import CompareService
from teahouse.services.context import ContextService
from teahouse.services.history import HistoryService
from teahouse.services.hosts import HostsService
from teahouse.services.library import LibraryService
from teahouse.services.measurements import MeasurementsService
from teahouse.services.model_builder import ModelBuilderService
from teahouse.services.models import ModelsService
from teahouse.services.pulls import PullsService
from teahouse.services.saved_prompts import SavedPromptsService
from teahouse.services.store_thread import StoreThread
from teahouse.services.try_out import TryOutService
from teahouse.services.updates import UpdatesService


@dataclass(frozen=True, slots=True)
class Services:
    store_thread: StoreThread
    chat: ChatService
    context: ContextService
    history: HistoryService
    attachments: AttachmentsService
    library: LibraryService
    hosts: HostsService
    catalogue: CatalogueService
    compare: CompareService
    measurements: MeasurementsService
    pulls: PullsService
    prompts: SavedPromptsService
    models: ModelsService
    model_builder: ModelBuilderService
    try_out: TryOutService
    updates: UpdatesService
