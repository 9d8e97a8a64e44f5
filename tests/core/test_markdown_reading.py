"""Parsing of a Markdown block: lists, tasks, tables, footnotes, formulas, links of other blocks."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.gallery import ARABIC, CHINESE, TEXT
from fixtures.transcripts import reply_text
from teahouse.core.markdown import BlockKind, reading, split_blocks
from teahouse.core.markdown.copying import ALL, markdown_text, plain_text, shown_text, units
from teahouse.core.markdown.pieces import BlockShape
from teahouse.core.markdown.reading import DEEPEST, LinkNames, read_block, safe_text


def formulas(text: str) -> list[str]:
    found = []
    for piece in read_block(text):
        found += [piece.text] if piece.shape is BlockShape.MATHS else [run.text for run in piece.runs if run.maths]
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("so $e^{i\\pi}+1=0$.", ["e^{i\\pi}+1=0"]),
        ("\\(a+b\\) and \\[c\\] too", ["a+b", "c"]),
        ("$$x$$", ["x"]),
        ("$$\nx\n- y\n= z\n$$", ["x\n- y\n= z"]),
        ("before\n\\[\nx^2\n\\]\nafter", ["x^2"]),
        ("\\begin{align}\na &= b\\\\\n+ c\n\\end{align}", ["\\begin{align}\na &= b\\\\\n+ c\n\\end{align}"]),
        ("$4ac = 0$, $2x + 3$, $10^{-3}$", ["4ac = 0", "2x + 3", "10^{-3}"]),
        ("$5\\text{ kg and more}$", ["5\\text{ kg and more}"]),
        ("它是$x^2$的", ["x^2"]),
        ("> $$\n> a\n> $$", ["a"]),
        ("- item\n\n  $$\n  a\n  $$", ["a"]),
        ("| a |\n|---|\n| $z$ |", []),
    ],
)  # fmt: skip
def test_maths_in_all_its_forms(text, found):
    assert formulas(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 or $10.", "between $5 and 10$", "$20/$30", "US$5 and A$6", "$1,000 to $2,000 a year$",
        "$5, or 3$ more", "$HOME/$USER", "`$x$` is code", "a \\$5 and \\$6", "$ x $", "$5 元和 3$",
        "$$", "$$$$", "\\(\\)",
        "$100K now and 200K then$", "echo $a $b",
    ],
)  # fmt: skip
def test_prices_and_variables_are_no_maths(text):
    assert formulas(text) == []


def test_a_dollar_sign_alone_on_a_line_swallows_nothing():
    blocks = split_blocks("$$\n\nText\n\n- a\n")
    assert [block.text for block in blocks] == ["$$", "Text", "- a"]


def test_a_formula_is_one_block_whatever_stands_in_it():
    blocks = split_blocks("Thus\n$$\na\n- b\n# c\n$$\nand\n")
    assert [block.text for block in blocks] == ["Thus", "$$\na\n- b\n# c\n$$", "and"]


def test_lists_keep_their_markers_and_depths():
    pieces = read_block("- a\n  1. b\n  2. c\n\n     d\n- [x] e\n- [ ] f")
    assert [(p.marker, p.within, p.shown) for p in pieces] == [
        ("-", "l", "a"), ("1.", "ll", "b"), ("2.", "ll", "c"), ("", "ll", "d"), ("[x]", "l", "e"), ("[ ]", "l", "f"),
    ]  # fmt: skip


def test_an_item_with_nothing_of_its_own_keeps_its_marker():
    assert [(p.marker, p.within) for p in read_block("- - a\n-\n")] == [("-", "l"), ("-", "ll"), ("-", "l")]


def test_a_table_has_rows_aligns_and_breaks():
    (table,) = read_block("| a | b |\n|:--|--:|\n| 1<br>2 | `x\\|y` |")
    assert table.shown == "a\tb\n1\n2\tx|y"
    assert table.aligns == ("left", "right")


def test_links_and_footnotes_of_other_blocks_are_known_once_they_were_learnt():
    names = LinkNames()
    text = "See [this], [that][x] and the note[^n]."
    assert not any(run.link or run.note for run in read_block(text, names)[0].runs)
    assert names.learn_definitions("[this]: https://a.example\n[x]: file:///y 'z'")
    assert names.learn_definitions("[^n]: A note")
    assert not names.learn_definitions("[this]: https://other.example")
    assert not names.learn_definitions("No definition [here] at: all")
    runs = read_block(text, names)[0].runs
    assert [run.link for run in runs if run.link] == ["https://a.example", "file:///y"]
    assert [run.text for run in runs if run.note] == ["n"]


def test_bare_addresses_are_links_without_the_sentences_end():
    runs = read_block("(see https://en.example/a_(b), or https://x.example/c.)")[0].runs
    assert [run.link for run in runs if run.link] == ["https://en.example/a_(b)", "https://x.example/c"]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("`https://a.example`", []),
        ("[https://shown.example](https://meant.example)", ["https://meant.example"]),
        ("$x = https://a.example$", []),
        ("tea: leaves", []),
    ],
)
def test_an_address_in_code_in_a_link_or_in_a_formula_is_no_link_of_its_own(text, links):
    assert [run.link for piece in read_block(text) for run in piece.runs if run.link] == links


def test_html_is_text():
    (piece,) = read_block("<b>x</b> <script>y</script>")
    assert piece.shown == "<b>x</b> <script>y</script>"


@pytest.mark.parametrize("text", [">" * 4000 + " x", "- " * 300 + "x", "1) " * 300 + "x", "[" * 4000])
def test_what_is_nested_too_deep_is_shown_as_it_was_written(text):
    assert shown_text(read_block(text)) == text


def test_nesting_up_to_a_point_is_kept():
    (piece,) = read_block("> " * (DEEPEST - 10) + "x")
    assert (piece.shown, piece.within) == ("x", "q" * (DEEPEST - 10))


def test_what_is_copied_reads_like_what_is_shown():
    pieces = read_block("1. one $x$\n2. two\n\n> quoted\n\n| a | b |\n|---|---|\n| $y$ | d |")
    assert plain_text(pieces) == "1. one $x$\n2. two\n\nquoted\n\na\tb\n$y$\td"
    assert plain_text(pieces, 2, 6) == "e $x$"


def test_positions_run_through_all_pieces_with_one_for_each_break_between_them():
    pieces = read_block("one\n\ntwo\n\nthree")
    assert [plain_text(pieces, start, end) for start, end in ((0, 3), (4, 7), (8, 13), (2, 9))] == [
        "one", "two", "three", "e\n\ntwo\n\nt",
    ]  # fmt: skip


def test_a_part_of_a_table_is_copied_as_the_part_that_was_chosen():
    pieces = read_block("| a | b |\n|---|---|\n| c | d |")
    (table,) = pieces
    whole = units(table.shown)
    for start, end in ((0, 2), (2, whole), (1, whole - 1)):
        assert plain_text(pieces, start, end) == table.shown[start:end]
    assert plain_text(pieces, 0, whole) == "a\tb\nc\td"


@pytest.mark.parametrize("text", [TEXT, CHINESE, ARABIC, reply_text(3000)])
def test_markdown_that_is_copied_reads_the_same_again(text):
    for block in split_blocks(text):
        if block.kind is BlockKind.TEXT:
            pieces = read_block(block.text)
            again = read_block(markdown_text(pieces))
            assert [(p.shape, p.runs, p.marker) for p in again] == [(p.shape, p.runs, p.marker) for p in pieces]


def test_a_selection_in_the_middle_is_copied_as_markdown():
    pieces = read_block("## A **bold** title\n\n- see `code` and *more*")
    start = units("A b")
    assert markdown_text(pieces, start, ALL) == "**old** title\n\n- see `code` and *more*"


def test_harmful_signs_are_marked():
    assert safe_text("a\u202eb\x00\ud800") == "a\ufffdb\ufffd\ufffd"
    assert safe_text("שלום \u200fعربي\u2067") == "שלום \u200fعربي\u2067"
    assert safe_text("if x:\u2066 pass", code=True) == "if x:\ufffd pass"


def test_endless_chains_of_joined_signs_and_invisible_letters_are_marked():
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
    wales = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
    assert safe_text(f"{family} {wales} क्\u200dष " * 100) == f"{family} {wales} क्\u200dष " * 100
    chain = safe_text("\U0001f469\u200d" * 1000)
    assert max(map(len, chain.split("\u200b"))) <= 20
    assert len(chain) == 2000, "positions stay what they were"
    assert safe_text("a" + "\U000e0041" * 40 + "b") == "a" + "\ufffd" * 40 + "b"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab1 \n\t#*_`~>|-+.)[]()!<&;\\$^:x中é\u202e"), max_size=200))
def test_any_text_can_be_read_and_copied(text):
    for block in split_blocks(safe_text(text)):
        if block.kind is BlockKind.TEXT:
            pieces = read_block(block.text)
            whole = plain_text(pieces)
            assert isinstance(markdown_text(pieces), str)
            assert whole.count("a") >= shown_text(pieces).count("a")


# cmark's pathological inputs and our own: twice the text is at most about twice the work.

PATHOLOGICAL = {
    "emphasis in emphasis": "*a **a ",
    "emphasis that ends": "a* ",
    "emphasis that begins": "*a ",
    "stars": "**a",
    "underscores": "_a __a ",
    "brackets that open": "[a](",
    "brackets alone": "[",
    "brackets that close": "]",
    "brackets with stars": "*[",
    "a link in a link": "[a](b) ",
    "pictures in pictures": "![a",
    "definitions": "[a]: /u\n\n",
    "definitions that never end": "[a\n",
    "references": "[a][b] ",
    "footnotes": "[^a] ",
    "texts of footnotes": "[^a]: b\n\n",
    "backticks": "`a``b```c",
    "quotes": "> ",
    "quotes on lines": "> > > > x\n",
    "lists": "- ",
    "lists on lines": "1) a\n",
    "tables": "a|b\n-|-\nc|d\n",
    "pipes": "|",
    "html": "<a ",
    "comments": "<!--",
    "instructions": "<?",
    "data": "<![CDATA[",
    "entities": "&",
    "autolinks": "<http://a",
    "addresses": "http://a.b ",
    "brackets after an address": "http://a" + ")" * 40,
    "strikes": "~~a ~",
    "dollars": "$1\\text{",
    "formulas": "$$a\n",
    "environments": "\\begin{align}",
    "breaks": "<br ",
    "hard breaks": "a  \n",
    "headings": "# a\n",
    "rules": "- - -\n",
    "blanks": " ",
}


MOST_CALLS = 250  # of functions for a character, in the mean of a text


def calls_of(work):
    """How many functions were called."""
    count = 0

    def counting(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def read_whole(text):
    names = LinkNames()
    blocks = [block for block in split_blocks(text) if block.kind is BlockKind.TEXT]
    for block in blocks:
        names.learn_definitions(safe_text(block.text))
    for block in blocks:
        read_block(safe_text(block.lead + block.text), names)


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_twice_the_text_is_twice_the_work(name):
    read_whole(PATHOLOGICAL[name])  # what is made once
    once, twice = ((PATHOLOGICAL[name] * size)[:size] for size in (6_000, 12_000))
    few, many = (calls_of(lambda text=text: read_whole(text)) for text in (once, twice))
    assert many < 4 * few + 5000
    assert many < 12_000 * MOST_CALLS


def test_definitions_are_learnt_once_each_and_only_so_many(monkeypatch):
    monkeypatch.setattr(reading, "MOST_NAMES", 400)
    names, parsed = LinkNames(), []
    block = "".join(f"[a{number}]: /u{number}\n" for number in range(20))
    for number in range(25):
        parsed.append(names.learn_definitions(block.replace("[a", f"[a{number}-")))
    assert len(names.links) == 400
    assert parsed == [True] * 20 + [False] * 5
    few, many = (calls_of(lambda size=size: learn_all(size)) for size in (60, 120))
    assert many < 2.5 * few


def learn_all(count):
    names = LinkNames()
    for number in range(count):
        names.learn_definitions(f"[{number}]: /u{number}")
        read_block(f"see [{number}]", names)
