"""The bottom of the sidebar: the host and its state, its loaded models, and what to do when no host answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QMenu, QSizePolicy, QVBoxLayout, QWidget

from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import MemoryEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.host_choice import HostChoice
from teahouse.ui.host_words import host_name
from teahouse.ui.i18n import numbers, troubles
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit import icons
from teahouse.ui.kit.buttons import ElidedButton
from teahouse.ui.kit.guards import ShiftGuard
from teahouse.ui.kit.labels import as_text
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.sidebar.loaded import LoadedPopup


HEIGHT = 26
PAD = 6
DOT = 7
GAP = 8
ARROW = 12


class HostButton(QAbstractButton):
    """The button at the bottom of the sidebar that shows the host: its state, its name, and an arrow.

    It opens the menu of hosts.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._state = HostState.SEARCHING
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_host(self, state: HostState, words: str, reason: str) -> None:
        """Show the host's state with its words; `reason`: why it does not answer, empty while it does."""
        self._state = state
        self.setText(words)
        self.setAccessibleName(self.tr("Host: {host}").format(host=words))
        self.setToolTip(as_text(reason) or self.tr("{host}: choose another host").format(host=words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, self._theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.border), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        middle, arrow = self.height() / 2, self._theme.px(ARROW)
        self._paint_dot(painter, QRectF(PAD + 1.5, middle - DOT / 2, DOT, DOT))
        left, right = PAD + DOT + GAP, self.width() - PAD
        metrics = QFontMetrics(self._theme.small())
        painter.setFont(self._theme.small())
        painter.setPen(QColor(colours.muted))
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRectF(left, 0, right - left, self.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
        if left + metrics.horizontalAdvance(text) + GAP / 2 <= right - arrow:  # the words have priority over the arrow
            icons.paint_glyph(painter, "up", QRectF(right - arrow, middle - arrow / 2, arrow, arrow), colours.muted)

    def _paint_dot(self, painter: QPainter, rect: QRectF) -> None:
        """Filled when the host is ready, hollow while waiting, square in case of a problem."""
        colours = self._theme.colours
        painter.setPen(Qt.PenStyle.NoPen)
        match self._state:
            case HostState.READY:
                painter.setBrush(QColor(colours.accent))
                painter.drawEllipse(rect)
            case HostState.SEARCHING | HostState.STARTING:
                painter.setPen(QPen(QColor(colours.muted), 1.5))
                painter.drawEllipse(rect)
            case HostState.LOST | HostState.FAILED:
                painter.setBrush(QColor(colours.danger))
                painter.drawRect(rect)


BAR = 6
MARGIN = 6
SEAM = 1.5  # pixels between the parts of two models


class MemoryButton(Retranslated, QAbstractButton):
    """Loaded models: a bar with one part for each, and a line with the same in words.

    The bar has one neutral colour: a model's own would look like an alarm where that is red.

    Pressing it opens the details.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.latest = MemoryEvent(())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        self.retranslate()

    def show_memory(self, event: MemoryEvent) -> None:
        """Show the loaded models."""
        self.latest = event
        self.retranslate()
        self.updateGeometry()

    def retranslate(self) -> None:
        self.setText(self.words())
        self.setAccessibleName(self.text())
        self.setToolTip("\n".join(f"{model.name}  {numbers.size(model.size)}" for model in self.latest.loaded))
        self.setEnabled(bool(self.latest.loaded))
        self.update()

    def words(self) -> str:
        """The text of the line: "2 models loaded · 8.9 of 16 GB"."""
        loaded = self.latest.loaded
        if not loaded:
            return self.tr("No model loaded")
        used, whole = sum(model.size for model in loaded), self._total_memory()
        amount = numbers.size_of(used, whole) if whole else numbers.size(used)
        return self.tr("%n model(s) loaded", "", len(loaded)) + " · " + amount

    def _total_memory(self) -> int:
        """The memory that the whole bar represents: that of the graphics cards, and the main memory where a model uses
        it or there are no cards."""
        in_ram = not self.latest.vram_total or any(model.size_ram for model in self.latest.loaded)
        return self.latest.vram_total + (self.latest.total if in_ram else 0)

    def parts(self) -> list[float]:
        """The parts of the bar: each model's share of all memory, 0 to 1."""
        used = sum(model.size for model in self.latest.loaded)
        whole = max(self._total_memory(), used, 1)
        return [model.size / whole for model in self.latest.loaded]

    def sizeHint(self) -> QSize:
        bar = BAR + 4 if self._has_bar() else 0
        return QSize(160, self._theme.px(20) + bar + 2 * MARGIN - 4)

    def _has_bar(self) -> bool:
        return self.latest.total > 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.border), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        top = MARGIN
        if self._has_bar():
            self._paint_bar(painter, QRectF(MARGIN, top, self.width() - 2 * MARGIN, BAR))
            top += BAR + 4
        painter.setFont(self._theme.small())
        painter.setPen(QColor(colours.muted))
        rect = QRectF(MARGIN, top, self.width() - 2 * MARGIN, self.height() - top - MARGIN + 2)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_bar(self, painter: QPainter, rect: QRectF) -> None:
        outline = QPainterPath()
        outline.addRoundedRect(rect, BAR / 2, BAR / 2)
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(rect, QColor(self._theme.colours.border))
        left = rect.left()
        for share in self.parts():
            width = share * rect.width()
            part = QRectF(left, rect.top(), max(1.0, width - SEAM), rect.height())
            painter.fillRect(part, QColor(self._theme.colours.muted))
            left += width
        painter.restore()


WITHOUT_ANSWER = (HostState.LOST, HostState.FAILED)


class HostFooter(Retranslated, QWidget):
    """Shows HostEvent and MemoryEvent; its buttons send commands to the services. `other_host`: an unknown host is
    requested."""

    other_host = Signal()

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        self._preferences = preferences
        self._choice = HostChoice(bridge, preferences)
        self._theme = theme
        self._event = HostEvent(HostState.SEARCHING)
        self._popup: LoadedPopup | None = None
        self.host = HostButton(theme)
        self._retry = ElidedButton()
        self._start = ElidedButton()
        self._engine = ElidedButton()
        self._memory = MemoryButton(theme)
        self._lay_out()
        ShiftGuard(self)
        self._connect_signals()
        self.retranslate()

    def _lay_out(self) -> None:
        line = QFrame()
        line.setProperty("role", "line")
        line.setFixedHeight(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(4)
        layout.addWidget(line)
        layout.addWidget(self.host)
        for button in (self._retry, self._start, self._engine):
            layout.addWidget(button)
        layout.addWidget(self._memory)

    def _connect_signals(self) -> None:
        self.host.clicked.connect(self._open_hosts)
        self._retry.clicked.connect(lambda: self._bridge.run_command(lambda s: s.hosts.find_host()))
        self._start.clicked.connect(self._choice.start_ollama)
        self._engine.clicked.connect(self._choice.use_engine)
        self._memory.clicked.connect(self._open_loaded)
        self._bridge.subscribe(lambda event: self.show_host(event[-1]), HostEvent)
        self._bridge.subscribe(lambda event: self.show_memory(event[-1]), MemoryEvent)

    def show_host(self, event: HostEvent) -> None:
        """Show the host's state, with the buttons that apply to it."""
        self._event = event
        self.retranslate()

    def show_memory(self, event: MemoryEvent) -> None:
        """Show the loaded models."""
        self._memory.show_memory(event)
        if self._popup is not None and self._popup.isVisible():
            self._popup.show_memory(event)

    def retranslate(self) -> None:
        event = self._event
        silent = event.state in WITHOUT_ANSWER
        self.host.show_host(event.state, self.words(), troubles.sentence(event.trouble) if event.trouble else "")
        self._retry.setText(self.tr("Retry"))
        self._start.setText(self.tr("Start Ollama"))
        self._engine.setText(self.tr("Use the built-in engine"))
        self._retry.setVisible(silent)
        self._start.setVisible(event.can_start_ollama and (silent or event.engine))
        self._engine.setVisible(silent and event.can_use_engine)
        self._memory.setVisible(event.state == HostState.READY and event.capabilities.loads_models)

    def words(self) -> str:
        """The text about the host."""
        event = self._event
        address = event.address.removeprefix("http://").rstrip("/")
        match event.state:
            case HostState.SEARCHING if event.asks_keyring:
                return self.tr("Waiting for the keyring…")
            case HostState.SEARCHING:
                return self.tr("Looking for a host…")
            case HostState.STARTING:
                return self.tr("Starting the built-in engine…") if event.engine else self.tr("Starting Ollama…")
            case HostState.READY:
                return host_name(event) + " · " + (self.tr("this computer") if event.local else address)
            case HostState.LOST | HostState.FAILED:
                return self._words_of_silence(address)

    def _words_of_silence(self, address: str) -> str:
        if self._event.engine:
            return self.tr("The built-in engine does not answer")
        return self.tr("Cannot reach {address}").format(address=address) if address else self.tr("No host found")

    def menu(self) -> QMenu:
        """The menu of known hosts."""
        from teahouse.ui.sidebar.loaded import host_menu

        values = self._preferences.values
        known = dict.fromkeys((*values.hosts, *((values.host,) if values.host else ())))
        chosen = None if values.use_engine else values.host
        return host_menu(self, known, chosen, self._choice.use_host, self._choice.use_engine, self.other_host.emit)

    def _open_hosts(self) -> None:
        self._bridge.run_command(lambda s: s.hosts.check_host())
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.host.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))

    def _open_loaded(self) -> None:
        from teahouse.ui.sidebar.loaded import LoadedPopup

        if self._popup is None:
            self._popup = popup = LoadedPopup(self._theme, self)
            popup.unload.connect(lambda model: self._bridge.run_command(lambda s: s.library.unload_model(model)))
            popup.keep.connect(
                lambda model, stays: self._bridge.run_command(lambda s: s.library.keep_loaded(model, stays))
            )
            popup.look.connect(lambda: self._bridge.run_command(lambda s: s.library.measure_memory()))
        self._popup.show_memory(self._memory.latest)
        self._popup.open_at(self._memory)
