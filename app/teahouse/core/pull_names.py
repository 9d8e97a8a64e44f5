"""What a person types or pastes to have a model, read as the name it means.

A name as Ollama writes it, a whole `ollama run …` line, the address of a page on ollama.com or huggingface.co, or a
registry of one's own with or without TLS. `http://` in front of a registry is the person's word that plain http is
wanted; nothing else is.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import DEFAULT_HOST, DEFAULT_NAMESPACE, DEFAULT_TAG, LONGEST_SHOWN, ModelName
from teahouse.core.untrusted import clean_text
from teahouse.core.values import dataclass

HUGGING_FACE = "hf.co"
LONGEST = 4000  # characters of a command or an address that are looked at

_COMMAND = re.compile(r"(?:^|[\s$>#])ollama(?:\.exe)?\s+(?:run|pull|show|create|cp)\s+(?P<rest>.*)", re.IGNORECASE)
_FLAG = re.compile(r"--?[a-z]")
_SCHEME = re.compile(r"(?P<scheme>https?)://(?P<rest>.*)", re.IGNORECASE)
_OLLAMA_PAGE = re.compile(r"(?:www\.)?ollama\.com/(?P<path>.+)", re.IGNORECASE)
_HUGGING_PAGE = re.compile(r"(?:www\.)?(?:huggingface\.co|hf\.co)/(?P<path>.+)", re.IGNORECASE)
_QUANTIZATION = re.compile(  # regex: a file's name is short
    r"(?:^|[-._])(?P<quantization>(?:UD-)?(?:I?Q\d\w*|T?Q\d_\w+|BF16|F16|F32|MXFP4\w*))$", re.IGNORECASE
)
_PART_OF_FILE = re.compile(r"-\d{5}-of-\d{5}$")


@dataclass(frozen=True, slots=True)
class PullName:
    """A model to pull: its complete name, and whether its registry is to be asked without TLS."""

    name: ModelName
    insecure: bool = False

    @property
    def text(self) -> str:
        """The name as a daemon is asked for it."""
        return self.name.short


def read_wanted(text: str) -> PullName:
    """The model that `text` means; raises `Trouble(MODEL_NAME_INVALID)` with the text as it came."""
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
    if (page := _HUGGING_PAGE.fullmatch(words)) is not None:
        return PullName(_hugging(page["path"].strip("/")))
    if (page := _OLLAMA_PAGE.fullmatch(words)) is not None:
        return PullName(_library(page["path"].strip("/")))
    name = ModelName.parse(_with_namespace(words))
    return PullName(name, insecure and name.host != DEFAULT_HOST)


def _argument(rest: str) -> tuple[str, bool]:
    """The model in what follows `ollama run`, and whether `--insecure` stands there too."""
    words = rest.split()
    named = [word for word in words if not _FLAG.match(word)]
    return (named[0].strip("`'\"") if named else ""), "--insecure" in words


def _library(path: str) -> ModelName:
    """The path of a page on ollama.com: `library/qwen3:8b`, `someone/model`, either with `/tags` or `/blobs/…`."""
    parts = path.split("/")
    namespace, model = (parts[0], parts[1]) if len(parts) > 1 else (DEFAULT_NAMESPACE, parts[0])
    return ModelName.parse(f"{namespace}/{model}")


def _hugging(path: str) -> ModelName:
    """The path of a page on huggingface.co: `user/repo[:quant]`, or a file of it, whose name tells the quant."""
    parts = path.split("/")
    if len(parts) < 2:
        raise Trouble(Problem.MODEL_NAME_INVALID, model=path)
    repo, _, tag = parts[1].partition(":")
    if not tag and parts[-1].lower().endswith(".gguf"):
        stem = _PART_OF_FILE.sub("", parts[-1][: -len(".gguf")])
        found = _QUANTIZATION.search(stem)
        tag = found["quantization"] if found else ""
    return ModelName.parse(f"{HUGGING_FACE}/{parts[0]}/{repo}:{tag or DEFAULT_TAG}")


def _with_namespace(words: str) -> str:
    """`host:5000/model` has no namespace: the library's is meant, where the first part can only be a host."""
    first, slash, rest = words.partition("/")
    is_host = "." in first or ":" in first or first == "localhost"
    return f"{first}/{DEFAULT_NAMESPACE}/{rest}" if slash and is_host and "/" not in rest else words
