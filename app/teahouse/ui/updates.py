"""Tells of a newer Teahouse, once for each version, above the conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from teahouse.ui.bridge import Bridge
from teahouse.ui.kit.notices import Notice, NoticeAction, Notices
from teahouse.ui.preferences import Preferences

if TYPE_CHECKING:
    from teahouse.backend import Services
    from teahouse.core.releases import Release
    from teahouse.services.updates.events import UpdatesEvent

translate = QCoreApplication.translate

ABOUT = "newer version"


class Updates(QObject):
    """Says it in a notice until the person closed it; the settings say it as long as it is so."""

    def __init__(self, bridge: Bridge, preferences: Preferences, notice: Notices) -> None:
        super().__init__(notice)
        self._bridge = bridge
        self._preferences = preferences
        self._notice = notice
        self._untold: Release | None = None
        notice.closed.connect(self._on_closed)
        bridge.run_command(self._listen)

    def _listen(self, services: Services) -> None:
        """The services are there: hear what they learn."""
        from teahouse.services.updates.events import UpdatesEvent

        self._bridge.subscribe(lambda burst: self._take(burst[-1]), UpdatesEvent)
        services.updates.post_updates()

    def _take(self, event: UpdatesEvent) -> None:
        release = event.newer
        told = release is None or release.version == self._preferences.values.update_told
        self._untold = None if told else release
        if told:
            self._notice.withdraw_notice(ABOUT)
        elif release is not None:
            self._notice.show_notice(
                Notice(ABOUT, lambda: _text(release), lambda: _actions(release), serious=False, waits=True)
            )

    def _on_closed(self, about: str) -> None:
        if about == ABOUT and self._untold is not None:
            self._preferences.change(update_told=self._untold.version)
            self._untold = None


def _text(release: Release) -> str:
    return translate("Updates", "Teahouse {version} is available.").format(version=release.version)


def _actions(release: Release) -> tuple[NoticeAction, ...]:
    from teahouse.ui.kit.links import open_page

    return ((translate("Updates", "Open the download page"), lambda: open_page(release.page)),)
