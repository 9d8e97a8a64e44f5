"""Finds models that other programs keep on this computer, only when the person asks.

Modules about the search are imported with the first command: most sessions need none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from teahouse.services.events import EventSink
from teahouse.services.pulls.disk_check import DiskCheck
from teahouse.services.runtime import Runtime

if TYPE_CHECKING:
    from teahouse.desktop.local_models import ModelsFolder
    from teahouse.services.models.local_search import LocalSearch


class LocalModelsService:
    """One search at a time: another one stops it."""

    def __init__(
        self, runtime: Runtime, disk_check: DiskCheck, environment: Mapping[str, str], post: EventSink
    ) -> None:
        self._runtime = runtime
        self._disk_check = disk_check
        self._environment = environment
        self._post = post
        self._search: LocalSearch | None = None

    # Called by the window.

    def list_folders(self) -> None:
        """List the folders of other programs; nothing in them is read. → `LocalFoldersEvent`"""
        from teahouse.services.models.local_search import list_folders

        self._runtime.submit(list_folders(self._environment, self._post))

    def find_models(self, folders: tuple[ModelsFolder, ...]) -> None:
        """Search folders for models. → `LocalSearchEvent`, `LocalModelsEvent`"""
        from teahouse.services.models.local_search import LocalSearch

        self.stop_search()
        self._search = LocalSearch(folders, self._disk_check, self._post)
        self._runtime.submit(self._search.run_search())

    def stop_search(self) -> None:
        """Stop the search; it ends with what it has found."""
        if self._search is not None:
            self._search.stop_search()
