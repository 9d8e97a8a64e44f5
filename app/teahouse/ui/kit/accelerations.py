"""Describes what made a run faster or smaller, so that no measurement hides it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from teahouse.core.measure import Figures
from teahouse.ui.i18n import numbers

translate = QCoreApplication.translate


def describe_accelerations(figures: Figures) -> list[str]:
    """One text for each acceleration of a run that is known; empty for hosts that report none."""
    found: list[str] = []
    if figures.drafted:
        text = translate("Accelerations", "{accepted} of {drafted} drafted tokens accepted")
        accepted = numbers.count(figures.drafts_accepted or 0)
        found.append(text.format(accepted=accepted, drafted=numbers.count(figures.drafted)))
    elif figures.drafts is not None:
        on, off = translate("Accelerations", "drafts on, none made"), translate("Accelerations", "no drafts")
        found.append(on if figures.drafts else off)
    if figures.prompt_cached:
        found.append(translate("Accelerations", "%n prompt token(s) from the cache", "", figures.prompt_cached))
    if figures.prompt_restored:
        found.append(translate("Accelerations", "%n of them from disk", "", figures.prompt_restored))
    if figures.kv_cache_type:
        found.append(translate("Accelerations", "context in {type}").format(type=figures.kv_cache_type))
    if figures.threads:
        found.append(translate("Accelerations", "%n thread(s)", "", figures.threads))
    return found
