"""The part of the settings about newer versions: whether to look for them, what that sends, and what came of it."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices

from teahouse import __version__
from teahouse.services.updates_news import UpdatesNews
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers, troubles
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import Check
from teahouse.ui.preferences import Preferences
from teahouse.ui.settings.part import Part
from teahouse.ui.style import Theme


class UpdatesForm(Part):
    """Where nobody can be asked, only a sentence that says who brings newer versions. `told`: it says more now."""

    told = Signal()

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self._news: UpdatesNews | None = None
        self.wanted = Check(theme)
        self.wanted.setChecked(preferences.values.updates)
        self.again, self.page = Button(), Button(kind="primary")
        self.fields.addWidget(self.wanted)
        for button in (self.again, self.page):
            self.buttons.addWidget(button)
        self.wanted.toggled.connect(lambda checked: preferences.change(updates=checked))
        self.again.clicked.connect(lambda: bridge.ask(lambda services: services.updates.ask()))
        self.page.clicked.connect(self._open_page)
        bridge.listen(lambda burst: self._take(burst[-1]), UpdatesNews)
        bridge.ask(lambda services: services.updates.open())
        self.retranslate()

    def retranslate(self) -> None:
        self.wanted.setText(self.tr("Tell me when there is a newer Teahouse"))
        self.again.setText(self.tr("Check now"))
        self.page.setText(self.tr("Open the download page"))
        self._show()

    def _take(self, news: UpdatesNews) -> None:
        self._news = news
        self._show()
        self.told.emit()

    def _show(self) -> None:
        news = self._news
        asks = news is not None and news.channel.asks
        on = asks and self.wanted.isChecked()
        self.hint.setText(self._hint(news))
        self.answer.say(self._answer(news) if on else "", bad=on and news.trouble is not None)
        self.wanted.setVisible(asks)
        self.answer.setVisible(asks)
        self.again.setVisible(asks)
        self.again.setEnabled(on and not news.asking)
        self.page.setVisible(on and news.newer is not None)

    def _hint(self, news: UpdatesNews | None) -> str:
        here = self.tr("This is Teahouse {version}.").format(version=__version__)
        if news is None:
            return here
        if news.channel.asks:
            more = self.tr(
                "Once a day one small signed file is read from {address}. Nothing about you or this computer is sent."
            ).format(address=urlsplit(news.channel.updates).netloc)
        elif news.channel.store:
            more = self.tr("It came from {store}, which also brings newer versions.").format(store=news.channel.store)
        else:
            more = self.tr("It does not look for newer versions: update it the way you installed it.")
        return f"{here} {more}"

    def _answer(self, news: UpdatesNews) -> str:
        if news.asking:
            return self.tr("Checking…")
        if news.trouble is not None:
            return troubles.sentence(news.trouble)
        if news.newer is not None:
            return self.tr("Teahouse {version} is available.").format(version=news.newer.version)
        if news.asked is None:
            return ""
        return self.tr("This is the newest version. Checked {when}").format(when=numbers.moment(news.asked))

    def _open_page(self) -> None:
        if self._news is not None and self._news.newer is not None:
            QDesktopServices.openUrl(QUrl(self._news.newer.page))
