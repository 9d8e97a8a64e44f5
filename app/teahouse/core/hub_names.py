"""Names of models on hubs: the addresses of their pages as names, and the quantisation in a file's name."""

from __future__ import annotations

import re

from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import DEFAULT_TAG, ModelName

HUGGING_FACE_REGISTRY = "hf.co"
HUGGING_FACE_MIRROR = "hf-mirror.com"
MODELSCOPE_REGISTRY = "modelscope.cn"
HUB_REGISTRIES = (HUGGING_FACE_REGISTRY, "huggingface.co", HUGGING_FACE_MIRROR, MODELSCOPE_REGISTRY)

_GGUF = ".gguf"
_QUANTIZATION = re.compile(  # regex: a file's name is short
    r"(?:^|[-._])(?P<quantization>(?:UD-)?(?:I?Q\d\w*|T?Q\d_\w+|BF16|F16|F32|MXFP4\w*))$", re.IGNORECASE
)
_PART_OF_FILE = re.compile(r"-(?P<number>\d{5})-of-(?P<count>\d{5})$")


def read_quantization(stem: str) -> str:
    """The quantisation at the end of a file's name without ".gguf"; empty for none."""
    found = _QUANTIZATION.search(stem)
    return found["quantization"] if found else ""


def split_name(path: str) -> tuple[str, int, int]:
    """A GGUF file's path without ending and part, the number of its part, and how many there are; "" for others."""
    if not path.casefold().endswith(_GGUF):
        return "", 0, 0
    stem = path[: -len(_GGUF)]
    part = _PART_OF_FILE.search(stem)
    return (stem[: part.start()], int(part["number"]), int(part["count"])) if part else (stem, 1, 1)


def list_part_names(path: str) -> tuple[str, ...]:
    """The paths of all parts of a split model by that of one of them; the path alone unless it is that of a part."""
    stem, _, count = split_name(path)
    if count <= 1:
        return (path,)
    end = path[-len(_GGUF) :]
    return tuple(f"{stem}-{number:05d}-of-{count:05d}{end}" for number in range(1, count + 1))


def pull_name(registry: str, model_id: str, tag: str) -> str:
    """The name by which a host pulls it; empty where a part of it is too long for a name."""
    try:
        return ModelName.parse(f"{registry}/{model_id}:{tag}").short
    except Trouble:
        return ""


_HUGGING_PAGE = re.compile(r"(?:www\.)?(?P<host>huggingface\.co|hf\.co|hf-mirror\.com)/(?P<path>.+)", re.IGNORECASE)
_MODELSCOPE_PAGE = re.compile(r"(?:www\.)?modelscope\.cn/(?P<path>.+)", re.IGNORECASE)
_NO_MODELS = ("datasets", "spaces", "papers", "docs", "blog", "collections", "studios", "organization", "mcp")


def read_hub_page(words: str) -> ModelName | None:
    """The model of a page on a hub (without scheme and query), or of a name on one; None for any other host. Raises
    `Trouble(MODEL_NAME_INVALID)` for a page that is not about a model.

    A page is `owner/name`, with `:quant`, or a file of it, whose name contains the quant. A page of hf-mirror.com stays
    there: whoever uses it may not reach Hugging Face.
    """
    if (page := _HUGGING_PAGE.fullmatch(words)) is not None:
        host = page["host"].casefold()
        registry = HUGGING_FACE_MIRROR if host == HUGGING_FACE_MIRROR else HUGGING_FACE_REGISTRY
        return _read_page(registry, page["path"])
    if (page := _MODELSCOPE_PAGE.fullmatch(words)) is not None:
        return _read_page(MODELSCOPE_REGISTRY, page["path"].removeprefix("models/"))
    return None


def _read_page(registry: str, path: str) -> ModelName:
    parts = path.strip("/").split("/")
    if len(parts) < 2 or parts[0] in _NO_MODELS:
        raise Trouble(Problem.MODEL_NAME_INVALID, model=path)
    repository, _, tag = parts[1].partition(":")
    if not tag and (stem := split_name(parts[-1])[0]):
        tag = read_quantization(stem)
    return ModelName.parse(f"{registry}/{parts[0]}/{repository}:{tag or DEFAULT_TAG}")
