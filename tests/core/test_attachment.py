from __future__ import annotations

import pytest

from teahouse.core.attachment import TEXT, Attachment, as_quoted
from teahouse.core.conversation import Draft


def test_a_file_is_quoted_with_its_name() -> None:
    assert as_quoted("tea.py", "print(1)") == "tea.py:\n```\nprint(1)\n```"
    assert as_quoted("two\nlines", "a\n") == "two lines:\n```\na\n```"


@pytest.mark.parametrize(("text", "fence"), [("```py\nx\n```", "````"), ("a ````` b", "``````")])
def test_no_text_can_end_its_own_fence(text: str, fence: str) -> None:
    assert as_quoted("x", text) == f"x:\n{fence}\n{text}\n{fence}"


def test_a_conversation_is_called_by_its_words_or_by_what_is_attached() -> None:
    held = (Attachment("1", "tea.png", "image/png", 3), Attachment("2", "notes.txt", TEXT, 4))
    assert Draft("Look", held).suggest_title() == "Look"
    assert Draft("", held).suggest_title() == "tea.png, notes.txt"
    assert not Draft()
    assert Draft("", held)
