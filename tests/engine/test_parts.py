"""Parts that need no model: files, HTTP, texts, options, memory."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.models import SMOLLM2, add_smollm2, gemma3_file, smollm2_file, tiny_llama
from teahouse.core.fit import MIB
from teahouse.core.gguf import GgufError, shortest_float
from teahouse.engine import generation, scheduler, templates
from teahouse.engine.blobs import Blobs, read_array, read_header
from teahouse.engine.decode import RequestStruct, decode_request
from teahouse.engine.describe import format_timestamp, human_number, read_capabilities
from teahouse.engine.errors import ApiError, RunnerError
from teahouse.engine.events import ChatReader, GenerationEnd, TokenPiece
from teahouse.engine.generation import GenerationRequest, halve_tokens
from teahouse.engine.hardware import available_memory
from teahouse.engine.loader import Loader, load_options_for, merge_options, sampling_options
from teahouse.engine.models import Models, parse_name
from teahouse.engine.runner import Runner
from teahouse.engine.runner_http import ConnectionCut, Dechunker
from teahouse.engine.runner_log import RunnerLog
from teahouse.engine.thinking import ThinkingSplitter
from teahouse.engine.translate import chat_body, parse_think, require_vision


def test_a_header_is_read_without_the_weights() -> None:
    header = read_header(smollm2_file())
    assert (header.architecture, header.parameters, header.quantization) == ("llama", 134_515_008, "Q4_1")
    assert header.context_length == 8192
    tokens = read_array(smollm2_file(), header.keys["tokenizer.ggml.tokens"])
    assert (len(tokens), tokens[1]) == (49_152, "<|im_start|>")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_llama(tmp_path_factory.mktemp("parts") / "tiny.gguf")


@given(st.integers(0, 8000))
def test_a_header_cut_anywhere_is_an_error_or_whole(tiny: Path, keep: int) -> None:
    part = tiny.with_suffix(".cut")
    part.write_bytes(tiny.read_bytes()[:keep])
    with contextlib.suppress(GgufError):
        assert read_header(part).architecture == "llama"


@given(st.integers(8, 7000), st.binary(min_size=1, max_size=16))
def test_a_header_with_anything_in_it_is_an_error_or_a_header(tiny: Path, at: int, hostile: bytes) -> None:
    data = bytearray(tiny.read_bytes())
    data[at : at + len(hostile)] = hostile
    part = tiny.with_suffix(".hostile")
    part.write_bytes(data)
    with contextlib.suppress(GgufError):
        assert read_header(part).size == len(data)


def test_32_bit_floats_are_as_short_as_they_were_meant() -> None:
    assert [shortest_float(value) for value in (9.999999747378752e-06, 1e6, 0.10000000149011612)] == [
        1e-05,
        1_000_000,
        0.1,
    ]


def test_memory_is_estimated_before_loading(tmp_path: Path) -> None:
    """llama.cpp's own figure: 90 MiB of cache for SmolLM2 at 4096."""
    add_smollm2(tmp_path)
    loader = Loader(Models(tmp_path, Blobs(tmp_path)))
    model = loader.models.find_model(parse_name(SMOLLM2))
    assert model is not None
    load_options = load_options_for({}, loader.read_header(model), shift=True, embedding=False)
    assert loader.estimate_need(model, load_options).cache == 90 * MIB
    assert 0 < loader.estimate_need(model, load_options).total < available_memory()
    model.file.unlink()
    gone = Loader(Models(tmp_path, Blobs(tmp_path)))
    with pytest.raises(ApiError, match="unable to load model smollm2:135m"):
        gone.estimate_need(model, load_options)


CHUNKED = b"5\r\nhello\r\n1;ext=1\r\n \r\n6\r\nworld\n\r\n0\r\n\r\n"


@given(st.lists(st.integers(0, len(CHUNKED)), max_size=12))
def test_a_chunked_body_may_come_in_any_pieces(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(CHUNKED)]
    dechunk = Dechunker()
    body = b"".join(dechunk.decode_bytes(CHUNKED[a:b]) for a, b in itertools.pairwise(edges))
    assert body == b"hello world\n"
    assert dechunk.is_finished


def test_what_is_not_chunked_is_a_cut() -> None:
    with pytest.raises(ConnectionCut):
        Dechunker().decode_bytes(b"nonsense\r\n")


THOUGHT = "<think>\nWater first.\n</think>\n\nTea < coffee."


@given(st.lists(st.integers(0, len(THOUGHT)), max_size=20), st.booleans())
def test_thought_and_answer_come_apart_however_they_come(cuts: list[int], opened: bool) -> None:
    text = THOUGHT.removeprefix("<think>") if opened else THOUGHT
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    splitter = ThinkingSplitter(opened=opened)
    parts = [splitter.split_text(text[a:b]) for a, b in itertools.pairwise(edges)]
    parts.append(splitter.flush())
    assert "".join(content for _, content in parts) == "Tea < coffee."
    assert "".join(thinking for thinking, _ in parts).rstrip() == "Water first."


@given(st.text(alphabet="<think>/ ab\n", max_size=40).filter(lambda text: not text.lstrip().startswith("<think>")))
def test_an_answer_without_thought_is_left_alone(text: str) -> None:
    splitter = ThinkingSplitter(opened=False)
    parts = [*(splitter.split_text(letter) for letter in text), splitter.flush()]
    assert ("".join(thinking for thinking, _ in parts), "".join(content for _, content in parts)) == ("", text)


def test_tool_calls_come_in_fragments_and_leave_whole() -> None:
    read = ChatReader(None)

    def event(delta: dict[str, Any], finish: str | None = None) -> bytes:
        return json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], "timings": {}}).encode()

    first = {"index": 0, "id": "c1", "type": "function", "function": {"name": "brew", "arguments": '{"le'}}
    assert read(event({"role": "assistant", "content": None})) is None
    assert read(event({"content": "So: "})) == TokenPiece("So: ")
    assert read(event({"tool_calls": [first]})) is None
    assert read(event({"tool_calls": [{"index": 0, "function": {"arguments": 'af": "green"}'}}]})) is None
    end = read(event({}, "tool_calls"))
    call = {"id": "c1", "function": {"index": 0, "name": "brew", "arguments": {"leaf": "green"}}}
    assert end == GenerationEnd("stop", {}, "", (call,))
    with pytest.raises(RunnerError, match="failed to decode"):
        read(b'{"error": {"code": 500, "message": "failed to decode"}}')


@pytest.mark.parametrize(
    ("template", "go", "jinja"),
    [
        ("{{ .Prompt }}", True, False),
        ("{{- range .Messages }}{{ .Content }}{{ end }}", True, False),
        ("{{ if .System }}x{{ end }}", True, False),
        ("{% for m in messages %}{{ m.content }}{% endfor %}", False, True),
        ("{{ messages[0].content }}", False, True),
        ("plain words", False, False),
    ],
)
def test_go_and_jinja_are_told_apart(template: str, go: bool, jinja: bool) -> None:
    assert (templates.is_go(template), templates.is_jinja(template)) == (go, jinja)


def test_a_model_without_a_template_gets_its_familys() -> None:
    template = templates.effective_template(None, read_header(gemma3_file()), gemma3_file())
    assert "<start_of_turn>" in template


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "missing request body"),
        (b'{"model": ', "unexpected EOF"),
        (b"{bad", "invalid character 'b' looking for beginning of object key string"),
        (b"[1 2]", "invalid character '2' after object key:value pair"),
        (b"nonsense", "invalid character 'n' looking for beginning of value"),
        (b"{'model': 1}", r"invalid character '\'' looking for beginning of object key string"),
        (b'{"options": {"seed": NaN}}', "invalid character 'N' looking for beginning of value"),
        (b'{"options": {"seed": 1e999}}', "json: cannot unmarshal number 1e999 into Go value of type float64"),
        (b"7", "json: cannot unmarshal number into Go value of type api.ChatRequest"),
    ],
)
def test_bodies_that_are_no_request(body: bytes, error: str) -> None:
    with pytest.raises(ApiError) as caught:
        decode_request(body, RequestStruct.CHAT)
    assert (caught.value.status, caught.value.message) == (400, error)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("model", 5, "number into Go struct field ChatRequest.model of type string"),
        ("top_logprobs", 1.5, "number 1.5 into Go struct field ChatRequest.top_logprobs of type int"),
        ("stream", "no", "string into Go struct field ChatRequest.stream of type bool"),
        ("options", [], "array into Go struct field ChatRequest.options of type map[string]interface {}"),
        ("tools", {}, "object into Go struct field ChatRequest.tools of type api.Tools"),
        ("messages", "hi", "string into Go struct field ChatRequest.messages of type []api.Message"),
        ("messages", ["hi"], "string into Go value of type api.Alias"),
        ("messages", [{"content": []}], "array into Go struct field Alias.content of type string"),
        ("messages", [{"images": "x"}], "string into Go struct field Alias.images of type []api.ImageData"),
        ("messages", [{"tool_calls": [5]}], "number into Go struct field Alias.tool_calls of type api.ToolCall"),
    ],
)
def test_fields_that_are_something_else(field: str, value: object, error: str) -> None:
    with pytest.raises(ApiError) as caught:
        decode_request(json.dumps({field: value}).encode(), RequestStruct.CHAT)
    assert (caught.value.status, caught.value.message) == (400, f"json: cannot unmarshal {error}")


@pytest.mark.parametrize(("image", "at"), [("aa!!", 2), ("!", 0), ("abcde", 4), ("aGk=\n=", 4)])
def test_images_that_are_no_base64(image: str, at: int) -> None:
    body = json.dumps({"messages": [{"images": ["aG\nk=", image]}]}).encode()
    with pytest.raises(ApiError, match=f"illegal base64 data at input byte {at}"):
        decode_request(body, RequestStruct.CHAT)


def test_null_is_absent() -> None:
    body = b'{"model": null, "messages": [null, {"content": null, "role": "user"}], "options": {"seed": null}}'
    assert decode_request(body, RequestStruct.CHAT) == {
        "messages": [{}, {"role": "user"}],
        "options": {"seed": None},
    }
    assert decode_request(b'{"files": {"a.gguf": null}, "parameters": {"stop": null}}', RequestStruct.CREATE) == {
        "files": {"a.gguf": ""},
        "parameters": {"stop": None},
    }


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)
_FIELDS = st.sampled_from(["model", "messages", "role", "content", "images", "tool_calls", "function", "arguments"])


@given(st.binary(max_size=80) | st.dictionaries(_FIELDS, _ANYTHING).map(lambda value: json.dumps(value).encode()))
def test_no_body_breaks_the_decoder(body: bytes) -> None:
    with contextlib.suppress(ApiError):
        assert isinstance(decode_request(body, RequestStruct.CHAT), dict)


@given(st.text(max_size=12))
def test_a_duration_is_a_number_or_an_error(text: str) -> None:
    with contextlib.suppress(ApiError):
        assert scheduler.parse_keep_alive(text) is not None


def test_options_of_the_request_go_before_the_models() -> None:
    header = read_header(smollm2_file())
    options = merge_options(
        {"temperature": 0.2, "num_ctx": 1024, "stop": ["a"]}, {"temperature": 1, "nosuch": 1, "seed": None}
    )
    assert options == {"temperature": 1.0, "num_ctx": 1024, "stop": ["a"]}
    load_options = load_options_for(options, header, shift=True, embedding=False)
    assert (load_options.num_ctx, load_options.window_requested) == (1024, True)
    assert load_options.serves_options(load_options_for({}, header, shift=True, embedding=False))
    assert not load_options.serves_options(load_options_for({}, header, shift=False, embedding=False))
    assert load_options_for({"num_ctx": 10**6}, header, shift=True, embedding=False).num_ctx == 8192
    assert sampling_options({"num_predict": -1}, 100)["n_predict"] == 1000
    assert [sampling_options({"repeat_last_n": last}, 100)["repeat_last_n"] for last in (-1, 0, 10**9)] == [100, 0, 100]


def test_a_plan_asks_for_nothing_llama_cpp_dies_of() -> None:
    header = read_header(smollm2_file())
    for number in (-5, 0, 1, 10**300):
        wild = dict.fromkeys(("num_ctx", "num_batch", "num_gpu", "main_gpu", "num_thread"), number)
        load_options = load_options_for(wild, header, shift=True, embedding=False)
        assert 4 <= load_options.num_ctx <= 8192
        assert 2 <= load_options.batch <= load_options.num_ctx
        assert 0 <= load_options.num_thread <= 512
        assert -1 <= load_options.num_gpu < 2**31
    assert load_options_for({"num_batch": 0}, header, shift=True, embedding=False).batch == 512
    plain = load_options_for({}, header, shift=True, embedding=False)
    assert (plain.batch, plain.num_gpu, plain.main_gpu, plain.num_thread, plain.use_mmap) == (512, -1, 0, 0, None)


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({"num_ctx": ["a"]}, "integer"),
        ({"num_ctx": True}, "integer"),
        ({"temperature": "hot"}, "float32"),
        ({"stop": "x"}, "array"),
        ({"stop": ["x", 5]}, "array of strings"),
        ({"use_mmap": 1}, "boolean"),
    ],
)
def test_an_option_of_another_type_is_refused_by_its_name(options: dict[str, object], wanted: str) -> None:
    with pytest.raises(ApiError) as refused:
        merge_options({}, options)
    assert refused.value.status == 500
    assert f'option "{next(iter(options))}" must be of' in str(refused.value)
    assert wanted in str(refused.value)


def test_a_fraction_of_a_whole_number_is_cut_off_and_nothing_is_taken_for_nothing() -> None:
    assert merge_options({"seed": 3}, {"num_ctx": 2048.9, "seed": None}) == {"num_ctx": 2048, "seed": 3}


def test_a_model_that_can_thinks_unless_it_is_told_not_to_and_one_that_cannot_must_not_be_told_to() -> None:
    for said, wanted in ((None, True), (True, True), (False, False), ("low", "low")):
        assert (
            GenerationRequest.from_request({"think": said}).choose_thinking("tea", ["completion", "thinking"]) == wanted
        )
    for said in (None, False):
        assert GenerationRequest.from_request({"think": said}).choose_thinking("tea", ["completion"]) is None
    with pytest.raises(ApiError, match='"tea" does not support thinking'):
        GenerationRequest.from_request({"think": True}).choose_thinking("tea", ["completion"])


def test_what_a_request_wants_has_the_defaults_of_ollama() -> None:
    assert GenerationRequest.from_request({}) == GenerationRequest(
        stream=True, truncate=True, form=None, think=None, tops=None
    )
    wanted = {"stream": False, "truncate": False, "format": "json", "logprobs": True, "top_logprobs": 20}
    assert GenerationRequest.from_request(wanted) == GenerationRequest(
        stream=False, truncate=False, form="json", think=None, tops=20
    )
    for tops in (-1, 21):
        with pytest.raises(ApiError):
            GenerationRequest.from_request({"logprobs": True, "top_logprobs": tops})


def told(template: str, *, architecture: str = "llama", projectors: tuple[str, ...] = (), **keys: object) -> list[str]:
    """What a model can do that has this template and these keys in its header."""
    header = SimpleNamespace(architecture=architecture, get_own={k.replace("__", "."): v for k, v in keys.items()}.get)
    models = SimpleNamespace(
        read_header=lambda model: header, choose_template=lambda model: template, find_prompt_template=lambda _: None
    )
    return read_capabilities(models, SimpleNamespace(projectors=projectors))  # type: ignore[arg-type]


def test_what_a_model_can_do_is_told_from_its_header_its_files_and_its_template() -> None:
    assert told("{{ messages }}") == ["completion"]
    assert told("", vision__block_count=27) == ["completion", "vision"]
    assert told("", vision__block_count=0) == ["completion"]
    assert told("", projectors=("clip",)) == ["completion", "vision"]
    assert told("{% if tools %}{{ tools }}{% endif %}") == ["completion", "tools"]
    assert told("", pooling_type=1) == told("", architecture="bert") == ["embedding"]
    assert told("", pooling_type=0) == ["completion"]


@pytest.mark.parametrize("value", [None, True, False, "high", "medium", "low", "max"])
def test_a_request_may_think_not_think_or_think_at_a_level(value: object) -> None:
    assert parse_think({"think": value}) is value
    assert parse_think({}) is None


@pytest.mark.parametrize("value", ["", "High", 1, [], {"level": "low"}])
def test_any_other_way_to_think_is_refused_in_the_daemons_words(value: object) -> None:
    with pytest.raises(ApiError) as refused:
        parse_think({"think": value})
    beginning = (
        f"invalid think value: {json.dumps(value)} (" if isinstance(value, str) else "think must be a boolean or"
    )
    assert str(refused.value).startswith(beginning)


def test_images_tools_and_thoughts_are_translated() -> None:
    call = {"function": {"name": "brew", "arguments": {"leaf": "green"}}}
    body = chat_body(
        [
            {"role": "User", "content": "What is it?", "images": ["iVBORw0KGgo="]},
            {"role": "assistant", "content": "", "thinking": "Hm.", "tool_calls": [call]},
            {"role": "tool", "content": "done", "tool_name": "brew"},
        ],
        {"seed": 1},
        think="low",
    )
    user, assistant, tool = body["messages"]
    assert user["role"] == "user"
    assert [part["type"] for part in user["content"]] == ["text", "image_url"]
    assert user["content"][1]["image_url"]["url"] == "data:image/png;base64,iVBORw0KGgo="
    assert assistant["reasoning_content"] == "Hm."
    assert json.loads(assistant["tool_calls"][0]["function"]["arguments"]) == {"leaf": "green"}
    assert tool["name"] == "brew"
    assert body["chat_template_kwargs"] == {"enable_thinking": True, "thinking": True, "reasoning_effort": "low"}


def test_a_prompt_cut_in_half_keeps_its_head_and_its_tail() -> None:
    tokens = list(range(1000))
    cut = halve_tokens(tokens, 100, 4)
    assert cut[:4] == tokens[:4]
    assert cut[-1] == 999
    assert len(cut) == 100 - 48
    assert halve_tokens(tokens, 2000, 4) == tokens


class _WordCounter:
    """As much of a runner as shortening a conversation asks for: a token is a word."""

    async def post_json(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        assert path == "/tokenize"
        return {"tokens": list(range(len(body["content"].split())))}


@pytest.mark.parametrize(
    ("window", "kept"),
    [(100, "s u1 a1 u2 c2 t2 t2 a2 u3"), (9, "s a1 u2 c2 t2 t2 a2 u3"), (6, "s a2 u3"), (3, "s u3"), (2, None)],
)
def test_a_tools_answer_is_never_left_without_its_call(window: int, kept: str | None) -> None:
    roles = {"s": "system", "u": "user", "a": "assistant", "c": "assistant", "t": "tool"}
    words = ("s", "u1", "a1", "u2", "c2", "t2", "t2", "a2", "u3")
    messages = [{"role": roles[word[0]], "content": word} for word in words]

    async def render(some: Sequence[Mapping[str, Any]]) -> str:
        return " ".join(message["content"] for message in some)

    found = asyncio.run(generation.fit_messages(cast(Runner, _WordCounter()), messages, render, window))
    assert (found and " ".join(message["content"] for message in found)) == kept


def test_the_reason_is_found_in_the_log() -> None:
    log = RunnerLog()
    for line in (
        "0.00.036.050 E llama_model_load: error loading model: tensor 'x' data is not within the file bounds",
        "0.00.036.074 E llama_model_load_from_file_impl: failed to load model",
        "0.00.036.504 E srv          init: exiting due to model loading error",
    ):
        log.add_line(line)
    assert log.read_reason() == "tensor 'x' data is not within the file bounds"


def test_a_failed_assertion_is_a_reason() -> None:
    log = RunnerLog()
    log.add_line("/src/llama.cpp/common/common.cpp:2245: get_sub_batch: failed to add token 0 at index 1")
    assert log.read_reason() == "get_sub_batch: failed to add token 0 at index 1"


def test_sizes_are_summed_by_where_they_are() -> None:
    log = RunnerLog()
    for line in (
        "load_tensors:   CPU_Mapped model buffer size =    92.00 MiB",
        "load_tensors:        CUDA0 model buffer size =   100.00 MiB",
        "llama_kv_cache:      CUDA0 KV buffer size =    10.00 MiB",
        "sched_reserve:  CUDA_Host compute buffer size =     8.00 MiB",
    ):
        log.add_line(line)
    assert (log.ram, log.vram) == (100 * MIB, 110 * MIB)


@pytest.mark.parametrize(("releases", "mapped", "taken"), [(True, True, 92), (False, True, 152), (True, False, 152)])
def test_weights_in_another_order_count_once_where_the_pages_of_the_file_are_released(
    releases: bool, mapped: bool, taken: int
) -> None:
    log = RunnerLog(releases_pages=releases)
    name = "CPU_Mapped" if mapped else "       CPU"
    for line in (
        "load_tensors:          AMX model buffer size =    20.00 MiB",
        f"load_tensors:   {name} model buffer size =    92.00 MiB",
        "load_tensors:   CPU_REPACK model buffer size =    40.00 MiB",
    ):
        log.add_line(line)
    assert log.ram == taken * MIB


def test_numbers_and_times_look_like_gos() -> None:
    assert [human_number(count) for count in (134_515_008, 7_000_000_000, 7_240_000_000, 999, 3_500)] == [
        "134.52M", "7B", "7.2B", "999", "4K",
    ]  # fmt: skip
    assert format_timestamp(1_795_437_644_408_130_990) == "2026-11-23T12:40:44.40813099Z"
    assert format_timestamp(1_795_437_644_000_000_000) == "2026-11-23T12:40:44Z"


def test_images_need_a_model_that_sees() -> None:
    with pytest.raises(ApiError, match="does not support multimodal"):
        require_vision(["iVBORw0KGgo="], ["completion"])
    require_vision([], ["completion"])
    require_vision(["iVBORw0KGgo="], ["vision"])
