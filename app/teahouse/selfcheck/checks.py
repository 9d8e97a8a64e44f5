"""The checks: each returns one line about its result, or raises an error.

A `CheckNote` is a minor problem. Processes of the app are started with the same commands as in the app.
"""

from __future__ import annotations

import asyncio
import hashlib
import importlib
import json
import os
import platform
import random
import struct
import subprocess
import sys
from array import array
from collections.abc import Callable
from contextlib import aclosing
from enum import StrEnum
from pathlib import Path

from teahouse import __version__
from teahouse.core.languages import LANGUAGES
from teahouse.selfcheck.hints import add_hint

SCREEN_SECONDS = 60.0
PACKAGES = ("core", "ollama", "store", "desktop", "releases", "services", "backend")
LIBRARIES = (
    "chardet",
    "httpcore",
    "httpx",
    "ollama",
    "keyring",
    "nacl.signing",
    "platformdirs",
    "sqlite3",
    "ssl",
    "PySide6.QtNetwork",
    "PySide6.QtSvg",
)


_PAGE = b"BT /F 9 Tf 9 9 Td (green tea) Tj ET"
PDF = b"""%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length %d>>stream\n%b\nendstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R/Size 6>>
startxref\n0\n%%%%EOF
""" % (len(_PAGE), _PAGE)


class CheckState(StrEnum):
    GOOD = "ok"
    NOTE = "note"
    BROKEN = "FAILED"


class CheckNote(Exception):
    """An optional part is missing."""


Check = Callable[[Path], str]


def run_check(check: Check, folder: Path) -> tuple[CheckState, str]:
    """Run a check with a temporary folder; an exception is its result."""
    try:
        return CheckState.GOOD, check(folder)
    except CheckNote as note:
        return CheckState.NOTE, str(note)
    except Exception as error:
        return CheckState.BROKEN, add_hint(f"{type(error).__name__}: {error}")


def check_program(_: Path) -> str:
    """The version and the system."""
    kind = "packaged" if getattr(sys, "frozen", False) else "from source"
    return f"Teahouse {__version__} ({kind}), Python {platform.python_version()}, {platform.platform()}"


def check_imports(_: Path) -> str:
    """Everything that is imported late can be imported."""
    names = [*(f"teahouse.{package}" for package in PACKAGES), *LIBRARIES]
    for name in names:
        importlib.import_module(name)
    return f"{len(names)} parts, {len(sys.modules)} modules"


def check_typesetting(_: Path) -> str:
    """Markdown, and the process that highlights code and typesets formulas, whose libraries read their own files."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    from teahouse.ollama.commands import own_command

    page = MarkdownIt().use(footnote_plugin).render("*tea*[^1]\n\n[^1]: green")
    questions = (
        {"code": "print('tea')", "language": "python"},
        {"formula": r"\frac{a}{\sqrt{b}}", "size": 32.0, "display": True},
    )
    input_lines = "".join(f"{json.dumps(question)}\n" for question in questions)
    result = subprocess.run(
        own_command("typeset"), input=input_lines, capture_output=True, text=True, timeout=SCREEN_SECONDS, check=True
    )
    words, formula = map(json.loads, result.stdout.splitlines())
    if "<em>" not in page or len(words) < 2 or not formula[0].startswith("M"):
        raise ValueError("a reply cannot be shown as it should")
    return "Markdown, code and formulas"


def check_documents(_: Path) -> str:
    """The process that reads attachments starts, detects encodings and reads PDFs."""
    from teahouse.services.chat.attachments import read_document

    found = asyncio.run(read_document("check", "Старик медленно пил зелёный чай и говорил об урожае.".encode("koi8-r")))
    if found.encoding != "koi8-r":
        raise ValueError(f"a text in KOI8-R was read as {found.encoding}")
    page = asyncio.run(read_document("check.pdf", PDF))
    if page.text != "green tea":
        raise ValueError(f"a PDF of green tea was read as {page.text!r}")
    return "texts in other encodings, and PDFs"


def check_resources(_: Path) -> str:
    """The data files exist."""
    from teahouse.desktop.paths import resources

    found = resources()
    missing = [name for code in LANGUAGES if not (found / "i18n" / (name := f"teahouse_{code}.qm")).is_file()]
    if missing:
        raise FileNotFoundError(f"{found} has no {' '.join(missing)}")
    return f"{sum(1 for path in found.rglob('*') if path.is_file())} files in {found}"


def check_screen(_: Path) -> str:
    """Qt has a screen, paints, reads pictures and loads the translations."""
    from teahouse.ollama.commands import own_command

    command = [*own_command("self-check"), "--screen"]
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", timeout=SCREEN_SECONDS, check=False
    )
    if done.returncode:
        raise OSError(done.stderr.strip() or f"ended with {done.returncode}")
    return done.stdout.strip()


def check_folders(_: Path) -> str:
    """The user's folders can be created and written to."""
    from teahouse.desktop.paths import Paths

    paths = Paths.from_environment(os.environ)
    locked = [str(path) for path in (paths.data, paths.config, paths.cache, paths.logs) if not _is_writable(path)]
    if locked:
        raise CheckNote(f"nothing can be kept, because these folders cannot be written to: {', '.join(locked)}")
    return f"data in {paths.data}"


def check_database(folder: Path) -> str:
    """SQLite supports what the store needs: write-ahead log, full-text search with trigrams."""
    import sqlite3

    from teahouse.store.database import Database

    opened = Database.open(folder / "check.db").database
    opened.close()
    with sqlite3.connect(":memory:") as memory:
        memory.execute("CREATE VIRTUAL TABLE found USING fts5(text, tokenize = 'trigram')")
    memory.close()
    return f"SQLite {sqlite3.sqlite_version} with FTS5"


def check_keyring(_: Path) -> str:
    """There is a keyring for tokens of hosts."""
    import keyring

    backend = keyring.get_keyring()
    if backend.priority < 1:
        raise CheckNote("no keyring service: tokens of other hosts cannot be kept")
    return str(backend.name)


def check_certificates(_: Path) -> str:
    """There are certificate authorities for https."""
    import httpx

    count = httpx.create_ssl_context().cert_store_stats()["x509_ca"]
    if not count:
        raise OSError("no certificate authorities found")
    return f"{count} authorities"


def check_engine(folder: Path) -> str:
    """The built-in engine starts, loads a model and generates a token, for us and for other programs."""
    return asyncio.run(_generate_token(folder))


async def _generate_token(folder: Path) -> str:
    from teahouse.core.chat_request import ChatRequest
    from teahouse.core.conversation import Message, Role
    from teahouse.core.stream_events import Failed, Finished
    from teahouse.ollama.client import OllamaClient
    from teahouse.ollama.commands import engine_command, random_token
    from teahouse.ollama.process import DaemonProcess

    model = write_small_model(folder / "models")
    token = random_token()
    daemon = DaemonProcess(engine_command(folder / "models"), folder / "engine.log", token=token)
    client = None
    try:
        address = await daemon.start()
        client = OllamaClient(address, token=token)
        version = await client.fetch_version()
        question = (Message(id="1", parent=None, role=Role.USER, text="tea"),)
        request = ChatRequest(model, question, options={"num_predict": 1, "num_ctx": 64})
        async with aclosing(client.stream_chat(request)) as events:
            async for event in events:
                match event:
                    case Failed(trouble=trouble):
                        raise trouble
                    case Finished(counters=counters):
                        await _ask_as_other_programs(address.url, token, model)
                        return f"{counters.eval_count} token of a tiny model, answering as Ollama {version.version}"
        raise OSError("no answer")
    finally:
        if client is not None:
            await client.aclose()
        await daemon.stop()


async def _ask_as_other_programs(url: str, token: str, model: str) -> None:
    """Raises an error unless the official client, which most other programs use, gets the model's name and a reply."""
    from ollama import AsyncClient

    async with AsyncClient(url, headers={"Authorization": f"Bearer {token}"}, trust_env=False) as official:
        names = [found.model for found in (await official.list()).models]
        reply = await official.generate(model, "tea", options={"num_predict": 1, "num_ctx": 64})
    if names != [model] or not reply.done:
        raise ValueError(f"the official client got the models {names} and the reply {reply!r}")


def _is_writable(folder: Path) -> bool:
    """Whether the folder, or the nearest one above it that exists, can be written to."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    return os.access(nearest, os.W_OK | os.X_OK)


CHECKS: tuple[tuple[str, Check], ...] = (
    ("program", check_program),
    ("imports", check_imports),
    ("typesetting", check_typesetting),
    ("documents", check_documents),
    ("resources", check_resources),
    ("screen", check_screen),
    ("folders", check_folders),
    ("database", check_database),
    ("keyring", check_keyring),
    ("certificates", check_certificates),
    ("engine", check_engine),
)


SMALL_MODEL = "self-check:latest"
ALIGNMENT = 32
WIDTH, HEADS, INNER, CONTEXT = 32, 4, 64, 512
TEMPLATE = "{% for message in messages %}{{ message.content }}{% endfor %}"
_UINT32, _INT32, _FLOAT32, _STRING, _ARRAY = 4, 5, 6, 8, 9
_UNKNOWN, _CONTROL, _BYTE = 2, 3, 6  # kinds of token

TOKENS = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
KINDS = [_UNKNOWN, _CONTROL, _CONTROL, *[_BYTE] * 256]
TENSORS = {
    "token_embd.weight": (WIDTH, len(TOKENS)),
    "output_norm.weight": (WIDTH,),
    "output.weight": (WIDTH, len(TOKENS)),
    **{f"blk.0.attn_{part}.weight": (WIDTH, WIDTH) for part in ("q", "k", "v", "output")},
    "blk.0.attn_norm.weight": (WIDTH,),
    "blk.0.ffn_norm.weight": (WIDTH,),
    "blk.0.ffn_gate.weight": (WIDTH, INNER),
    "blk.0.ffn_up.weight": (WIDTH, INNER),
    "blk.0.ffn_down.weight": (INNER, WIDTH),
}


def write_small_model(models: Path) -> str:
    """Write a model of 115 kB with random weights to a models folder in Ollama's layout; returns its name.

    It is a llama of one layer with a vocabulary of bytes, enough to check that the engine can load and compute. Format:
    https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, version 3.
    """
    blobs = models / "blobs"
    blobs.mkdir(parents=True)
    config = {"model_format": "gguf", "model_family": "llama", "model_families": ["llama"], "file_type": "F32"}
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": _write_blob(blobs, "docker.container.image.v1+json", json.dumps(config).encode()),
        "layers": [_write_blob(blobs, "ollama.image.model", small_model_gguf())],
    }
    model, _, tag = SMALL_MODEL.partition(":")
    target = models / "manifests" / "registry.ollama.ai" / "library" / model / tag
    target.parent.mkdir(parents=True)
    target.write_text(json.dumps(manifest))
    return SMALL_MODEL


def small_model_gguf() -> bytes:
    """The GGUF file of the small model."""
    keys = _build_keys()
    head = b"GGUF" + struct.pack("<IQQ", 3, len(TENSORS), len(keys)) + b"".join(keys)
    chance, data = random.Random(1), b""
    for name, shape in TENSORS.items():
        head += _encode_text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, len(data))
        count = shape[0] * (shape[1] if len(shape) > 1 else 1)
        data += array("f", (chance.gauss(0.0, 0.1) for _ in range(count))).tobytes()
    return head + b"\0" * (-len(head) % ALIGNMENT) + data


def _build_keys() -> list[bytes]:
    numbers = {
        "context_length": CONTEXT,
        "embedding_length": WIDTH,
        "block_count": 1,
        "feed_forward_length": INNER,
        "attention.head_count": HEADS,
        "attention.head_count_kv": HEADS,
        "rope.dimension_count": WIDTH // HEADS,
    }
    return [
        _encode_key("general.architecture", _STRING, _encode_text("llama")),
        *(_encode_key(f"llama.{name}", _UINT32, struct.pack("<I", value)) for name, value in numbers.items()),
        _encode_key("llama.attention.layer_norm_rms_epsilon", _FLOAT32, struct.pack("<f", 1e-5)),
        _encode_key("tokenizer.ggml.model", _STRING, _encode_text("llama")),
        _encode_key("tokenizer.ggml.tokens", _ARRAY, _encode_array(_STRING, [_encode_text(token) for token in TOKENS])),
        _encode_key("tokenizer.ggml.scores", _ARRAY, _encode_array(_FLOAT32, [struct.pack("<f", 0.0)] * len(TOKENS))),
        _encode_key(
            "tokenizer.ggml.token_type", _ARRAY, _encode_array(_INT32, [struct.pack("<i", kind) for kind in KINDS])
        ),
        _encode_key("tokenizer.ggml.bos_token_id", _UINT32, struct.pack("<I", 1)),
        _encode_key("tokenizer.ggml.eos_token_id", _UINT32, struct.pack("<I", 2)),
        _encode_key("tokenizer.chat_template", _STRING, _encode_text(TEMPLATE)),
    ]


def _encode_key(name: str, kind: int, value: bytes) -> bytes:
    return _encode_text(name) + struct.pack("<I", kind) + value


def _encode_text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _encode_array(kind: int, items: list[bytes]) -> bytes:
    return struct.pack("<IQ", kind, len(items)) + b"".join(items)


def _write_blob(blobs: Path, media_type: str, data: bytes) -> dict[str, object]:
    digest = hashlib.sha256(data).hexdigest()
    (blobs / f"sha256-{digest}").write_bytes(data)
    return {"mediaType": f"application/vnd.{media_type}", "digest": f"sha256:{digest}", "size": len(data)}
