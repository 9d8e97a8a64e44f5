"""The find bar above the conversation, and the search in its messages."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from teahouse.core.conversation import Role
from teahouse.core.markdown import Block, BlockKind, Splitter
from teahouse.core.markdown.copying import shown_text, units
from teahouse.core.markdown.reading import LinkNames, read_block, safe_text
from teahouse.ui.actions import key_text
from teahouse.ui.kit.accessibility import announce
from teahouse.ui.kit.buttons import IconButton
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.style import Theme
from teahouse.ui.transcript.interaction.selection import Match, Matches
from teahouse.ui.transcript.layout.items import LARGE, Items
from teahouse.ui.transcript.layout.message_body import MOST_CHARACTERS, MOST_PARTS, SLICE

WIDTH = 380


class FindField(LineField):
    """Enter: next match, Shift+Enter: previous, Esc: close."""

    stepped = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            case Qt.Key.Key_Down:
                self.stepped.emit(1)
            case Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)


class FindBar(QFrame):
    """`typed` carries the text to find, `stepped` 1 for the next match and -1 for the previous one; `left`: the bar is
    to be closed."""

    typed = Signal(str)
    stepped = Signal(int)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.field = FindField()
        self.count = QLabel()
        self.before, self.next = IconButton(theme, "up", side=28), IconButton(theme, "down", side=28)
        self.closing = IconButton(theme, "close", side=28)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 6, 6)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        for widget in (self.count, self.before, self.next, self.closing):
            row.addWidget(widget)
        self.field.textChanged.connect(self.typed)
        self.field.stepped.connect(self.stepped)
        self.field.left.connect(self.left)
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.next.clicked.connect(lambda: self.stepped.emit(1))
        self.closing.clicked.connect(self.left)
        self._shown_count = (0, 0, False)
        self._retranslate()
        self.show_count(0, 0, searching=False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("Find in this conversation…"))
        self.field.setToolTip(self.field.placeholderText())  # the field may cut it
        self.field.setAccessibleName(self.tr("Find in this conversation"))
        self.before.set_name(self.tr("Previous match"), key_text("Shift+Return"))
        self.next.set_name(self.tr("Next match"), key_text("Return"))
        self.closing.set_name(self.tr("Close"), key_text("Esc"))
        self.show_count(self._shown_count[0], self._shown_count[1], searching=self._shown_count[2])

    def show_count(self, number: int, count: int, *, searching: bool) -> None:
        """Show the number of the current match and the number of matches."""
        self._shown_count = (number, count, searching)
        if not self.field.text().strip():
            text = ""
        elif not count:
            text = self.tr("searching…") if searching else self.tr("not found")
        else:
            text = self.tr("{number} of {count}").format(number=number, count=f"{count}{'…' if searching else ''}")
        if text and text != self.count.text() and not searching:
            announce(self.field, text)
        self.count.setText(text)
        self.count.setAccessibleName(text)
        for button in (self.before, self.next):
            button.setEnabled(count > 0)

    def place_in(self, room: int) -> None:
        """Move to the top right of a view of this width in pixels."""
        width = min(WIDTH, room - 24)
        self.setGeometry(room - width - 20, 8, width, self.sizeHint().height())
        self.raise_()


MOST = 10_000  # matches
LONGEST = 500  # characters of a query


class Query:
    """A search text; ignores case, and any white space matches any other."""

    def __init__(self, text: str) -> None:
        words = [re.escape(word) for word in text[:LONGEST].split()]
        # regex: escaped words with white space between them, which no word contains
        self._whole = re.compile(r"\s+".join(words), re.IGNORECASE)
        self._words = [re.compile(word, re.IGNORECASE) for word in words]  # regex: as above

    def may_be_in(self, text: str) -> bool:
        """Whether Markdown source may match."""
        return all(word.search(text) for word in self._words)

    def find_places(self, text: str) -> Iterator[tuple[int, int]]:
        """The matches in a text, in UTF-16 units."""
        at = start = 0
        for found in self._whole.finditer(text):
            start += units(text[at : found.start()])
            end = start + units(found[0])
            yield start, end
            at, start = found.end(), end


def search_items(items: Items, query: Query, found: Matches) -> Generator[None, None, None]:
    """A job that adds all matches to `found`, from the first message to the last."""
    for number in range(len(items)):
        said = items.find_made(number) or items.messages[number]  # an item has the text of a streaming reply
        plain = items.messages[number].role is not Role.ASSISTANT
        for text, kind, is_plain in ((said.thinking, 1, True), (said.text, 2, plain)):
            if text and query.may_be_in(text[:MOST_CHARACTERS]):
                yield from _in_text(said.id, kind, text, is_plain, query, found)
            if len(found.matches) >= MOST:
                return
        yield


def find_first(items: Items, number: int, words: str) -> Match | None:
    """The first match of the longest of some words in a message, else in its thinking; None in a large message."""
    said = items.find_made(number) or items.messages[number]
    if len(said.text) + len(said.thinking) > LARGE:
        return None
    plain = items.messages[number].role is not Role.ASSISTANT
    for word in sorted(words.split(), key=len, reverse=True):
        query, found = Query(word), Matches()
        for text, kind, is_plain in ((said.text, 2, plain), (said.thinking, 1, True)):
            for _ in _in_text(said.id, kind, text, is_plain, query, found) if query.may_be_in(text) else ():
                if found.matches:
                    return found.matches[0]
    return None


def _in_text(message_id: str, kind: int, text: str, plain: bool, query: Query, found: Matches) -> Generator[
    None, None, None
]:  # fmt: skip
    names = LinkNames()
    splitter, blocks = Splitter(plain=plain), list[Block]()
    for at in range(0, min(len(text), MOST_CHARACTERS), SLICE):
        blocks += splitter.append_text(text[at : min(at + SLICE, MOST_CHARACTERS)])
        if len(blocks) >= MOST_PARTS:
            break
        yield
    blocks = (blocks + list(splitter.finish_blocks()))[:MOST_PARTS]
    for block in blocks:
        if block.kind is BlockKind.TEXT and "]:" in block.text:
            names.learn_definitions(safe_text(block.text))
            yield
    for number, block in enumerate(blocks):
        if not query.may_be_in(block.text):
            continue
        key = (kind, number + 1 if kind == 1 else number)
        found.add_matches(Match(message_id, key, *place) for place in query.find_places(_shown(block, names)))
        yield


def _shown(block: Block, names: LinkNames) -> str:
    """The shown text of a block, equal to `plain_text()` of its part."""
    if block.kind is BlockKind.TEXT:
        return shown_text(read_block(safe_text(block.lead + block.text), names))
    return safe_text(block.text.removesuffix("\n"), code=block.kind is BlockKind.CODE)
