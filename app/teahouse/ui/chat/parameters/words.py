"""What the parameters panel says: a name and a plain explanation for each option, its default, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from teahouse.core.errors import Trouble
from teahouse.core.options import BY_NAME
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.marking import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate

SYSTEM = "system"

_NAMES: Mapping[str, str] = {
    SYSTEM: QT_TRANSLATE_NOOP("Parameters", "System prompt"),
    "temperature": QT_TRANSLATE_NOOP("Parameters", "Temperature"),
    "top_p": QT_TRANSLATE_NOOP("Parameters", "Top P"),
    "top_k": QT_TRANSLATE_NOOP("Parameters", "Top K"),
    "min_p": QT_TRANSLATE_NOOP("Parameters", "Min P"),
    "repeat_penalty": QT_TRANSLATE_NOOP("Parameters", "Repeat penalty"),
    "seed": QT_TRANSLATE_NOOP("Parameters", "Seed"),
    "num_ctx": QT_TRANSLATE_NOOP("Parameters", "Context, in tokens"),
    "num_predict": QT_TRANSLATE_NOOP("Parameters", "Longest reply, in tokens"),
    "stop": QT_TRANSLATE_NOOP("Parameters", "Stop at"),
    "format": QT_TRANSLATE_NOOP("Parameters", "Form of the reply"),
    "keep_alive": QT_TRANSLATE_NOOP("Parameters", "Keep the model loaded"),
}

_TIPS: Mapping[str, str] = {
    SYSTEM: QT_TRANSLATE_NOOP("Parameters", "What the model is told before the conversation, with every message."),
    "temperature": QT_TRANSLATE_NOOP(
        "Parameters", "How freely words are chosen: 0 takes the likeliest each time, above 1 becomes wild."
    ),
    "top_p": QT_TRANSLATE_NOOP("Parameters", "Only the likeliest words that together reach this share are taken."),
    "top_k": QT_TRANSLATE_NOOP("Parameters", "Only so many of the likeliest words are taken; 0 is all."),
    "min_p": QT_TRANSLATE_NOOP("Parameters", "Words below this share of the likeliest one's chance are left out."),
    "repeat_penalty": QT_TRANSLATE_NOOP("Parameters", "Above 1, words that were said lately become less likely."),
    "seed": QT_TRANSLATE_NOOP("Parameters", "The same number gives the same reply to the same question."),
    "num_ctx": QT_TRANSLATE_NOOP(
        "Parameters", "How much of the conversation the model can hold. A larger one takes more memory, "
        "and changing it loads the model again."
    ),
    "num_predict": QT_TRANSLATE_NOOP(
        "Parameters", "The reply ends after so many tokens; -1 is no limit, -2 until the context is full."
    ),
    "stop": QT_TRANSLATE_NOOP(
        "Parameters", "The reply ends where one of these texts would come, one a line. \\n stands for a line break."
    ),
    "format": QT_TRANSLATE_NOOP("Parameters", "Plain text, any JSON, or JSON that follows a schema."),
    "keep_alive": QT_TRANSLATE_NOOP("Parameters", "How long the model stays in memory after a reply."),
}  # fmt: skip


def name(option: str) -> str:
    """What an option is called."""
    return translate("Parameters", _NAMES[option])


def tip(option: str) -> str:
    """What an option does, and what it is called in requests."""
    said = translate("Parameters", _TIPS[option])
    return said if option == SYSTEM else f"{said}  ({option})"


def default(option: str, own: Mapping[str, str], context: int | None) -> str:
    """What holds where an option is not set: the model's `own` value, else the host's; `context` is the window the
    model is loaded with, None where it isn't."""
    if option in own:
        return own[option]
    match option:
        case "seed":
            return translate("Parameters", "random")
        case "num_predict":
            return translate("Parameters", "no limit")
        case "num_ctx":
            return numbers.count(context) if context else translate("Parameters", "automatic")
        case "stop":
            return translate("Parameters", "nothing but the model’s own end")
    value = BY_NAME[option].default
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def said_default(default: str) -> str:
    """The default in a sentence, for who does not see it in the field; empty where there is none."""
    return translate("Parameters", "While it is empty: {value}.").format(value=default) if default else ""


def problem(trouble: Trouble) -> str:
    """What would have been taken instead of a value that was refused."""
    facts, option = trouble.facts, BY_NAME[str(trouble.facts["option"])]
    if option.name == "format":
        if "line" in facts:
            said = translate("Parameters", "This is not JSON: line {line}, column {column}.")
            return said.format(line=facts["line"], column=facts["column"])
        return translate("Parameters", "A schema is a JSON object: it begins with { and ends with }.")
    if option.kind is int:
        said = translate("Parameters", "A whole number from {low} to {high}.")
    else:
        said = translate("Parameters", "A number from {low} to {high}.")
    return said.format(low=f"{option.minimum:.0f}", high=f"{option.maximum:.0f}")
