"""The prompts that are offered: the person's own first, then a few that everybody has; and how they are found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from teahouse.core.saved_prompt import SavedPrompt
from teahouse.ui.i18n.marking import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate

_EVERYBODYS = (
    (QT_TRANSLATE_NOOP("Prompts", "Summarise"), QT_TRANSLATE_NOOP("Prompts", "Summarise this in a few sentences:")),
    (
        QT_TRANSLATE_NOOP("Prompts", "Translate into Chinese"),
        QT_TRANSLATE_NOOP("Prompts", "Translate this into Chinese; keep names, numbers and formatting:"),
    ),
    (
        QT_TRANSLATE_NOOP("Prompts", "Proofread"),
        QT_TRANSLATE_NOOP("Prompts", "Correct spelling and grammar, change nothing else, and list what you changed:"),
    ),
    (
        QT_TRANSLATE_NOOP("Prompts", "Explain simply"),
        QT_TRANSLATE_NOOP("Prompts", "Explain this so that somebody new to it understands, with an example:"),
    ),
    (
        QT_TRANSLATE_NOOP("Prompts", "Review code"),
        QT_TRANSLATE_NOOP("Prompts", "Review this code: errors first, then what could be simpler, each with its line:"),
    ),
)  # fmt: skip


def offered(own: Sequence[SavedPrompt]) -> list[SavedPrompt]:
    """The person's own prompts, then everybody's, in the language of now; those have no id."""
    rest = [SavedPrompt("", translate("Prompts", name), translate("Prompts", text)) for name, text in _EVERYBODYS]
    return [*own, *rest]


def found(prompts: Sequence[SavedPrompt], words: str) -> list[SavedPrompt]:
    """Those whose name has every word, the ones that begin with it first."""
    wanted = words.casefold().split()
    fitting = [prompt for prompt in prompts if all(word in prompt.name.casefold() for word in wanted)]
    begins = words.casefold().strip()
    return sorted(fitting, key=lambda prompt: not prompt.name.casefold().startswith(begins))
