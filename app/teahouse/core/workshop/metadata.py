"""Which keys of a GGUF file can be changed in a copy without breaking the model, and which values they take."""

from __future__ import annotations

TEXTS = (
    "general.name",
    "general.description",
    "general.author",
    "general.organization",
    "general.version",
    "general.basename",
    "general.finetune",
    "general.license",
    "general.license.name",
    "general.license.link",
    "general.url",
    "general.repo_url",
    "tokenizer.chat_template",
)
LONGEST_TEXT = 1 << 20  # characters
MOST_CONTEXT = 1 << 31
_CONTEXT = "context_length"


def editable_keys(architecture: str) -> tuple[str, ...]:
    """The keys that can be changed, in the order in which they are shown."""
    return (*TEXTS, f"{architecture}.{_CONTEXT}") if architecture else TEXTS


def is_number(key: str) -> bool:
    """Whether an editable key has a whole number."""
    return key not in TEXTS


def check_value(key: str, value: object, architecture: str) -> str:
    """Why a value cannot be written, in English; empty where it can. None removes a text."""
    if key not in editable_keys(architecture):
        return "changing this key could break the model"
    if is_number(key):
        is_fit = type(value) is int and 0 < value < MOST_CONTEXT
        return "" if is_fit else "a whole number of tokens is needed"
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\0" in value:
        return "a text of at most a million characters is needed"
    return ""
