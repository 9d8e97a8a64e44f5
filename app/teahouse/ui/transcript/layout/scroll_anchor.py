"""The scroll position: at the followed end of the page, or at a line that stays where it is.

The position is a part, a place in its text and an offset; the scroll value is computed from it, except when the user
scrolls. So the line at the top of the window stays there when the width changes or parts above it get another height.
"""

from __future__ import annotations

from dataclasses import replace

from teahouse.core.values import dataclass
from teahouse.ui.transcript.layout.page_layout import PageLayout

NEAR = 3  # pixels from the end that still count as the end
END = 1 << 30  # pixels; beyond any page
ROUNDS = 6  # measuring visible parts may make more parts visible


@dataclass(frozen=True, slots=True)
class Anchor:
    """The window's top is `offset` pixels below the line of a part that holds `position` of its text."""

    message_id: str
    key: tuple[int, int]
    offset: int
    position: int = 0


class ScrollAnchor:
    """`top`: y of the page at the top of the window, in pixels. `following`: at the end of the page."""

    def __init__(self, layout: PageLayout) -> None:
        self.layout = layout
        self.following = True
        self.top = 0
        self._height = 0
        self._tidied = 0  # `top` at the last `free_far`
        self._anchor: Anchor | None = None

    @property
    def last_top(self) -> int:
        """The greatest possible `top`."""
        return max(0, self.layout.total - self._height)

    @property
    def height(self) -> int:
        """The height of the window in pixels."""
        return self._height

    def set_height(self, height: int) -> None:
        """Set the height of the window in pixels."""
        self._height = height

    def follow_end(self) -> None:
        """Move to the end at the next layout of the window."""
        self.following = True

    def settle_window(self) -> None:
        """Lay out the window within the time of one turn, and compute `top` again."""
        self.layout.begin_turn()
        self._settle_all()

    def settle_grown(self, first: int) -> None:
        """The same where only the last item has changed, from its part `first` on. At the followed end the parts above
        are laid out already and are skipped."""
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
        """Drop far layouts after each quarter of a window scrolled."""
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
            self.layout.lay_part(number, at)  # the places of lines need its layout
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
        """Anchor to a line of the part, once it is laid out."""
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
        """Scroll by exactly so many pixels, whatever heights are measured meanwhile."""
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
        """Go to a y of the page by the heights known so far; 0 is always exact."""
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
        """Scroll the start of a message to the top of the window; False when it is not on the page."""
        number = self.layout.number_of(message_id)
        if number is None:
            return False
        self.following = False
        self._anchor = Anchor(message_id, self.layout.open_item(number).parts[0].key, -margin)
        self.settle_window()
        self.following = self.top >= self.last_top - NEAR
        return True

    def show_part(self, message_id: str, key: tuple[int, int], offset: int) -> None:
        """Scroll a place in a part, `offset` pixels below its top, to the top of the window."""
        self.following = False
        self._anchor = Anchor(message_id, key, offset)
        self.settle_window()
        self.following = self.top >= self.last_top - NEAR

    def hold_here(self) -> None:
        """Anchor here, unless at the end."""
        if not self.following:
            self._drop_anchor()
