"""Starts the answer to a conversation, and renders its prompt: the same way for every route that chats.

Prompts of a model with a TEMPLATE in Go's language are rendered here and completed by the runner; thinking and tool
calls are separated by the tags of the template, as in Ollama. For other models the runner does all of that with the
chat template of the GGUF.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from teahouse.core.conversation import Think
from teahouse.core.values import dataclass
from teahouse.engine.engine import ReadyModel
from teahouse.engine.errors import ApiError
from teahouse.engine.events import EventStream, GenerationEnd, TokenPiece
from teahouse.engine.generation import (
    GenerationRequest,
    Message,
    Prompt,
    chat_events,
    complete_prompt,
    cut_tokens,
    fit_messages,
    last_messages,
    render_prompt,
    tokenize_text,
)
from teahouse.engine.go_template.errors import GoTemplateError
from teahouse.engine.large import is_large, run_beside
from teahouse.engine.loader import sampling_options
from teahouse.engine.models import Model
from teahouse.engine.prompt_template import PromptInput, PromptTemplate
from teahouse.engine.template_tags import ThinkingTags
from teahouse.engine.thinking import ThinkingSplitter, create_splitter, split_events
from teahouse.engine.tool_calls import ToolCallParser, extract_tool_calls
from teahouse.engine.translate import chat_body

_IMAGE_TAG = re.compile(r"\[img-([0-9]{1,9})\]")


@dataclass(frozen=True, slots=True)
class ChatInput:
    """A conversation for a model; create with `for_model`. `messages` includes those of the model.

    `template` None: the runner renders the prompt. `tools` None: the request has no such field. `prefix`: text before
    the rendered prompt.
    """

    template: PromptTemplate | None
    messages: Sequence[Message]
    tools: Sequence[object] | None = None
    think: Think = None
    prefix: str = ""

    @classmethod
    def for_model(
        cls,
        model: Model,
        template: PromptTemplate | None,
        messages: Sequence[Message],
        tools: Sequence[object] | None = None,
        think: Think = None,
    ) -> ChatInput:
        """For a TEMPLATE roles become lower case, and two families lose their earlier thinking, as in Ollama."""
        if template is None:
            return cls(None, messages, tools, think)
        lowered = [{**message, "role": str(message.get("role") or "").lower()} for message in messages]
        if model.config.get("model_family") == "qwen3" or model.name.model == "deepseek-r1":
            lowered = _remove_old_thinking(lowered)
        return cls(template, lowered, tools, think)

    async def render(self, ready: ReadyModel, messages: Sequence[Message]) -> str:
        """The prompt of some of the messages; raises `ApiError` 500 where the template fails."""
        if self.template is None:
            body = chat_body(messages, {}, tools=self.tools or (), think=self.think)
            return self.prefix + await render_prompt(ready.lease.runner, body)
        tagged, _ = tag_images(messages)
        return self.prefix + await render_template(self.template, PromptInput(tagged, self.tools, self.think))


def _remove_old_thinking(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    last = max((at for at, message in enumerate(messages) if message["role"] == "user"), default=-1)
    return [
        {**message, "content": ThinkingSplitter(opened=False).split_text(message.get("content") or "")[1]}
        if at < last and message["role"] == "assistant"
        else message
        for at, message in enumerate(messages)
    ]


def tag_images(messages: Sequence[Message]) -> tuple[list[Message], list[str]]:
    """Messages with a tag in their content for each image, as a TEMPLATE gets them; and the images, in base64."""
    images: list[str] = []
    tagged: list[Message] = []
    for message in messages:
        content, tags = str(message.get("content") or ""), ""
        for image in message.get("images") or ():
            tag = f"[img-{len(images)}]"
            images.append(image)
            if "[img]" in content:
                content = content.replace("[img]", tag, 1)
            else:
                tags += tag
        tagged.append({**message, "content": tags + content} if message.get("images") else message)
    return tagged, images


async def render_template(template: PromptTemplate, given: PromptInput) -> str:
    """The prompt of a TEMPLATE, on another thread where it takes long; raises `ApiError` 500 where it fails."""
    quick = None if is_large(given.messages) else template.render_quickly(given)
    if quick is not None:
        return quick
    try:
        return await asyncio.to_thread(template.render, given)
    except GoTemplateError as error:
        raise ApiError(500, error.message) from None


async def render_chat(ready: ReadyModel, chat: ChatInput, settings: GenerationRequest) -> str:
    """The prompt of a conversation as `start_chat` runs it: without its oldest messages where it exceeds the window."""
    text = await chat.render(ready, chat.messages)
    num_ctx = ready.lease.load_options.num_ctx
    if not settings.truncate or len(text) < num_ctx or len(await tokenize_text(ready.lease.runner, text)) < num_ctx:
        return text
    kept = await fit_messages(ready.lease.runner, chat.messages, lambda some: chat.render(ready, some), num_ctx)
    return await chat.render(ready, last_messages(chat.messages) if kept is None else kept)


async def start_chat(ready: ReadyModel, chat: ChatInput, settings: GenerationRequest) -> EventStream:
    """The events of the answer to a conversation; raises `ApiError` 500 where the template fails."""
    sampling = sampling_options(ready.options, ready.lease.load_options.num_ctx)
    if not settings.caches:
        sampling["cache_prompt"] = False
    if chat.template is None:
        body = await run_beside(
            lambda: chat_body(
                chat.messages,
                sampling,
                tools=chat.tools or (),
                think=chat.think,
                form=settings.form,
                logprobs=settings.tops,
            ),
            large=is_large(chat.messages),
        )
        return await chat_events(ready, body, settings, chat.think)
    runner, num_ctx = ready.lease.runner, ready.lease.load_options.num_ctx
    text = await chat.render(ready, chat.messages)

    async def shorten() -> Prompt | None:
        kept = await fit_messages(runner, chat.messages, lambda some: chat.render(ready, some), num_ctx)
        if kept is not None:
            return await embed_images(ready, await chat.render(ready, kept), tag_images(kept)[1])
        if not ready.lease.load_options.shift:
            return None
        return await cut_tokens(
            runner, chat.messages, lambda some: chat.render(ready, some), num_ctx, sampling["n_keep"]
        )

    prompt = await embed_images(ready, text, tag_images(chat.messages)[1])

    def complete(more: str, run_settings: GenerationRequest) -> EventStream:
        return complete_prompt(ready, append_text(prompt, more), sampling, run_settings, shorten)

    return separate_answer(complete, text, chat, settings)


Completion = Callable[[str, GenerationRequest], EventStream]
"""Completes the prompt and a text that the model has already written."""


def separate_answer(complete: Completion, text: str, chat: ChatInput, settings: GenerationRequest) -> EventStream:
    """The events of a prompt's completion, with thinking and tool calls separated by the tags of the template."""
    tags = chat.template.thinking_tags if chat.template is not None and chat.think else None
    if tags is None:
        events = complete("", settings)
    elif settings.form is None or settings.form == "":
        events = split_events(complete("", settings), create_splitter(text, tags))
    else:
        events = _think_before_format(complete, text, tags, settings)
    if chat.template is None or not chat.tools:
        return events
    return extract_tool_calls(events, ToolCallParser(chat.tools, chat.template.tool_tag))


async def _think_before_format(
    complete: Completion, text: str, tags: ThinkingTags, settings: GenerationRequest
) -> EventStream:
    """Thinking is free; the format applies to the answer, which is completed separately."""
    splitter, written, count = create_splitter(text, tags), "", 0
    events = complete("", replace(settings, form=None))
    try:
        async for bunch in events:
            for event in bunch:
                thinking, content = splitter.split_text(event.content)
                if isinstance(event, GenerationEnd):
                    rest, _ = splitter.flush()
                    yield [TokenPiece(content, thinking + rest), GenerationEnd(event.reason, event.timings)]
                    return
                written, count = written + event.content, event.count
                if thinking:
                    yield [TokenPiece("", thinking, event.logprobs, count=count)]
            if splitter.is_answering:
                break
    finally:
        if isinstance(events, AsyncGenerator):
            await events.aclose()
    thought, closing, _ = written.partition(tags.closing)
    async for bunch in complete(thought + closing if closing else "", settings):
        yield [replace(event, count=count + event.count) if isinstance(event, TokenPiece) else event for event in bunch]


async def embed_images(ready: ReadyModel, text: str, images: Sequence[str]) -> Prompt:
    """A prompt with its images, for llama.cpp: each tag becomes the runner's marker."""
    return place_images(text, images, await ready.lease.runner.read_media_marker()) if images else text


def place_images(text: str, images: Sequence[str], marker: str) -> Prompt:
    """A prompt whose tags (`tag_images`) are markers, with the images in the order of their tags in the text. An image
    whose tag the text lacks is left out, because the template did; further tags of an image are text."""
    placed: list[int] = []

    def replace_tag(tag: re.Match[str]) -> str:
        number = int(tag[1])
        if number >= len(images) or number in placed:
            return tag[0]
        placed.append(number)
        return marker

    marked = _IMAGE_TAG.sub(replace_tag, text)
    if not placed:
        return text
    return {"prompt_string": marked, "multimodal_data": ["".join(images[at].splitlines()) for at in placed]}


def append_text(prompt: Prompt, more: str) -> Prompt:
    if isinstance(prompt, Mapping):
        return {**prompt, "prompt_string": prompt["prompt_string"] + more}
    assert isinstance(prompt, str)
    return prompt + more
