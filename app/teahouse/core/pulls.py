"""A pull: the events of a daemon, its progress, and its entry in the queue.

Progress never decreases: the best value is stored, and a daemon that restarts with a lower one is "checking" until it
exceeds it. Rate and remaining time are from the bytes received within a moving window. A stall is detected by bytes, as
a daemon without a network repeats the same line.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

from teahouse.core.errors import Problem, Trouble
from teahouse.core.hub_names import read_hub_page
from teahouse.core.model import DEFAULT_HOST, DEFAULT_NAMESPACE, LONGEST_SHOWN, ModelName
from teahouse.core.stream_events import Failed
from teahouse.core.untrusted import clean_text
from teahouse.core.values import dataclass

WINDOW_SECONDS = 10.0  # the time over which the rate is computed
SAMPLE_SECONDS = 0.25
LEAST_SECONDS = 1.0  # no rate from a shorter time
MOST_BLOBS = 1024  # of a model; progress of further ones is ignored
STALL_SECONDS = 6.0  # without a byte; a daemon's own retries take up to five


class PullStep(StrEnum):
    """A step of a pull other than the download of blobs."""

    MANIFEST = "manifest"
    VERIFYING = "verifying"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class BlobProgress:
    """`completed` of `total` bytes of one blob were downloaded; `at` on the clock of `core.stream_events`."""

    digest: str
    total: int
    completed: int
    at: float


@dataclass(frozen=True, slots=True)
class StepBegun:
    """The daemon began another step."""

    step: PullStep
    at: float


@dataclass(frozen=True, slots=True)
class Pulled:
    """The model is complete."""

    at: float


PullStreamEvent = BlobProgress | StepBegun | Pulled | Failed


@dataclass(frozen=True, slots=True)
class PullFigures:
    """The progress of a pull. `total` is bytes in all; while `exact` is False more blobs may follow. `rate` is bytes a
    second and `seconds_left` is computed from it, None while unknown. `stalled` is seconds without a byte once they
    exceed STALL_SECONDS, else 0. `checking`: the daemon's progress is below what was shown before."""

    completed: int = 0
    total: int = 0
    exact: bool = False
    blobs: int = 0
    blobs_done: int = 0
    rate: float | None = None
    seconds_left: float | None = None
    stalled: float = 0.0
    checking: bool = False
    step: PullStep | None = None


@dataclass(slots=True)
class _Blob:
    total: int
    best: int = 0  # as shown
    said: int | None = None  # the daemon's figure in this attempt


class PullProgress:
    """Computes the progress of one pull from its events, over all its attempts.

    `best` is the progress shown in an earlier session, bytes by digest.
    """

    def __init__(self, best: Mapping[str, int] | None = None) -> None:
        self._exact = False
        self._blobs = {digest: _Blob(completed, completed) for digest, completed in (best or {}).items()}
        self._received = 0
        self._moved_at: float | None = None
        self._samples: deque[tuple[float, int]] = deque()
        self._step: PullStep | None = None

    @property
    def best(self) -> dict[str, int]:
        """Bytes shown of each blob, to be stored for the next session."""
        return {digest: blob.best for digest, blob in self._blobs.items() if blob.best}

    @property
    def received(self) -> int:
        """Bytes received, over all attempts."""
        return self._received

    def set_sizes(self, sizes: Mapping[str, int]) -> None:
        """Set the sizes of the manifest when they become known; blobs it does not contain belong to another version and
        are removed."""
        best = self.best
        self._exact = True
        self._blobs = {digest: _Blob(size, min(size, best.get(digest, 0))) for digest, size in sizes.items()}

    def begin_attempt(self, now: float) -> None:
        """Begin a new attempt: the daemon's first figures are what it has on disk, not newly received bytes."""
        for blob in self._blobs.values():
            blob.said = None
        self._step = PullStep.MANIFEST
        self._moved_at = now
        self._samples.clear()
        self._samples.append((now, self._received))

    def apply_event(self, event: PullStreamEvent) -> None:
        match event:
            case BlobProgress():
                self._step = None
                self._apply_progress(event)
            case StepBegun(step):
                self._step = step
            case Pulled():
                self._step = None
                for blob in self._blobs.values():
                    blob.best = blob.said = blob.total
                self._exact = True

    def _apply_progress(self, event: BlobProgress) -> None:
        if event.digest not in self._blobs and len(self._blobs) >= MOST_BLOBS:
            return
        blob = self._blobs.setdefault(event.digest, _Blob(event.total))
        blob.total = event.total
        completed = max(0, min(event.completed, event.total))
        came = 0 if blob.said is None else max(0, completed - blob.said)
        if came or blob.said is None or self._moved_at is None:
            self._moved_at = event.at
        blob.said = completed
        blob.best = min(event.total, max(blob.best, completed))
        self._received += came
        if not self._samples or event.at - self._samples[-1][0] >= SAMPLE_SECONDS:
            self._samples.append((event.at, self._received))
        while len(self._samples) > 1 and self._samples[1][0] <= event.at - WINDOW_SECONDS:
            self._samples.popleft()

    def figures_at(self, now: float) -> PullFigures:
        """The progress at the time `now`."""
        blobs = self._blobs.values()
        said = sum(blob.best if blob.said is None else blob.said for blob in blobs)
        total, rate = sum(blob.total for blob in blobs), self._compute_rate(now)
        still = 0.0 if self._moved_at is None or self._step is not None else max(0.0, now - self._moved_at)
        stalled = still if still >= STALL_SECONDS and said < total else 0.0
        return PullFigures(
            completed=sum(blob.best for blob in blobs),
            total=total,
            exact=self._exact,
            blobs=len(self._blobs),
            blobs_done=sum(blob.best == blob.total for blob in blobs),
            rate=rate,
            seconds_left=(total - said) / rate if rate and not stalled and self._exact else None,
            stalled=stalled,
            checking=any(blob.said is not None and blob.said < blob.best for blob in blobs),
            step=self._step,
        )

    def _compute_rate(self, now: float) -> float | None:
        if not self._samples or self._step is not None:
            return None
        began, received = self._samples[0]
        span = now - began
        return (self._received - received) / span if span >= LEAST_SECONDS else None


class PullState(StrEnum):
    """The state of a pull. SHELVED ones were given up but their data was not deleted; DONE ones are shown until the app
    ends."""

    QUEUED = "queued"
    PULLING = "pulling"
    WAITING = "waiting"  # for the network, the host, or the time of its next attempt
    PAUSED = "paused"
    SHELVED = "shelved"
    FAILED = "failed"
    DONE = "done"


class PullWait(StrEnum):
    """What a queued pull waits for."""

    TURN = "turn"  # as many pulls as allowed are running
    HOST = "host"  # its host does not answer yet
    OTHER_HOST = "other_host"  # it belongs to a host that is not in use
    SCHEDULE = "schedule"  # the hours in which models are pulled


UNFINISHED = (PullState.PAUSED, PullState.SHELVED, PullState.FAILED)
WANTS_TO_RUN = (PullState.QUEUED, PullState.PULLING, PullState.WAITING)


@dataclass(frozen=True, slots=True)
class Pull:
    """One pull in the queue. `name` is the name sent to the daemon; `host` is the daemon that stores the model (see
    `services.library`); `position` is its place, lower first; `created` seconds since the epoch; `best` bytes shown by
    digest. `problem` and `facts` are the reason for a failure or a retry; `waits_for` is what a queued pull waits for,
    None while it starts. `next_attempt` is the time of the next attempt or when the schedule opens, seconds since the
    epoch."""

    id: str
    name: str
    host: str
    position: float
    created: float
    insecure: bool = False
    state: PullState = PullState.QUEUED
    figures: PullFigures = field(default_factory=PullFigures)
    best: Mapping[str, int] = field(default_factory=dict)
    attempts: int = 0
    problem: Problem | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    waits_for: PullWait | None = None
    next_attempt: float | None = None


RETRY_SECONDS = (2.0, 5.0, 15.0, 30.0, 60.0, 120.0)  # after that many attempts without a byte
_PASSING = (
    Problem.HOST_LOST,
    Problem.HOST_UNREACHABLE,
    Problem.HOST_SILENT,
    Problem.HOST_STALLED,
    Problem.HOST_AWAY,
    Problem.ANSWER_GARBLED,
    Problem.HOST_BUSY,
    Problem.HOST_ERROR,
    Problem.REGISTRY_UNREACHABLE,
)
_ONCE_MORE = (Problem.DOWNLOAD_DAMAGED,)  # a proxy's cache or a damaged disk block: the second time it is not by chance


def retry_after(problem: Problem, attempts: int) -> float | None:
    """Seconds to wait before another attempt after `attempts` (1 or more) without progress; None: it has failed."""
    if problem in _ONCE_MORE:
        return RETRY_SECONDS[0] if attempts <= 1 else None
    if problem not in _PASSING or attempts > len(RETRY_SECONDS):
        return None
    return RETRY_SECONDS[attempts - 1]


LONGEST = 4000  # characters of a command or an address that are read

_COMMAND = re.compile(r"(?:^|[\s$>#])ollama(?:\.exe)?\s+(?:run|pull|show|create|cp)\s+(?P<rest>.*)", re.IGNORECASE)
_FLAG = re.compile(r"--?[a-z]")
_SCHEME = re.compile(r"(?P<scheme>https?)://(?P<rest>.*)", re.IGNORECASE)
_OLLAMA_PAGE = re.compile(r"(?:www\.)?ollama\.com/(?P<path>.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PullName:
    """A model to pull: its complete name, and whether its registry is accessed without TLS."""

    name: ModelName
    insecure: bool = False

    @property
    def text(self) -> str:
        """The name that is sent to the daemon."""
        return self.name.short


def read_wanted(text: str) -> PullName:
    """The model named by a typed or pasted `text`; raises `Trouble(MODEL_NAME_INVALID)` with it.

    The text is a name in Ollama's form, a whole `ollama run …` line, the address of a page on ollama.com or a hub
    (`core.hub_names`), or a private registry with or without TLS. Only `http://` in front of a registry selects plain
    HTTP.
    """
    try:
        if len(text) > LONGEST:
            raise Trouble(Problem.MODEL_NAME_INVALID)
        return _read(text)
    except Trouble:
        raise Trouble(Problem.MODEL_NAME_INVALID, model=clean_text(text[:LONGEST].strip())[:LONGEST_SHOWN]) from None


def _read(text: str) -> PullName:
    words = unicodedata.normalize("NFKC", text).strip().strip("`'\"“”‘’<>").strip()
    insecure = False
    if (command := _COMMAND.search(words)) is not None:
        words, insecure = _argument(command["rest"])
    if (address := _SCHEME.fullmatch(words)) is not None:
        words = unquote(re.split(r"[?#]", address["rest"])[0])
        insecure = insecure or address["scheme"].lower() == "http"
    if (on_hub := read_hub_page(words)) is not None:
        return PullName(on_hub)
    if (page := _OLLAMA_PAGE.fullmatch(words)) is not None:
        return PullName(_library(page["path"].strip("/")))
    name = ModelName.parse(_with_namespace(words))
    return PullName(name, insecure and name.host != DEFAULT_HOST)


def _argument(rest: str) -> tuple[str, bool]:
    """The model in the arguments of `ollama run`, and whether `--insecure` is one of them."""
    words = rest.split()
    named = [word for word in words if not _FLAG.match(word)]
    return (named[0].strip("`'\"") if named else ""), "--insecure" in words


def _library(path: str) -> ModelName:
    """The path of a page on ollama.com: `library/qwen3:8b`, `someone/model`, either with `/tags` or `/blobs/…`."""
    parts = path.split("/")
    namespace, model = (parts[0], parts[1]) if len(parts) > 1 else (DEFAULT_NAMESPACE, parts[0])
    return ModelName.parse(f"{namespace}/{model}")


def _with_namespace(words: str) -> str:
    """`host:5000/model` has no namespace: where the first part can only be a host, `library` is added."""
    first, slash, rest = words.partition("/")
    is_host = "." in first or ":" in first or first == "localhost"
    return f"{first}/{DEFAULT_NAMESPACE}/{rest}" if slash and is_host and "/" not in rest else words
