"""Where the reader is on the page: at the end, which is followed, or at a part that stays where it is.

Measuring anything above never moves what is being read: the position is a part and an offset into it, and the
scroll value is worked out from that, never the other way round, except when the reader scrolls.
"""

from __future__ import annotations

from teahouse.ui.transcript.flow import Flow

NEAR = 3  # pixels from the end that still count as the end
ROUNDS = 6  # measuring what has become visible may show yet more


class Reader:
    """`top`: the page's pixel at the top of the window. `height`: of the window."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.following = True
        self.top = 0
        self.height = 0
        self._tidied = 0  # `top` when far layouts were freed last
        self._anchor: tuple[str, tuple[int, int], int] | None = None

    @property
    def last_top(self) -> int:
        """The greatest `top` there can be."""
        return max(0, self.flow.total - self.height)

    def settle(self) -> None:
        """Lay out what is in the window and work out `top` again."""
        if not self.flow.items:
            self.top = 0
            return
        if self.following:
            self.flow.lay_up(len(self.flow.items) - 1, -1, self.height)
            self.top = self.last_top
        else:
            self._hold()
        for _ in range(ROUNDS):
            before = self.flow.layouts
            self._fill()
            self.top = self.last_top if self.following else self._anchored()
            if self.flow.layouts == before:
                break
        if abs(self.top - self._tidied) > self.height // 4:
            self._tidied = self.top
            self.flow.free_far(self.top, self.height)

    def _fill(self) -> None:
        number, part = self.flow.at(self.top)
        offset = self.top - self.flow.top(number, part)
        self.flow.lay_down(number, part, self.height + max(0, offset))

    def _hold(self) -> None:
        number, part, offset = self._place()
        self.flow.lay_down(number, part, self.height + max(0, offset))
        self.top = self._anchored()

    def _place(self) -> tuple[int, int, int]:
        """The anchor as item, part and offset; the top of the page where it is gone."""
        if self._anchor is not None:
            message_id, key, offset = self._anchor
            number = self.flow.number_of(message_id)
            if number is not None:
                item = self.flow.open(number)
                part = item.part_at(key)
                return number, part, min(offset, item.rows[part]) if item.parts[part].key == key else 0
        return 0, 0, -self.flow.pad

    def _anchored(self) -> int:
        number, part, offset = self._place()
        return max(0, min(self.last_top, self.flow.top(number, part) + offset))

    def _drop_anchor(self) -> None:
        number, part = self.flow.at(self.top)
        if number < 0:
            self._anchor = None
            return
        item = self.flow.items[number]
        self._anchor = (item.id, item.parts[part].key, self.top - self.flow.top(number, part))

    def scroll_by(self, pixels: int) -> None:
        """Move by so many pixels exactly, whatever turns out to be above."""
        if not self.flow.items:
            return
        if self.following:
            self.following = False
            self._drop_anchor()
        if pixels < 0:
            number, part, _ = self._place()
            self.flow.lay_up(number, part, -pixels + self.height // 2)
        else:
            number, part, offset = self._place()
            self.flow.lay_down(number, part, pixels + self.height + max(0, offset))
        self._go(self._anchored() + pixels)

    def move_to(self, top: int) -> None:
        """Go to a place of the page, as far as its heights are known."""
        if abs(top - self.top) <= 2 * self.height:
            self.scroll_by(top - self.top)
        else:
            self._go(top)

    def _go(self, top: int) -> None:
        self.top = max(0, min(self.last_top, top))
        self.following = self.top >= self.last_top - NEAR
        self._drop_anchor()
        self.settle()
        self.following = self.top >= self.last_top - NEAR

    def show(self, message_id: str, margin: int) -> bool:
        """Bring a message's beginning to the top of the window; False when it is not on the page."""
        number = self.flow.number_of(message_id)
        if number is None:
            return False
        self.following = False
        self._anchor = (message_id, self.flow.open(number).parts[0].key, -margin)
        self.settle()
        self.following = self.top >= self.last_top - NEAR
        return True

    def show_part(self, message_id: str, key: tuple[int, int], offset: int) -> None:
        """Bring a place in a part to the top of the window: `offset` pixels below the part's top."""
        self.following = False
        self._anchor = (message_id, key, offset)
        self.settle()
        self.following = self.top >= self.last_top - NEAR

    def hold_here(self) -> None:
        """Stay where the reader is, even if the page grows, unless this is the end."""
        if not self.following:
            self._drop_anchor()
