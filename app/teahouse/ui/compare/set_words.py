"""A prompt set as text that can be edited: prompts apart by a line of three dashes; and its heading."""

from __future__ import annotations

import re
from dataclasses import replace

from teahouse.core.prompts import Prompt, PromptSet
from teahouse.ui.i18n import texts

APART = "\n---\n"
_BETWEEN = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)


def heading(prompt_set: PromptSet) -> str:
    """The set's title in the language of now."""
    return texts.either(prompt_set.title, prompt_set.title_zh)


def in_ours(prompt_set: PromptSet) -> PromptSet:
    """The set with its prompts in the language of now; only built-in ones have several."""
    pairs = zip(prompt_set.prompts, prompt_set.chinese, strict=False)
    ours = tuple(
        replace(one, text=texts.either(one.text, other.text), reference=texts.either(one.reference, other.reference))
        for one, other in pairs
    )
    return replace(prompt_set, prompts=ours) if ours else prompt_set


def text_of(prompts: tuple[Prompt, ...]) -> str:
    """All prompts as one text."""
    return APART.join(prompt.text for prompt in prompts)


def prompts_of(text: str, before: PromptSet) -> tuple[Prompt, ...]:
    """The prompts of an edited text; what belonged to a prompt beside its words stays with the one at its place."""
    texts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    kept = (*before.prompts, *(Prompt("") for _ in texts))
    return tuple(
        replace(old, text=new) if old.text.strip() != new else old for old, new in zip(kept, texts, strict=False)
    )
