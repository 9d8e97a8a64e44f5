"""The lines of a long work, a pull or the making of a model, as events."""

from __future__ import annotations

from typing import Any

from teahouse.core.events import Failed
from teahouse.core.pulls import BlobProgress, Pulled, PullEvent, Step, StepBegun
from teahouse.ollama.lines import clean, whole
from teahouse.ollama.pull_faults import pull_trouble

_STEPS = {
    "pulling manifest": Step.MANIFEST,
    "verifying sha256 digest": Step.VERIFYING,
    "writing manifest": Step.WRITING,
    "removing unused layers": Step.WRITING,
    "removing any unused layers": Step.WRITING,
}


def read_pull(line: dict[str, Any], model: str, at: float) -> PullEvent | None:
    """The event a line of `/api/pull` is; None for one that says nothing to us."""
    if "error" in line:
        return Failed(pull_trouble(line["error"], model), at)
    status, digest = clean(line.get("status")), clean(line.get("digest"))
    if status == "success":
        return Pulled(at)
    if digest and (total := whole(line.get("total"))):
        return BlobProgress(digest, total, whole(line.get("completed")) or 0, at)
    step = _STEPS.get(status)
    return None if step is None else StepBegun(step, at)
