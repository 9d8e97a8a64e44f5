"""The notice about a newer version of Teahouse, once for each version."""

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
    """Shows the notice until the person closes it."""

    def __init__(self, bridge: Bridge, preferences: Preferences, notice: Notices) -> None:
        super().__init__(notice)
        self._bridge = bridge
        self._preferences = preferences
        self._notice = notice
        self._unseen: Release | None = None
        notice.closed.connect(self._on_closed)
        bridge.run_command(self._subscribe_updates)

    def _subscribe_updates(self, services: Services) -> None:
        """Subscribe to the events of updates."""
        from teahouse.services.updates.events import UpdatesEvent

        self._bridge.subscribe(lambda burst: self._take_event(burst[-1]), UpdatesEvent)
        services.updates.post_updates()

    def _take_event(self, event: UpdatesEvent) -> None:
        release = event.newer
        told = release is None or release.version == self._preferences.values.update_told
        self._unseen = None if told else release
        if told:
            self._notice.withdraw_notice(ABOUT)
        elif release is not None:
            self._notice.show_notice(
                Notice(ABOUT, lambda: _text(release), lambda: _actions(release), serious=False, waits=True)
            )

    def _on_closed(self, about: str) -> None:
        if about == ABOUT and self._unseen is not None:
            self._preferences.change(update_told=self._unseen.version)
            self._unseen = None


def _text(release: Release) -> str:
    return translate("Updates", "Teahouse {version} is available.").format(version=release.version)


def _actions(release: Release) -> tuple[NoticeAction, ...]:
    from teahouse.ui.kit.links import open_page

    return ((translate("Updates", "Open the download page"), lambda: open_page(release.page)),)
