"""Markdown as it arrives: splitting into closed blocks and an open tail (`splitter`), and parsing of a block
(`reading`).

`reading` imports markdown-it; import it only where it is used.
"""

from teahouse.core.markdown.splitter import (
    CODE_LIMIT,
    CODE_LINES,
    LINE_LIMIT,
    LIST_LIMIT,
    TEXT_LIMIT,
    Block,
    BlockKind,
    Splitter,
    split_blocks,
)

__all__ = [
    "CODE_LIMIT",
    "CODE_LINES",
    "LINE_LIMIT",
    "LIST_LIMIT",
    "TEXT_LIMIT",
    "Block",
    "BlockKind",
    "Splitter",
    "split_blocks",
]
