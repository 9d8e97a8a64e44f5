"""Work whose failure nobody waits for: it is told to the window."""

from __future__ import annotations

from collections.abc import Awaitable

from teahouse.core.errors import Trouble
from teahouse.services.news import Post, TroubleNews


async def trouble_told(work: Awaitable[None], post: Post) -> None:
    """Do the work; a `Trouble` that ends it is posted. → `TroubleNews`"""
    try:
        await work
    except Trouble as trouble:
        post(TroubleNews(trouble))
