"""Accessible interfaces of the transcript: a list with an item per message, and in it a child per block.

Qt gets the interface from a factory and deletes it with the view; the view owns the Python object until then.
"""

from __future__ import annotations

import re
from weakref import ref

from PySide6.QtCore import QCoreApplication, QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QWindow
from PySide6.QtWidgets import QAbstractScrollArea, QAccessibleWidget, QWidget

from teahouse.core.conversation import State
from teahouse.core.markdown.pieces import BlockShape, MarkdownPiece, all_runs
from teahouse.core.markdown.reading import safe_text
from teahouse.core.values import dataclass
from teahouse.ui.i18n import numbers
from teahouse.ui.transcript import words
from teahouse.ui.transcript.accessibility.block_widgets import ActionsWidget, BlockLink, BlockTable, BlockText
from teahouse.ui.transcript.blocks.block_part import BlockPart
from teahouse.ui.transcript.blocks.part import TranscriptPart
from teahouse.ui.transcript.interaction.menu_controller import MenuController
from teahouse.ui.transcript.interaction.message_actions import MessageActions
from teahouse.ui.transcript.interaction.selection import KeyboardFocus
from teahouse.ui.transcript.layout.items import Item
from teahouse.ui.transcript.layout.page_layout import PageLayout
from teahouse.ui.transcript.layout.viewport import PageViewport

translate = QCoreApplication.translate


def tables_of(part: TranscriptPart) -> list[MarkdownPiece]:
    """The tables of a block, from top to bottom."""
    return [piece for piece in _pieces(part) if piece.shape is BlockShape.TABLE]


def links_of(part: TranscriptPart) -> list[tuple[str, str]]:
    """The addresses of the links of a block, each once, with their shown text."""
    addresses = dict.fromkeys(run.link for piece in _pieces(part) for run in all_runs(piece) if run.link)
    return [(address, safe_text(part.link_text(address)) or safe_text(address)) for address in addresses]


def spoken_structure(part: TranscriptPart) -> str:
    """The description of a block: title, heading level, size of its tables, number of links."""
    levels = [piece.level for piece in _pieces(part) if piece.shape is BlockShape.HEADING]
    said = [part.title(), *(translate("Transcript", "Heading of level {n}").format(n=level) for level in levels)]
    said += [
        translate("Transcript", "Table with {rows} rows and {columns} columns").format(
            rows=len(table.rows), columns=len(table.aligns)
        )
        for table in tables_of(part)
    ]
    if links := len(links_of(part)):
        said.append(translate("Transcript", "%n link(s)", "", links))
    return numbers.in_a_row(filter(None, said))


def _pieces(part: TranscriptPart) -> tuple[MarkdownPiece, ...]:
    return part.pieces if isinstance(part, BlockPart) else ()


SPOKEN = 4000  # characters of a message that are read out; more can be read block by block
ATTACHED, TEXT = 0, 2  # the first numbers of the keys of attachments and of text parts
SENTENCE = 200  # characters of a reply that are read out when it is over
_END = re.compile(r"[.!?…]+(?=\s)|[。！？]+|\n")  # regex: a short text; where its first sentence ends


@dataclass(frozen=True, slots=True, weakref_slot=True)
class AccessibleSource:
    """The scroll area of the messages and its parts, which the interface reads."""

    area: QAbstractScrollArea
    layout: PageLayout
    viewport: PageViewport
    focus: KeyboardFocus
    actions: MessageActions
    menus: MenuController


# Null results: Qt accepts null, which PySide's stubs do not declare.
NO_INTERFACE: QAccessibleInterface = None  # type: ignore[assignment]
NO_OBJECT: QObject = None  # type: ignore[assignment]

Relations = list[tuple[QAccessibleInterface, QAccessible.RelationFlag]]


class PageElement(QAccessibleInterface):
    """Base of messages and blocks: focusable, read-only, without a widget."""

    def __init__(self, page: PageAccess) -> None:
        super().__init__()
        self._page = page

    def object(self) -> QObject:
        return NO_OBJECT

    def window(self) -> QWindow:
        return self._page.window()

    def relations(self, match: QAccessible.RelationFlag = QAccessible.RelationFlag.AllRelations) -> Relations:
        return []

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        return None

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable = True
        state.readOnly = True
        return state


class MessageAccess(PageElement):
    """One message."""

    def __init__(self, page: PageAccess, number: int) -> None:
        super().__init__(page)
        self._number = number

    def _item(self) -> Item | None:
        items = self._page.layout.items
        return items[self._number] if self._number < len(items) else None

    def isValid(self) -> bool:
        return self._page.alive and self._item() is not None

    def parent(self) -> QAccessibleInterface:
        return self._page

    def child(self, index: int) -> QAccessibleInterface:
        blocks = self._block_count()
        if index == blocks and self.childCount() > blocks:
            return self._page.actions_of(self._number)
        return self._page.block_access(self, self._number, index) if 0 <= index < blocks else NO_INTERFACE

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        blocks = (self.child(index) for index in range(self._block_count()))
        return next((block for block in blocks if block.rect().contains(x, y)), NO_INTERFACE)

    def childCount(self) -> int:
        """Its blocks and, while focused, its actions."""
        focused = self._item() is not None and self._page.focus.number == self._number
        return self._block_count() + (1 if focused else 0)

    def _block_count(self) -> int:
        return 0 if self._item() is None else len(self._page.layout.block_keys(self._number))

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.index if isinstance(child, BlockAccess) else -1

    def focusChild(self) -> QAccessibleInterface:
        focused = self._page.focus.block
        return self.child(focused[1]) if focused is not None and focused[0] == self._number else NO_INTERFACE

    def text(self, kind: QAccessible.Text) -> str:
        item = self._item()
        if item is None:
            return ""
        match kind:
            case QAccessible.Text.Name:
                return spoken_message(self._page.layout, self._number)
            case QAccessible.Text.Value:
                return clean_text(self._page.layout, self._number)
            case QAccessible.Text.Description:
                return numbers.in_a_row(spoken_figures(item))
            case _:
                return ""

    def rect(self) -> QRect:
        return self._page.viewport.message_rect(self._number)

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = super().state()
        focus = self._page.focus
        state.focused = focus.number == self._number and focus.block is None
        state.offscreen = not self._page.viewport.shows_message(self._number)
        return state


class BlockAccess(PageElement):
    """One block of a message."""

    def __init__(self, page: PageAccess, message: MessageAccess, number: int, index: int) -> None:
        super().__init__(page)
        self._message = message
        self.number = number
        self.index = index

    def isValid(self) -> bool:
        return self._message.isValid() and self.index < len(self._page.layout.block_keys(self.number))

    def parent(self) -> QAccessibleInterface:
        return self._message

    def child(self, index: int) -> QAccessibleInterface:
        widgets = self._page.widgets_of(self) if self._is_focused() else []
        return QAccessible.queryAccessibleInterface(widgets[index]) if 0 <= index < len(widgets) else NO_INTERFACE

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        return NO_INTERFACE

    def childCount(self) -> int:
        """While focused: its text, tables and links as widgets."""
        return len(self._page.widgets_of(self)) if self._is_focused() else 0

    def _is_focused(self) -> bool:
        return self.isValid() and self._page.focus.block == (self.number, self.index)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def focusChild(self) -> QAccessibleInterface:
        return NO_INTERFACE

    def text(self, kind: QAccessible.Text) -> str:
        if not self.isValid():
            return ""
        match kind:
            case QAccessible.Text.Name | QAccessible.Text.Value:
                return self.part.copied_text(0, SPOKEN)
            case QAccessible.Text.Description:
                return spoken_structure(self.part)
            case _:
                return ""

    @property
    def part(self) -> TranscriptPart:
        """Its part; only while it is valid."""
        return self._page.layout.block(self.number, self.index)

    def rect(self) -> QRect:
        return self._page.viewport.block_rect(self.number, self.index) if self.isValid() else QRect()

    def role(self) -> QAccessible.Role:
        return self.part.role() if self.isValid() else QAccessible.Role.Paragraph

    def state(self) -> QAccessible.State:
        state = super().state()
        state.focused = self._page.focus.block == (self.number, self.index)
        return state


class PageAccess(QAccessibleWidget):
    """The transcript; its children are the messages on the path, from the first."""

    def __init__(self, source: AccessibleSource) -> None:
        super().__init__(source.area, QAccessible.Role.List)
        self._source = ref(source)  # weak: Qt owns this interface
        self._children: dict[int, MessageAccess] = {}
        self._blocks: dict[tuple[int, int], BlockAccess] = {}
        self._ids: list[int] = []
        self._text: BlockText | None = None
        self._tables: list[BlockTable] = []
        self._links: list[BlockLink] = []
        self._actions: ActionsWidget | None = None

    @property
    def alive(self) -> bool:
        """Whether the view is still there."""
        return self._source() is not None

    @property
    def source(self) -> AccessibleSource:
        source = self._source()
        assert source is not None, "Qt deletes the interface with its view"
        return source

    @property
    def layout(self) -> PageLayout:
        """The messages, and their blocks."""
        return self.source.layout

    @property
    def viewport(self) -> PageViewport:
        """Where they are on the screen."""
        return self.source.viewport

    @property
    def focus(self) -> KeyboardFocus:
        """Which of them has the keyboard."""
        return self.source.focus

    def drop_children(self) -> None:
        """Delete the interfaces of messages and blocks after a change of the messages, or with the view."""
        for number in self._ids:
            QAccessible.deleteAccessibleInterface(number)
        self._ids.clear()
        self._children.clear()
        self._blocks.clear()

    def block_access(self, message: MessageAccess, number: int, index: int) -> BlockAccess:
        """A block of a message."""
        if (number, index) not in self._blocks:
            self._blocks[number, index] = made = BlockAccess(self, message, number, index)
            self._ids.append(QAccessible.registerAccessibleInterface(made))
        return self._blocks[number, index]

    def widgets_of(self, block: BlockAccess) -> list[QWidget]:
        """Hidden widgets for the content of the focused block, reused for the next one."""
        part, place = block.part, block.rect()
        place.moveTopLeft(self.source.area.mapFromGlobal(place.topLeft()))
        if self._text is None:
            self._text = BlockText(self.source.area)
        self._text.show_text(block.text(QAccessible.Text.Name))
        tables, links = tables_of(part), links_of(part)
        self._tables += [BlockTable(self.source.area) for _ in tables[len(self._tables) :]]
        self._links += [BlockLink(self.source.area, self.source.actions) for _ in links[len(self._links) :]]
        for table, piece in zip(self._tables, tables, strict=False):
            table.show_table(piece)
        for link, (address, text) in zip(self._links, links, strict=False):
            link.show_link(address, text)
        widgets = [self._text, *self._tables[: len(tables)], *self._links[: len(links)]]
        for widget in widgets:
            widget.setGeometry(place & self.source.area.rect())
        return widgets

    def actions_of(self, number: int) -> QAccessibleInterface:
        """The actions of the focused message."""
        if self._actions is None:
            self._actions = ActionsWidget(
                self.source.area, self.layout, self.focus, self.source.actions, self.source.menus
            )
        self._actions.number = number
        return QAccessible.queryAccessibleInterface(self._actions)

    def childCount(self) -> int:
        return len(self.layout.items)

    def child(self, index: int) -> QAccessibleInterface:
        if not 0 <= index < len(self.layout.items):
            return NO_INTERFACE
        if index not in self._children:
            self._children[index] = made = MessageAccess(self, index)
            self._ids.append(QAccessible.registerAccessibleInterface(made))
        return self._children[index]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return next((number for number, known in self._children.items() if known is child), -1)

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        point = QPoint(x, y)
        for number in range(len(self.layout.items)):
            if self.viewport.shows_message(number) and self.viewport.message_rect(number).contains(point):
                return self.child(number)
        return NO_INTERFACE

    def focusChild(self) -> QAccessibleInterface:
        """The block that has the focus, else the message, else the page."""
        number = self.focus.number
        message = None if number is None else self.child(number)
        return self if message is None else message.focusChild() or message


def clean_text(layout: PageLayout, number: int, most: int = SPOKEN, first: int = 0) -> str:
    """A message's text without Markdown, at most `most` characters, from blocks whose key starts at `first`."""
    said, left = [], most
    for index, (kind, _) in enumerate(layout.block_keys(number)):
        if kind < first:
            continue
        said.append(safe_text(layout.block(number, index).copied_text(0, left)))
        left -= len(said[-1])
        if left <= 0:
            break
    return "\n".join(part for part in said if part)


def spoken_message(layout: PageLayout, number: int) -> str:
    """The spoken text of a message: author, end state, text, attachments, calls."""
    message = layout.items[number].message
    ended = words.state(message)  # the error is one of its blocks
    said = [ended, clean_text(layout, number, SPOKEN, ATTACHED + 1)]
    said += [safe_text(attachment.name) for attachment in message.attachments]
    said += [safe_text(call.name) for call in message.calls]
    text = translate("Transcript", "{author}: {text}")
    return text.replace("{author}", words.author(message)).replace("{text}", "\n".join(part for part in said if part))


def spoken_end(layout: PageLayout, item: Item) -> str:
    """The announcement of the end of a reply: author, end state, first sentence."""
    number = layout.items.number_of(item.id)
    failed = item.message.state is State.FAILED
    begins = "" if number is None or failed else _first_sentence(clean_text(layout, number, SENTENCE + 1, TEXT))
    ended = safe_text(words.ending(item.message))
    said = f"{ended}. {begins}" if begins else ended
    text = translate("Transcript", "{author}: {text}")
    return text.replace("{author}", words.author(item.message)).replace("{text}", said)


def _first_sentence(text: str) -> str:
    end = _END.search(text)
    first = text[: end.end()] if end is not None else text
    return first.strip() if len(first) <= SENTENCE else first[:SENTENCE].rstrip() + "…"


def spoken_figures(item: Item) -> list[str]:
    """How a message ended and its figures, in words."""
    ended, figures = words.state(item.message), item.message.figures
    return ([ended] if ended else []) + ([] if figures is None else [text for _, text in words.figures(figures)])
