"""What Speed has in common with other rooms, taken from where it stands: the one place that says where that is."""

from __future__ import annotations

from teahouse.core.labs import lab_of
from teahouse.ui.i18n.texts import lab_name as name_of_lab
from teahouse.ui.kit.pills import PillRow


def lab_name(model: str) -> str:
    """Who made a model, empty where nobody knows."""
    return name_of_lab(lab_of(model))


__all__ = ["PillRow", "lab_name"]
