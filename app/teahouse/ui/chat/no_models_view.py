"""The part of the greeting about this computer, and the model offered to pull where none is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import MemoryEvent, ModelsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.host_words import host_name
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.buttons import Button, ElidedButton
from teahouse.ui.kit.labels import Muted, Paragraph
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.painting import Bar
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.backend import Services
    from teahouse.core.catalogue import Catalogue
    from teahouse.core.pulls import Pull
    from teahouse.services.catalogue.events import ComputerEvent


class NoModelsView(QFrame):
    """`pull` carries the name of the model that was offered; `catalogue`: look at others; `retry`: look again.
    `shown`: it is needed now, for the first time or again."""

    pull = Signal(str)
    catalogue = Signal()
    retry = Signal()
    shown = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = ""
        self._offered: tuple[str, int, int, bool] | None = None
        self._doing = ""
        self.setProperty("role", "bar")
        self.text, self.doing = Paragraph("", self), Muted("", self, wraps=True)
        self.bar = Bar(theme, self)
        self.fetch = ElidedButton(kind="primary", parent=self)
        self.others, self.again = ElidedButton(parent=self), Button(kind="quiet", parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        row = WrappingRow()
        for button in (self.fetch, self.others, self.again):
            row.addWidget(button)
        for widget in (self.text, self.bar, self.doing):
            column.addWidget(widget)
        column.addLayout(row)
        self.fetch.clicked.connect(self._on_fetch)
        self.others.clicked.connect(self.catalogue)
        self.again.clicked.connect(self.retry)
        self._write_texts()

    def show_found(self, found: str) -> None:
        """Begin with what was found, a sentence without its stop."""
        self._found = found
        self._write_texts()

    def offer_model(self, model: str, size: int, need: int, *, fits: bool) -> None:
        """Offer a model with its bytes on disk and in memory; `fits`: this computer is the host's, and it was looked
        at."""
        self._offered = (model, size, need, fits)
        self._write_texts()

    def show_pulling(self, words: str, share: float) -> None:
        """Show the progress of the pull, 0 to 1; an empty text: it is not running."""
        self._doing = words
        self.bar.show_share(share)
        self._write_texts()

    @property
    def model(self) -> str:
        """The name of the model that is offered; empty while none is."""
        return self._offered[0] if self._offered else ""

    def _on_fetch(self) -> None:
        if self._offered is not None:
            self.pull.emit(self._offered[0])

    def _write_texts(self) -> None:
        sentences = [self.tr("{found}.").format(found=self._found)]
        if self._offered is not None:
            model, size, need, fits = self._offered
            text = (
                self.tr("{model} fits this computer: {size} to download, {need} of memory.")
                if fits
                else self.tr("{model} is one to begin with: {size} to download, {need} of memory.")
            )
            sentences.append(text.format(model=model, size=numbers.size(size), need=numbers.about(numbers.size(need))))
            self.fetch.setText(self.tr("Pull {model} now").format(model=model))
        self.text.setText(" ".join(sentences))
        self.doing.setText(self._doing)
        self.doing.setVisible(bool(self._doing))
        self.bar.setVisible(bool(self._doing))
        self.fetch.setVisible(self._offered is not None and not self._doing)
        self.others.setText(self.tr("Look at the catalogue"))
        self.again.setText(self.tr("Look again"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._doing = ""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._write_texts()
        super().changeEvent(event)


CONTEXT = 4096  # tokens, enough for a first talk


class ModelSuggestion(QObject):
    """Finds a first model in the catalogue, offers it in `NoModelsView` and pulls it. `catalogue`: show others."""

    catalogue = Signal()

    def __init__(self, bridge: Bridge, missing: NoModelsView, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._missing = missing
        self._listens = False
        self._catalogue: Catalogue | None = None
        self._computer: ComputerEvent | None = None
        missing.shown.connect(self._on_shown)
        missing.pull.connect(lambda model: bridge.run_command(lambda services: services.pulls.start_pull(model)))
        missing.catalogue.connect(self.catalogue)

    def _on_shown(self) -> None:
        self._bridge.run_command(self._listen_to_services)

    def _listen_to_services(self, services: Services) -> None:
        """Subscribe once the services are started, whose events are then imported."""
        from teahouse.services.catalogue.events import CatalogueEvent, ComputerEvent
        from teahouse.services.pulls.events import PullEvent, PullsEvent

        if not self._listens:
            self._listens = True
            self._bridge.subscribe(self._handle_events, CatalogueEvent, ComputerEvent, PullEvent, PullsEvent)
        services.catalogue.open_catalogue()
        services.pulls.list_pulls()

    def _handle_events(self, burst: list[Any]) -> None:
        from teahouse.services.catalogue.events import CatalogueEvent, ComputerEvent
        from teahouse.services.pulls.events import PullEvent, PullsEvent

        if not self._missing.isVisible():
            return
        for event in burst:
            match event:
                case CatalogueEvent():
                    self._catalogue = event.catalogue
                    self._suggest_model()
                case ComputerEvent():
                    self._computer = event
                    self._suggest_model()
                case PullEvent(pull):
                    self._show_pulls((pull,))
                case PullsEvent(pulls):
                    self._show_pulls(pulls)

    def _suggest_model(self) -> None:
        """Offer a model and keep the offer, so that it does not change below the pointer."""
        from teahouse.core.estimate import to_begin_with

        if self._catalogue is None or self._computer is None or self._missing.model:
            return
        circumstances = self._computer.circumstances
        tag = to_begin_with(self._catalogue, circumstances, CONTEXT, engine=self._computer.engine)
        if tag is None:
            return
        outlook = circumstances.of_tag(tag, CONTEXT) if circumstances else None
        size = tag.size or 0
        fits = outlook is not None and outlook.fit.fits
        self._missing.offer_model(tag.name, size, outlook.fit.need.total if outlook else round(size * 1.3), fits=fits)

    def _show_pulls(self, pulls: tuple[Pull, ...]) -> None:
        """How far a pull is: the one that was offered, or any other that goes on."""
        from teahouse.core.pulls import WANTS_TO_RUN
        from teahouse.ui.pull_words import share, state

        going = [pull for pull in pulls if pull.state in WANTS_TO_RUN]
        if going:
            self._missing.show_pulling(f"{going[0].name}: {state(going[0])}", share(going[0].figures))
        elif any(pull.name == self._missing.model for pull in pulls) or len(pulls) != 1:
            self._missing.show_pulling("", 0.0)


# What was found on this computer, in one sentence: the daemon, its models, the memory.

translate = QCoreApplication.translate


def describe_setup(host: HostEvent | None, models: ModelsEvent | None, memory: MemoryEvent | None) -> str:
    """The sentence for the greeting."""
    if host is not None and host.asks_keyring:
        return translate("Found", "Waiting for the system's keyring…")
    if host is None or host.state is HostState.SEARCHING:
        return translate("Found", "Looking for Ollama on this computer…")
    match host.state:
        case HostState.STARTING:
            return _starting(host)
        case HostState.LOST:
            return translate("Found", "The connection to {host} was lost. Trying again…").format(host=_place(host))
        case HostState.FAILED:
            return sentence(host.trouble) if host.trouble else translate("Found", "No host was found to run models.")
        case _:
            return _ready(host, models, memory)


def _starting(host: HostEvent) -> str:
    if host.engine:
        return translate("Found", "Starting the built-in engine…")
    return translate("Found", "Starting Ollama…")


def _ready(host: HostEvent, models: ModelsEvent | None, memory: MemoryEvent | None) -> str:
    if models is None:
        what = _who(host)
    elif models.trouble is not None:
        return sentence(models.trouble)
    else:
        names = [entry.card.name for entry in models.models if entry.card.chats]
        what = _with_models(host, names)
    if memory is None or not memory.total or not host.local:
        return what
    parts = {"total": numbers.size(memory.total), "free": numbers.size(memory.available)}
    return what + translate("Found", "; {total} of memory, {free} free").format(**parts)


def _with_models(host: HostEvent, names: list[str]) -> str:
    if not names:
        return translate("Found", "{host} is ready, but no model to chat with is here yet").format(host=_who(host))
    if host.engine and len(names) == 1:
        return translate("Found", "No Ollama found: the built-in engine is ready with {model}").format(model=names[0])
    if host.engine:
        return translate("Found", "No Ollama found: the built-in engine is ready with %n model(s)", "", len(names))
    text = translate("Found", "{host} with %n model(s)", "", len(names))
    return text.format(host=_who(host))


def _who(host: HostEvent) -> str:
    if host.engine:
        return translate("Found", "The built-in engine")
    name = host_name(host)
    return name if host.local else translate("Found", "{host} at {address}").format(host=name, address=host.address)


def _place(host: HostEvent) -> str:
    return translate("Found", "the built-in engine") if host.engine else host.address
