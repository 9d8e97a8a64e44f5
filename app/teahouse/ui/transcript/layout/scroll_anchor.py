"""Where the reader is on the page: at the end, which is followed, or at a line that stays where it is.

Measuring anything above never moves what is being read: the position is a part, a place in its text and an offset from
there, and the scroll value is worked out from that, never the other way round, except when the reader scrolls. So the
line at the top of the window stays there when the column gets another width, and when formulas above it are typeset.
"""

from __future__ import annotations

from dataclasses import replace

from teahouse.core.values import dataclass
from teahouse.ui.transcript.layout.page_layout import PageLayout

NEAR = 3  # pixels from the end that still count as the end
END = 1 << 30  # pixels: as far as there is anything
ROUNDS = 6  # measuring what has become visible may show yet more


@dataclass(frozen=True, slots=True)
class Anchor:
    """The window's top is `offset` pixels below the line of a part that holds `position` of its text."""

    message_id: str
    key: tuple[int, int]
    offset: int
    position: int = 0


class ScrollAnchor:
    """`top`: the page's pixel at the top of the window. `height`: of the window."""

    def __init__(self, layout: PageLayout) -> None:
        self.layout = layout
        self.following = True
        self.top = 0
        self.height = 0
        self._tidied = 0  # `top` when far layouts were freed last
        self._anchor: Anchor | None = None

    @property
    def last_top(self) -> int:
        """The greatest `top` there can be."""
        return max(0, self.layout.total - self.height)

    def follow_end(self) -> None:
        """Be at the end from the next time that the window is laid out."""
        self.following = True

    def settle_window(self) -> None:
        """Lay out what is in the window, or what of it there is time for, and work out `top` again."""
        self.layout.begin_turn()
        self._settle_all()

    def settle_grown(self, first: int) -> None:
        """The same where nothing but the last item has changed, from its part `first` on. While its end is followed,
        what stands above is laid out already and is not looked at."""
        whole = not self.layout.late  # all of the window was laid out last time
        self.layout.begin_turn()
        if self.following and whole:
            self.layout.lay_down(len(self.layout.items) - 1, first, END)
            if not self.layout.late and self.last_top >= self.top:
                self.top = self.last_top
                self._free_far()
                return
        self._settle_all()

    def _settle_all(self) -> None:
        if not self.layout.items:
            self.top = 0
            return
        if self.following:
            self.layout.lay_up(len(self.layout.items) - 1, -1, self.height)
            self.top = self.last_top
        else:
            self._hold_anchor()
        for _ in range(ROUNDS):
            before = self.layout.layouts
            self._fill_window()
            self.top = self.last_top if self.following else self._anchored_top()
            if self.layout.layouts == before or self.layout.late:
                break
        if not self.following:
            self._find_line()
        self._free_far()

    def _free_far(self) -> None:
        """Drop layouts that are far away, once in a while."""
        if abs(self.top - self._tidied) > self.height // 4:
            self._tidied = self.top
            self.layout.free_far(self.top, self.height)

    def _fill_window(self) -> None:
        number, part = self.layout.find_at(self.top)
        offset = self.top - self.layout.top_of(number, part)
        self.layout.lay_down(number, part, self.height + max(0, offset))

    def _hold_anchor(self) -> None:
        number, part, offset = self._find_anchor()
        self.layout.lay_down(number, part, self.height + max(0, offset))
        self.top = self._anchored_top()

    def _find_anchor(self) -> tuple[int, int, int]:
        """The anchor as item, part and offset from the part's top; the top of the page where it is gone."""
        anchor = self._anchor
        number = None if anchor is None else self.layout.number_of(anchor.message_id)
        if anchor is None or number is None:
            return 0, 0, -self.layout.pad
        item = self.layout.open_item(number)
        at = item.part_at(anchor.key)
        part = item.parts[at]
        if part.key != anchor.key:
            return number, at, 0
        if anchor.position:
            self.layout.lay_part(number, at)  # where its lines are is known when it is laid out
        above = part.top_of(anchor.position) if anchor.position else 0
        return number, at, min(above + anchor.offset, item.rows[at])

    def _anchored_top(self) -> int:
        number, part, offset = self._find_anchor()
        return max(0, min(self.last_top, self.layout.top_of(number, part) + offset))

    def _drop_anchor(self) -> None:
        number, part = self.layout.find_at(self.top)
        if number < 0:
            self._anchor = None
            return
        item = self.layout.items[number]
        self._anchor = Anchor(item.id, item.parts[part].key, self.top - self.layout.top_of(number, part))
        self._find_line()

    def _find_line(self) -> None:
        """Hold on to a line of the part, as soon as it is laid out."""
        anchor = self._anchor
        number = None if anchor is None else self.layout.number_of(anchor.message_id)
        if anchor is None or number is None or anchor.position or anchor.offset <= 0:
            return
        item = self.layout.items[number]
        part = item.parts[item.part_at(anchor.key)]
        within = part.key == anchor.key and part.laid and part.selectable and anchor.offset < part.height
        if position := part.position_at(0, anchor.offset) if within else 0:
            self._anchor = replace(anchor, position=position, offset=anchor.offset - part.top_of(position))

    def scroll_by(self, pixels: int) -> None:
        """Move by so many pixels exactly, whatever turns out to be above."""
        if not self.layout.items:
            return
        self.layout.begin_turn()
        if self.following:
            self.following = False
            self._drop_anchor()
        if pixels < 0:
            number, part, _ = self._find_anchor()
            self.layout.lay_up(number, part, -pixels + self.height // 2)
        else:
            number, part, offset = self._find_anchor()
            self.layout.lay_down(number, part, pixels + self.height + max(0, offset))
        self._go_to(self._anchored_top() + pixels)

    def move_to(self, top: int) -> None:
        """Go to a place of the page, as far as its heights are known; its very top is known however they turn out."""
        if top > 0 and abs(top - self.top) <= 2 * self.height:
            self.scroll_by(top - self.top)
        else:
            self.layout.begin_turn()
            self._go_to(top)

    def _go_to(self, top: int) -> None:
        self.top = max(0, min(self.last_top, top))
        self.following = self.top >= self.last_top - NEAR
        self._drop_anchor()
        self._settle_all()
        self.following = self.top >= self.last_top - NEAR

    def show_message(self, message_id: str, margin: int) -> bool:
        """Bring a message's beginning to the top of the window; False when it is not on the page."""
        number = self.layout.number_of(message_id)
        if number is None:
            return False
        self.following = False
        self._anchor = Anchor(message_id, self.layout.open_item(number).parts[0].key, -margin)
        self.settle_window()
        self.following = self.top >= self.last_top - NEAR
        return True

    def show_part(self, message_id: str, key: tuple[int, int], offset: int) -> None:
        """Bring a place in a part to the top of the window: `offset` pixels below the part's top."""
        self.following = False
        self._anchor = Anchor(message_id, key, offset)
        self.settle_window()
        self.following = self.top >= self.last_top - NEAR

    def hold_here(self) -> None:
        """Stay where the reader is, even if the page grows, unless this is the end."""
        if not self.following:
            self._drop_anchor()
