"""Finds the sentence for a problem: what happened, what was saved, what to do.

The facts of a problem are listed in `core.errors`; a missing fact is shown as an ellipsis and is not an error.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from teahouse.core.errors import Problem, Trouble
from teahouse.core.hub_names import HUB_REGISTRIES
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.host_sentences import HOST_SENTENCES
from teahouse.ui.i18n.locales import QT_TRANSLATE_NOOP
from teahouse.ui.i18n.storage_sentences import STORAGE_SENTENCES
from teahouse.ui.i18n.workshop_sentences import WORKSHOP_SENTENCES

translate = QCoreApplication.translate

SENTENCES: Mapping[Problem, str] = {**HOST_SENTENCES, **STORAGE_SENTENCES, **WORKSHOP_SENTENCES}

# The same problems where a part of the reply had arrived (fact `arrived`).
SENTENCES_OF_A_PART: Mapping[Problem, str] = {
    Problem.HOST_LOST: QT_TRANSLATE_NOOP(
        "Troubles", "The connection to the host broke off. What had arrived is kept; retry for a whole reply."
    ),
    Problem.HOST_ERROR: QT_TRANSLATE_NOOP(
        "Troubles", "The host reported an error: {message}. What had arrived is kept; you can retry."
    ),
    Problem.REPLY_FILTERED: QT_TRANSLATE_NOOP(
        "Troubles", "The content filter of {address} ended the reply. What had arrived is kept."
    ),
    Problem.HOST_SILENT: QT_TRANSLATE_NOOP(
        "Troubles", "{address} did not send the rest in time. What had arrived is kept; retry for a whole reply."
    ),
    Problem.HOST_STALLED: QT_TRANSLATE_NOOP(
        "Troubles",
        "{address} stopped sending in the middle of the reply. What had arrived is kept; retry for a whole one.",
    ),
    Problem.ANSWER_GARBLED: QT_TRANSLATE_NOOP(
        "Troubles",
        "In the middle of the reply {address} sent something that could not be understood. "
        "What had arrived is kept; retry for a whole one.",
    ),
    Problem.ANSWER_TOO_LARGE: QT_TRANSLATE_NOOP(
        "Troubles",
        "The reply of {address} did not end where any model's does, so it was stopped. What had arrived is kept.",
    ),
    Problem.RUNNER_DIED: QT_TRANSLATE_NOOP(
        "Troubles",
        "{model} stopped working. What had arrived is kept; retry loads it again. The engine said: {message}",
    ),
}

# The same problem where the registry is a hub that has mirrors.
SENTENCE_OF_A_HUB = QT_TRANSLATE_NOOP(
    "Troubles",
    "{registry} cannot be reached from where the host runs. Nothing is lost; check the network and try again, or pull "
    "it from a mirror: hf-mirror.com/… in place of hf.co/…, or modelscope.cn/… It said: {message}",
)


def sentence(trouble: Trouble) -> str:
    """The sentence for this trouble, in the window's language."""
    return sentence_of(trouble.problem.value, trouble.facts)


def sentence_of(problem: str, facts: Mapping[str, object]) -> str:
    """The sentence for a problem that was stored with a message; an unknown problem is shown as an unexpected one."""
    try:
        known = Problem(problem)
        template = SENTENCES_OF_A_PART.get(known, SENTENCES[known]) if facts.get("arrived") else SENTENCES[known]
        if known is Problem.REGISTRY_UNREACHABLE and facts.get("registry") in HUB_REGISTRIES:
            template = SENTENCE_OF_A_HUB
    except ValueError:
        template, facts = SENTENCES[Problem.UNEXPECTED], {"message": problem, **facts}
    return translate("Troubles", template).format_map(_Facts({name: _shown(name, facts[name]) for name in facts}))


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _shown(name: str, value: object) -> str:
    if name == "capability":
        return translate("Models", str(value))  # the words of its badges
    if isinstance(value, int | float) and name.endswith("_at"):
        return numbers.moment(value)
    if isinstance(value, int) and name.endswith("_bytes"):
        return numbers.size(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1000:
        return numbers.count(value)
    shown = str(value).encode("utf-8", "replace").decode()  # Qt ends a text at half a character
    return shown.strip().rstrip(".。") or "…"
