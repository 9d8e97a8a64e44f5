"""Hidden widgets with the text, table, link and action interfaces of the focused block.

PySide 6.11 ends the process when `interface_cast` is overridden, so accessible objects made in Python cannot have these
interfaces; Qt's widgets have them. The widgets lie below the page and take neither focus nor pointer.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QFrame, QTableWidget, QTableWidgetItem, QTextEdit, QWidget

from teahouse.core.markdown.pieces import MarkdownPiece, shown_text
from teahouse.core.markdown.reading import safe_text
from teahouse.ui.transcript.interaction.menu_controller import MenuController
from teahouse.ui.transcript.interaction.message_actions import MessageActions
from teahouse.ui.transcript.interaction.message_menu import part_entries
from teahouse.ui.transcript.interaction.selection import KeyboardFocus
from teahouse.ui.transcript.layout.page_layout import PageLayout

translate = QCoreApplication.translate

PRESS = QAccessibleActionInterface.pressAction()
MOST_ROWS = 400  # of a table


def place_below(widget: QWidget) -> None:
    """Show a widget below the page, without focus and pointer."""
    widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    widget.lower()
    widget.show()


class BlockText(QTextEdit):
    """The text of the focused block, read by words and characters."""

    def __init__(self, area: QWidget) -> None:
        super().__init__(area)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        for bars in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bars(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        place_below(self)

    def show_text(self, text: str) -> None:
        """Set the text."""
        if text != self.toPlainText():
            self.setPlainText(text)


class BlockTable(QTableWidget):
    """A table of the focused block, read by cells with headings."""

    def __init__(self, area: QWidget) -> None:
        super().__init__(area)
        self._piece: MarkdownPiece | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        place_below(self)

    def show_table(self, piece: MarkdownPiece) -> None:
        """Set the table."""
        if piece is self._piece:
            return
        self._piece = piece
        head, rows = piece.rows[:1], piece.rows[1 : MOST_ROWS + 1]
        self.clear()
        self.setColumnCount(len(piece.aligns))
        self.setRowCount(len(rows))
        self.setAccessibleName(translate("Transcript", "Table"))
        for cells in head:
            self.setHorizontalHeaderLabels([safe_text(shown_text(cell)) for cell in cells])
        for number, row in enumerate(rows):
            for column, cell in enumerate(row[: len(piece.aligns)]):
                self.setItem(number, column, QTableWidgetItem(safe_text(shown_text(cell))))


class BlockLink(QWidget):
    """A link of the focused block."""

    def __init__(self, area: QWidget, actions: MessageActions) -> None:
        super().__init__(area)
        self.address = ""
        self.text = ""
        self._actions = actions
        self._interface: QAccessibleInterface | None = None
        place_below(self)

    def show_link(self, address: str, text: str) -> None:
        """Set the link."""
        self.address, self.text = address, text
        self.setAccessibleName(text)
        self.setAccessibleDescription(safe_text(address))

    def follow_link(self) -> None:
        """Open the link as a click does."""
        self._actions.open_link(self.address, self.text)

    def make_accessible(self) -> QAccessibleInterface:
        """The interface, made when one asks."""
        self._interface = LinkAccess(self, QAccessible.Role.Link)
        return self._interface


class LinkAccess(QAccessibleWidget):
    """A link with a press action."""

    def state(self) -> QAccessible.State:
        state = super().state()
        state.linked = True
        return state

    def actionNames(self) -> list[str]:
        return [PRESS]

    def doAction(self, name: str) -> None:
        link = self.widget()
        if name == PRESS and isinstance(link, BlockLink):
            link.follow_link()

    def keyBindingsForAction(self, name: str) -> list[str]:
        return []


class ActionsWidget(QWidget):
    """The actions of the focused message and block."""

    def __init__(
        self, area: QWidget, layout: PageLayout, focus: KeyboardFocus, actions: MessageActions, menus: MenuController
    ) -> None:
        super().__init__(area)
        self.number = 0
        self._layout = layout
        self._focus = focus
        self._actions = actions
        self._menus = menus
        self._interface: ActionsAccess | None = None
        place_below(self)

    def make_accessible(self) -> QAccessibleInterface:
        """The interface, made when one asks."""
        self._interface = ActionsAccess(self, QAccessible.Role.ToolBar, translate("Transcript", "Actions"))
        return self._interface

    def find_entries(self) -> dict[str, Callable[[], object]]:
        """The entries of the message's menu by text, those of the focused block first."""
        if self.number >= len(self._layout.items):
            return {}
        item, focused = self._layout.items[self.number], self._focus.block
        found: dict[str, Callable[[], object]] = {}
        if focused is not None and focused[0] == self.number:
            found |= dict(part_entries(self._actions, item, self._layout.block(*focused), None, ""))
        menu = self._menus.menu_of(item)
        menu.setParent(self)
        menu.deleteLater()
        return found | {
            action.text(): action.trigger for action in menu.actions() if action.text() and action.isEnabled()
        }


class ActionsAccess(QAccessibleWidget):
    """The entries of the menu as actions."""

    def _entries(self) -> dict[str, Callable[[], object]]:
        actions = self.widget()
        return actions.find_entries() if isinstance(actions, ActionsWidget) else {}

    def actionNames(self) -> list[str]:
        return list(self._entries())

    def doAction(self, name: str) -> None:
        act = self._entries().get(name)
        if act is not None:
            act()

    def keyBindingsForAction(self, name: str) -> list[str]:
        return []
