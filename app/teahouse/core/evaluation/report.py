"""Reports of a run."""

from __future__ import annotations

from enum import StrEnum


class ReportKind(StrEnum):
    """The format of a report."""

    HTML = "html"
    MARKDOWN = "markdown"
    CSV = "csv"
    JSON = "json"
    JUNIT = "junit"
