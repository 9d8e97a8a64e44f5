"""The menu of one message: everything that can be done with it, also without a mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from teahouse.core.conversation import Role, State
from teahouse.core.markdown.copying import plain_text, table_lines
from teahouse.core.markdown.harmless import safe
from teahouse.core.markdown.pieces import BlockShape, MarkdownPiece, all_runs
from teahouse.ui.kit.menus import Menu
from teahouse.ui.transcript.blocks.attachment_parts import AttachmentPart
from teahouse.ui.transcript.blocks.block_part import BlockPart
from teahouse.ui.transcript.blocks.code_part import CodePart
from teahouse.ui.transcript.blocks.part import Act, TranscriptPart
from teahouse.ui.transcript.layout.items import Item
from teahouse.ui.transcript.words import can_continue

if TYPE_CHECKING:
    from teahouse.ui.transcript.interaction.message_actions import MessageActions


translate = QCoreApplication.translate

Do = Callable[[Act, Item], None]


def retry_menu(parent: QWidget, item: Item, do: Do) -> Menu:
    """The two ways to have a reply once more."""
    menu = _made(parent)
    _add_retries(menu, item, do)
    return menu


def message_menu(parent: QWidget, item: Item, do: Do, first: Sequence[tuple[str, Callable[[], None]]],
                 copy_plain: Callable[[Item], None]) -> Menu:  # fmt: skip
    """All actions of a message, after those that concern what is selected or pointed at."""
    menu = _made(parent)
    for text, deed in first:
        menu.addAction(text, deed)
    if first:
        menu.addSeparator()
    menu.addAction(translate("Transcript", "Copy message"), lambda: copy_plain(item))
    menu.addAction(translate("Transcript", "Copy as Markdown"), lambda: do(Act.COPY, item))
    menu.addSeparator()
    _add_actions(menu, item, do)
    if item.thinking:
        hide = translate("Transcript", "Hide the thinking")
        show = translate("Transcript", "Show the thinking")
        menu.addAction(hide if item.shows_thinking else show, lambda: do(Act.FOLD, item))
    if item.siblings[1] > 1:
        menu.addSeparator()
        older = menu.addAction(translate("Transcript", "Previous version"), lambda: do(Act.OLDER, item))
        newer = menu.addAction(translate("Transcript", "Next version"), lambda: do(Act.NEWER, item))
        older.setEnabled(item.siblings[0] > 1)
        newer.setEnabled(item.siblings[0] < item.siblings[1])
    if item.message.state is not State.STREAMING and not item.is_bare:
        menu.addSeparator()
        menu.addAction(translate("Transcript", "Delete from here on"), lambda: do(Act.DELETE, item))
    return menu


def _add_actions(menu: Menu, item: Item, do: Do) -> None:
    if item.message.role is Role.USER:
        menu.addAction(translate("Transcript", "Edit"), lambda: do(Act.EDIT, item))
    elif item.message.role is Role.ASSISTANT and item.message.state is not State.STREAMING:
        if can_continue(item.message):
            menu.addAction(translate("Transcript", "Continue"), lambda: do(Act.CONTINUE, item))
        _add_retries(menu, item, do)
    if item.message.role in (Role.USER, Role.ASSISTANT) and not item.is_bare:
        menu.addAction(translate("Transcript", "Compare models with this question…"), lambda: do(Act.COMPARE, item))


def _made(parent: QWidget) -> Menu:
    menu = Menu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _add_retries(menu: Menu, item: Item, do: Do) -> None:
    same = translate("Transcript", "Retry with {model}").format(model=item.message.model)
    menu.addAction(same.replace("&", "&&"), lambda: do(Act.RETRY, item))
    menu.addAction(translate("Transcript", "Retry with another model…"), lambda: do(Act.RETRY_WITH, item))


Entries = Iterator[tuple[str, Callable[[], None]]]

MOST_LINKS = 12
LONGEST_LINK = 60  # characters of an address in a menu


def selection_entries(view: MessageActions) -> Entries:
    """For selected text."""
    if view.selection:
        yield translate("Transcript", "Copy"), view.copy_selected
        yield translate("Transcript", "Copy selection as Markdown"), view.copy_selected_markdown


def part_entries(view: MessageActions, item: Item, part: TranscriptPart, y: int | None, link: str) -> Entries:
    """For a block of a message: for `link` and what is at height `y` where the pointer is on it, else for all."""
    links = [link] if link else [] if y is not None else _links(part)
    for address in links[:MOST_LINKS]:
        yield from _of_link(view, address, "" if not link else part.link_text(address), named=not link)
    inner = [part.part_at(y)] if y is not None else part.inner_parts()
    for one in inner:
        if isinstance(one, CodePart):
            yield from _of_code(view, one, item.code_of(part) or one.block.text)
        elif isinstance(one, AttachmentPart):
            yield from _of_attachment(view, one)
        elif isinstance(piece := getattr(one, "piece", None), MarkdownPiece):
            yield from _of_piece(view, piece)


def _of_link(view: MessageActions, address: str, shown: str, *, named: bool) -> Entries:
    if named:
        text = safe(address) if len(address) <= LONGEST_LINK else f"{safe(address[: LONGEST_LINK - 1])}…"
        yield (
            translate("Transcript", "Open {address}").format(address=text.replace("&", "&&")),
            lambda: view.link.emit(address, shown),
        )
        return
    yield translate("Transcript", "Open link"), lambda: view.link.emit(address, shown)
    yield translate("Transcript", "Copy link address"), lambda: view.copy_text(address)


def _of_code(view: MessageActions, part: CodePart, code: str) -> Entries:
    language = part.block.language
    yield translate("Transcript", "Copy code"), lambda: view.copy_text(code.removesuffix("\n"))
    yield translate("Transcript", "Save code as…"), lambda: view.save_code(code.removesuffix("\n"), language)
    wraps = part.ink.wrap_code
    wrap = translate("Transcript", "Don't wrap long lines") if wraps else translate("Transcript", "Wrap long lines")
    yield wrap, view.wrap_code


def _of_attachment(view: MessageActions, part: AttachmentPart) -> Entries:
    attachment = part.attachment
    picture, text = translate("Transcript", "Copy picture"), translate("Transcript", "Copy the file's text")
    yield translate("Transcript", "Show"), lambda: view.show_attachment(attachment)
    yield picture if attachment.is_picture else text, lambda: view.copy_attachment(attachment)
    yield translate("Transcript", "Save as…"), lambda: view.save_attachment(attachment)


def _of_piece(view: MessageActions, piece: MarkdownPiece) -> Entries:
    if piece.shape is BlockShape.TABLE:
        table = "\n".join(table_lines(piece))
        yield translate("Transcript", "Copy table"), lambda: view.copy_text(plain_text((piece,)))
        yield translate("Transcript", "Copy table as Markdown"), lambda: view.copy_text(table)
    elif piece.shape is BlockShape.MATHS:
        yield translate("Transcript", "Copy formula as LaTeX"), lambda: view.copy_text(piece.text)


def _links(part: TranscriptPart) -> list[str]:
    """Where the links of a block lead, each once."""
    if not isinstance(part, BlockPart):
        return []
    return list(dict.fromkeys(run.link for piece in part.pieces for run in all_runs(piece) if run.link))
