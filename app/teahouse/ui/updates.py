"""Tells of a newer Teahouse, once for each version, above the conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QUrl
from PySide6.QtGui import QDesktopServices

from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.notice import Notice, Said
from teahouse.ui.preferences import Preferences

if TYPE_CHECKING:
    from teahouse.core.releases import Release
    from teahouse.services.services import Services
    from teahouse.services.updates_news import UpdatesNews

translate = QCoreApplication.translate

ABOUT = "newer version"


class Updates(QObject):
    """Says it in a notice; the settings say it as long as it is so."""

    def __init__(self, bridge: Bridge, preferences: Preferences, notice: Notice) -> None:
        super().__init__(notice)
        self._bridge = bridge
        self._preferences = preferences
        self._notice = notice
        bridge.ask(self._listen)

    def _listen(self, services: Services) -> None:
        """The services are there: hear what they learn."""
        from teahouse.services.updates_news import UpdatesNews

        self._bridge.listen(lambda burst: self._take(burst[-1]), UpdatesNews)
        services.updates.open()

    def _take(self, news: UpdatesNews) -> None:
        release = news.newer
        if release is None:
            self._notice.take_back(ABOUT)
        elif release.version != self._preferences.values.update_told:
            self._preferences.change(update_told=release.version)
            self._say(release)

    def _say(self, release: Release) -> None:
        def text() -> str:
            return translate("Updates", "Teahouse {version} is available.").format(version=release.version)

        def open_page() -> None:
            QDesktopServices.openUrl(QUrl(release.page))
            self._notice.take_back(ABOUT)

        self._notice.say(
            Said(ABOUT, text, lambda: ((translate("Updates", "Open the download page"), open_page),), serious=False)
        )
