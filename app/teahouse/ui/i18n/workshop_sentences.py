"""The sentences for problems of the workshop's jobs; see `host_sentences`."""

from __future__ import annotations

from collections.abc import Mapping

from teahouse.core.errors import Problem
from teahouse.ui.i18n.locales import QT_TRANSLATE_NOOP

WORKSHOP_SENTENCES: Mapping[Problem, str] = {
    Problem.MODEL_ELSEWHERE: QT_TRANSLATE_NOOP(
        "Troubles",
        "The file of {model} is not on this computer but at {address}. The workshop needs a model of this computer.",
    ),
    Problem.WORKSHOP_UNAVAILABLE: QT_TRANSLATE_NOOP(
        "Troubles",
        "The workshop cannot be used with this installation; chats are not affected. The reason: {message}",
    ),
    Problem.JOB_FAILED: QT_TRANSLATE_NOOP(
        "Troubles", "This could not be done. The models are unchanged. The reason: {message}"
    ),
    Problem.JOB_DIED: QT_TRANSLATE_NOOP(
        "Troubles",
        "The workshop's process ended before it was done. The models are unchanged. It said: {message}",
    ),
    Problem.PROMPT_UNKNOWN: QT_TRANSLATE_NOOP(
        "Troubles",
        "What {model} was given cannot be written as text: there are pictures, or its format of replies is not known.",
    ),
}
