"""The jobs of the playgrounds with the real library: tokens both ways, prompts of templates, and edited copies."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

from fixtures.models import smollm2_file, tiny_llama
from teahouse.core.gguf import tensor_places
from teahouse.engine.blobs import read_header
from teahouse.engine.workshop.control import JobControl
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.metadata import edit_metadata
from teahouse.engine.workshop.native import NativeModel
from teahouse.engine.workshop.rendering import render_template
from teahouse.engine.workshop.tokens import tokenize_text

pytestmark = pytest.mark.engine
HELLO = [{"role": "user", "content": "Hello"}]


@pytest.fixture(scope="module")
def control() -> JobControl:
    return JobControl(io.StringIO())


def tokenize(control: JobControl, **fields: Any) -> dict[str, Any]:
    return tokenize_text({"model": str(smollm2_file()), **fields}, control)


def test_tokens_of_a_text_are_the_models_and_their_bytes_are_the_text(control: JobControl) -> None:
    text = "Hello 茶馆\n<|im_start|>"
    found = tokenize(control, text=text, counted={"english": "tea", "chinese": "茶馆"})
    assert b"".join(bytes.fromhex(data) for _, data, _ in found["tokens"]).decode() == text
    assert found["count"] == len(found["tokens"])
    assert [token for token, _, is_control in found["tokens"] if is_control] == [found["tokens"][-1][0]]
    assert found["counts"]["chinese"] > found["counts"]["english"] == 2
    with NativeModel(control.library, smollm2_file()) as whole:  # with its weights
        assert whole.tokenize(text, special=False, parse=True) == [token for token, *_ in found["tokens"]]
    again = tokenize(control, ids=[token for token, *_ in found["tokens"]])
    assert again["text"] == text


@pytest.mark.parametrize("ids", [[-1], [49152], [True], ["1"]])
def test_what_is_no_token_is_refused(control: JobControl, ids: list[Any]) -> None:
    with pytest.raises(JobError, match="no token of this model: its tokens are 0 to 49151"):
        tokenize(control, ids=ids)


def render(control: JobControl, template: str, **fields: Any) -> dict[str, Any]:
    return render_template({"model": str(smollm2_file()), "messages": HELLO, "template": template, **fields}, control)


def test_a_jinja_template_is_rendered_as_the_engine_does(control: JobControl) -> None:
    template = (
        "{% for m in messages %}{{ m.role }}:{{ m.content }}{{ eos_token }}{% endfor %}"
        "{% if enable_thinking %}think{% endif %}{% if tools %}{{ tools[0].function.name }}{% endif %}"
    )
    assert render(control, template, think=False) == {"language": "jinja", "prompt": "user:Hello<|im_end|>"}
    tools = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object", "properties": {}}}}]
    found = render(control, template, think=True, tools=tools)
    assert found["prompt"] == "user:Hello<|im_end|>thinklook"
    own = read_header(smollm2_file()).chat_template
    assert own is not None
    assert "<|im_start|>user\nHello<|im_end|>" in render(control, own)["prompt"]


def test_a_go_template_is_rendered(control: JobControl) -> None:
    template = "{{ range .Messages }}<{{ .Role }}>{{ .Content }}{{ end }}{{ if .Think }}!{{ end }}"
    assert render(control, template, think=True) == {"language": "go", "prompt": "<user>Hello!"}


@pytest.mark.parametrize(
    ("template", "line", "words"),
    [
        ("one\n{{ range .Messages }}\n{{ .Role }", 3, "unexpected"),
        ("one\n\n{{ range .Messages }}{{ .Role }}", 3, "unexpected EOF"),
        ("one\n{% for m in messages %}\n{{ m.content | nosuch }}{% endfor %}", 3, "nosuch"),
        ("one\n{% for m in messages %}{{ raise_exception('not ' + m.role) }}{% endfor %}", 2, "not user"),
        ("one\n{% if messages %}", 0, "nexpected"),
    ],
)
def test_an_error_has_its_line(control: JobControl, template: str, line: int, words: str) -> None:
    found = render(control, template)
    assert "prompt" not in found
    assert found["line"] == line
    assert words in found["error"]


def test_a_copy_has_other_texts_and_the_same_tensors(control: JobControl, tmp_path: Path) -> None:
    source, target = tiny_llama(tmp_path / "tiny.gguf"), tmp_path / "copy.gguf"
    before = hashlib.sha256(source.read_bytes()).hexdigest()
    values = {"general.name": "茶", "general.author": "me", "tokenizer.chat_template": None, "llama.context_length": 99}
    found = edit_metadata({"model": str(source), "output": str(target), "values": values}, control)
    assert found == {"path": str(target), "size": target.stat().st_size}
    assert hashlib.sha256(source.read_bytes()).hexdigest() == before
    old, new = read_header(source), read_header(target)
    kept = {name for name in old.keys if name not in values and not name.startswith("tokenizer.ggml.")}
    assert {name: new.keys[name] for name in kept} == {name: old.keys[name] for name in kept}
    assert (new.get_text("general.name"), new.context_length, new.chat_template) == ("茶", 99, None)
    pieces = [
        [path.read_bytes()[place : place + tensor.size] for tensor, place in tensor_places(header)]
        for path, header in ((source, old), (target, new))
    ]
    assert pieces[0] == pieces[1] != []
    with NativeModel(control.library, target) as model:
        assert model.read_meta("general.name") == "茶"
    with pytest.raises(JobError, match="exists already"):
        edit_metadata({"model": str(source), "output": str(target), "values": {}}, control)


@pytest.mark.parametrize(
    "values", [{"llama.block_count": 3}, {"general.name": 3}, {"llama.context_length": 0}, {"general.name": "a\0b"}]
)
def test_what_could_break_a_model_is_not_written(control: JobControl, tmp_path: Path, values: dict[str, Any]) -> None:
    source, target = tiny_llama(tmp_path / "tiny.gguf"), tmp_path / "copy.gguf"
    with pytest.raises(JobError) as raised:
        edit_metadata({"model": str(source), "output": str(target), "values": values}, control)
    assert raised.value.code == "parameter"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tiny.gguf"]
