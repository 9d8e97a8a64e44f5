"""Text that means harm is text: nothing is fetched, nothing is run, nothing hangs."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument

from fixtures.transcripts import conversation
from teahouse.core.conversation import Message, Role, State
from teahouse.core.markdown import LINE_LIMIT, TEXT_LIMIT, Block, Kind
from teahouse.core.markdown.harmless import safe
from teahouse.core.markdown.reading import Names
from teahouse.services.news import PieceNews
from teahouse.ui.transcript.ink import Ink
from teahouse.ui.transcript.block_part import BlockPart
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
def ink(theme):
    return Ink(theme, 1.0)


def prose(ink, text):
    part = BlockPart(ink, (2, 0), Block(Kind.TEXT, text), Names())
    part.lay(600)
    return part


@pytest.mark.parametrize("name", HOSTILE)
def test_it_can_be_shown_streamed_and_copied(view, name):
    text = HOSTILE[name]
    question = Message("u", None, Role.USER, text)
    view.show_conversation(
        conversation(question, Message("a", "u", Role.ASSISTANT, "", text[:50], model="m", state=State.STREAMING))
    )
    for at in range(0, len(text), max(1, len(text) // 20)):
        view.append([PieceNews("c", "a", text=text[at : at + max(1, len(text) // 20)])])
        view._frame()
    view.finish(Message("a", "u", Role.ASSISTANT, text, text[:50], model="m"))
    view.viewport().repaint()
    view.verticalScrollBar().setValue(0)
    view.viewport().repaint()
    view.copy_plain(view.items[0])
    assert len(view._flow.laid_parts()) < 200


def test_html_is_text(ink):
    assert prose(ink, "<b>x</b> <script>y</script>").plain() == "<b>x</b> <script>y</script>"


@pytest.mark.parametrize(
    "target", ["http://example.org/x.png", "file:///etc/passwd", "data:image/png;base64,AAAA", "x.png", "qrc:/x.png"]
)
def test_an_image_is_a_link_and_is_never_loaded(ink, monkeypatch, target):
    asked = []
    monkeypatch.setattr(QTextDocument, "loadResource", lambda *args: asked.append(args))
    part = prose(ink, f"see ![a picture]({target}) here")
    assert part.plain() == "see a picture here"
    assert asked == []
    assert {part.hit(x, 8).value for x in range(600) if part.hit(x, 8)} == {target}


def test_overrides_of_direction_are_shown_as_marks():
    assert safe("a\u202eb") == "a\ufffdb"
    assert safe("שלום \u200fعربي") == "שלום \u200fعربي"


def test_halves_of_a_sign_that_came_in_two_pieces_find_each_other(view):
    question = Message("u", None, Role.USER, "Well?")
    view.show_conversation(conversation(question, Message("a", "u", Role.ASSISTANT, model="m", state=State.STREAMING)))
    view.append([PieceNews("c", "a", text="tea \ud83c")])
    view._frame()
    view.append([PieceNews("c", "a", text="\udf75!")])
    view._frame()
    assert view._page.item("a").parts[1].plain() == "tea 🍵!"


def test_what_is_laid_out_at_once_is_bounded(view):
    view.show_conversation(conversation(Message("a", None, Role.ASSISTANT, "word " * 200_000, model="m")))
    longest = max(len(part.plain()) for part in view._flow.laid_parts())
    assert longest <= TEXT_LIMIT + LINE_LIMIT


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from("ab \n\t#*_`~>|-+1.)[]()!<&;\\\x00\u202e\ud800中é"), max_size=300))
def test_any_text_can_be_laid_out(ink, text):
    part = prose(ink, text)
    assert part.height >= 0
    assert part.plain() is not None
