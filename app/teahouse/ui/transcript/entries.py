"""What the menu of a message offers first: what can be done with what is selected, pointed at or in focus.

With the pointer that is the one thing it is on; with the keyboard all that the block in focus holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from teahouse.core.markdown.copying import plain_text, table_lines
from teahouse.core.markdown.harmless import safe
from teahouse.core.markdown.pieces import BlockShape, MarkdownPiece, all_runs
from teahouse.ui.transcript.attachment_parts import AttachmentPart
from teahouse.ui.transcript.block_part import BlockPart
from teahouse.ui.transcript.code_part import CodePart
from teahouse.ui.transcript.item import Item
from teahouse.ui.transcript.part import TranscriptPart

if TYPE_CHECKING:
    from teahouse.ui.transcript.message_actions import MessageActions

translate = QCoreApplication.translate

Entries = Iterator[tuple[str, Callable[[], None]]]

MOST_LINKS = 12
LONGEST_LINK = 60  # characters of an address in a menu


def of_selection(view: MessageActions) -> Entries:
    """For selected text."""
    if view.selection:
        yield translate("Transcript", "Copy"), view.copy_selected
        yield translate("Transcript", "Copy selection as Markdown"), view.copy_selected_markdown


def of_part(view: MessageActions, item: Item, part: TranscriptPart, y: int | None, link: str) -> Entries:
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
