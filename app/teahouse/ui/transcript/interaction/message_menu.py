"""The menu of one message: everything that can be done with it, also without a mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from teahouse.core.conversation import Role, State
from teahouse.core.markdown.copying import plain_text, table_lines
from teahouse.core.markdown.pieces import BlockShape, MarkdownPiece, all_runs
from teahouse.core.markdown.reading import safe_text
from teahouse.ui.kit.popup import Menu
from teahouse.ui.transcript.blocks.attachment_parts import AttachmentPart
from teahouse.ui.transcript.blocks.block_part import BlockPart
from teahouse.ui.transcript.blocks.code_part import CodePart
from teahouse.ui.transcript.blocks.formulas import MathsPart
from teahouse.ui.transcript.blocks.part import PartAction, TranscriptPart
from teahouse.ui.transcript.blocks.table_part import TablePart
from teahouse.ui.transcript.interaction.message_actions import MessageActions
from teahouse.ui.transcript.interaction.selection import Selection
from teahouse.ui.transcript.layout.items import Item
from teahouse.ui.transcript.words import can_continue

translate = QCoreApplication.translate

Entries = Iterator[tuple[str, Callable[[], None]]]

MOST_LINKS = 12
LONGEST_LINK = 60  # characters of an address in a menu


def retry_menu(parent: QWidget, item: Item, actions: MessageActions) -> Menu:
    """The two ways to have a reply once more."""
    menu = _new_menu(parent)
    _add_retries(menu, item, actions)
    return menu


def message_menu(
    parent: QWidget,
    item: Item,
    actions: MessageActions,
    first: Sequence[tuple[str, Callable[[], None]]],
    token: int = 0,
) -> Menu:
    """All actions of a message, after those that concern what is selected or pointed at; `token` is the first one
    there."""
    menu = _new_menu(parent)
    for text, run in first:
        menu.addAction(text, run)
    if first:
        menu.addSeparator()
    menu.addAction(translate("Transcript", "Copy message"), lambda: actions.copy_plain(item))
    menu.addAction(translate("Transcript", "Copy as Markdown"), lambda: actions.run_action(PartAction.COPY, item))
    menu.addSeparator()
    _add_actions(menu, item, actions)
    if item.shows_tokens:
        menu.addAction(translate("Transcript", "Token probabilities…"), lambda: actions.show_token(item, token))
    _add_inspection(menu, item, actions, token)
    if item.thinking:
        hide = translate("Transcript", "Hide the thinking")
        show = translate("Transcript", "Show the thinking")
        menu.addAction(hide if item.shows_thinking else show, lambda: actions.run_action(PartAction.FOLD, item))
    if item.siblings[1] > 1:
        menu.addSeparator()
        older = menu.addAction(
            translate("Transcript", "Previous version"), lambda: actions.run_action(PartAction.OLDER, item)
        )
        newer = menu.addAction(
            translate("Transcript", "Next version"), lambda: actions.run_action(PartAction.NEWER, item)
        )
        older.setEnabled(item.siblings[0] > 1)
        newer.setEnabled(item.siblings[0] < item.siblings[1])
    if item.message.state is not State.STREAMING and not item.is_bare:
        menu.addSeparator()
        menu.addAction(
            translate("Transcript", "Delete from here on"), lambda: actions.run_action(PartAction.DELETE, item)
        )
    return menu


def _add_actions(menu: Menu, item: Item, actions: MessageActions) -> None:
    if item.message.role is Role.USER:
        menu.addAction(translate("Transcript", "Edit"), lambda: actions.run_action(PartAction.EDIT, item))
    elif item.message.role is Role.ASSISTANT and item.message.state is not State.STREAMING:
        if can_continue(item.message):
            menu.addAction(translate("Transcript", "Continue"), lambda: actions.run_action(PartAction.CONTINUE, item))
        _add_retries(menu, item, actions)
    if item.message.role in (Role.USER, Role.ASSISTANT) and not item.is_bare:
        menu.addAction(
            translate("Transcript", "Compare models with this question…"),
            lambda: actions.run_action(PartAction.COMPARE, item),
        )
        menu.addAction(translate("Transcript", "Add to sheet…"), lambda: actions.run_action(PartAction.EVALUATE, item))


def _add_inspection(menu: Menu, item: Item, actions: MessageActions, token: int) -> None:
    message, refuse = item.message, actions.refuse_inspection
    is_reply = message.role is Role.ASSISTANT and message.state is not State.STREAMING and bool(message.text.strip())
    if not is_reply or refuse is None:
        return
    text, reason = translate("Transcript", "Inspect this reply"), refuse(message)
    number = token if item.shows_tokens and token else -1
    action = menu.addAction(f"{text} ({reason})" if reason else text, lambda: actions.inspect_reply(item, number))
    action.setEnabled(not reason)


def _new_menu(parent: QWidget) -> Menu:
    menu = Menu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _add_retries(menu: Menu, item: Item, actions: MessageActions) -> None:
    same = translate("Transcript", "Retry with {model}").format(model=item.message.model)
    menu.addAction(same.replace("&", "&&"), lambda: actions.run_action(PartAction.RETRY, item))
    menu.addAction(
        translate("Transcript", "Retry with another model…"), lambda: actions.run_action(PartAction.RETRY_WITH, item)
    )


def selection_entries(actions: MessageActions, selection: Selection) -> Entries:
    """For selected text."""
    if selection:
        yield translate("Transcript", "Copy"), actions.copy_selected
        yield translate("Transcript", "Copy selection as Markdown"), actions.copy_selected_markdown


def part_entries(actions: MessageActions, item: Item, part: TranscriptPart, y: int | None, link: str) -> Entries:
    """For a block of a message: for `link` and what is at height `y` where the pointer is on it; by the keyboard, for
    all that the block holds."""
    links = [link] if link else [] if y is not None else _links(part)
    for address in links[:MOST_LINKS]:
        yield from _of_link(actions, address, "" if not link else part.link_text(address), named=not link)
    inner = [part.part_at(y)] if y is not None else part.inner_parts()
    for one in inner:
        if isinstance(one, CodePart):
            yield from _of_code(actions, one, item.code_of(part) or one.block.text)
        elif isinstance(one, AttachmentPart):
            yield from _of_attachment(actions, one)
        elif isinstance(one, TablePart | MathsPart):
            yield from _of_piece(actions, one.piece)


def _of_link(actions: MessageActions, address: str, shown: str, *, named: bool) -> Entries:
    if named:
        text = safe_text(address) if len(address) <= LONGEST_LINK else f"{safe_text(address[: LONGEST_LINK - 1])}…"
        yield (
            translate("Transcript", "Open {address}").format(address=text.replace("&", "&&")),
            lambda: actions.open_link(address, shown),
        )
        return
    yield translate("Transcript", "Open link"), lambda: actions.open_link(address, shown)
    yield translate("Transcript", "Copy link address"), lambda: actions.copy_text(address)


def _of_code(actions: MessageActions, part: CodePart, code: str) -> Entries:
    language = part.block.language
    yield translate("Transcript", "Copy code"), lambda: actions.copy_text(code.removesuffix("\n"))
    yield translate("Transcript", "Save code as…"), lambda: actions.save_code(code.removesuffix("\n"), language)
    wraps = part.style.wrap_code
    wrap = translate("Transcript", "Don't wrap long lines") if wraps else translate("Transcript", "Wrap long lines")
    yield wrap, actions.wrap_code


def _of_attachment(actions: MessageActions, part: AttachmentPart) -> Entries:
    attachment = part.attachment
    picture, text = translate("Transcript", "Copy picture"), translate("Transcript", "Copy the file's text")
    yield translate("Transcript", "Show"), lambda: actions.show_attachment(attachment)
    yield picture if attachment.is_picture else text, lambda: actions.copy_attachment(attachment)
    yield translate("Transcript", "Save as…"), lambda: actions.save_attachment(attachment)


def _of_piece(actions: MessageActions, piece: MarkdownPiece) -> Entries:
    if piece.shape is BlockShape.TABLE:
        table = "\n".join(table_lines(piece))
        yield translate("Transcript", "Copy table"), lambda: actions.copy_text(plain_text((piece,)))
        yield translate("Transcript", "Copy table as Markdown"), lambda: actions.copy_text(table)
    elif piece.shape is BlockShape.MATHS:
        yield translate("Transcript", "Copy formula as LaTeX"), lambda: actions.copy_text(piece.text)


def _links(part: TranscriptPart) -> list[str]:
    """Where the links of a block lead, each once."""
    if not isinstance(part, BlockPart):
        return []
    return list(dict.fromkeys(run.link for piece in part.pieces for run in all_runs(piece) if run.link))
