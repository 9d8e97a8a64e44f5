"""The contents of attachments, asked for when they are wanted: by a picture that comes near, or by an action."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

KEPT = 48_000_000  # bytes; beyond that those go that were not wanted for the longest time

Use = Callable[[bytes], None]


class Contents(QObject):
    """`wanted` asks whoever has them for a content, by its attachment's id; `take` is the answer; `came` says that a
    picture waited for it."""

    wanted = Signal(str)
    came = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._uses: dict[str, list[Use]] = {}  # by id: what is to be done when it comes

    def has(self, attachment_id: object) -> bool:
        """Whether it is here, or is known to be lost."""
        return attachment_id in self._kept

    def of(self, attachment_id: str) -> bytes | None:
        """A content, empty where it is lost; None while it is not here, which asks for it."""
        if attachment_id in self._kept:
            self._kept.move_to_end(attachment_id)
            return self._kept[attachment_id]
        self._ask(attachment_id)
        return None

    @property
    def asks(self) -> bool:
        """Whether an answer is waited for."""
        return bool(self._uses)

    def use(self, attachment_id: str, use: Use) -> None:
        """Do something with a content, now or when it comes; nothing where it is lost."""
        content = self.of(attachment_id)
        if content is None:
            self._uses[attachment_id].append(use)
        elif content:
            use(content)

    def take(self, attachment_id: str, content: bytes | None) -> None:
        """A content has come, or is lost."""
        uses = self._uses.pop(attachment_id, None)
        if uses is None:
            return  # somebody else has asked for it
        self._kept[attachment_id] = content or b""
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > KEPT:
            self._kept.popitem(last=False)
        for use in uses if content else ():
            use(content)
        self.came.emit(attachment_id)

    def _ask(self, attachment_id: str) -> None:
        if attachment_id not in self._uses:
            self._uses[attachment_id] = []
            self.wanted.emit(attachment_id)
