"""The services together, as the window sees them. Every method returns at once; answers come as events."""

from __future__ import annotations

from teahouse.core.values import dataclass
from teahouse.services.catalogue.service import CatalogueService
from teahouse.services.chat.attachments import AttachmentsService
from teahouse.services.chat.context import ContextService
from teahouse.services.chat.history import HistoryService
from teahouse.services.chat.saved_prompts import SavedPromptsService
from teahouse.services.chat.service import ChatService
from teahouse.services.compare.service import CompareService
from teahouse.services.hosts.service import HostsService
from teahouse.services.measurements.service import MeasurementsService
from teahouse.services.models.library import LibraryService
from teahouse.services.models.model_builder import ModelBuilderService
from teahouse.services.models.service import ModelsService
from teahouse.services.models.try_out import TryOutService
from teahouse.services.pulls.service import PullsService
from teahouse.services.store_thread import StoreThread
from teahouse.services.updates.service import UpdatesService


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
