"""What Speed has in common with other rooms, taken from where it stands: the one place that says where that is."""

from __future__ import annotations

from teahouse.ui.kit.pills import PillRow
from teahouse.ui.switcher.labs import lab_of


def lab_name(model: str) -> str:
    """Who made a model, empty where nobody knows."""
    lab = lab_of(model)
    return lab.name if lab else ""


__all__ = ["PillRow", "lab_name"]
