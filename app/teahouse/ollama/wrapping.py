"""An answer that came in `<answer>…</answer>`, unwrapped while it streams.

Hunyuan and GLM-4.1V write it so behind their thoughts, and no daemon takes it off. The tag counts only at the very
start of the answer, its end only as the last thing; no text is held back but what may yet become a tag.
"""

from __future__ import annotations

OPEN, CLOSE = "<answer>", "</answer>"


class AnswerUnwrapper:
    """Feed it the answer's pieces in order, `end` it once; both return the text to show. `again` begins anew: what came
    so far was no answer."""

    def __init__(self) -> None:
        self.again()

    def again(self) -> None:
        self._held = ""
        self._begun = False
        self._wrapped = False
        self._trim = False  # blanks behind the tag belong to it

    def feed(self, text: str) -> str:
        if self._begun and not self._wrapped:
            return text
        self._held += text
        if not self._begun and not self._opens():
            return ""
        return self._inside() if self._wrapped else self.end()

    def end(self) -> str:
        """What was held back, when nothing more comes."""
        held, self._held = self._held, ""
        return "" if self._wrapped and held.strip() == CLOSE else held

    def _opens(self) -> bool:
        """Whether it is clear how the answer begins."""
        start = self._held.lstrip()
        if len(start) < len(OPEN) and OPEN.startswith(start):
            return False
        self._begun, self._wrapped = True, start.startswith(OPEN)
        if self._wrapped:
            self._held, self._trim = start[len(OPEN) :], True
        return True

    def _inside(self) -> str:
        """All but an end of what is held that may be the closing tag, with the blanks before it."""
        if self._trim:
            self._held = self._held.lstrip()
            self._trim = not self._held
        end = len(self._held.rstrip())
        for size in range(min(len(CLOSE), end), 0, -1):
            if self._held[:end].endswith(CLOSE[:size]):
                end -= size
                break
        end = len(self._held[:end].rstrip())
        given, self._held = self._held[:end], self._held[end:]
        return given
