"""A model looked at where it lies, before it is pulled: the header of its file, read over HTTP Range.

Of the model's layer only the first megabytes are fetched, until the header is whole.
"""

from __future__ import annotations

from teahouse.catalogue.registry import ModelRegistry, asked
from teahouse.core.architecture import Architecture, from_header
from teahouse.core.gguf import GgufError, GgufHeader, HeaderParser
from teahouse.core.manifest import MODEL, PROJECTOR, Blob
from teahouse.core.model import ModelName
from teahouse.core.values import dataclass

FIRST_PIECE = 1 << 20  # bytes; headers with a small vocabulary end here
LARGEST_PIECE = 16 << 20
MOST = 128 << 20  # no header of a real model is longer


@dataclass(frozen=True, slots=True)
class Remote:
    """A model that is not here: its header, and bytes of vision parts that lie beside it."""

    header: GgufHeader
    projector: int

    @property
    def architecture(self) -> Architecture:
        return from_header(self.header, self.projector)


async def look(name: ModelName, *, insecure: bool = False) -> Remote:
    """Read manifest and header of `name`; raises as `registry.asked` does, DOWNLOAD_DAMAGED also for what is no
    GGUF."""
    async with asked(name, insecure=insecure) as registry:
        manifest = await registry.manifest()
        header = await _header(registry, manifest.of(MODEL)[0])
    return Remote(header, sum(blob.size for blob in manifest.of(PROJECTOR)))


async def _header(registry: ModelRegistry, blob: Blob) -> GgufHeader:
    """Fetch piece after piece, each twice as long as the one before, until the header is whole."""
    parser, length = HeaderParser(blob.size), FIRST_PIECE
    try:
        while parser.header is None:
            if parser.fed >= MOST:
                raise registry.damaged("the header is larger than any model's")
            parser.feed(await registry.part(blob, parser.fed, min(blob.size, parser.fed + length)))
            length = min(LARGEST_PIECE, length * 2)
    except GgufError as error:
        raise registry.damaged(str(error)) from error
    return parser.header
