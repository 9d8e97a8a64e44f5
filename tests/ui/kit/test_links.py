"""Links in all views: opened at once, or after a question that shows the whole address."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

import teahouse.ui
from fixtures.transcripts import conversation
from teahouse.core.conversation import Message, Role
from teahouse.core.markdown import Block, BlockKind
from teahouse.core.markdown.reading import LinkNames
from teahouse.ui.kit import links
from teahouse.ui.transcript.blocks.block_part import BlockPart
from teahouse.ui.transcript.blocks.part import PartAction, PartHit
from teahouse.ui.transcript.blocks.text_style import TextStyle
from teahouse.ui.transcript.view import TranscriptView


@pytest.fixture
def followed(monkeypatch):
    found = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: found.append(url.toString()))
    return found


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    return made


def test_an_ordinary_link_is_opened_without_a_question(theme, window, followed):
    assert links.open_link(theme, window, "https://example.org/a", "the page") is None
    assert followed == ["https://example.org/a"]


def test_a_deceptive_link_is_opened_only_after_the_question(theme, window, followed):
    question = links.open_link(theme, window, "https://evil.example/login", "https://bank.example")
    assert "bank.example" in question.sentence.text()
    assert "evil.example" in question.sentence.text()
    assert question.findChild(QPlainTextEdit).toPlainText() == "https://evil.example/login"
    assert followed == []
    assert question.focusWidget() is question.buttons[-1]
    question.buttons[0].click()
    assert followed == ["https://evil.example/login"]


def test_what_leads_outside_the_web_can_only_be_copied(theme, window, followed):
    question = links.open_link(theme, window, "file:///etc/passwd", "notes")
    assert len(question.buttons) == 2
    question.buttons[0].click()
    assert QGuiApplication.clipboard().text() == "file:///etc/passwd"
    assert followed == []


def test_a_very_long_address_is_whole_in_the_question_and_does_not_widen_it(theme, window, followed):
    address = "https://" + "a" * 60_000 + ".example/" + "b" * 60_000
    question = links.open_link(theme, window, address, "https://bank.example")
    assert question.findChild(QPlainTextEdit).toPlainText() == address
    assert question.sizeHint().width() < 700
    question.close()


def test_the_transcript_says_what_stands_on_the_page_for_a_link(theme, qtbot):
    view = TranscriptView(theme)
    qtbot.addWidget(view)
    text = "See [**bank**.example](https://evil.example) and | [other](https://other.example)"
    view.show_conversation(conversation(Message("a", None, Role.ASSISTANT, text, model="m")))
    told = []
    view.link.connect(lambda address, shown: told.append((address, shown)))
    item = view._layout.open_item(0)
    view._actions.activate_hit(PartHit(PartAction.LINK, None, "https://evil.example"), item, item.parts[1])
    assert told == [("https://evil.example", "bank.example")]


def test_texts_of_several_links_to_one_address_are_all_told(theme):
    part = BlockPart(
        TextStyle(theme, 1.0), (2, 0), Block(BlockKind.TEXT, "[a](http://x.y) b [c](http://x.y)"), LinkNames()
    )
    assert part.link_text("http://x.y") == "a\nc"


def test_no_other_module_opens_an_address():
    """Every way out of the window goes through one module, which judges addresses."""
    opening = re.compile(r"QDesktopServices|openUrl|setOpenExternalLinks|\bwebbrowser\b|xdg-open")
    root = Path(teahouse.ui.__file__).parent
    found = {
        path.relative_to(root).as_posix() for path in root.rglob("*.py") if opening.search(path.read_text("utf-8"))
    }
    assert found == {"kit/links.py"}


def test_a_page_of_a_release_opens_at_once_and_nothing_but_a_web_page_does(followed):
    links.open_page("https://example.org/teahouse")
    links.open_page("file:///etc/passwd")
    links.open_page("https://example.org@evil.example/")
    assert followed == ["https://example.org/teahouse"]
