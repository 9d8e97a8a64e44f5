"""The checks themselves: each returns one line about what it found, or raises what is wrong.

A `CheckNote` is worth saying but keeps nobody from chatting. What runs in another process in the app runs in another
one here as well, started by the very commands the app uses.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from contextlib import aclosing
from enum import StrEnum
from pathlib import Path

from teahouse import __version__
from teahouse.core.languages import LANGUAGES
from teahouse.selfcheck import small_model
from teahouse.selfcheck.hints import hint

SCREEN_SECONDS = 60.0
FLOORS = ("core", "ollama", "store", "desktop", "releases.latest", "services", "backend")
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
    """Something is not there that Teahouse can do without."""


Check = Callable[[Path], str]


def run(check: Check, folder: Path) -> tuple[CheckState, str]:
    """One check with a folder to write to; whatever it raises is its finding."""
    try:
        return CheckState.GOOD, check(folder)
    except CheckNote as note:
        return CheckState.NOTE, str(note)
    except Exception as error:
        return CheckState.BROKEN, hint(f"{type(error).__name__}: {error}")


def program(_: Path) -> str:
    """What this is and where it runs."""
    kind = "packaged" if getattr(sys, "frozen", False) else "from source"
    return f"Teahouse {__version__} ({kind}), Python {platform.python_version()}, {platform.platform()}"


def imports(_: Path) -> str:
    """Everything that is imported late can be imported."""
    names = [*(f"teahouse.{floor}" for floor in FLOORS), *LIBRARIES]
    for name in names:
        importlib.import_module(name)
    return f"{len(names)} parts, {len(sys.modules)} modules"


def typesetting(_: Path) -> str:
    """Markdown; and the process that colours code and typesets formulas, whose makers read files of their own."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    page = MarkdownIt().use(footnote_plugin).render("*tea*[^1]\n\n[^1]: green")
    questions = (
        {"code": "print('tea')", "language": "python"},
        {"formula": r"\frac{a}{\sqrt{b}}", "size": 32.0, "display": True},
    )
    asked = "".join(f"{json.dumps(question)}\n" for question in questions)
    said = subprocess.run(
        [*own_command(), "typeset"], input=asked, capture_output=True, text=True, timeout=SCREEN_SECONDS, check=True
    )
    words, formula = map(json.loads, said.stdout.splitlines())
    if "<em>" not in page or len(words) < 2 or not formula[0].startswith("M"):
        raise ValueError("a reply cannot be shown as it should")
    return "Markdown, code and formulas"


def documents(_: Path) -> str:
    """The process that reads attached files starts as the app starts it, tells encodings apart, and reads PDFs."""
    from teahouse.services.chat.attachments import read_document

    found = asyncio.run(read_document("check", "Старик медленно пил зелёный чай и говорил об урожае.".encode("koi8-r")))
    if found.encoding != "koi8-r":
        raise ValueError(f"a text in KOI8-R was read as {found.encoding}")
    page = asyncio.run(read_document("check.pdf", PDF))
    if page.text != "green tea":
        raise ValueError(f"a PDF of green tea was read as {page.text!r}")
    return "texts in other encodings, and PDFs"


def resources(_: Path) -> str:
    """Data files are where the app looks for them."""
    from teahouse.desktop.paths import resources as place

    found = place()
    missing = [name for code in LANGUAGES if not (found / "i18n" / (name := f"teahouse_{code}.qm")).is_file()]
    if missing:
        raise FileNotFoundError(f"{found} has no {' '.join(missing)}")
    return f"{sum(1 for path in found.rglob('*') if path.is_file())} files in {found}"


def screen(_: Path) -> str:
    """Qt finds a screen, can paint, read pictures and speak both languages."""
    command = [*own_command(), "self-check", "--screen"]
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", timeout=SCREEN_SECONDS, check=False
    )
    if done.returncode:
        raise OSError(done.stderr.strip() or f"ended with {done.returncode}")
    return done.stdout.strip()


def folders(_: Path) -> str:
    """The person's folders can be made and written to."""
    from teahouse.desktop.paths import Paths

    paths = Paths.of(os.environ)
    locked = [str(path) for path in (paths.data, paths.config, paths.cache, paths.logs) if not _writable(path)]
    if locked:
        raise CheckNote(f"nothing can be kept, because these folders cannot be written to: {', '.join(locked)}")
    return f"data in {paths.data}"


def database(folder: Path) -> str:
    """SQLite has what the store needs: write-ahead log, full-text search that knows parts of words."""
    import sqlite3

    from teahouse.store.database import Database

    opened = Database.open(folder / "check.db").database
    opened.close()
    with sqlite3.connect(":memory:") as memory:
        memory.execute("CREATE VIRTUAL TABLE found USING fts5(text, tokenize = 'trigram')")
    memory.close()
    return f"SQLite {sqlite3.sqlite_version} with FTS5"


def secrets(_: Path) -> str:
    """There is a keyring for tokens of other hosts."""
    import keyring

    backend = keyring.get_keyring()
    if backend.priority < 1:
        raise CheckNote("no keyring service: tokens of other hosts cannot be kept")
    return str(backend.name)


def certificates(_: Path) -> str:
    """Certificates to check https hosts against."""
    import httpx

    count = httpx.create_ssl_context().cert_store_stats()["x509_ca"]
    if not count:
        raise OSError("no certificate authorities found")
    return f"{count} authorities"


def engine(folder: Path) -> str:
    """The built-in engine starts as the app starts it, loads a model and makes a token."""
    return asyncio.run(_one_token(folder))


async def _one_token(folder: Path) -> str:
    from teahouse.core.conversation import Message, Role
    from teahouse.core.stream_events import Failed, Finished
    from teahouse.ollama.client import ChatRequest, OllamaClient
    from teahouse.ollama.commands import engine_command, random_token
    from teahouse.ollama.process import DaemonProcess

    model = small_model.lay_out(folder / "models")
    token = random_token()
    daemon = DaemonProcess(engine_command(folder / "models"), folder / "engine.log", token=token)
    client = None
    try:
        client = OllamaClient(await daemon.start(), token=token)
        version = await client.version()
        question = (Message(id="1", parent=None, role=Role.USER, text="tea"),)
        request = ChatRequest(model, question, options={"num_predict": 1, "num_ctx": 64})
        async with aclosing(client.chat(request)) as events:
            async for event in events:
                match event:
                    case Failed(trouble=trouble):
                        raise trouble
                    case Finished(counters=counters):
                        return f"{counters.eval_count} token of a tiny model, answering as Ollama {version.version}"
        raise OSError("no answer")
    finally:
        if client is not None:
            await client.aclose()
        await daemon.stop()


def own_command() -> list[str]:
    """How this program starts itself."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "teahouse"]


def _writable(folder: Path) -> bool:
    """Whether the folder, or the nearest one above it that exists, can be written to."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    return os.access(nearest, os.W_OK | os.X_OK)


CHECKS: tuple[tuple[str, Check], ...] = (
    ("program", program),
    ("imports", imports),
    ("typesetting", typesetting),
    ("documents", documents),
    ("resources", resources),
    ("screen", screen),
    ("folders", folders),
    ("database", database),
    ("keyring", secrets),
    ("certificates", certificates),
    ("engine", engine),
)
