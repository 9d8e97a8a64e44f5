"""What the pointer is on."""

from __future__ import annotations

from teahouse.core.values import dataclass
from teahouse.ui.transcript.item import Item
from teahouse.ui.transcript.part import PartHit, TranscriptPart


@dataclass(frozen=True, slots=True)
class Pointed:
    """A message, one of its parts, and the place there that does something; x and y are inside the part."""

    message_id: str = ""
    key: tuple[int, int] = (-1, -1)
    hit: PartHit | None = None
    x: int = 0
    y: int = 0

    def is_on(self, item: Item, part: TranscriptPart) -> bool:
        """Whether the pointer is on this part."""
        return (item.id, part.key) == (self.message_id, self.key)

    def same_as(self, other: Pointed) -> bool:
        """Whether the page looks the same for both."""
        return (self.message_id, self.key, self.hit) == (other.message_id, other.key, other.hit)
