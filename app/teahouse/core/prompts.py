"""Prompt sets: a handful of prompts of one use, to be run over several models unattended."""

from __future__ import annotations

from teahouse.core.values import dataclass

USES = ("coding", "reasoning", "translation", "summarising", "extraction", "own")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt. `reference` is an answer to hold others against, or empty; `system` a system prompt of its own."""

    text: str
    reference: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class PromptSet:
    """A named set. `title` is English, `title_zh` Chinese (empty: there is only the one). `built_in` ones come with
    the app and cannot be changed or removed; they have their prompts in Chinese as well, one for one."""

    id: str
    title: str
    prompts: tuple[Prompt, ...]
    title_zh: str = ""
    use: str = "own"
    built_in: bool = False
    chinese: tuple[Prompt, ...] = ()


@dataclass(frozen=True, slots=True)
class SetRun:
    """One unattended run of a set over models. `comparisons` has one id per prompt, in the set's order; `done` counts
    answers that have ended, of `total`; `finished` when there is nothing left to do."""

    id: str
    set_id: str
    title: str
    created: float
    models: tuple[str, ...]
    comparisons: tuple[str, ...]
    done: int
    total: int

    @property
    def finished(self) -> bool:
        return self.done >= self.total


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What one model did in a set's run: medians of its answers, and how many came to nothing. Rates are tokens per
    second, times seconds, memory bytes, `votes` turns won."""

    model: str
    answers: int
    failed: int
    generation_rate: float | None
    prompt_rate: float | None
    first_word: float | None
    total: float | None
    tokens: float | None
    memory: float | None
    votes: int
