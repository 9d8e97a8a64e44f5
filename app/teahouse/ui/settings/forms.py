"""Parts of the settings: the built-in engine, the network, newer versions."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from teahouse import __version__
from teahouse.ollama.commands import SHARED_PORT
from teahouse.services.hosts.events import MeasuredThreadsEvent
from teahouse.services.updates.events import UpdatesEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers, troubles
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import Check
from teahouse.ui.kit.labels import Muted, StatusLabel
from teahouse.ui.kit.links import open_page
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme


class SettingsPart(Retranslated, QWidget):
    """Base of the parts: a part puts its widgets into `fields` and `buttons` and sets its texts in `retranslate`."""

    def __init__(self) -> None:
        super().__init__()
        self.fields, self.buttons = QVBoxLayout(), QHBoxLayout()
        self.hint, self.answer = Muted(wraps=True), StatusLabel()
        below = QHBoxLayout()
        below.addWidget(self.answer, 1)
        below.addLayout(self.buttons)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.addLayout(self.fields)
        self.column.addWidget(self.hint)
        self.column.addLayout(below)


class EngineForm(SettingsPart):
    """The setting whether other programs on this computer may use the built-in engine, with its address; and the
    threads that it has measured, with a button to have them measured again."""

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        self._threads: tuple[tuple[int, int], ...] = ()
        self.again = Button()
        self.buttons.addWidget(self.again)
        self.again.clicked.connect(
            lambda: bridge.run_command(lambda services: services.measured_threads.forget_threads())
        )
        bridge.subscribe(lambda events: self._take_event(events[-1]), MeasuredThreadsEvent)
        self.shared = Check(theme)
        self.shared.setChecked(preferences.values.share_engine)
        self.fields.addWidget(self.shared)
        self.shared.toggled.connect(lambda checked: preferences.change(share_engine=checked))
        self.retranslate()

    def show_current(self) -> None:
        """Read the measured threads again."""
        self._bridge.run_command(lambda services: services.measured_threads.read_threads())

    def _take_event(self, event: MeasuredThreadsEvent) -> None:
        self._threads = event.threads
        self._show_threads()

    def _show_threads(self) -> None:
        each = [
            self.tr("%n thread(s) up to {size}", "", threads).format(size=numbers.size(size))
            for size, threads in self._threads
        ]
        self.answer.show_status(
            self.tr("Measured: {threads}").format(threads=", ".join(each)) if each else "", bad=False
        )
        self.answer.setVisible(bool(each))
        self.again.setVisible(bool(each))

    def retranslate(self) -> None:
        self.shared.setText(self.tr("Let other programs on this computer use the built-in engine"))
        self.hint.setText(
            self.tr(
                "They reach it at {address}, and so does every user of this computer, without a password. "
                "That choice takes effect when Teahouse starts the engine the next time."
            ).format(address=f"http://127.0.0.1:{SHARED_PORT}")
        )
        self.again.setText(self.tr("Measure threads again"))
        self._show_threads()


class NetworkForm(SettingsPart):
    """The settings about network use without a click: downloads that continue at start, and cloud models. Off by
    default."""

    def __init__(self, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self.continue_pulls, self.cloud_models = Check(theme), Check(theme)
        self.continue_pulls.setChecked(preferences.values.continue_pulls)
        self.cloud_models.setChecked(preferences.values.cloud_models)
        self.fields.addWidget(self.continue_pulls)
        self.fields.addWidget(self.cloud_models)
        self.continue_pulls.toggled.connect(lambda checked: preferences.change(continue_pulls=checked))
        self.cloud_models.toggled.connect(lambda checked: preferences.change(cloud_models=checked))
        self.answer.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self.continue_pulls.setText(self.tr("Continue unfinished downloads when Teahouse starts"))
        self.cloud_models.setText(self.tr("Let an Ollama that Teahouse starts use cloud models"))
        self.hint.setText(
            self.tr(
                "While both are off, Teahouse contacts nobody but its host until you ask for it. "
                "Cloud models answer on the servers of ollama.com: what you write to them leaves this computer. "
                "That choice takes effect when Teahouse starts Ollama the next time."
            )
        )


class UpdatesForm(SettingsPart):
    """The settings about newer versions: whether to check, what a check sends, and its result.

    In a package that cannot check, only a sentence about the source of updates. `told`: the text has changed.
    """

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
        self.again.clicked.connect(lambda: bridge.run_command(lambda services: services.updates.check_now()))
        self.page.clicked.connect(self._open_page)
        bridge.subscribe(lambda burst: self._take_event(burst[-1]), UpdatesEvent)
        bridge.run_command(lambda services: services.updates.post_updates())
        self.retranslate()

    def retranslate(self) -> None:
        self.wanted.setText(self.tr("Tell me when there is a newer Teahouse"))
        self.again.setText(self.tr("Check now"))
        self.page.setText(self.tr("Open the download page"))
        self._show_state()

    def _take_event(self, event: UpdatesEvent) -> None:
        self._event = event
        self._show_state()
        self.told.emit()

    def _show_state(self) -> None:
        event = self._event
        asks = event is not None and event.channel.asks
        trouble, newer = (None, None) if event is None else (event.trouble, event.newer)
        on = asks and self.wanted.isChecked()
        self.hint.setText(self._hint_text(event))
        text = self._answer_text(event) if event is not None and on else ""
        self.answer.show_status(text, bad=on and trouble is not None)
        self.wanted.setVisible(asks)
        self.answer.setVisible(asks)
        self.again.setVisible(asks)
        self.again.setEnabled(on and not (event is not None and event.asking))
        self.page.setVisible(on and newer is not None)

    def _hint_text(self, event: UpdatesEvent | None) -> str:
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

    def _answer_text(self, event: UpdatesEvent) -> str:
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
            open_page(self._event.newer.page)
