"""Random inputs for everything that reads what others wrote: nothing but the errors that a layer declares.

Each input is made from a number, which is told where it failed, so that it can be made again: `try_one("gguf", 17)`.
"""

from __future__ import annotations

import json
import logging
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from teahouse.connection.address import Address
from teahouse.core import gguf, links, settings
from teahouse.core.attachment import Attachment
from teahouse.core.comparison import Comparison, Lane
from teahouse.core.conversation import Call, Conversation, ConversationHead, Draft, Message, Role
from teahouse.core.errors import Trouble
from teahouse.core.markdown import BlockKind, Splitter, split_blocks
from teahouse.core.markdown.copying import markdown_text, plain_text
from teahouse.core.markdown.reading import LinkNames, read_block, safe_text
from teahouse.core.measure import Figures
from teahouse.core.modelfile import read_modelfile
from teahouse.core.pulls import Pull, read_wanted
from teahouse.core.run import Hardware, Run, RunFilter
from teahouse.desktop.settings_file import SettingsFile
from teahouse.engine import creation, routes_generate, scheduler, translate
from teahouse.engine.blobs import Blobs
from teahouse.engine.decode import decode_request
from teahouse.engine.errors import ApiError
from teahouse.engine.generation import GenerationRequest
from teahouse.engine.loader import load_options_for, merge_options, sampling_options
from teahouse.engine.models import parse_name
from teahouse.ollama.models import ModelListReader, read_card, read_loaded
from teahouse.ollama.reply_reader import ReplyReader
from teahouse.store import rows
from teahouse.store.comparisons import ComparisonRepository
from teahouse.store.conversations import ConversationRepository
from teahouse.store.database import Database
from teahouse.store.prompt_sets import KeptSetRun, PromptSetRepository
from teahouse.store.pulls import PullRepository
from teahouse.store.runs import MeasuredRunRepository, RunRepository
from torture.result import Result

INPUTS = 100_000  # at share 1, of all kinds together

SIGNS = "ab1 \n\n\t#*_`~>|-+.)[]()!<&;\\$^:x中é\u202e\x00\ud800\U0001f375\r"
MARKS = (
    "```", "~~~", "> ", "- ", "1. ", "| a |", "|---|", "[^1]", "[^1]: ", "[a]: /b\n", "[a](b)", "![", "**", "$$", "$",
    "\\(", "\\[", "\\begin{align}", "\\end{align}", "<br>", "<http://a.b>", "https://a.b/c", "    ", "\n\n", "# ",
    "---", "&amp;", "- [ ] ", "{", "}", '"""',
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**31, 2**63, 10**20, -(10**20), 1e308, float("nan"), float("inf"), 1.5, "", "x",
    "a\x00b", "\ud800", "9" * 400, [], {}, [[]], {"a": None}, "user", "assistant", "complete", "2026-01-01T00:00:00Z",
    "x" * 5000,
)  # fmt: skip


def run(share: float) -> list[Result]:
    """As many inputs of each kind as its part of INPUTS says."""
    each = max(20, round(INPUTS * share / len(KINDS)))
    ours = logging.getLogger("teahouse")
    level = ours.level
    ours.setLevel(logging.CRITICAL)  # every setting of no use is logged
    try:
        return [_fuzzed(name, each) for name in KINDS]
    finally:
        ours.setLevel(level)


def _fuzzed(name: str, count: int) -> Result:
    failed = [number for number in range(count) if try_one(name, number) is not None]
    details = tuple(f'try_one("{name}", {number}): {try_one(name, number)}' for number in failed[:5])
    return Result(f"fuzzed: {name}", count, len(failed), f"{len(failed)} undeclared errors", "", details)


def try_one(name: str, number: int) -> str | None:
    """Try the input of a kind with this number; what went wrong, or None."""
    try:
        KINDS[name](random.Random(f"{name} {number}"))
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:200]
    return None


def text_of(chance: random.Random, longest: int = 300) -> str:
    """A text of signs and marks."""
    parts = [chance.choice(MARKS) if chance.random() < 0.4 else chance.choice(SIGNS) for _ in range(longest // 2)]
    return "".join(parts[: chance.randrange(len(parts) + 1)])


def value_of(chance: random.Random, depth: int = 3) -> Any:
    """Any value of JSON, the unlikely ones most of all."""
    turn = chance.random()
    if depth and turn < 0.15:
        return [value_of(chance, depth - 1) for _ in range(chance.randrange(4))]
    if depth and turn < 0.3:
        return {chance.choice(("name", "model", "a", "")): value_of(chance, depth - 1) for _ in range(3)}
    return text_of(chance, 30) if turn < 0.4 else chance.choice(VALUES)


def changed(chance: random.Random, sound: Mapping[str, Any]) -> dict[str, Any]:
    """A sound object with some values replaced, some gone, and some put beside."""
    found = dict(sound)
    for name in sound:
        turn = chance.random()
        if turn < 0.3:
            found[name] = value_of(chance)
        elif turn < 0.4:
            del found[name]
        elif turn < 0.5 and isinstance(sound[name], dict):
            found[name] = changed(chance, sound[name])
    if chance.random() < 0.2:
        found[text_of(chance, 10)] = value_of(chance)
    return found


def flipped(chance: random.Random, data: bytes) -> bytes:
    """Bytes with some of them changed, put in or cut out."""
    found = bytearray(data)
    for _ in range(chance.randrange(8)):
        at = chance.randrange(len(found) + 1)
        match chance.randrange(3):
            case 0:
                found[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                found[at:at] = chance.randbytes(chance.randrange(9))
            case _:
                del found[at : at + chance.randrange(20)]
    return bytes(found)


def in_pieces(chance: random.Random, data: Any) -> list[Any]:
    """A text, or bytes, in pieces of any size."""
    pieces, at = [], 0
    while at < len(data):
        size = chance.randrange(1, 40)
        pieces.append(data[at : at + size])
        at += size
    return pieces


def _markdown(chance: random.Random) -> None:
    text = text_of(chance, 600)
    whole, splitter = split_blocks(text), Splitter()
    streamed = [block for piece in in_pieces(chance, text) for block in splitter.append_text(piece)]
    assert tuple(streamed) + splitter.finish_blocks() == whole, "streamed in pieces it is another text"
    names = LinkNames()
    for block in whole:
        if block.kind is BlockKind.TEXT:
            names.learn_definitions(safe_text(block.text))
    for block in whole:
        if block.kind is BlockKind.TEXT:
            pieces = read_block(safe_text(block.lead + block.text), names)
            plain_text(pieces)
            markdown_text(pieces)
    kept = "".join(block.text for block in whole)
    assert kept.count("中") + kept.count("é") + _in_marks(whole) >= _outside(text), "letters were lost"


def _in_marks(blocks: tuple[Any, ...]) -> int:
    return sum(block.language.count("中") + block.language.count("é") for block in blocks)


def _outside(text: str) -> int:
    """Letters that no line has which may be the line of a fence: what stands behind its language is not shown."""
    return sum(line.count("中") + line.count("é") for line in text.split("\n") if "``" not in line and "~~" not in line)


CHAT = {
    "model": "m:1b", "created_at": "2026-01-01T00:00:00Z", "done": False,
    "message": {"role": "assistant", "content": "tea", "thinking": "", "tool_calls": [
        {"function": {"name": "brew", "arguments": {"cups": 2}}}]},
}  # fmt: skip
DONE = {**CHAT, "done": True, "done_reason": "stop", "eval_count": 3, "eval_duration": 10**9, "load_duration": 5,
        "prompt_eval_count": 3, "prompt_eval_duration": 7, "total_duration": 9}  # fmt: skip


def _stream(chance: random.Random) -> None:
    lines = [changed(chance, CHAT) for _ in range(chance.randrange(5))] + [changed(chance, DONE)]
    data = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    reader = ReplyReader("m:1b", Address("http", "127.0.0.1", 11434))
    events = []
    for piece in in_pieces(chance, flipped(chance, data)):
        events += reader.read_chunk(piece, 1.0)
    events += reader.finish_reply(2.0)
    assert reader.ended, "the reply never ends"


CARD = {"name": "m:1b", "model": "m:1b", "size": 5, "digest": "ab", "modified_at": "2026-01-01T00:00:00Z",
        "details": {"family": "llama", "parameter_size": "1B", "quantization_level": "Q4_0", "context_length": 8},
        "capabilities": ["completion"], "expires_at": "2026-01-01T00:00:00Z", "size_vram": 3}  # fmt: skip


def _models(chance: random.Random) -> None:
    body = {"models": [changed(chance, CARD) for _ in range(chance.randrange(4))]}
    for entry in body["models"]:
        read_card(entry)
        read_loaded(entry)
    reader = ModelListReader(read_card)
    try:
        for piece in in_pieces(chance, flipped(chance, json.dumps(body).encode())):
            reader.read_chunk(piece)
        assert len(reader.models) <= 10
    except (Trouble, ValueError):
        pass


def _header() -> bytes:
    def text(value: str) -> bytes:
        return len(value).to_bytes(8, "little") + value.encode()

    def pair(key: str, kind: int, value: bytes) -> bytes:
        return text(key) + kind.to_bytes(4, "little") + value

    array = (4).to_bytes(4, "little") + (3).to_bytes(8, "little") + bytes(12)
    strings = (8).to_bytes(4, "little") + (2).to_bytes(8, "little") + text("a") + text("b")
    pairs = [
        pair("general.architecture", 8, text("llama")),
        pair("llama.context_length", 4, (2048).to_bytes(4, "little")),
        pair("llama.x", 9, array),
        pair("tokenizer.ggml.tokens", 9, strings),
    ]
    tensor = text("token_embd.weight") + (2).to_bytes(4, "little") + (8).to_bytes(8, "little") * 2 + bytes(4) + bytes(8)
    head = b"GGUF" + (3).to_bytes(4, "little") + (1).to_bytes(8, "little") + len(pairs).to_bytes(8, "little")
    return head + b"".join(pairs) + tensor


def _gguf(chance: random.Random) -> None:
    data = flipped(chance, _header())
    parser = gguf.HeaderParser(chance.choice((len(data), 10**6, 0)))
    try:
        for piece in in_pieces(chance, data):
            if (header := parser.parse_bytes(piece)) is not None:
                _ = header.architecture, header.quantization, header.context_length, header.chat_template
                break
    except gguf.GgufError:
        pass


def _modelfile(chance: random.Random) -> None:
    lines = [
        "FROM m:1b",
        "PARAMETER temperature 0.5",
        'SYSTEM """a',
        'b"""',
        "MESSAGE user hi",
        "TEMPLATE {{ .Prompt }}",
    ]
    chance.shuffle(lines)
    text = "\n".join(lines[: chance.randrange(7)]) + text_of(chance, 80)
    try:
        made = read_modelfile(text)
        made.build_body("m")
        assert read_modelfile(made.format_text()).format_text() == made.format_text(), (
            "written and read again it is another one"
        )
    except Trouble:
        pass


ROW = {
    "id": "a", "parent": None, "role": "user", "text": "x", "thinking": "", "model": "m", "state": "complete",
    "created": 1.0, "problem": "", "facts": "{}", "figures": "null", "attachments": "[]", "calls": "[]",
}  # fmt: skip


def _row(chance: random.Random) -> None:
    row = {**dict.fromkeys(ROW), **changed(chance, ROW)}
    for name in ("facts", "figures", "attachments", "calls"):
        if chance.random() < 0.5:
            row[name] = json.dumps(value_of(chance))
    rows.is_message(row)  # type: ignore[arg-type]  # a mapping is read in the same way


@cache
def _kept() -> Database:
    """A database with something in each of its tables."""
    database = Database.in_memory()
    conversations = ConversationRepository(database)
    figures = Figures(generation_rate=5.0, tokens=3, memory=8)
    lane = Lane("l", "m", {"temperature": 0.5}, think=True)
    ComparisonRepository(database).create_comparison(
        Comparison("cmp", "T", 1.0, (lane,), ("Tea?",), options={"num_ctx": 8})
    )
    conversations.create_conversation(
        Conversation(ConversationHead("c", "T", 1.0, 2.0, model="m"), options={"num_ctx": 8})
    )
    conversations.add_messages(
        "c", Message("a", None, Role.USER, "Tea?", attachments=(Attachment("0" * 64, "x.txt", "text/plain", 1),))
    )
    reply = Message("b", "a", Role.ASSISTANT, "Yes.", model="m", figures=figures, calls=(Call("brew", {"cups": 2}),))
    conversations.add_messages(
        "c", reply, Message("d", "b", Role.USER, "Why?"), Message("e", "d", Role.ASSISTANT, "So.")
    )
    conversations.save_draft("c", Draft("later"))
    hardware = Hardware("cpu", 2, 8, ("gpu",))
    RunRepository(database).add_runs(*(Run("m", float(at), figures, hardware=hardware) for at in range(3)))
    PullRepository(database).save_pull(Pull("p", "m:1b", "", 1.0, 1.0))
    PromptSetRepository(database).begin_run(KeptSetRun("r", "s", "T", 1.0, ("m",)))
    return database


def _read_all(database: Database) -> Iterator[Callable[[], object]]:
    """Everything that reads rows."""
    conversations, measured = ConversationRepository(database), MeasuredRunRepository(database)
    yield conversations.list_heads
    yield lambda: conversations.load_conversation("c")
    yield lambda: conversations.load_end("c", 2)
    yield lambda: conversations.load_earlier("c", "d", 2)
    yield lambda: conversations.path_up("c", "e")
    yield lambda: conversations.left_out("c")
    yield lambda: conversations.search_texts("tea")
    yield lambda: conversations.load_draft("c")
    yield ComparisonRepository(database).list_heads
    yield lambda: ComparisonRepository(database).load_comparison("cmp")
    yield ComparisonRepository(database).list_ballots
    yield RunRepository(database).list_recent
    yield RunRepository(database).find_usual
    yield lambda: measured.load_newest(RunFilter(), 10)
    yield lambda: measured.summarize_models(RunFilter())
    yield measured.list_choices
    yield PullRepository(database).list_pulls
    yield PromptSetRepository(database).list_unfinished


def _database(chance: random.Random) -> None:
    """Any value in any column of one row, as a damaged file or another program may leave it."""
    database, undo = _kept(), RuntimeError("as it was")
    with suppress(RuntimeError), database.write_transaction() as connection:
        with suppress(sqlite3.Error):  # what the table itself refuses
            table = chance.choice([row[0] for row in connection.execute(_TABLES)])
            column = chance.choice([row["name"] for row in connection.execute(f"PRAGMA table_info({table})")])
            value = value_of(chance, 0)
            if chance.random() < 0.4 or isinstance(value, list | dict):
                value = json.dumps(value_of(chance))
            if isinstance(value, int) and abs(value) >= 2**63:
                value = float(value)
            mark = "CAST(? AS TEXT)" if isinstance(value, str) else "?"  # bytes that are no text, in a column of text
            value = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
            connection.execute(f"UPDATE {table} SET {column} = {mark}", (value,))
        for read_one in _read_all(database):
            with suppress(Trouble, *rows.UNREADABLE):
                read_one()
        raise undo


_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE '%VIRTUAL%'"
)


def _settings(chance: random.Random) -> None:
    values = changed(chance, settings.write_settings(settings.Settings()))
    data = json.dumps(values).encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.json"
        path.write_bytes(flipped(chance, data) if chance.random() < 0.5 else data)
        scheduler, _ = SettingsFile(path).load()
    settings.write_settings(scheduler)


_MESSAGE = {"role": "user", "content": "x", "images": [], "tool_calls": [{"function": {"name": "f", "arguments": {}}}],
            "tool_name": "f", "thinking": "t"}  # fmt: skip
_RUN = {"model": "m:1b", "think": True, "stream": True, "format": "json", "keep_alive": "5m", "logprobs": True,
        "top_logprobs": 3,
        "options": {"temperature": 0.5, "num_ctx": 8, "stop": ["x"], "seed": 1, "num_predict": 3}}  # fmt: skip
REQUESTS: Mapping[str, Mapping[str, Any]] = {
    "ChatRequest": {**_RUN, "messages": [_MESSAGE], "tools": [{"type": "function", "function": {"name": "f"}}]},
    "GenerateRequest": {**_RUN, "prompt": "x", "system": "s", "context": [1, 2], "raw": True, "images": []},
    "EmbedRequest": {"model": "m", "input": ["x"], "truncate": True, "dimensions": 3, "options": {}},
    "EmbeddingRequest": {"model": "m", "prompt": "x", "options": {"num_ctx": 8}},
    "ShowRequest": {"model": "m", "verbose": True, "system": "s"},
    "CopyRequest": {"source": "a", "destination": "b"},
    "DeleteRequest": {"model": "m"},
    "PullRequest": {"model": "m", "insecure": True, "stream": True},
    "CreateRequest": {"model": "m", "from": "n", "files": {"a.gguf": "sha256:0"}, "parameters": {"top_k": 3},
                      "messages": [_MESSAGE], "license": ["free"], "system": "s", "template": "{{ x }}"},
    "openai.ChatCompletionRequest": {"model": "m", "messages": [_MESSAGE], "stream": True},
}  # fmt: skip


def _request(chance: random.Random) -> None:
    """A request through all that its route reads it with, up to what goes to llama.cpp."""
    kind = chance.choice((*REQUESTS, *("ChatRequest", "GenerateRequest") * 5))
    sound = json.loads(json.dumps(REQUESTS[kind]))
    if isinstance(sound.get("messages"), list) and chance.random() < 0.5:
        sound["messages"] = [changed(chance, _MESSAGE) for _ in range(chance.randrange(3))]
    data = json.dumps(changed(chance, sound) if chance.random() < 0.4 else _one_changed(chance, sound)).encode()
    try:
        asked = decode_request(flipped(chance, data) if chance.random() < 0.3 else data, kind)
        parse_name(asked.get("model", ""))
        scheduler.parse_keep_alive(asked.get("keep_alive"))
        if kind == "EmbedRequest":
            routes_generate._read_input(asked.get("input"))
        if kind == "CreateRequest":
            creation.check_create_fields(_blobs(), asked, opens_files=False)
        options = merge_options({}, asked.get("options", {}) or asked.get("parameters", {}))
        load_options = load_options_for(options, _small_header(), shift=True, embedding=kind.startswith("Embed"))
        chosen = sampling_options(options, load_options.num_ctx)
        if kind in ("ChatRequest", "GenerateRequest"):
            wish = GenerationRequest.from_request(asked)
            think = wish.choose_thinking("m", ["thinking"])
            messages = asked.get("messages", [{"role": "user", "content": asked.get("prompt", "")}])
            tools = asked.get("tools", ())
            body = translate.chat_body(messages, chosen, tools=tools, think=think, form=wish.form, logprobs=wish.tops)
            json.dumps(body, allow_nan=False)
            translate.completion_body(asked.get("context", [1]), chosen, form=wish.form, logprobs=wish.tops)
    except ApiError:
        pass


def _one_changed(chance: random.Random, sound: dict[str, Any]) -> dict[str, Any]:
    """One value replaced, at any depth: what is wrong everywhere is refused before anything looks closer."""
    inner = [value for value in sound.values() if isinstance(value, dict) and value]
    inner += [item for value in sound.values() if isinstance(value, list) for item in value if isinstance(item, dict)]
    chosen = chance.choice([sound, *inner])
    chosen[chance.choice(list(chosen))] = value_of(chance)
    return sound


@cache
def _small_header() -> gguf.GgufHeader:
    header = gguf.HeaderParser(1 << 20).parse_bytes(_header())
    assert header is not None
    return header


@cache
def _blobs() -> Blobs:
    return Blobs(Path(tempfile.gettempdir()))  # only names are checked: nothing is read or written


def _typed(chance: random.Random) -> None:
    text = chance.choice(("ollama run ", "https://", "hf.co/", "mailto:", "")) + text_of(chance, 60)
    links.judge_link(text, text_of(chance, 60))
    with suppress(Trouble):
        read_wanted(text)


KINDS: Mapping[str, Callable[[random.Random], None]] = {
    "Markdown": _markdown,
    "streams of a daemon": _stream,
    "lists of models": _models,
    "headers of GGUF": _gguf,
    "Modelfile": _modelfile,
    "rows of messages": _row,
    "values in the database": _database,
    "settings": _settings,
    "requests to the engine": _request,
    "links and names that are typed": _typed,
}
