"""What is to be compared, before it is: lanes, mode, repetitions and parameters, as one value that is changed by copy.

A comparison that is there was made from such a setup; as long as they agree, follow-up questions can be asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

from teahouse.core.comparison import FEWEST_LANES, MOST_LANES, Comparison, Lane, Mode
from teahouse.core.conversation import Think, new_id
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Setup:
    """`baseline` is the lane that differences are counted from, or empty; `seed` None: any, the same for all lanes."""

    lanes: tuple[Lane, ...] = ()
    mode: Mode = Mode.AUTO
    repetitions: int = 1
    preload: bool = True
    blind: bool = False
    system: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    baseline: str = ""

    @classmethod
    def of(cls, comparison: Comparison, baseline: str = "", seed: int | None = None) -> Setup:
        """The setup a comparison was made from, with the seed that was wished for: it may have been any."""
        return cls(
            lanes=comparison.lanes,
            mode=comparison.mode,
            repetitions=comparison.repetitions,
            preload=comparison.preload,
            blind=comparison.blind,
            system=comparison.system,
            options=comparison.options,
            seed=seed,
            baseline=baseline if comparison.find_lane(baseline) else "",
        )

    @property
    def enough(self) -> bool:
        """Whether there is something to compare."""
        return FEWEST_LANES <= len(self.lanes) <= MOST_LANES

    @property
    def full(self) -> bool:
        """Whether no further lane can be added."""
        return len(self.lanes) >= MOST_LANES

    def add_lane(self, model: str, host: str = "") -> Setup:
        """One lane more."""
        return self if self.full else replace(self, lanes=(*self.lanes, Lane(new_id(), model, host=host)))

    def remove_lane(self, lane_id: str) -> Setup:
        """One lane less."""
        lanes = tuple(lane for lane in self.lanes if lane.id != lane_id)
        return replace(self, lanes=lanes, baseline="" if self.baseline == lane_id else self.baseline)

    def replace_model(self, lane_id: str, model: str, host: str = "") -> Setup:
        """Another model in a lane, or the same of another host, which is another lane then; its options stay."""
        changed = [
            Lane(new_id(), model, lane.options, host=host)
            if lane.id == lane_id and (lane.model, lane.host) != (model, host)
            else lane
            for lane in self.lanes
        ]
        return replace(self, lanes=tuple(changed), baseline="" if self.baseline == lane_id else self.baseline)

    def set_apart(self, lane_id: str, options: Mapping[str, Any], think: Think) -> Setup:
        """A lane with options and a way to think of its own."""
        lanes = (replace(lane, options=options, think=think) if lane.id == lane_id else lane for lane in self.lanes)
        return replace(self, lanes=tuple(lanes))

    def with_models(self, models: tuple[str, ...]) -> Setup:
        """Lanes of these models instead."""
        return replace(self, lanes=tuple(Lane(new_id(), model) for model in models[:MOST_LANES]), baseline="")

    def with_new_ids(self) -> Setup:
        """The same lanes with ids of their own: those of a comparison that is kept belong to it."""
        ids = {lane.id: new_id() for lane in self.lanes}
        lanes = tuple(replace(lane, id=ids[lane.id]) for lane in self.lanes)
        return replace(self, lanes=lanes, baseline=ids.get(self.baseline, ""))

    def goes_on(self, comparison: Comparison | None) -> bool:
        """Whether a follow-up can be asked: this is still what the comparison was made from, but for what only
        concerns how it is looked at."""
        if comparison is None or not comparison.prompts:
            return False
        if self.seed not in (None, comparison.seed):
            return False
        return replace(self, baseline="", seed=None) == replace(Setup.of(comparison), baseline="")
