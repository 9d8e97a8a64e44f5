"""The request that continues a reply which ended before its end.

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
        prompt = None if _has_pictures(request) else await _render_prompt(client, request)
        if prompt is not None:
            options = {name: value for name, value in request.options.items() if name != "format"}
            return replace(request, prompt=prompt, options=options)  # a form would begin anew
    if await client.continues_reply(request):
        return replace(request, continues=True)
    raise Trouble(Problem.CANNOT_CONTINUE, model=request.model)


async def _render_prompt(client: OllamaClient, request: ChatRequest) -> str | None:
    """The rendered conversation with the reply's text; None where the daemon cannot render it."""
    reply = request.messages[-1].text
    prompt = await client.render_prompt(replace(request, messages=request.messages[:-1]))
    if prompt is None or prompt.endswith(_HARMONY):
        return None
    return prompt + (_THOUGHT if prompt.rstrip().endswith(_THINKING) else "") + reply


def _has_pictures(request: ChatRequest) -> bool:
    return request.pictures and any(each.is_picture for message in request.messages for each in message.attachments)
