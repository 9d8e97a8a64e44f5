"""The part of the settings about newer versions: whether to look for them, what that sends, and what came of it."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices

from teahouse import __version__
from teahouse.services.update_events import UpdatesEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers, troubles
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import Check
from teahouse.ui.preferences import Preferences
from teahouse.ui.settings.part import SettingsPart
from teahouse.ui.style import Theme


class UpdatesForm(SettingsPart):
    """Where nobody can be asked, only a sentence that says who brings newer versions. `told`: it says more now."""

    told = Signal()

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self._event: UpdatesEvent | None = None
        self.wanted = Check(theme)
        self.wanted.setChecked(preferences.values.updates)
        self.again, self.page = Button(), Button(kind="primary")
        self.fields.addWidget(self.wanted)
        for button in (self.again, self.page):
            self.buttons.addWidget(button)
        self.wanted.toggled.connect(lambda checked: preferences.change(updates=checked))
        self.again.clicked.connect(lambda: bridge.ask(lambda services: services.updates.ask()))
        self.page.clicked.connect(self._open_page)
        bridge.listen(lambda burst: self._take(burst[-1]), UpdatesEvent)
        bridge.ask(lambda services: services.updates.open())
        self.retranslate()

    def retranslate(self) -> None:
        self.wanted.setText(self.tr("Tell me when there is a newer Teahouse"))
        self.again.setText(self.tr("Check now"))
        self.page.setText(self.tr("Open the download page"))
        self._show()

    def _take(self, event: UpdatesEvent) -> None:
        self._event = event
        self._show()
        self.told.emit()

    def _show(self) -> None:
        event = self._event
        asks = event is not None and event.channel.asks
        on = asks and self.wanted.isChecked()
        self.hint.setText(self._hint(event))
        self.answer.say(self._answer(event) if on else "", bad=on and event.trouble is not None)
        self.wanted.setVisible(asks)
        self.answer.setVisible(asks)
        self.again.setVisible(asks)
        self.again.setEnabled(on and not event.asking)
        self.page.setVisible(on and event.newer is not None)

    def _hint(self, event: UpdatesEvent | None) -> str:
        here = self.tr("This is Teahouse {version}.").format(version=__version__)
        if event is None:
            return here
        if event.channel.asks:
            more = self.tr(
                "Once a day one small signed file is read from {address}. Nothing about you or this computer is sent."
            ).format(address=urlsplit(event.channel.updates).netloc)
        elif event.channel.store:
            more = self.tr("It came from {store}, which also brings newer versions.").format(store=event.channel.store)
        else:
            more = self.tr("It does not look for newer versions: update it the way you installed it.")
        return f"{here} {more}"

    def _answer(self, event: UpdatesEvent) -> str:
        if event.asking:
            return self.tr("Checking…")
        if event.trouble is not None:
            return troubles.sentence(event.trouble)
        if event.newer is not None:
            return self.tr("Teahouse {version} is available.").format(version=event.newer.version)
        if event.asked is None:
            return ""
        return self.tr("This is the newest version. Checked {when}").format(when=numbers.moment(event.asked))

    def _open_page(self) -> None:
        if self._event is not None and self._event.newer is not None:
            QDesktopServices.openUrl(QUrl(self._event.newer.page))
