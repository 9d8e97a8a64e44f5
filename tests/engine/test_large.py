"""Large requests are read and written with the same result as small ones, in steps, so that others are answered
meanwhile."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teahouse.engine import decode, large
from teahouse.engine.errors import ApiError
from teahouse.engine.translate import chat_body

MESSAGES = 100_000  # 20 MB in all
WORDS = "word " * 36

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "STEP", 16)
    monkeypatch.setattr(large, "LARGE", 16)
    monkeypatch.setattr(decode, "STEP", 16)
    monkeypatch.setattr(decode, "LARGE", 16)


def outcome(decoder: json.JSONDecoder, text: str) -> Any:
    """What a decoder reads, or what it says is wrong."""
    try:
        return decoder.raw_decode(text)
    except json.JSONDecodeError as error:
        return error.msg, error.doc[error.pos : error.pos + 1]


@settings(max_examples=50)
@given(_VALUES, st.booleans(), st.data())
def test_steps_read_what_the_library_reads_also_of_what_is_no_json(value: Any, ascii_only: bool, data: Any) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large, "STEP", 16)
        assert outcome(large.StepwiseDecoder(), text) == outcome(json.JSONDecoder(), text)
        at = data.draw(st.integers(0, len(text)))
        spoiled = text[:at] + data.draw(st.sampled_from(['"', "\\", "]", "}", ",", "\n", "x", ""])) + text[at + 1 :]
        assert outcome(large.StepwiseDecoder(), spoiled) == outcome(json.JSONDecoder(), spoiled)


@pytest.mark.parametrize(
    "text",
    [
        r"\ud83d\ude00" * 20,
        "\\\\" * 40,
        r"\"" * 40,
        r"a\n" * 30,
        "茶" * 60,
        r"\u8336" * 20,
        "x" * 15 + r"\ud83d\ude00" * 9,
    ],
    ids=["pairs", "backslashes", "quotes", "line ends", "raw", "escapes", "a pair across a step"],
)
def test_no_escape_is_cut_between_two_steps(text: str, small_steps: None) -> None:
    body = f'{{"a": "{text}", "b": 1}}'
    assert large.StepwiseDecoder().decode(body) == json.loads(body)


@settings(max_examples=50)
@given(_VALUES)
def test_what_is_written_in_steps_is_read_as_the_same(value: Any) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large, "STEP", 16)
        assert json.loads(b"".join(large._written(value))) == value


@settings(max_examples=50)
@given(_VALUES, st.integers(1, 200))
def test_a_weight_is_found_without_looking_at_more_than_it_takes(value: Any, most: int) -> None:
    whole = large._weight(value, 1 << 60)
    assert (large._weight(value, most) >= most) == (whole >= most)


def test_a_large_request_is_what_a_small_one_is(small_steps: None) -> None:
    image = base64.b64encode(bytes(range(100))).decode()
    asked = {"model": "m", "messages": [{"role": "user", "content": "tea\n" * 20, "images": [image, image[:48]]}]}
    body = json.dumps({**asked, "tools": None}).encode()
    assert asyncio.run(decode.read_request(body, decode.RequestStruct.CHAT)) == asked


@pytest.mark.parametrize("image", ["QUJD" * 5 + "QQ==" + "QUJD" * 8, "QUI=" * 20, "QUJD" * 20 + "!"])
def test_an_image_that_is_padded_in_the_middle_is_refused_in_steps_too(image: str, small_steps: None) -> None:
    with pytest.raises(ValueError, match=r"."):
        base64.b64decode(image, validate=True)
    with pytest.raises(ApiError, match="illegal base64 data"):
        decode.check_image(image)


def conversation_of(count: int) -> bytes:
    messages = [{"role": ("user", "assistant")[number % 2], "content": WORDS} for number in range(count)]
    return json.dumps({"model": "m", "messages": messages}).encode()


def test_the_loop_has_its_turns_while_a_large_request_is_read_translated_and_written() -> None:
    """The work of the thread between two turns of the loop, in its own processor time, to which other processes do not
    count: it does not come near the whole, as it did while one call read everything."""
    body = conversation_of(MESSAGES)
    clocks: list[int] = []
    steps: list[float] = []

    async def work() -> None:
        asked = await decode.read_request(body, decode.RequestStruct.CHAT)
        translated = await large.run_beside(lambda: chat_body(asked["messages"], {}), large=True)
        await large.load_json(await large.dump_json(translated))

    async def measure() -> None:
        await large.run_beside(lambda: clocks.append(time.pthread_getcpuclockid(threading.get_ident())), large=True)
        begun = last = time.clock_gettime(clocks[0])
        task = asyncio.create_task(work())
        while not task.done():
            await asyncio.sleep(0)
            now = time.clock_gettime(clocks[0])
            steps.append(now - last)
            last = now
        await task
        steps.append(last - begun)

    if not hasattr(time, "pthread_getcpuclockid"):
        pytest.skip("no clock of a thread's own")
    asyncio.run(measure())
    *goes, whole = steps
    assert max(goes) < whole / 2, f"{max(goes):.3f} s in one go of {whole:.3f} s"
