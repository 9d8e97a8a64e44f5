"""All pulls as the room knows them, kept up to date by the events."""

from __future__ import annotations

from collections.abc import Iterable

from teahouse.core.pulls import UNFINISHED, WANTS_TO_RUN, Pull, PullState


class Queue:
    """Pulls by id, in the order of their places."""

    def __init__(self) -> None:
        self._pulls: dict[str, Pull] = {}

    def take_all(self, pulls: Iterable[Pull]) -> None:
        """The whole queue as it is."""
        self._pulls = {pull.id: pull for pull in sorted(pulls, key=lambda pull: pull.position)}

    def take(self, pull: Pull) -> bool:
        """Events of one; whether it changed more than its figures."""
        before = self._pulls.get(pull.id)
        self._pulls[pull.id] = pull
        return before is None or before.state is not pull.state or before.position != pull.position

    def __len__(self) -> int:
        return len(self._pulls)

    @property
    def active(self) -> tuple[Pull, ...]:
        """Those that run, wait or have their turn to come."""
        return self._in(WANTS_TO_RUN)

    @property
    def shelf(self) -> tuple[Pull, ...]:
        """Those of which something is kept, and that nobody goes on with by itself."""
        return self._in(UNFINISHED)

    @property
    def paused(self) -> tuple[Pull, ...]:
        """Those that were paused, by a person or by a restart of the app."""
        return self._in((PullState.PAUSED,))

    @property
    def done(self) -> tuple[Pull, ...]:
        """Those that came whole in this session."""
        return self._in((PullState.DONE,))

    @property
    def running(self) -> Pull | None:
        """The one to tell about: the first that brings something, else the first that would."""
        active = self.active
        return next((pull for pull in active if pull.state is PullState.PULLING), active[0] if active else None)

    def shares(self) -> dict[str, float]:
        """How much is here of each that is on its way, by name."""
        return {
            pull.name: pull.figures.completed / pull.figures.total if pull.figures.total else 0.0
            for pull in self.active
        }

    def _in(self, states: tuple[PullState, ...]) -> tuple[Pull, ...]:
        return tuple(pull for pull in self._pulls.values() if pull.state in states)
