"""A field of one line that takes no more than anybody means."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

LONGEST = 1000  # characters; Qt's own limit, 32,767, is a text that takes a third of a second to be shown elsewhere


class LineField(QLineEdit):
    """A `QLineEdit` for a name or a few words; what is pasted beyond LONGEST characters is left out."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.setMaxLength(LONGEST)
