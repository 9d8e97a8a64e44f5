"""CommonMark's own examples: the blocks of a text give the same result as the whole text, in all pieces."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teahouse.core.markdown import BlockKind, Splitter, split_blocks
from teahouse.core.markdown.copying import markdown_text, plain_text
from teahouse.core.markdown.pieces import BlockShape, MarkdownPiece
from teahouse.core.markdown.reading import LinkNames, read_block

EXAMPLES = json.loads((Path(__file__).parents[1] / "fixtures/commonmark/examples.json").read_text(encoding="utf-8"))
TEXTS = [text for _, _, text in EXAMPLES]
# An item that begins with a fence: the code stands below an empty item, so that long code can be cut.
APART = {278, 318, 324}


def said(pieces: list[MarkdownPiece]):
    """What pieces say, but for what they stand in: a list goes on behind a fence, moved in instead."""
    return [
        (p.shape, p.runs, p.marker, p.level, p.text.rstrip("\n"), p.rows, p.within.count("q")) for p in pieces
    ]  # fmt: skip


def in_blocks(text: str) -> list[MarkdownPiece]:
    names, pieces = LinkNames(), []
    blocks = split_blocks(text)
    for block in blocks:
        if block.kind is BlockKind.TEXT:
            names.learn_definitions(block.text)
    for block in blocks:
        code = MarkdownPiece(BlockShape.CODE, text=block.text)
        pieces += [code] if block.kind is BlockKind.CODE else read_block(block.lead + block.text, names)
    return pieces


@pytest.mark.parametrize(("number", "section", "text"), EXAMPLES, ids=[f"{n}-{s}" for n, s, _ in EXAMPLES])
def test_blocks_say_what_the_whole_says(number, section, text):
    same = said(in_blocks(text)) == said(read_block(text))
    assert same == (number not in APART)


def test_nearly_every_example_is_kept():
    assert len(EXAMPLES) > 650
    assert len(APART) < 5


# What is not said again: an opening bracket that is none, a link without text, a blank that only an entity makes, an
# item that begins with code and whether a list is tight then, a title's own signs at its end.
UNSAID = {12, 25, 40, 76, 278, 318, 319, 484, 487, 515, 529, 538, 603}


@pytest.mark.parametrize(("number", "section", "text"), EXAMPLES, ids=[f"{n}-{s}" for n, s, _ in EXAMPLES])
def test_an_example_that_is_copied_as_markdown_reads_as_before(number, section, text):
    pieces = read_block(text)
    again = read_block(markdown_text(pieces))
    as_before = [p.shape for p in again] == [p.shape for p in pieces] and plain_text(again) == plain_text(pieces)
    assert as_before == (number not in UNSAID)


@pytest.mark.parametrize(
    "text",
    [
        "1. one\n   - inner\n     1. deeper\n2. two",
        "10) ten\n\n    with more\n\n    > quoted\n    >\n    > twice\n11) eleven",
        "> - a\n> - b\n>\n> and\n>\n> > deep",
        "**bold (*both*) bold** and ~~**gone**~~ *it **both** it*",
        "***both* bold** and ***both** italic*",
        "~~***all* two** one~~ **~~two~~ bold**",
        "a\\*b\\* c_d_e 3 * 4 `a``b` \\$5 and \\`x\\` snake_case",
        "[a **b** c](https://x.example/(y)) ![p](q.png) <https://e.example>",
        "1\\. no list, \\# no title, \\- no item",
        "- [x] done\n  - [ ] open\n- item\n\n  ```py\n  x = '```'\n  ```",
        "| a\\|b | `c\\|d` |\n|---|---|\n| 1<br>2 | *x* |",
    ],
)
def test_what_is_copied_has_the_same_structure(text):
    pieces = read_block(text)
    again = read_block(markdown_text(pieces))
    assert [(p.shape, p.runs, p.within, p.marker, p.rows) for p in again] == [
        (p.shape, p.runs, p.within, p.marker, p.rows) for p in pieces
    ]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), max_size=4).map("\n\n".join), st.lists(st.integers(0, 10**6), max_size=12))
def test_the_examples_one_after_the_other_can_be_cut_anywhere(text, places):
    marks = sorted({place % (len(text) + 1) for place in places} | {0, len(text)})
    splitter, found = Splitter(), []
    for start, end in pairwise(marks):
        found += splitter.append_text(text[start:end])
        assert splitter.tail is None or read_block(splitter.tail.lead + splitter.tail.text) is not None
    found += splitter.finish_blocks()
    assert tuple(found) == split_blocks(text)


@pytest.mark.parametrize("text", TEXTS[::7])
def test_an_example_fed_sign_by_sign_is_the_same(text):
    splitter, found = Splitter(), []
    for sign in text:
        found += splitter.append_text(sign)
    assert (*found, *splitter.finish_blocks()) == split_blocks(text)
