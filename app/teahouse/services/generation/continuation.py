"""The request that continues a reply which ended before its end, and the whole text that a model has before it.

Most of Ollama's templates never look at the last message: a chat that ends with an assistant's text begins a new reply
there, and native daemons send that text once more. So the daemon renders the conversation without the reply, and the
prompt with the reply's text behind it is sent as it is (`raw`), which continues with any template.
OpenAI-compatible servers cannot be sent a prompt; some continue a reply at the end of a chat (`openai.continuation`).
"""

from __future__ import annotations

from dataclasses import replace

from teahouse.core.chat_request import ChatRequest
from teahouse.core.errors import Problem, Trouble
from teahouse.ollama.client import OllamaClient
from teahouse.services.hosts.clients import HostClient

_THINKING, _THOUGHT = "<think>", "\n</think>\n\n"
_HARMONY = "<|start|>assistant"  # a reply of this format begins with its channel, which is not known


async def continue_request(client: HostClient, request: ChatRequest) -> ChatRequest:
    """The request that continues its last message, a reply with some text. Raises CANNOT_CONTINUE."""
    if isinstance(client, OllamaClient):
        prompt = await render_reply(client, request)
        if prompt is not None:
            options = {name: value for name, value in request.options.items() if name != "format"}
            return replace(request, prompt=prompt, options=options)  # a form would begin anew
    if await client.continues_reply(request):
        return replace(request, continues=True)
    raise Trouble(Problem.CANNOT_CONTINUE, model=request.model)


async def render_reply(client: OllamaClient, request: ChatRequest, thinking: str = "") -> str | None:
    """The rendered conversation with the text of its last message, a reply, and with its thinking where that is given;
    None where there are pictures, or the daemon cannot render it."""
    if _has_pictures(request):
        return None
    prompt = await client.render_prompt(replace(request, messages=request.messages[:-1]))
    if prompt is None or prompt.endswith(_HARMONY):
        return None
    text = request.messages[-1].text
    if thinking and text.strip():
        whole = await client.render_prompt(request, thinking) or ""
        if rendered := _check_rendering(prompt, whole, thinking, text):
            return rendered
    if prompt.rstrip().endswith(_THINKING):
        prompt += thinking + _THOUGHT
    elif thinking:
        prompt += f"{_THINKING}\n{thinking}{_THOUGHT}"
    return prompt + text


def _check_rendering(prompt: str, whole: str, thinking: str, text: str) -> str:
    """`whole`, the template's own rendering with thinking and text; empty where it does not continue the prompt, or the
    template leaves thinking out, as some do."""
    between = whole[len(prompt) : len(whole) - len(text)]
    is_whole = whole.startswith(prompt) and whole.endswith(text) and thinking.strip() in between
    return whole if is_whole else ""


def _has_pictures(request: ChatRequest) -> bool:
    return request.pictures and any(each.is_picture for message in request.messages for each in message.attachments)
