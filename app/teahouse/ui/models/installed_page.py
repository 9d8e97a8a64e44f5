"""The page of the installed models: disk use, actions for the chosen ones, and the table."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QVBoxLayout, QWidget

from teahouse.core.host import HostCapabilities
from teahouse.ollama.models import MOST_MODELS
from teahouse.services.models.events import DiskEvent, ModelEntry, ModelsEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit import icons
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.guards import ShiftGuard
from teahouse.ui.kit.labels import ElidedLabel
from teahouse.ui.kit.layout import PageStack, WrappingRow
from teahouse.ui.kit.lists import EmptyState
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.models.installed_model import PinnedNames
from teahouse.ui.models.installed_table import InstalledTable
from teahouse.ui.models.model_actions import ModelAction
from teahouse.ui.models.shares_bar import Part, SharesBar
from teahouse.ui.style import Theme

LEAST = 200  # pixels of height that the table needs beside the bar
SHARES = 4  # models that have a part of their own in the bar
READ_ONLY = (ModelAction.CHAT, ModelAction.DETAILS)  # on a host whose models are not changed from here, too
MANY = (ModelAction.CHECK, ModelAction.DELETE)  # for several at once, too
SHOWN = (
    ModelAction.CHAT,
    ModelAction.LOCATE,
    ModelAction.DETAILS,
    ModelAction.DELETE,
)  # those with a button of their own


class InstalledPage(Retranslated, FocusGroup, QWidget):
    """`act` carries a `ModelAction` and the chosen models; `look`: open the catalogue; `find_local`: find models on
    this computer; `again`: ask the host again."""

    act = Signal(object, object)
    look = Signal()
    find_local = Signal()
    again = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._event: ModelsEvent | None = None
        self._disk = DiskEvent()
        self._manages = True  # the host's models can be changed from here
        self.menu: QMenu | None = None
        self.summary = ElidedLabel("", self)
        self.summary.setProperty("role", "muted")
        self.buttons = {action: Button(parent=self) for action in SHOWN}
        self.local = Button(kind="quiet", parent=self)
        self.more = Button(parent=self)
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # its arrow behind the word
        self.shares = SharesBar(theme, self)
        self.table = InstalledTable(theme, self)
        self.nothing = EmptyState(theme, self)
        self._stack = PageStack(self)
        self._lay_out()
        self._connect_signals()
        self.retranslate()

    def _lay_out(self) -> None:
        self.summary.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)  # whole where it can be
        self._head = head = WrappingRow()
        head.addWidget(self.summary)
        head.add_group(self.local)
        head.add_group(*self.buttons.values(), self.more)
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(18, 12, 18, 14)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.shares)
        column.addWidget(self.table, 1)
        ShiftGuard(whole)
        self._stack.addWidget(whole)
        self._stack.addWidget(self.nothing)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
        self.enter_at(self.table)

    def _connect_signals(self) -> None:
        for action, button in self.buttons.items():
            button.clicked.connect(lambda _on=False, d=action: self._start_action(d))
        self.more.clicked.connect(lambda: self._open_menu(None))
        self.table.act.connect(self._start_action)
        self.table.menu_wanted.connect(self._open_menu)
        self.table.chosen_changed.connect(self._on_chosen)
        self.nothing.first.clicked.connect(self._on_nothing)
        for button in (self.local, self.nothing.second):
            button.clicked.connect(self.find_local)
        self._theme.changed.connect(self._apply_style)
        self._apply_style()

    def _apply_style(self) -> None:
        side = self._theme.px(12)
        self.more.setIcon(icons.make_icon("down", self._theme.colours.muted, side))
        self.more.setIconSize(QSize(side, side))

    def show_capabilities(self, capabilities: HostCapabilities) -> None:
        """Offer only what the host can do."""
        self._manages = capabilities.manages_models
        for control in (self.more, self.local):
            control.setVisible(self._manages)
        self._enable_actions()

    def take_models(self, event: ModelsEvent) -> None:
        """Show all models of the host."""
        self._event = event
        self.table.rows.show_models(event.models)
        self._stack.setCurrentIndex(0 if event.models else 1)
        self.retranslate()

    def take_disk(self, event: DiskEvent) -> None:
        """Show the bytes of the models on disk, shared ones counted once, and the free bytes."""
        self._disk = event
        self.table.rows.show_beside(
            {name: PinnedNames(shared=size - event.own.get(name, size)) for name, size in event.size.items()}
        )
        self.retranslate()

    def follow_rename(self, old: str, new: str) -> None:
        """Keep a model selected that the next list has under a new name."""
        self.table.kept.rename_key(old, new)

    @property
    def chosen(self) -> tuple[ModelEntry, ...]:
        """The chosen models."""
        return self.table.chosen

    def _start_action(self, action: ModelAction) -> None:
        chosen = self.chosen
        can = self._manages or action in READ_ONLY
        if can and chosen and (len(chosen) == 1 or action in MANY):
            self.act.emit(action, chosen)

    def _on_nothing(self) -> None:
        (self.again if self._event is not None and self._event.trouble else self.look).emit()

    def _on_chosen(self) -> None:
        self.buttons[ModelAction.DELETE].setText(self._action_texts()[ModelAction.DELETE])
        self._enable_actions()

    def _enable_actions(self) -> None:
        count = len(self.chosen)
        damaged = self._is_damaged()
        for action, button in self.buttons.items():
            instead = action is ModelAction.LOCATE if not damaged else action is ModelAction.CHAT
            button.setVisible(not instead and (self._manages or action in READ_ONLY))
            button.setEnabled(count > 0 if action == ModelAction.DELETE else count == 1 and self._is_possible(action))
        self.more.setEnabled(count > 0)

    def _is_damaged(self) -> bool:
        """Whether one model is chosen, whose file is missing or was changed."""
        return len(self.chosen) == 1 and bool(self.chosen[0].card.damage)

    def _is_possible(self, action: ModelAction) -> bool:
        if action in (ModelAction.CHAT, ModelAction.LOCATE):
            return self._is_damaged() == (action is ModelAction.LOCATE) and self.chosen[0].card.chats
        return True

    def _open_menu(self, at: QPoint | None) -> None:
        if not self.chosen:
            return
        self.menu = Menu(self)
        texts, one = self._action_texts(), len(self.chosen) == 1
        offered = (tuple(ModelAction) if one else MANY) if self._manages else READ_ONLY if one else ()
        if not self._is_damaged():
            offered = tuple(each for each in offered if each is not ModelAction.LOCATE)
        for name in offered if at is not None else [each for each in offered if each not in SHOWN]:
            action = self.menu.addAction(texts[name])
            action.setEnabled(not one or self._is_possible(name))
            action.triggered.connect(lambda _on=False, name=name: self._start_action(name))
        self.menu.aboutToHide.connect(self._forget_menu)
        if at is None:
            open_below(self.menu, self.more)
        else:
            self.menu.aboutToHide.connect(self.menu.deleteLater)
            self.menu.popup(at)

    def _forget_menu(self) -> None:
        self.menu = None

    # Texts.

    def _action_texts(self) -> dict[str, str]:
        return {
            ModelAction.CHAT: self.tr("Chat"),
            ModelAction.LOCATE: self.tr("Locate…"),
            ModelAction.DETAILS: self.tr("About this model"),
            ModelAction.VARIANT: self.tr("Make a variant…"),
            ModelAction.COPY: self.tr("Copy…"),
            ModelAction.RENAME: self.tr("Rename…"),
            ModelAction.CHECK: self.tr("Look for newer versions")
            if len(self.chosen) > 1
            else self.tr("Look for a newer version"),
            ModelAction.DELETE: self.tr("Remove…") if self._is_damaged() else self.tr("Delete…"),
        }

    def retranslate(self) -> None:
        for action, button in self.buttons.items():
            button.setText(self._action_texts()[action])
        self.more.setText(self.tr("More"))
        self.local.setText(self.tr("Find models on this computer…"))
        self.summary.setText(self._summary_text())
        self._show_shares()
        self._say_nothing()
        self._enable_actions()

    def _show_shares(self) -> None:
        """Show the disk by model, largest first, by unshared bytes; shared bytes are a part of their own."""
        disk, own = self._disk, sorted(self._disk.own.items(), key=lambda each: -each[1])
        parts = [Part(name.rpartition("/")[2], size, name) for name, size in own[:SHARES]]
        parts.append(Part(self.tr("others"), sum(size for _, size in own[SHARES:])))
        if disk.total is not None:
            parts.append(Part(self.tr("shared by several"), max(0, disk.total - sum(disk.own.values()))))
        parts.append(Part(self.tr("unfinished pulls"), disk.unfinished or 0))
        self.shares.show_parts(parts)
        self._make_way()

    def _make_way(self) -> None:
        """Hide the bar when the page is too low for it and the table."""
        around = self._head.heightForWidth(self.width()) + self.shares.sizeHint().height()
        low = self.height() < around + self._theme.px(LEAST)
        self.shares.setVisible(len(self.shares.parts) > 1 and not low)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_way()

    def _summary_text(self) -> str:
        models = self._event.models if self._event else ()
        disk = self._disk
        size = sum(entry.card.size for entry in models) if disk.total is None else disk.total
        text = self.tr("%n model(s)", "", len(models))
        parts = [text, self.tr("{size} on disk").format(size=numbers.size(size))]
        if len(models) >= MOST_MODELS:
            parts.insert(1, self.tr("the host has more, which are not listed"))
        if disk.unfinished:
            parts.append(self.tr("{size} of unfinished pulls").format(size=numbers.size(disk.unfinished)))
        if disk.free is not None:
            parts.append(self.tr("{size} free").format(size=numbers.size(disk.free)))
        return " · ".join(parts)

    def _say_nothing(self) -> None:
        if self._event is None:
            self.nothing.set_texts(self.tr("Looking for models…"), "")
        elif self._event.trouble is not None:
            self.nothing.set_texts(self.tr("No models to show"), sentence(self._event.trouble), self.tr("Look again"))
        else:
            self.nothing.set_texts(
                self.tr("No model is here yet"),
                self.tr("Pull one from the catalogue, or drag a GGUF file here."),
                self.tr("Look at the catalogue"),
                self.tr("Find models on this computer…") if self._manages else "",
            )
