"""Hostile text is shown as text: nothing is fetched, run or blocked."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from fixtures.transcripts import conversation
from teahouse.core.conversation import Message, Role, State
from teahouse.core.markdown import LINE_LIMIT, TEXT_LIMIT, Block, BlockKind
from teahouse.core.markdown.reading import LinkNames, safe_text
from teahouse.services.generation.events import PieceEvent
from teahouse.ui.transcript.blocks.block_part import BlockPart
from teahouse.ui.transcript.blocks.text_style import TextStyle
from teahouse.ui.transcript.view import TranscriptView

HOSTILE = {
    "nul": "a\x00b",
    "half a surrogate": "a\ud800b \udfff",
    "override": "safe \u202egnp.exe",
    "a line of a megabyte": "x" * 1_000_000,
    "words of a megabyte": "word " * 200_000,
    "ten thousand quotes": ">" * 10_000 + " deep",
    "ten thousand items": "".join(" " * (n % 200) + "- x\n" for n in range(10_000)),
    "an open fence": "```\n" + "code\n" * 5000,
    "brackets": "[" * 20_000,
    "stars": "*a " * 20_000,
    "wide table": "|a" * 2000 + "|\n" + "|-" * 2000 + "|\n",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "entities": "&" * 10_000 + "&#0;&#xD800;&#x10FFFF;",
    "formulas": "$" + "\\frac{" * 300 + "x$ " + "$x$" * 900 + "\\(" * 500 + "$$\n" + "x+" * 900 + "\n$$",
    "a formula without end": "$$\n" + "x + y\n" * 3000,
    "a formula as wide as a town": "$$\\hspace{99999999cm}x$$ and $\\rule{100000cm}{100000cm}$",
    "definitions": "".join(f"[{n}]: /u{n}\n\n[{n}] [a][{n}]\n\n" for n in range(300)),
    "footnotes": "".join(f"x[^{n}]\n\n[^{n}]: note [^{n}]\n\n" for n in range(300)),
    "a long table": "| a | b |\n|---|---|\n" + "| x | y |\n" * 5000,
    "quoted fences": "> ```\n" * 3000,
    "combining marks": "Z" + "\u0351\u0340\u0317" * 3000,
    "families": "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 1500,
    "isolates": "\u2067\u2066" * 2000 + "x",
    "a language": "```" + "é\u202e<b>" * 500 + "\nx\n```\n",
    "data": "![x](data:image/png;base64," + "A" * 50_000 + ") [y](data:text/html,<script>)",
    "separators": "a\u2028b\u2029c\x85d\x0b\x0c",
}


@pytest.fixture
def view(qtbot, theme):
    made = TranscriptView(theme)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    return made


@pytest.fixture
def style(theme):
    return TextStyle(theme, 1.0)


def prose(style, text):
    part = BlockPart(style, (2, 0), Block(BlockKind.TEXT, text), LinkNames())
    part.lay_out(600)
    return part


@pytest.mark.parametrize("name", HOSTILE)
def test_it_can_be_shown_streamed_and_copied(view, name):
    text = HOSTILE[name]
    question = Message("u", None, Role.USER, text)
    view.show_conversation(
        conversation(question, Message("a", "u", Role.ASSISTANT, "", text[:50], model="m", state=State.STREAMING))
    )
    for at in range(0, len(text), max(1, len(text) // 20)):
        view.append_pieces([PieceEvent("c", "a", text=text[at : at + max(1, len(text) // 20)])])
        view._streaming.make_frame()
    view.finish_reply(Message("a", "u", Role.ASSISTANT, text, text[:50], model="m"))
    view.viewport().repaint()
    view.verticalScrollBar().setValue(0)
    view.viewport().repaint()
    for _ in range(1000):
        if not view._style.idle_queue.busy:
            break
        QApplication.processEvents()
    view.viewport().repaint()
    view._actions.copy_plain(view.items[0])
    view.selection.select_message("a")
    assert isinstance(view.selection.selected_markdown(), str)
    assert len(view._layout.laid_parts()) < 200


ALONE = [
    "word", "# Heading", "- item", "1. item", "- [x] done", "- [ ] open", "- [x] ", "-", "- - a", "> quote",
    "> - [ ] a", "> > deep", "```\ncode\n```", "```", "    code", "| a |\n|---|\n| b |", "| a |\n|---|", "$x$",
    "$$\nx\n$$", "---", "[^1]: note", "x[^1]\n\n[^1]: note", "<br>", "\\", "![](x)", "[]()", "~~x~~", "**", "# ", ">",
    "\u200b", "\u2028",
]  # fmt: skip


@pytest.mark.parametrize("text", ALONE)
def test_each_kind_of_block_can_stand_alone(view, text):
    view.show_conversation(conversation(Message("a", None, Role.ASSISTANT, text, model="m")))
    view.grab()
    question = Message("u", None, Role.USER, text)
    view.show_conversation(conversation(question, Message("a", "u", Role.ASSISTANT, model="m", state=State.STREAMING)))
    for sign in text:
        view.append_pieces([PieceEvent("c", "a", text=sign)])
        view._streaming.make_frame()
        view.grab()
    assert view._layout.laid_parts()


def test_html_is_text(style):
    assert prose(style, "<b>x</b> <script>y</script>").plain_text() == "<b>x</b> <script>y</script>"


@pytest.mark.parametrize(
    "target", ["http://example.org/x.png", "file:///etc/passwd", "data:image/png;base64,AAAA", "x.png", "qrc:/x.png"]
)
def test_an_image_is_a_link_and_is_never_loaded(style, monkeypatch, target):
    asked = []
    monkeypatch.setattr(QTextDocument, "loadResource", lambda *args: asked.append(args))
    part = prose(style, f"see ![a picture]({target}) here")
    assert part.plain_text() == "see a picture here"
    assert asked == []
    assert {part.hit_at(x, 8).value for x in range(600) if part.hit_at(x, 8)} == {target}


def test_overrides_of_direction_are_shown_as_marks():
    assert safe_text("a\u202eb") == "a\ufffdb"
    assert safe_text("שלום \u200fعربي") == "שלום \u200fعربي"


def test_halves_of_a_sign_that_came_in_two_pieces_find_each_other(view):
    question = Message("u", None, Role.USER, "Well?")
    view.show_conversation(conversation(question, Message("a", "u", Role.ASSISTANT, model="m", state=State.STREAMING)))
    view.append_pieces([PieceEvent("c", "a", text="tea \ud83c")])
    view._streaming.make_frame()
    view.append_pieces([PieceEvent("c", "a", text="\udf75!")])
    view._streaming.make_frame()
    assert view._messages.find_item("a").parts[1].plain_text() == "tea 🍵!"


def test_what_is_laid_out_at_once_is_bounded(view):
    view.show_conversation(conversation(Message("a", None, Role.ASSISTANT, "word " * 200_000, model="m")))
    longest = max(len(part.plain_text()) for part in view._layout.laid_parts())
    assert longest <= TEXT_LIMIT + LINE_LIMIT


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from("ab \n\t#*_`~>|-+1.)[]()!<&;\\\x00\u202e\ud800中é"), max_size=300))
def test_any_text_can_be_laid_out(style, text):
    part = prose(style, text)
    assert part.height >= 0
    assert part.plain_text() is not None


@pytest.mark.parametrize("word", ["x" * 10_000, "字" * 10_000, "https://example.org/" + "a" * 10_000])
def test_a_word_without_breaks_stays_in_the_column(view, word):
    view.show_conversation(conversation(Message("a", None, Role.ASSISTANT, f"So {word}\n\n- {word}", model="m")))
    documents = [
        child._document
        for part in view._layout.laid_parts()
        if isinstance(part, BlockPart)
        for child in part._children
    ]  # fmt: skip
    assert documents
    assert all(document.size().width() <= view._layout.width + 1 for document in documents)


def test_marks_of_direction_in_code_are_shown(view):
    text = "```python\nif ok\u2066 # \u202etrue\u2069:\n```"
    view.show_conversation(conversation(Message("a", None, Role.ASSISTANT, text, model="m")))
    assert view.items[0].parts[1].plain_text() == "if ok\ufffd # \ufffdtrue\ufffd:"


def shown(view):
    return [part.plain_text() for part in view.items[-1].parts if part.selectable]


MARKDOWN = st.text(alphabet=st.sampled_from("ab \n\n`*_$|-#>[]()\\!1.:^~中\u202e\U0001f375"), max_size=160)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MARKDOWN, st.lists(st.integers(1, 40), min_size=1, max_size=12))
def test_what_streamed_looks_like_what_came_at_once(view, text, sizes):
    question = Message("u", None, Role.USER, "?")
    live = Message("a", "u", Role.ASSISTANT, model="m", state=State.STREAMING)
    done = Message("a", "u", Role.ASSISTANT, text, model="m")
    view.show_conversation(conversation(question, live))
    at = turn = 0
    while at < len(text):
        size = sizes[turn % len(sizes)]
        view.append_pieces([PieceEvent("c", "a", text=text[at : at + size])])
        view._streaming.make_frame()
        view.viewport().repaint()
        at, turn = at + size, turn + 1
    view.finish_reply(done)
    view.viewport().repaint()
    streamed, total = shown(view), view._layout.total
    view.show_conversation(conversation(question, done))
    view.viewport().repaint()
    assert shown(view) == streamed
    if not view._style.idle_queue.busy:
        assert abs(view._layout.total - total) <= 1
