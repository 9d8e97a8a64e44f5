"""Markdown as it arrives: closed blocks and one open tail (`splitter`), and what a block says (`reading`).

`reading` is imported by those who read, when they do: it takes markdown-it with it.
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
