"""The part of the greeting about this computer, and the models recommended where none is installed."""

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
    from teahouse.core.pulls import Pull
    from teahouse.services.catalogue.events import ComputerEvent, RecommendedEvent
    from teahouse.ui.recommended import RecommendedModels


class NoModelsView(QFrame):
    """`pull` carries the name of a recommended model; `catalogue`: look at others; `find_local`: find models on this
    computer; `retry`: look again. `shown`: it is needed now, for the first time or again."""

    pull = Signal(str)
    catalogue = Signal()
    find_local = Signal()
    retry = Signal()
    shown = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._found = ""
        self._doing = ""
        self.recommended: RecommendedModels | None = None  # once there is something to show
        self.setProperty("role", "bar")
        self.text, self.doing = Paragraph("", self), Muted("", self, wraps=True)
        self.bar = Bar(theme, self)
        self.others, self.local = ElidedButton(parent=self), ElidedButton(parent=self)
        self.again = Button(kind="quiet", parent=self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 14, 16, 14)
        self._column.setSpacing(10)
        row = WrappingRow()
        for button in (self.others, self.local, self.again):
            row.addWidget(button)
        for widget in (self.text, self.bar, self.doing):
            self._column.addWidget(widget)
        self._column.addLayout(row)
        self.others.clicked.connect(self.catalogue)
        self.local.clicked.connect(self.find_local)
        self.again.clicked.connect(self.retry)
        self._write_texts()

    def show_found(self, found: str) -> None:
        """Begin with what was found, a sentence without its stop."""
        self._found = found
        self._write_texts()

    def show_recommended(self, event: RecommendedEvent) -> None:
        """Show the models that are recommended for the host's computer."""
        if self.recommended is None:
            from teahouse.ui.recommended import RecommendedModels  # its values are not needed before

            self.recommended = RecommendedModels(self._theme, self)
            self.recommended.pull.connect(lambda tag: self.pull.emit(tag.name))
            self._column.insertWidget(1, self.recommended)
        self.recommended.show_recommended(event)
        self._write_texts()

    def show_pulling(self, words: str, share: float) -> None:
        """Show the progress of the pull, 0 to 1; an empty text: it is not running."""
        self._doing = words
        self.bar.show_share(share)
        self._write_texts()

    @property
    def models(self) -> tuple[str, ...]:
        """The names of the models that are offered."""
        return () if self.recommended is None else tuple(row.pick.tag.name for row in self.recommended.rows)

    def _write_texts(self) -> None:
        self.text.setText(self.tr("{found}.").format(found=self._found))
        self.doing.setText(self._doing)
        self.doing.setVisible(bool(self._doing))
        self.bar.setVisible(bool(self._doing))
        if self.recommended is not None:
            self.recommended.setVisible(not self._doing and not self.recommended.is_empty)
        self.others.setText(self.tr("Look at the catalogue"))
        self.local.setText(self.tr("Find models on this computer…"))
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
    """Shows in `NoModelsView` which models are recommended, and pulls the chosen one. `catalogue`: show others;
    `find_local`: find models on this computer."""

    catalogue = Signal()
    find_local = Signal()

    def __init__(self, bridge: Bridge, missing: NoModelsView, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._missing = missing
        self._listens = False
        self._has_catalogue = False
        self._asked: tuple[object, ...] = ()  # what the recommendations were requested for
        missing.shown.connect(self._on_shown)
        missing.pull.connect(lambda model: bridge.run_command(lambda services: services.pulls.start_pull(model)))
        missing.catalogue.connect(self.catalogue)
        missing.find_local.connect(self.find_local)

    def _on_shown(self) -> None:
        self._asked = ()
        self._bridge.run_command(self._listen_to_services)

    def _listen_to_services(self, services: Services) -> None:
        """Subscribe once the services are started, whose events are then imported."""
        from teahouse.services.catalogue.events import CatalogueEvent, ComputerEvent, RecommendedEvent
        from teahouse.services.pulls.events import PullEvent, PullsEvent

        if not self._listens:
            self._listens = True
            self._bridge.subscribe(
                self._handle_events, CatalogueEvent, ComputerEvent, RecommendedEvent, PullEvent, PullsEvent
            )
        services.catalogue.open_catalogue()
        services.pulls.list_pulls()

    def _handle_events(self, burst: list[Any]) -> None:
        from teahouse.services.catalogue.events import CatalogueEvent, ComputerEvent, RecommendedEvent
        from teahouse.services.pulls.events import PullEvent, PullsEvent

        if not self._missing.isVisible():
            return
        for event in burst:
            match event:
                case CatalogueEvent():
                    self._has_catalogue = event.catalogue is not None
                case ComputerEvent() if self._has_catalogue:
                    self._request_recommended(event)
                case RecommendedEvent(context=context) if context == CONTEXT:
                    self._missing.show_recommended(event)
                case PullEvent(pull):
                    self._show_pulls((pull,))
                case PullsEvent(pulls):
                    self._show_pulls(pulls)

    def _request_recommended(self, computer: ComputerEvent) -> None:
        """Request recommendations if what they depend on has changed. Free memory alone is none of it: they would
        change below the pointer."""
        found = computer.circumstances
        wanted = (computer.engine, computer.testing, None if found is None else found.speeds)
        if wanted != self._asked:
            self._asked = wanted
            self._bridge.run_command(lambda services: services.catalogue.recommend_models(CONTEXT))

    def _show_pulls(self, pulls: tuple[Pull, ...]) -> None:
        """How far a pull is: the one that was offered, or any other that goes on."""
        from teahouse.core.pulls import WANTS_TO_RUN
        from teahouse.ui.pull_words import share, state

        going = [pull for pull in pulls if pull.state in WANTS_TO_RUN]
        if going:
            self._missing.show_pulling(f"{going[0].name}: {state(going[0])}", share(going[0].figures))
        elif any(pull.name in self._missing.models for pull in pulls) or len(pulls) != 1:
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
