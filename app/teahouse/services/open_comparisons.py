"""The comparisons in use: each held once, so that a lane at work and the window's questions see the same one."""

from __future__ import annotations

from teahouse.core.comparison import Comparison
from teahouse.core.conversation import Conversation, Message
from teahouse.services.open_comparison import OpenComparison
from teahouse.services.pending_writes import Repositories
from teahouse.services.store_thread import StoreThread
from teahouse.store.comparisons import lane_conversation

HELD = 30  # comparisons that are kept at hand; those at work besides


class OpenComparisons:
    def __init__(self, store_thread: StoreThread) -> None:
        self._store_thread = store_thread
        self._held: dict[str, OpenComparison] = {}

    async def create(self, comparison: Comparison) -> OpenComparison:
        """Keep a new comparison and hold it."""

        await self._store_thread.write(lambda kept: kept.comparisons.create(comparison))
        return self._hold(await self._store_thread.call(lambda kept: _load(kept, comparison.id)))

    async def get(self, comparison_id: str) -> OpenComparison | None:
        """The one that is held, or as it is kept; None when it is not kept any more."""
        if comparison_id not in self._held:
            try:
                found = await self._store_thread.call(lambda kept: _load(kept, comparison_id))
            except KeyError:
                return None
            self._held.setdefault(comparison_id, found)
        return self._hold(self._held[comparison_id])

    async def ask(self, opened: OpenComparison, questions: dict[str, Message]) -> None:
        """Keep a further question of each lane, by lane id."""

        def keep(kept: Repositories) -> None:
            for lane_id, question in questions.items():
                kept.conversations.add(lane_conversation(opened.id, lane_id), question)

        await self._store_thread.write(keep)
        for lane_id, question in questions.items():
            opened.trees[lane_id].add(question)

    async def remove(self, comparison_id: str) -> None:
        self._held.pop(comparison_id, None)
        await self._store_thread.write(lambda kept: kept.comparisons.remove(comparison_id))

    def _hold(self, opened: OpenComparison) -> OpenComparison:
        """Hold it as the one used last, and let go of those nobody used for long."""
        self._held.pop(opened.id, None)
        self._held[opened.id] = opened
        idle = [key for key, other in self._held.items() if not other.at_work]
        for key in idle[:-HELD]:
            del self._held[key]
        return opened


def _load(kept: Repositories, comparison_id: str) -> OpenComparison:
    comparison = kept.comparisons.load(comparison_id)
    trees: dict[str, Conversation] = {
        lane.id: kept.conversations.load(lane_conversation(comparison_id, lane.id)) for lane in comparison.lanes
    }
    return OpenComparison(comparison, trees)
