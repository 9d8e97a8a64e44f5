"""What is asked of the compare service about the comparison on show."""

from __future__ import annotations

from teahouse.core.conversation import Draft, new_id
from teahouse.ui.bridge import Bridge
from teahouse.ui.compare.comparison_state import ComparisonState


class RunController:
    """Every method returns at once; what comes of it is told as events."""

    def __init__(self, bridge: Bridge, board: ComparisonState) -> None:
        self._bridge = bridge
        self._board = board

    def run(self, question: Draft) -> bool:
        """Ask all lanes as a comparison of its own; tells whether that could be."""
        board = self._board
        if not board.setup.enough or board.running:
            return False
        if board.asked_for:  # lanes are a comparison's own
            board.setup = board.setup.fresh()
        setup, comparison_id = board.setup, new_id()
        board.begin(comparison_id)
        self._bridge.ask(
            lambda services: services.compare.run(
                comparison_id,
                question,
                setup.lanes,
                system=setup.system,
                mode=setup.mode.value,
                repetitions=setup.repetitions,
                preload=setup.preload,
                options=setup.options,
                seed=setup.seed,
                blind=setup.blind,
            )
        )
        return True

    def open(self, comparison_id: str) -> None:
        """Have a kept comparison on show."""
        self._board.begin(comparison_id)
        self._bridge.ask(lambda services: services.compare.open(comparison_id))

    def follow_up(self, question: Draft) -> None:
        """Ask all lanes a further question."""
        comparison_id = self._board.asked_for
        self._bridge.ask(lambda services: services.compare.follow_up(comparison_id, question))

    def stop(self, lane_id: str | None = None) -> None:
        """Stop one lane, or all."""
        comparison_id = self._board.asked_for
        self._bridge.ask(lambda services: services.compare.stop(comparison_id, lane_id))

    def retry(self, lane_id: str) -> None:
        """Ask a lane again."""
        comparison_id = self._board.asked_for
        self._bridge.ask(lambda services: services.compare.retry(comparison_id, lane_id))

    def vote(self, lane_id: str) -> None:
        """Vote for a lane's answer; empty for a tie."""
        comparison_id = self._board.asked_for
        self._bridge.ask(lambda services: services.compare.vote(comparison_id, lane_id))

    def goes_on(self, lane_id: str) -> None:
        """Have a lane go on as a conversation."""
        comparison_id = self._board.asked_for
        self._bridge.ask(lambda services: services.compare.continue_as_chat(comparison_id, lane_id))
