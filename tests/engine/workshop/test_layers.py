"""The job `layers`: its last layer is the model's own answer, its attention adds up, and what it refuses."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from fixtures.lab_models import MODELS
from fixtures.models import gemma3_file, smollm2_file
from teahouse.core.workshop.layer_inspection import MOST_TOKENS, LayerInspection, average_heads, read_inspection
from teahouse.engine.workshop import layers
from teahouse.engine.workshop.abi import NativeLibrary
from teahouse.engine.workshop.control import JobControl
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.layers import inspect_layers, show_piece
from teahouse.engine.workshop.output_head import read_steps

pytestmark = pytest.mark.engine
TEXT = "The capital of France is Paris. The capital of Italy is"


def inspect(model: Path, text: str = TEXT, **parameters: Any) -> LayerInspection:
    """The result as the window reads it, through JSON."""
    result = inspect_layers({"model": str(model), "text": text, **parameters}, JobControl(io.StringIO()))
    return read_inspection("m", json.loads(json.dumps(result)))


def check_last_layer(found: LayerInspection) -> None:
    """The last layer has the tokens and probabilities of llama.cpp's own logits."""
    assert found.own
    for place, own in found.own.items():
        last = found.lens[place][-1]
        assert [guess.token for guess in last] == [guess.token for guess in own]
        assert [guess.share for guess in last] == pytest.approx([guess.share for guess in own], abs=1e-4)
        assert all(len(guesses) == 5 for guesses in found.lens[place])


def check_attention(found: LayerInspection) -> None:
    """Each head's weights are of the tokens up to the chosen one, and add up to 1."""
    for place, by_layer in found.attention.items():
        for heads in by_layer.values():
            assert all(len(weights) == place + 1 for weights in heads)
            assert [sum(weights) for weights in heads] == pytest.approx([1.0] * len(heads), abs=1e-3)
            assert sum(average_heads(heads)) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("make", [smollm2_file, gemma3_file], ids=["smollm2", "gemma3"])
def test_the_last_layer_of_a_real_model_is_its_answer(make: Any) -> None:
    found = inspect(make(), span=4)
    check_last_layer(found)
    check_attention(found)
    last = len(found.tokens) - 1
    assert sorted(found.lens) == list(range(last - 3, last + 1))
    assert len(found.attention[last]) == found.layers
    assert found.own[last][0].text == " Rome"
    settled = found.find_settled(last)
    assert settled is not None
    assert 0 < settled < found.layers, "the first layer does not know it"
    assert "".join(found.tokens).endswith(TEXT)


@pytest.mark.parametrize("name", MODELS)
def test_every_labs_architecture_can_be_read(name: str, tmp_path: Path) -> None:
    found = inspect(MODELS[name].write(tmp_path / "m.gguf"), "Tea is ready.")
    check_last_layer(found)
    check_attention(found)
    assert found.attention, "each has at least one layer with attention weights"
    assert len(found.lens) == len(found.tokens)


def test_layers_do_not_depend_on_the_batch_or_on_what_else_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = inspect(smollm2_file(), token=5, span=3)
    monkeypatch.setattr(layers, "BATCH", 4)
    parts = inspect(smollm2_file(), token=5, span=3)
    assert sorted(parts.lens) == sorted(whole.lens) == [4, 5, 6]
    for place in whole.lens:
        for first, second in zip(whole.lens[place], parts.lens[place], strict=True):
            assert [guess.share for guess in first] == pytest.approx([guess.share for guess in second], abs=0.02)
    only = inspect(smollm2_file(), token=5, lens=False)
    assert not only.lens
    for layer, heads in whole.attention[5].items():
        for one, other in zip(heads, only.attention[5][layer], strict=True):
            assert one == pytest.approx(other, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "said"), [("", "no tokens"), ("word " * (MOST_TOKENS + 1), f"at most {MOST_TOKENS} can be read")]
)
def test_texts_that_are_empty_or_too_long_are_refused(text: str, said: str) -> None:
    with pytest.raises(JobError, match=said) as raised:
        inspect(smollm2_file(), text)
    assert raised.value.code == "parameter"


def test_an_architecture_with_other_last_steps_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One whose graph has an operation that cannot be repeated: here the norm has another name."""
    own = NativeLibrary()
    name = own.c.ggml_op_name

    class Renamed:
        class c:  # noqa: N801 — the attribute of the library
            @staticmethod
            def ggml_op_name(op: int) -> bytes:
                found: bytes = name(op)
                return b"STRANGE" if found == b"RMS_NORM" else found

    monkeypatch.setattr(layers, "read_steps", lambda _library, output, width: read_steps(Renamed, output, width))  # type: ignore[arg-type]
    with pytest.raises(JobError, match="its last step is STRANGE of norm") as raised:
        inspect(smollm2_file(), span=1)
    assert raised.value.code == "unsupported"


def test_a_part_of_a_character_is_shown_as_bytes() -> None:
    assert show_piece("茶".encode()) == "茶"
    assert show_piece(" 茶".encode()[:3]) == " <E8><8C>"
