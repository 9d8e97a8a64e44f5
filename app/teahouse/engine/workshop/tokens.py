"""The job `tokenize`: text to tokens and back, with a model's vocabulary alone, so that it takes no memory for weights.

Parameters: `model`, the absolute path of a GGUF file; `text`, or `ids` (token numbers) to make the text of; `counted`,
other texts by names of which only the number of tokens is wanted. Result: `text`, `count` (all tokens of the text),
`vocabulary` (the number of tokens the model has), `tokens` [[id, bytes in hex, 1 where it is a control token]], at most
`MOST_TOKENS`, and `counts` by the names in `counted`. Names of control tokens in a text are those tokens; no token is
added at the beginning.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teahouse.engine.workshop.control import JobControl, read_path
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.native import NativeModel

MOST_TOKENS = 20_000
_LONGEST = 4_000_000  # characters


def tokenize_text(parameters: Mapping[str, Any], control: JobControl) -> dict[str, Any]:
    """Do the job. Raises `JobError`."""
    path, library = read_path(parameters, "model"), control.library
    text, counted = str(parameters.get("text", "")), dict(parameters.get("counted") or {})
    if max(map(len, (text, *counted.values()))) > _LONGEST:
        raise JobError("parameter", f"A text of more than {_LONGEST} characters cannot be split into tokens here.")
    with NativeModel(library, path, vocabulary_only=True) as model:
        if parameters.get("ids") is None:
            ids = model.tokenize(text, special=False, parse=True)
        else:
            ids = [_require_token(number, model.n_vocab) for number in parameters["ids"]]
            text = model.detokenize(ids, special=True)
        return {
            "text": text,
            "count": len(ids),
            "vocabulary": model.n_vocab,
            "tokens": [
                [number, model.piece(number).hex(), int(library.c.llama_vocab_is_control(model.vocabulary, number))]
                for number in ids[:MOST_TOKENS]
            ],
            "counts": {name: len(model.tokenize(words, special=False, parse=True)) for name, words in counted.items()},
        }


def _require_token(number: object, count: int) -> int:
    if type(number) is not int or not 0 <= number < count:
        raise JobError("parameter", f"{number} is no token of this model: its tokens are 0 to {count - 1}.")
    return number
