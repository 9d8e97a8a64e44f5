"""Asking for one reply and keeping how it ended: the same for a chat and for a lane of a comparison."""

from __future__ import annotations

from collections.abc import Callable

from teahouse.core.conversation import MEASURED, Conversation, Message, State, Think
from teahouse.core.errors import Problem, Trouble
from teahouse.core.events import Phase
from teahouse.core.measure import Figures
from teahouse.core.run import Source
from teahouse.services.host import Host
from teahouse.services.keeping import Keeping
from teahouse.services.library import LibraryService
from teahouse.services.news import Post
from teahouse.services.reply import Reply
from teahouse.services.runtime import Runtime
from teahouse.services.telling import trouble_told
from teahouse.services.waiting import Waiting


class Answering:
    def __init__(self, runtime: Runtime, keeping: Keeping, host: Host, library: LibraryService, post: Post) -> None:
        self._runtime = runtime
        self._keeping = keeping
        self._host = host
        self._library = library
        self._post = post

    async def ask(
        self, tree: Conversation, reply: Reply, think: Think, post: Post, above: tuple[Message, ...] = ()
    ) -> tuple[State, Trouble | None]:
        """Ask for a reply that is a message of `tree`, and take it to its end; what it waits for goes to `post`.
        `above` is what is sent of the path above the tree's first message.
        Raises what keeps the host away; cancelling stops the generation at once."""
        waiting = Waiting(reply, self._library, post)
        waiting.say(Phase.WAITING)
        client = await self._host.client()
        if not reply.message.model:
            raise Trouble(Problem.NO_MODEL)
        request = await self._library.request(tree, reply.message, think, above)
        reply.sent()
        async with waiting.watch(client, self._runtime):
            state, trouble = await reply.take(client.chat(request))
        if trouble is not None:
            self._host.doubt(trouble)
        return state, trouble

    async def end(
        self,
        tree: Conversation,
        reply: Reply,
        state: State,
        trouble: Trouble | None,
        figures: Figures | None,
        source: Source,
        say: Callable[[Message], None],
    ) -> None:
        """Put the reply's end into `tree`, say it, keep it, and keep what it measured. What the disk refuses is told;
        the reply stands in the tree all the same."""
        message = tree.update(
            reply.message.id,
            text=reply.text,
            thinking=reply.thinking,
            state=state,
            problem=trouble.problem.value if trouble else "",
            facts=dict(trouble.facts) if trouble else {},
            calls=tuple(reply.calls),
            figures=figures or reply.message.figures,  # one that was to go on and did not keeps its own
        )
        say(message)
        await trouble_told(self._keeping.write(lambda kept: kept.conversations.finish(message)), self._post)
        if figures is not None and figures.tokens and state in MEASURED:
            await trouble_told(self._library.measured(message, figures, source, tree.options), self._post)
