"""A GGUF's header from a file that is here."""

from __future__ import annotations

from pathlib import Path

from teahouse.core.errors import Problem, Trouble
from teahouse.core.gguf import GgufError, GgufHeader, HeaderParser

SLAB = 4 << 20


def header_of(path: Path) -> GgufHeader:
    """The header of a GGUF file; blocks for as long as reading a few MB takes. Raises `Trouble` (MODEL_BROKEN; model,
    message) when it is none, is cut or cannot be read."""
    try:
        with path.open("rb") as file:
            parser = HeaderParser(path.stat().st_size)
            while (header := parser.feed(file.read(SLAB))) is None:
                pass
            return header
    except GgufError as error:
        raise Trouble(Problem.MODEL_BROKEN, model=path.name, message=str(error)) from error
    except OSError as error:
        raise Trouble(Problem.MODEL_BROKEN, model=path.name, message=error.strerror or "") from error
