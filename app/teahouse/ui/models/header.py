"""The header of the Models page with its tabs and the field for a name, and the strip with the running pull."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from teahouse.core.pulls import Pull, PullState
from teahouse.ui import pull_words
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.accessibility import show_widgets
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.guards import ShiftGuard
from teahouse.ui.kit.labels import ElidedLabel
from teahouse.ui.kit.layout import PageHeader, WrappingRow
from teahouse.ui.kit.painting import Bar
from teahouse.ui.kit.pills import PillRow
from teahouse.ui.kit.text_fields import ClearButton, LineField
from teahouse.ui.models.pull_actions import PullAction
from teahouse.ui.style import Theme

FIELD = 260
PULL_FIELD_LETTERS = 14  # that fit into the field where it shares its line
NARROW = 720  # below this width the title makes room


class ModelsTab(StrEnum):
    """A part of the Models page. The value is the name of the part's attribute of `ModelsPages`."""

    CATALOGUE = "catalogue"
    INSTALLED = "installed"
    DOWNLOADS = "downloads"


class PullField(LineField):
    """`down`: the Down key was pressed, which goes to the cards."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class ModelsHeader(PageHeader):
    """`page` carries the `ModelsTab` that was chosen; `import_file`: choose a GGUF file."""

    page = Signal(object)
    import_file = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._counts = {ModelsTab.INSTALLED: 0, ModelsTab.DOWNLOADS: 0}
        self.title = QLabel(self)
        self.pages = PillRow(theme, self, pages=True)
        self.field = PullField(parent=self)
        self.importing = Button(parent=self)
        self.title.setContentsMargins(0, 0, 4, 0)
        end = WrappingRow()
        end.add_field(self.field, PULL_FIELD_LETTERS)
        end.addWidget(self.importing)
        row = WrappingRow(self)
        row.setContentsMargins(18, 8, 18, 9)
        row.addWidget(self.title)
        row.addWidget(self.pages)
        row.add_stretch()
        row.add_row(end)
        self.pages.chosen.connect(lambda value: self.page.emit(ModelsTab(value)))
        self.field.setMaximumWidth(theme.px(FIELD))
        self.wipe = ClearButton(self.field, theme)
        self.importing.clicked.connect(self.import_file)
        theme.changed.connect(self._apply_style)
        self._apply_style()
        self.retranslate()

    def _apply_style(self) -> None:
        self.title.setFont(self._theme.font(15, bold=True))
        self.field.setMaximumWidth(self._theme.px(FIELD))

    def show_page(self, name: ModelsTab) -> None:
        """Mark the page that is shown."""
        self.pages.choose_value(name)

    def show_count(self, name: ModelsTab, count: int) -> None:
        """Show the count of a tab."""
        self._counts[name] = count
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.title.setText(self.tr("Models"))
        names = {
            ModelsTab.CATALOGUE: self.tr("Catalogue"),
            ModelsTab.INSTALLED: self.tr("Installed"),
            ModelsTab.DOWNLOADS: self.tr("Downloads"),
        }
        counted = {name: f" {count}" for name, count in self._counts.items() if count}
        self.pages.set_choices(
            [(name, words + counted.get(name, "")) for name, words in names.items()], self.tr("More")
        )
        self.pages.setAccessibleName(self.tr("What to show"))
        self.field.setPlaceholderText(self.tr("Name, lab or hf.co/… to pull"))
        self.field.setToolTip(self.field.placeholderText())  # whole, where there is no room for it
        self.field.setAccessibleName(self.tr("Look for a model, or name one to pull"))
        self.importing.setText(self.tr("Import GGUF…"))
        self.importing.setToolTip(self.tr("Make a model of a file on this computer; you can drag it here, too"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.title.setVisible(self.width() >= self._theme.px(NARROW))


ACTIONS = (PullAction.CHAT, PullAction.FORGET, PullAction.PAUSE, PullAction.CANCEL)
LETTERS = 30  # of name and state that are seen beside the buttons
STATE = 120  # what a long name leaves for how far it is


class PullStrip(Retranslated, QWidget):
    """The strip at the bottom of the page with the running pull; hidden while there is none.

    `act` carries one of `ACTIONS`, a `PullAction`, and the pull.
    """

    act = Signal(object, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.pull: Pull | None = None
        self._others = 0
        self._countdown = QTimer(self, interval=pull_words.COUNTDOWN_MS)
        self._countdown.timeout.connect(lambda: self.show_pull(self.pull, self._others))
        self.setProperty("role", "surface")
        self.name, self.state = ElidedLabel("", self), ElidedLabel("", self)
        self.name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)  # whole where there is room
        self.state.setProperty("role", "muted")
        self.bar = Bar(theme, self)
        self.buttons = {
            action: Button(kind="primary" if action is PullAction.CHAT else "quiet", parent=self) for action in ACTIONS
        }
        self.told = QWidget(self)
        told = QHBoxLayout(self.told)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(8)
        told.addWidget(self.name)
        told.addWidget(self.state, 1)
        self.told.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        head = WrappingRow()
        head.add_field(self.told, LETTERS)
        head.add_group(*self.buttons.values())
        for action, button in self.buttons.items():
            button.clicked.connect(lambda _on=False, d=action: self.act.emit(d, self.pull))
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 6, 18, 10)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.bar)
        ShiftGuard(self)
        theme.changed.connect(self._apply_style)
        self._apply_style()
        self.hide()

    def _apply_style(self) -> None:
        self.name.setFont(self._theme.font(13, bold=True))
        self.state.setMinimumWidth(self._theme.px(STATE))

    def show_pull(self, pull: Pull | None, others: int) -> None:
        """Show a pull and the number of those that wait; None hides the strip."""
        changed = pull is None or self.pull is None or (self.pull.id, self.pull.state) != (pull.id, pull.state)
        self.pull, self._others = pull, others
        self.setVisible(pull is not None)
        if pull is None:
            return
        if changed:
            self._show_buttons(pull)
        self.bar.show_share(pull_words.share(pull.figures))
        self._show_state(pull)
        if not pull_words.counts_down(pull):
            self._countdown.stop()
        elif self.isVisible():
            self._countdown.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._countdown.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_pull(self.pull, self._others)

    def _show_buttons(self, pull: Pull) -> None:
        done = pull.state is PullState.DONE
        of_done = (PullAction.CHAT, PullAction.FORGET)
        able: dict[QWidget, bool] = {button: done == (action in of_done) for action, button in self.buttons.items()}
        show_widgets(able, tuple(self.buttons.values()))
        self.bar.setVisible(not done)
        self.name.setText(pull.name)
        self.retranslate()

    def _show_state(self, pull: Pull) -> None:
        text = pull_words.state(pull)
        if self._others:
            text += " · " + self.tr("%n more in the queue", "", self._others)
        if text != self.state.text():
            self.state.setText(text)

    def retranslate(self) -> None:
        texts = {
            PullAction.CHAT: self.tr("Chat with it now"),
            PullAction.FORGET: self.tr("Close"),
            PullAction.PAUSE: self.tr("Pause"),
            PullAction.CANCEL: self.tr("Cancel"),
        }
        for action, button in self.buttons.items():
            button.setText(texts[action])
            button.setAccessibleName(f"{texts[action]}: {self.name.text()}")
        self.setAccessibleName(self.tr("What is being pulled"))
        if self.pull is not None:
            self._show_state(self.pull)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.colours.surface))
        painter.setPen(QColor(self._theme.colours.border))
        painter.drawLine(0, 0, self.width(), 0)
