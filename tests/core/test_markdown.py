"""The splitter: where blocks end, their limits, and independence of the pieces of the text."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teahouse.core.markdown import (
    CODE_LIMIT,
    LINE_LIMIT,
    TEXT_LIMIT,
    Block,
    BlockKind,
    Splitter,
    split_blocks,
)

LINES = st.sampled_from(
    [
        "", "", "word", "two words ", "# Heading", "- item", "  - deeper", "1. one", "2. two", "   in the item",
        "```", "```python", "~~~~", "    ```", "   ```", "> quote", "| a | b |", "|---|---|", "| 1 | 2 |", "---",
        "***", "- ```sh", "`", "x" * (LINE_LIMIT + 7), "word " * 900, "\u2028", "\r", "    four",
    ]
)  # fmt: skip
TEXTS = st.lists(LINES, max_size=40).map("\n".join) | st.text(max_size=200)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in split_blocks(text)]


def cut(text: str, places: list[int]) -> list[str]:
    marks = sorted({place % (len(text) + 1) for place in places} | {0, len(text)})
    return [text[a:b] for a, b in pairwise(marks)]


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.lists(st.integers(0, 100_000), max_size=30), st.booleans())
def test_the_blocks_do_not_depend_on_how_the_text_was_cut(text, places, plain):
    splitter = Splitter(plain=plain)
    found: list[Block] = []
    for piece in cut(text, places):
        found += splitter.append_text(piece)
        assert splitter.tail is None or isinstance(splitter.tail, Block)
    found += splitter.finish_blocks()
    assert tuple(found) == split_blocks(text, plain=plain)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_no_word_of_a_text_is_lost(text):
    kept = "".join(block.text for block in split_blocks(text, plain=True))
    assert kept.split() == text.split()


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_every_block_is_bounded(text):
    for block in split_blocks(text):
        assert len(block.text) <= TEXT_LIMIT + LINE_LIMIT + CODE_LIMIT


def test_a_block_has_a_bounded_number_of_formulas():
    """Each of them is laid out and painted by itself."""
    counts = [block.text.count("$") // 2 for block in split_blocks("a leaf and $x$\n" * 1000)]
    assert sum(counts) == 1000
    assert max(counts) <= 80


def test_a_blank_line_ends_a_paragraph_and_a_heading_ends_itself():
    assert kinds("one\nstill one\n\ntwo\n# Three\nfour") == [
        ("text", "one\nstill one"), ("text", "two"), ("text", "# Three"), ("text", "four"),
    ]  # fmt: skip


def test_a_fence_is_a_block_of_its_own_with_its_language():
    blocks = split_blocks("See:\n```python title=x\na = 1\n\nb = 2\n```\ndone")
    assert [(b.kind, b.text, b.language) for b in blocks] == [
        (BlockKind.TEXT, "See:", ""), (BlockKind.CODE, "a = 1\n\nb = 2\n", "python"), (BlockKind.TEXT, "done", ""),
    ]  # fmt: skip


def test_a_longer_fence_holds_a_shorter_one():
    assert kinds("````\n```\nx\n```\n````\ny") == [("code", "```\nx\n```\n"), ("text", "y")]


def test_a_list_goes_on_over_blank_lines_until_a_line_that_is_not_indented():
    assert kinds("1. a\n\n   more\n\n2. b\n\nend") == [("text", "1. a\n\n   more\n\n2. b"), ("text", "end")]


@pytest.mark.parametrize("text", ["- a\nlazy\n- b", "- a\n\n- b", "- a\n\n  more", "- a\n\n  more\nlazy"])
def test_a_list_does_not_end_at_a_line_that_goes_on_with_its_item_or_begins_the_next(text):
    assert kinds(text) == [("text", text)]


def test_a_fence_in_a_list_item_stands_by_itself_and_the_list_goes_on():
    blocks = split_blocks("1. Do:\n   ```sh\n   ls\n     -l\n   ```\n   then\n\n2. Next")
    assert [(b.kind.value, b.text, b.indent) for b in blocks] == [
        ("text", "1. Do:", 0), ("code", "ls\n  -l\n", 3), ("text", "then", 3), ("text", "2. Next", 0),
    ]  # fmt: skip


def test_what_is_indented_behind_an_indented_fence_outside_a_list_is_code_by_itself():
    blocks = split_blocks("   ```\nx\n   ```\n\n    code\n\nz")
    assert [(b.kind.value, b.text, b.indent) for b in blocks] == [
        ("code", "x\n", 3), ("text", "    code", 0), ("text", "z", 0),
    ]  # fmt: skip


def test_a_fence_on_the_line_of_its_item_is_a_fence():
    assert kinds("- ```sh\n  ls\n  ```\nend") == [("text", "-"), ("code", "ls\n"), ("text", "end")]


def test_a_number_in_a_paragraph_is_not_a_list_but_a_bullet_is():
    assert kinds("It was in\n1986. A year\n- bullet") == [("text", "It was in\n1986. A year"), ("text", "- bullet")]


def test_a_setext_heading_keeps_its_underline():
    assert kinds("Title\n---\n\nText") == [("text", "Title\n---"), ("text", "Text")]


def test_an_unclosed_fence_ends_with_the_text():
    assert kinds("```\nx = 1") == [("code", "x = 1\n")]


def test_long_code_is_cut_at_lines_and_joins_again_without_loss():
    code = "".join(f"line {n}\n" for n in range(500))
    blocks = split_blocks(f"```c\n{code}```\n")
    assert len(blocks) > 5
    assert "".join(block.text for block in blocks) == code
    assert [block.joined for block in blocks] == [False] + [True] * (len(blocks) - 1)


def test_a_cut_table_repeats_its_head():
    rows = "".join(f"| {n} | {'x' * 40} |\n" for n in range(200))
    first, *others = split_blocks(f"| a | b |\n|---|---|\n{rows}")
    assert others
    assert first.lead == ""
    assert {block.lead for block in others} == {"| a | b |\n|---|---|\n"}


@settings(max_examples=100, deadline=None)
@given(
    st.lists(LINES.filter(lambda line: "\r" not in line), max_size=20), st.lists(st.integers(0, 100_000), max_size=9)
)
def test_line_ends_of_windows_are_line_ends(lines, places):
    splitter, found = Splitter(), []
    for piece in cut("\r\n".join(lines), places):
        found += splitter.append_text(piece)
        assert splitter.tail is None or "\r" not in splitter.tail.text
    texts = [block.text for block in (*found, *splitter.finish_blocks()) if len(block.text) < LINE_LIMIT // 2]
    assert texts == [block.text for block in split_blocks("\n".join(lines)) if len(block.text) < LINE_LIMIT // 2]


def test_a_long_list_is_cut_before_an_item():
    blocks = split_blocks("".join(f"- item {n} with words\n" for n in range(300)))
    assert len(blocks) > 2
    assert all(block.text.startswith("- item") for block in blocks)


def test_a_fence_that_has_only_begun_is_not_shown():
    splitter = Splitter()
    splitter.append_text("Text\n\n``")
    assert splitter.tail is None
    splitter.append_text("`py")
    assert splitter.tail is None
    splitter.append_text("thon\nx = 1\n``")
    assert splitter.tail is not None
    assert splitter.tail.text == "x = 1\n"


def test_a_paragraph_after_a_list_closes_the_list_before_its_line_has_ended():
    splitter = Splitter()
    assert splitter.append_text("- a\n- b\n\n") == ()
    assert [block.text for block in splitter.append_text("And")] == ["- a\n- b"]


def test_feeding_costs_the_same_late_as_early():
    """Counted in characters the splitter still holds open, not in time."""
    splitter = Splitter()
    held = []
    for n in range(2000):
        splitter.append_text(f"word{n} ")
        held.append(len(splitter.tail.text) if splitter.tail else 0)
    assert max(held) <= TEXT_LIMIT + LINE_LIMIT


@pytest.mark.parametrize("levels", [20, 26, 40, 1000])
def test_the_fence_of_a_deep_quote_is_found_without_going_back(levels):
    line = "> " * levels + "x" * 10
    blocks = split_blocks((line + "\n") * (12_000 // len(line) + 2))
    assert "".join(block.text for block in blocks).count("x" * 10) == 12_000 // len(line) + 2
