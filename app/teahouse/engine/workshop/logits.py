"""The job `logits`: measures a quantised model beside its original on a text and prompts.

Parameters: `original`, `quantized` (optional; both are absolute paths of GGUF files), `text`, `prompts`, `cache` (a
folder of its own), `threads` and `pieces` (optional). Result: {"original": figures, "quantized": figures}.

Definitions as in llama-perplexity with --kl-divergence: the text is one row of tokens, cut into pieces of `context`
tokens, whose first token is replaced by the beginning-of-text token where the model adds one; the second half of each
piece is scored. `perplexity` is e to the mean of −ln p of the text's tokens, `kld_…` the mean, median and 99 % of the
divergences of `distributions`. Differences: where the text is shorter than two pieces of 512 tokens the pieces are
shorter (llama-perplexity refuses it), and at most `pieces` of them are scored.

`same_first` is the share of prompts whose most probable first token of an answer is the original's. A prompt is put in
the model's chat template where llama.cpp knows the template by its marks, else it is read as it is.

Speed is measured as in llama-bench, once: `reading` of PROMPT_TOKENS tokens, then `writing` of ANSWER_TOKENS tokens one
by one, in this process, without a server. `memory` is what the process grew by from before loading until then; on
Linux only, elsewhere it is unknown.

The models are loaded one after the other. The original's packed log-probabilities are stored in a file in `cache`
(2 bytes for each token of the vocabulary and scored token, at most MOST_BYTES), with its figures, and used again for
the next quantisation of the same original and texts.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from math import exp
from pathlib import Path
from time import perf_counter
from typing import Any, BinaryIO, Self

from teahouse.core.values import dataclass
from teahouse.engine.workshop.abi import NativeLibrary, default_threads
from teahouse.engine.workshop.control import JobControl, read_path
from teahouse.engine.workshop.distributions import DistributionScorer
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.model_files import measure_size
from teahouse.engine.workshop.native import NativeContext, NativeModel

CONTEXTS = (512, 256, 128, 64, 32)  # tokens of a piece, the first of which there are enough
PIECES = 8
BATCH = 128  # tokens decoded at a time: the logits of a vocabulary of 262,144 take 128 MiB
MOST_BYTES = 1 << 30  # of the stored log-probabilities
MOST_PROMPTS, LONGEST_PROMPT = 200, 1024  # prompts, and tokens of one, of which the last are read
PROMPT_TOKENS, ANSWER_TOKENS = 512, 32  # of the speed
CONTEXT = LONGEST_PROMPT  # tokens of a context: a piece, a prompt, or those of the speed


class Session:
    """A loaded model with a context for one sequence. A context manager."""

    def __init__(self, library: NativeLibrary, path: Path, threads: int) -> None:
        self._model = NativeModel(library, path)
        try:
            self._context = NativeContext(self._model, CONTEXT, n_batch=BATCH, threads=threads)
        except JobError:
            self._model.close()
            raise
        self.vocabulary = self._model.n_vocab
        self.adds_beginning: bool = library.c.llama_vocab_get_add_bos(self._model.vocabulary)
        self.beginning: int = library.c.llama_vocab_bos(self._model.vocabulary)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()
        self._model.close()

    def tokenize(self, text: str, *, parse: bool) -> list[int]:
        """The tokens of a text; `parse`: names of control tokens in it are those tokens."""
        return self._model.tokenize(text, parse=parse)

    def decode(self, tokens: Sequence[int], start: int, outputs: int) -> int:
        """Decode tokens from position `start`; the address of the logits of the last `outputs` of them."""
        self._context.decode(tokens, start, every=outputs > 1)
        return ctypes.addressof(self._context.logits(len(tokens) - outputs))

    def clear(self) -> None:
        """Forget all tokens."""
        self._context.clear()

    def fill_template(self, prompt: str) -> str:
        """The prompt in the model's chat template, up to where its answer begins; empty where it is not known."""
        return self._model.fill_template(prompt)


@dataclass(frozen=True, slots=True)
class LogitsJob:
    """What is measured; see the module. `quantized` is empty where only the original is wanted."""

    original: Path
    quantized: Path | None
    text: str
    prompts: tuple[str, ...]
    cache: Path
    threads: int
    pieces: int = PIECES

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> LogitsJob:
        """The job in JSON values. Raises `JobError` parameter."""
        prompts = values.get("prompts", [])
        if not isinstance(prompts, list) or not isinstance(values.get("pieces", 1), int):
            raise JobError("parameter", "prompts must be a list, and pieces a number.")
        return cls(
            read_path(values, "original"),
            read_path(values, "quantized") if values.get("quantized") else None,
            str(values.get("text", "")),
            tuple(str(prompt) for prompt in prompts)[:MOST_PROMPTS],
            read_path(values, "cache"),
            int(values.get("threads") or 0) or default_threads(),
            max(1, int(values.get("pieces", PIECES))),
        )

    @property
    def key(self) -> str:
        """Says whether stored log-probabilities belong to this job's original and texts."""
        state = self.original.stat()
        parts = (
            str(self.original),
            measure_size(self.original),
            state.st_mtime_ns,
            self.text,
            self.prompts,
            self.pieces,
            _VERSION,
        )
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


_VERSION = 1  # of the stored files


@dataclass(frozen=True, slots=True)
class TokensRead:
    """The texts as tokens of the original: `pieces` of `context` tokens each, `prompts`, and those of the speed."""

    context: int
    pieces: tuple[tuple[int, ...], ...]
    prompts: tuple[tuple[int, ...], ...]
    speed: tuple[int, ...]

    @property
    def scored(self) -> int:
        """Tokens whose probabilities are compared."""
        return len(self.pieces) * (self.context - 1 - self.context // 2)

    @property
    def total(self) -> int:
        """Tokens that a model reads and writes."""
        return self.context * len(self.pieces) + sum(map(len, self.prompts)) + len(self.speed)


class ModelPass:
    """Runs one model over the texts: its speed, its first tokens and its scored rows."""

    def __init__(self, session: Session, scorer: DistributionScorer, on_tokens: Callable[[int], None]) -> None:
        self._session = session
        self._scorer = scorer
        self._on_tokens = on_tokens

    def measure_speed(self, tokens: Sequence[int]) -> tuple[float | None, float | None]:
        """Tokens per second of reading and of writing."""
        prompt, answer = tokens[:PROMPT_TOKENS], tokens[PROMPT_TOKENS:]
        if not answer:
            return None, None
        self._decode(prompt[:1], 0, 1)  # the first one touches memory
        self._session.clear()
        started = perf_counter()
        for start in range(0, len(prompt), BATCH):
            self._decode(prompt[start : start + BATCH], start, 1)
        read = perf_counter()
        for number, token in enumerate(answer):
            self._decode((token,), len(prompt) + number, 1)
        written = perf_counter()
        self._session.clear()
        return len(prompt) / (read - started), len(answer) / (written - read)

    def find_first(self, prompt: Sequence[int]) -> int:
        """The most probable token after a prompt."""
        self._session.clear()
        address = 0
        for start in range(0, len(prompt), BATCH):
            address = self._decode(prompt[start : start + BATCH], start, 1)
        return self._scorer.find_best(address)

    def score_piece(self, piece: Sequence[int], score: Callable[[int, Sequence[int]], None]) -> None:
        """Call `score` with the address of logits and the tokens that follow, for the second half of a piece."""
        self._session.clear()
        first, last = len(piece) // 2, len(piece) - 1
        tokens = [self._session.beginning, *piece[1:]] if self._session.adds_beginning else list(piece)
        for start in range(0, len(piece), BATCH):
            batch = tokens[start : start + BATCH]
            rows = range(max(first, start), min(last, start + len(batch)))
            address = self._decode(batch, start, max(1, start + len(batch) - max(first, start)))
            for row in range(0, len(rows), self._scorer.rows):
                chosen = rows[row : row + self._scorer.rows]
                offset = 4 * self._session.vocabulary * row
                score(address + offset, [piece[at + 1] for at in chosen])

    def _decode(self, tokens: Sequence[int], start: int, outputs: int) -> int:
        """Decode tokens from position `start`; the address of the logits of the last `outputs` of them."""
        address = self._session.decode(tokens, start, outputs)
        self._on_tokens(len(tokens))
        return address


def measure_logits(parameters: Mapping[str, Any], control: JobControl) -> dict[str, Any]:
    """Do the job; the result is {"original": figures, "quantized": figures}, of which the latter has the comparison.
    Raises `JobError`."""
    job = LogitsJob.of(parameters)
    store = OriginalStore(job.cache, job.key, control)
    original = store.load()
    share = 0.5 if job.quantized is not None and original is None else 1.0
    if original is None:
        original = _measure_original(job, store, control, share)
    if job.quantized is None:
        return {"original": original.figures}
    quantized = _measure_quantized(job.quantized, job, original, store, control, share)
    return {"original": original.figures, "quantized": quantized}


@dataclass(frozen=True, slots=True)
class OriginalFigures:
    """What is known of the original: its figures, the tokens, the first tokens, and of each scored row the sum of
    probabilities that count. JSON values."""

    figures: dict[str, Any]
    tokens: TokensRead
    first: tuple[int, ...]
    counted: tuple[float, ...]


class OriginalStore:
    """The original's figures and packed rows in two files of a folder; those of another key are removed."""

    def __init__(self, folder: Path, key: str, control: JobControl) -> None:
        self._folder = folder
        self._control = control
        self._figures = folder / f"{key}.json"
        self.rows = folder / f"{key}.rows"

    def load(self) -> OriginalFigures | None:
        """The stored figures; None where there are none, or no rows."""
        try:
            values = json.loads(self._figures.read_text("utf-8"))
            read = values["tokens"]
            pieces, prompts = (tuple(tuple(row) for row in read[name]) for name in ("pieces", "prompts"))
            tokens = TokensRead(read["context"], pieces, prompts, tuple(read["speed"]))
            found = OriginalFigures(values["figures"], tokens, tuple(values["first"]), tuple(values["counted"]))
            if self.rows.stat().st_size != values["bytes"]:
                return None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return found

    def create_rows(self, size: int) -> AbstractContextManager[BinaryIO]:
        """A file of `size` bytes for the rows, which has its name only when all is written."""
        with suppress(FileNotFoundError):
            for path in self._folder.iterdir():
                path.unlink(missing_ok=True)
        return self._control.create_output(self.rows, size)

    def save(self, found: OriginalFigures) -> None:
        """Store the figures of the rows that were written."""
        tokens = {name: getattr(found.tokens, name) for name in ("context", "pieces", "prompts", "speed")}
        values = {
            "figures": found.figures,
            "tokens": tokens,
            "first": found.first,
            "counted": found.counted,
            "bytes": self.rows.stat().st_size,
        }
        with self._control.create_output(self._figures) as file:
            file.write(json.dumps(values).encode())


def _measure_original(job: LogitsJob, store: OriginalStore, control: JobControl, share: float) -> OriginalFigures:
    before = _resident_bytes()
    with Session(control.library, job.original, job.threads) as session:
        tokens = read_tokens(session, job)
        counter = _Counter(tokens.total, lambda done: control.report_progress(share * done, "original"))
        with DistributionScorer(control.library.c, session.vocabulary, job.threads) as scorer:
            model = ModelPass(session, scorer, counter.add)
            figures = _measure_alone(model, job.original, tokens, before)
            first = tuple(model.find_first(prompt) for prompt in tokens.prompts)
            losses: list[float] = []
            counted: list[float] = []
            with store.create_rows(tokens.scored * scorer.row_bytes) as file:

                def pack(address: int, following: Sequence[int]) -> None:
                    scored, packed = scorer.pack_rows(address, following)
                    losses.extend(scored.losses)
                    counted.extend(scored.counted)
                    file.write(packed)

                for piece in tokens.pieces:
                    model.score_piece(piece, pack)
    figures |= _summarize_losses(losses, tokens)
    found = OriginalFigures(figures, tokens, first, tuple(counted))
    store.save(found)
    return found


def _measure_quantized(
    path: Path,
    job: LogitsJob,
    original: OriginalFigures,
    store: OriginalStore,
    control: JobControl,
    share: float,
) -> dict[str, Any]:
    tokens, before = original.tokens, _resident_bytes()
    counter = _Counter(
        tokens.total, lambda done: control.report_progress(1 - share + share * done if share < 1 else done, "quantized")
    )
    with (
        Session(control.library, path, job.threads) as session,
        DistributionScorer(control.library.c, session.vocabulary, job.threads) as scorer,
    ):
        model = ModelPass(session, scorer, counter.add)
        figures = _measure_alone(model, path, tokens, before)
        first = [model.find_first(prompt) for prompt in tokens.prompts]
        losses: list[float] = []
        divergences: list[float] = []
        with store.rows.open("rb") as file:

            def compare(address: int, following: Sequence[int]) -> None:
                packed = file.read(scorer.row_bytes * len(following))
                done = len(losses)
                scored = scorer.compare_rows(address, following, packed, original.counted[done : done + len(following)])
                losses.extend(scored.losses)
                divergences.extend(scored.divergences)

            for piece in tokens.pieces:
                model.score_piece(piece, compare)
    same = sum(one == other for one, other in zip(first, original.first, strict=True))
    figures |= _summarize_losses(losses, tokens) | summarize_divergences(divergences)
    figures["prompts"] = len(first)
    figures["same_first"] = same / len(first) if first else None
    return figures


def read_tokens(session: Session, job: LogitsJob) -> TokensRead:
    """The texts of a job as tokens of a model."""
    text = session.tokenize(job.text, parse=False) if job.text.strip() else []
    context = next((size for size in CONTEXTS if len(text) >= 2 * size), CONTEXTS[-1])
    most = MOST_BYTES // (2 * session.vocabulary * (context // 2))
    count = min(job.pieces, len(text) // context, max(1, most))
    pieces = tuple(tuple(text[start : start + context]) for start in range(0, count * context, context))
    prompts = []
    for prompt in job.prompts:
        filled = session.fill_template(prompt)
        found = session.tokenize(filled or prompt, parse=bool(filled))
        if filled and found[:2] == [session.beginning] * 2:
            del found[0]  # a template with its own beginning-of-text token
        prompts.append(tuple(found[-LONGEST_PROMPT:]))
    needed = PROMPT_TOKENS + ANSWER_TOKENS
    repeated = (text * (needed // len(text) + 1))[:needed] if text else []
    return TokensRead(context, pieces, tuple(prompt for prompt in prompts if prompt), tuple(repeated))


def summarize_divergences(divergences: Sequence[float]) -> dict[str, Any]:
    """Mean, median and 99 % with llama-perplexity's interpolation; None for no divergences."""
    ordered = sorted(divergences)
    mean = sum(ordered) / len(ordered) if ordered else None
    return {"kld_mean": mean, "kld_median": _percentile(ordered, 0.5), "kld_99": _percentile(ordered, 0.99)}


def _percentile(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _measure_alone(model: ModelPass, path: Path, tokens: TokensRead, before: int | None) -> dict[str, Any]:
    reading, writing = model.measure_speed(tokens.speed)
    after = _resident_bytes()
    memory = None if before is None or after is None else max(0, after - before)
    return {"size": measure_size(path), "reading": reading, "writing": writing, "memory": memory}


def _summarize_losses(losses: Sequence[float], tokens: TokensRead) -> dict[str, Any]:
    mean = sum(losses) / len(losses) if losses else None
    return {
        "perplexity": None if mean is None else exp(min(mean, 700.0)),
        "tokens": len(losses),
        "context": tokens.context if tokens.pieces else None,
    }


def _resident_bytes() -> int | None:
    """What the process has in memory; None where it is not known."""
    if sys.platform != "linux":
        return None
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


class _Counter:
    """Turns tokens into a share of all tokens."""

    def __init__(self, total: int, report: Callable[[float], None]) -> None:
        self._total = max(1, total)
        self._report = report
        self._done = 0

    def add(self, tokens: int) -> None:
        self._done += tokens
        self._report(min(1.0, self._done / self._total))
