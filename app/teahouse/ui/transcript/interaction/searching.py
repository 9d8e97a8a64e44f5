"""Looks for words in a conversation, a little at a time: messages that do not hold them are passed over quickly, of
the others only the blocks that do are read as Markdown."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from teahouse.core.conversation import Role
from teahouse.core.markdown import Block, BlockKind, Splitter
from teahouse.core.markdown.copying import shown_text, units
from teahouse.core.markdown.harmless import safe
from teahouse.core.markdown.reading import LinkNames, read
from teahouse.ui.transcript.interaction.matches import Match, Matches
from teahouse.ui.transcript.layout.items import LARGE, Items
from teahouse.ui.transcript.layout.message_body import MOST_CHARACTERS, MOST_PARTS, SLICE

MOST = 10_000  # matches
LONGEST = 500  # characters of what is looked for


class Query:
    """What is looked for: case does not count, and any blank stands for any other."""

    def __init__(self, text: str) -> None:
        words = [re.escape(word) for word in text[:LONGEST].split()]
        # regex: words as they are, and blanks between, which no word has
        self._whole = re.compile(r"\s+".join(words), re.IGNORECASE)
        self._words = [re.compile(word, re.IGNORECASE) for word in words]  # regex: as above

    def may_be_in(self, text: str) -> bool:
        """Whether a text with its Markdown may say it."""
        return all(word.search(text) for word in self._words)

    def find_places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a text says it, in UTF-16 units."""
        at = start = 0
        for found in self._whole.finditer(text):
            start += units(text[at : found.start()])
            end = start + units(found[0])
            yield start, end
            at, start = found.end(), end


def search_items(items: Items, query: Query, found: Matches) -> Generator[None, None, None]:
    """A job that adds all matches to `matches`, from the first message to the last."""
    for number in range(len(items)):
        said = items.find_made(number) or items.messages[number]  # what streams, its item knows
        plain = items.messages[number].role is not Role.ASSISTANT
        for text, kind, is_plain in ((said.thinking, 1, True), (said.text, 2, plain)):
            if text and query.may_be_in(text[:MOST_CHARACTERS]):
                yield from _in_text(said.id, kind, text, is_plain, query, found)
            if len(found.matches) >= MOST:
                return
        yield


def find_first(items: Items, number: int, words: str) -> Match | None:
    """Where a message says the longest of some words for the first time; in its thinking where nowhere else. None in
    one that is so long that to look for them would be felt."""
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
            names.learn_definitions(safe(block.text))
            yield
    for number, block in enumerate(blocks):
        if not query.may_be_in(block.text):
            continue
        key = (kind, number + 1 if kind == 1 else number)
        found.add_matches(Match(message_id, key, *place) for place in query.find_places(_shown(block, names)))
        yield


def _shown(block: Block, names: LinkNames) -> str:
    """What the part of a block shows; the same as its `plain()`."""
    if block.kind is BlockKind.TEXT:
        return shown_text(read(safe(block.lead + block.text), names))
    return safe(block.text.removesuffix("\n"), code=block.kind is BlockKind.CODE)
