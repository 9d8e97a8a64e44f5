"""What a block is made of, for screen readers: the level of a heading, tables, links."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from teahouse.core.markdown.harmless import safe
from teahouse.core.markdown.pieces import BlockShape, MarkdownPiece, all_runs
from teahouse.ui.i18n import numbers
from teahouse.ui.transcript.block_part import BlockPart
from teahouse.ui.transcript.part import TranscriptPart

translate = QCoreApplication.translate


def tables_of(part: TranscriptPart) -> list[MarkdownPiece]:
    """The tables of a block, from top to bottom."""
    return [piece for piece in _pieces(part) if piece.shape is BlockShape.TABLE]


def links_of(part: TranscriptPart) -> list[tuple[str, str]]:
    """Where the links of a block lead, each once, and what stands on the page for them."""
    addresses = dict.fromkeys(run.link for piece in _pieces(part) for run in all_runs(piece) if run.link)
    return [(address, safe(part.link_text(address)) or safe(address)) for address in addresses]


def told_structure(part: TranscriptPart) -> str:
    """What a block is beside its text: its title, the level of its heading, the size of its tables, how many links."""
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
