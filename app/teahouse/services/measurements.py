"""Kept runs: what the window can ask of them. Every method returns at once; answers come as `measurement_news`."""

from __future__ import annotations

from teahouse.core.run import RunFilter


class MeasurementsService:
    def list(self, filters: RunFilter | None = None, *, offset: int = 0, limit: int = 200) -> None:
        """→ `RunsNews`: one page of runs; the first page (offset 0) has summaries, points and choices, too."""
        raise NotImplementedError

    def usual(self, model: str) -> None:
        """→ `UsualNews`"""
        raise NotImplementedError

    def speed_test(self, models: tuple[str, ...]) -> None:
        """Fixed work for each model, one after another: a warm-up, then three times read about 512 tokens and write
        128, the same text for all. → `SpeedTestNews`"""
        raise NotImplementedError

    def stop(self) -> None:
        """Stop the speed test; what was measured is kept."""
        raise NotImplementedError

    def export(self, path: str, filters: RunFilter | None = None) -> None:
        """Write runs as JSON for another computer. → `RunsExportedNews`"""
        raise NotImplementedError

    def import_(self, path: str, computer: str = "") -> None:
        """Take in another computer's runs, under a name or that of its processor. → `RunsImportedNews`, `RunsNews`"""
        raise NotImplementedError
