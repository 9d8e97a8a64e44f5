"""The lines of a long work, a pull or the making of a model, as events."""

from __future__ import annotations

from typing import Any

from teahouse.core.pulls import BlobProgress, Pulled, PullStep, PullStreamEvent, StepBegun
from teahouse.core.stream_events import Failed
from teahouse.core.untrusted import read_label, read_size
from teahouse.ollama.pull_faults import pull_trouble

_STEPS = {
    "pulling manifest": PullStep.MANIFEST,
    "verifying sha256 digest": PullStep.VERIFYING,
    "writing manifest": PullStep.WRITING,
    "removing unused layers": PullStep.WRITING,
    "removing any unused layers": PullStep.WRITING,
}


def read_pull(line: dict[str, Any], model: str, at: float) -> PullStreamEvent | None:
    """The event a line of `/api/pull` is; None for one that says nothing to us."""
    if line.get("error") not in (None, ""):
        return Failed(pull_trouble(line["error"], model), at)
    status, digest = read_label(line.get("status")), read_label(line.get("digest"))
    if status == "success":
        return Pulled(at)
    if digest and (total := read_size(line.get("total"))):
        return BlobProgress(digest, total, read_size(line.get("completed")) or 0, at)
    step = _STEPS.get(status)
    return None if step is None else StepBegun(step, at)
