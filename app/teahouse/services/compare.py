"""Comparing: what the window can ask. Every method returns at once; answers come as `compare_news`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teahouse.core.comparison import Lane
from teahouse.core.prompts import PromptSet


class CompareService:
    def run(
        self,
        comparison_id: str,
        prompt: str,
        lanes: tuple[Lane, ...],
        *,
        system: str = "",
        mode: str = "one_after_another",
        repetitions: int = 1,
        preload: bool = True,
        options: Mapping[str, Any] | None = None,
        seed: int | None = None,
        blind: bool = False,
        reference: str | None = None,
    ) -> None:
        """Keep a new comparison and ask every lane (2 to 6 of them). `comparison_id` and each lane's id are from
        `new_id`. `mode` is a `core.comparison.Mode`; `repetitions` 1, 3 or 5; with `preload` each model is loaded
        first and its load measured by itself, so that every answer is a warm one; `options` and `seed` hold for all
        lanes unless a lane's own say otherwise; `blind` shuffles the lanes; `reference` is the lane differences are
        counted from.

        News: `ComparisonNews`, then `PlanNews` before anything is unloaded, `LaneNews` and `LanePieceNews` while it
        goes on, `ComparisonNews` after each answer's end; `UncomparedNews` when it could not be begun."""
        raise NotImplementedError

    def follow_up(self, comparison_id: str, prompt: str) -> None:
        """Ask every lane a further question, after its own answer to the one before."""
        raise NotImplementedError

    def stop(self, comparison_id: str, lane_id: str | None = None) -> None:
        """Stop one lane, whatever it waits for, or all; what has arrived and was measured stays."""
        raise NotImplementedError

    def retry(self, comparison_id: str, lane_id: str) -> None:
        """Ask a lane again for its last turn; the answer that was stays beside the new one."""
        raise NotImplementedError

    def vote(self, comparison_id: str, lane_id: str) -> None:
        """The best answer of the last turn, "" for a tie; voting again replaces. → `ComparisonNews`, `RatingsNews`."""
        raise NotImplementedError

    def ratings(self) -> None:
        """→ `RatingsNews`"""
        raise NotImplementedError

    def open(self, comparison_id: str) -> None:
        """→ `ComparisonNews` or `ComparisonGoneNews`"""
        raise NotImplementedError

    def list(self) -> None:
        """→ `ComparisonsNews`"""
        raise NotImplementedError

    def remove(self, comparison_id: str) -> None:
        """Remove a comparison with its answers for good (its runs and votes still count). → `ComparisonsNews`"""
        raise NotImplementedError

    def continue_as_chat(self, comparison_id: str, lane_id: str) -> None:
        """Copy a lane into a new conversation. → `ContinuedNews`, `HeadsNews`"""
        raise NotImplementedError

    def export(self, comparison_id: str, kind: str, path: str) -> None:
        """Write a comparison, or the report of a set's run (by its id), as `markdown`, `csv` or `json`.
        → `ExportedNews`"""
        raise NotImplementedError

    def sets(self) -> None:
        """→ `SetsNews`"""
        raise NotImplementedError

    def save_set(self, prompt_set: PromptSet) -> None:
        """Keep a set of the person's own, new or changed. → `SetsNews`"""
        raise NotImplementedError

    def remove_set(self, set_id: str) -> None:
        """Remove a set of the person's own; what was run of it stays. → `SetsNews`"""
        raise NotImplementedError

    def run_set(
        self,
        set_id: str,
        models: tuple[str, ...],
        *,
        run_id: str = "",
        repetitions: int = 1,
        options: Mapping[str, Any] | None = None,
        seed: int | None = None,
    ) -> None:
        """Run a set over 1 to 6 models, unattended, model by model so that each is loaded once. `run_id` of a run
        that was not finished resumes it: only what is missing is asked. → `SetProgressNews`"""
        raise NotImplementedError

    def stop_set(self, run_id: str) -> None:
        """Stop an unattended run; `run_set` with its id resumes it."""
        raise NotImplementedError
