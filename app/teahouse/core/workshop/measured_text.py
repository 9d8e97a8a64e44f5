"""What a series of quantisations makes, and the text and prompts it is measured on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from teahouse.core.conversation import Message, Role
from teahouse.core.evaluation.sheet import Sheet, SheetPrompt
from teahouse.core.evaluation.variables import fill_variables
from teahouse.core.values import dataclass

MOST_CHARACTERS = 200_000  # of the text: about 50,000 tokens, more than are scored
MOST_PROMPTS = 100


@dataclass(frozen=True, slots=True)
class MeasuredText:
    """`text` is read as one; `prompts` are asked one by one."""

    text: str
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuantizeSeries:
    """What to make of `model`. Without `measured` it is the newest conversations. `matrix`: the text of an importance
    matrix, None for none, empty for the measured text."""

    model: str
    kinds: tuple[str, ...]
    measured: MeasuredText | None = None
    matrix: str | None = None


def text_of_sheet(sheet: Sheet) -> MeasuredText:
    """The prompts of a sheet; the text is all of their turns."""
    found = [prompt for prompt in sheet.prompts if prompt.turns][:MOST_PROMPTS]
    prompts = tuple(_fill_variables(prompt.turns[-1].text, sheet, prompt) for prompt in found)
    turns = (_fill_variables(turn.text, sheet, prompt) for prompt in found for turn in prompt.turns)
    return MeasuredText(_join_texts(turns), prompts)


def _fill_variables(text: str, sheet: Sheet, prompt: SheetPrompt) -> str:
    return fill_variables(text, {**sheet.variables, **prompt.variables})


def text_of_conversations(conversations: Iterable[Sequence[Message]]) -> MeasuredText:
    """Paths of conversations: the first question of each is a prompt; the text is all messages."""
    prompts: list[str] = []
    texts: list[str] = []
    for messages in conversations:
        first = next((one.text for one in messages if one.role is Role.USER and one.text.strip()), "")
        if first and len(prompts) < MOST_PROMPTS:
            prompts.append(first)
        texts += [one.text for one in messages]
    return MeasuredText(_join_texts(texts), tuple(prompts))


def text_of_paragraphs(text: str) -> MeasuredText:
    """A pasted text: each paragraph is a prompt as well."""
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return MeasuredText(text[:MOST_CHARACTERS], tuple(part for part in paragraphs if part)[:MOST_PROMPTS])


def _join_texts(texts: Iterable[str]) -> str:
    return "\n\n".join(text for text in texts if text.strip())[:MOST_CHARACTERS]
