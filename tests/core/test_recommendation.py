"""What is recommended for twelve computers, from a 4 GB laptop to a workstation with 128 GB, as a table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fixtures.shipped_catalogue import read_shipped
from teahouse.core.catalogue import Commercial, ListingState, ModelKind
from teahouse.core.estimate import Circumstances, Speeds
from teahouse.core.fit import GIB, Computer, FitRoom
from teahouse.core.recommendation import (
    DISK_KEPT,
    LENGTH_OF_THOUGHT,
    USABLE,
    Lack,
    Purpose,
    Recommendation,
    recommend_models,
)

CONTEXT = 8192


def a_computer(
    free: float,
    ram: float | None,
    *,
    gpus: tuple[float, ...] = (),
    gpu: float | None = None,
    disk: float = 500,
    shared: float | None = None,
) -> Circumstances:
    """Free GiB of memory and its measured GB/s; free GiB of each GPU and their GB/s; free GiB on the disk; GiB of the
    memory that the GPU of an Apple computer may use."""

    def room(size: float) -> FitRoom:
        return FitRoom(round(size * GIB), round(size * GIB))

    computer = Computer(room(free), tuple(map(room, gpus)), None if shared is None else room(shared))
    speeds = Speeds(ram and ram * 1e9, gpu and gpu * 1e9)
    return Circumstances(computer, speeds, disk=round(disk * GIB))


LAPTOP_4 = a_computer(2.2, 12, disk=40)
LAPTOP_8 = a_computer(5, 20, disk=100)
LAPTOP_16 = a_computer(11, 35, disk=200)
FULL_DISK = a_computer(11, 35, disk=5)
LAPTOP_32 = a_computer(26, 70)
MAC_16 = a_computer(11, 90, gpu=90, shared=12)
MAC_64 = a_computer(54, 350, gpu=350, shared=48)
GAMING_16 = a_computer(11, 35, gpus=(7.4,), gpu=272)
DESKTOP_32 = a_computer(26, 50, gpus=(11.4,), gpu=360)
DESKTOP_64 = a_computer(56, 60, gpus=(23,), gpu=936, disk=900)
SERVER_128 = a_computer(120, 200, disk=900)
WORKSTATION_128 = a_computer(120, 200, gpus=(47, 47), gpu=900, disk=900)

# Computer; model for chat, coding and pictures, and the smallest good one. Empty: nothing passes.
WITH_OLLAMA = [
    (LAPTOP_4, "gemma3:1b", "gemma3:1b", "", ""),
    (LAPTOP_8, "qwen3:1.7b", "qwen3:1.7b", "qwen3.5:0.8b", "qwen3:1.7b"),
    (LAPTOP_16, "gemma4:e2b-it-qat", "gemma4:e2b-it-qat", "gemma4:e2b-it-qat", "qwen3:1.7b"),
    (FULL_DISK, "qwen3:4b-instruct", "qwen3:4b-instruct", "qwen3-vl:2b-instruct", "qwen3:1.7b"),
    (LAPTOP_32, "gemma4:26b-a4b-it-qat", "glm-4.7-flash:latest", "gemma4:26b-a4b-it-qat", "qwen3:1.7b"),
    (MAC_16, "qwen3.5:9b", "qwen3.5:9b", "qwen3.5:9b", "qwen3:1.7b"),
    (MAC_64, "gemma4:31b", "muse-glimmer:30b", "muse-glimmer:30b", "qwen3:1.7b"),
    (GAMING_16, "gemma4:12b-it-qat", "gemma4:12b-it-qat", "gemma4:12b-it-qat", "qwen3:1.7b"),
    (DESKTOP_32, "gemma4:12b", "nemotron-3.5-lightning:30b", "gemma4:12b", "qwen3:1.7b"),
    (DESKTOP_64, "qwen3.5:27b", "qwen3.8:27b", "qwen3.8:27b", "qwen3:1.7b"),
    (SERVER_128, "qwen3.5:122b", "qwen3.5:122b", "qwen3.5:122b", "qwen3:1.7b"),
    (WORKSTATION_128, "qwen3:235b-instruct", "muse-glimmer:30b", "muse-glimmer:30b", "qwen3:1.7b"),
]
# With the built-in engine; names of files on the hub without the address of it.
WITH_ENGINE = [
    (LAPTOP_4, "gemma3:1b", "gemma3:1b", "", ""),
    (LAPTOP_8, "qwen3:1.7b", "qwen3:1.7b", "unsloth/Qwen3.5-0.8B-GGUF:Q8_0", "qwen3:1.7b"),
    (
        LAPTOP_16,
        "unsloth/gemma-4-E2B-it-GGUF:Q4_K_M",
        "unsloth/gemma-4-E2B-it-GGUF:Q4_K_M",
        "unsloth/gemma-4-E2B-it-GGUF:Q4_K_M",
        "qwen3:1.7b",
    ),
    (
        MAC_16,
        "unsloth/Qwen3.5-9B-GGUF:Q4_K_M",
        "unsloth/Qwen3.5-9B-GGUF:Q4_K_M",
        "unsloth/Qwen3.5-9B-GGUF:Q4_K_M",
        "qwen3:1.7b",
    ),
    (
        DESKTOP_64,
        "unsloth/Qwen3.5-27B-GGUF:Q4_K_M",
        "ggml-org/Qwen3.8-27B-GGUF:Q4_K_M",
        "ggml-org/Qwen3.8-27B-GGUF:Q4_K_M",
        "qwen3:1.7b",
    ),
]


def recommended(circumstances: Circumstances | None, *, engine: bool = False) -> dict[Purpose, Recommendation]:
    picks = recommend_models(read_shipped(), circumstances, CONTEXT, engine=engine)
    return {purpose: pick for pick in picks for purpose in pick.purposes}


def names_of(circumstances: Circumstances, *, engine: bool = False) -> tuple[str, ...]:
    found = recommended(circumstances, engine=engine)
    return tuple(found[purpose].tag.name.removeprefix("hf.co/") if purpose in found else "" for purpose in Purpose)


@pytest.mark.parametrize(("computer", "chat", "coding", "vision", "smallest"), WITH_OLLAMA)
def test_models_recommended_with_ollama(
    computer: Circumstances, chat: str, coding: str, vision: str, smallest: str
) -> None:
    assert names_of(computer) == (chat, coding, vision, smallest)


@pytest.mark.parametrize(("computer", "chat", "coding", "vision", "smallest"), WITH_ENGINE)
def test_models_recommended_with_the_built_in_engine(
    computer: Circumstances, chat: str, coding: str, vision: str, smallest: str
) -> None:
    assert names_of(computer, engine=True) == (chat, coding, vision, smallest)


@pytest.mark.parametrize("engine", [False, True])
@pytest.mark.parametrize("computer", [row[0] for row in WITH_OLLAMA])
def test_every_recommended_model_fits_runs_and_is_fast_enough(computer: Circumstances, engine: bool) -> None:
    for pick in recommend_models(read_shipped(), computer, CONTEXT, engine=engine):
        tag, estimate = pick.tag, pick.estimate
        assert tag.kind is ModelKind.CHAT
        assert tag.downloadable
        assert tag.engine is True if engine else tag.state is ListingState.LIBRARY
        assert read_shipped().licences[tag.licence].commercial is Commercial.YES
        assert estimate.usable
        assert not estimate.fit.tight
        assert estimate.speed is not None
        assert estimate.speed.value >= USABLE
        assert tag.size is not None
        assert computer.disk is not None
        assert tag.size + DISK_KEPT <= computer.disk


@pytest.mark.parametrize("computer", [row[0] for row in WITH_OLLAMA])
def test_the_reason_is_what_the_next_better_model_lacks(computer: Circumstances) -> None:
    for pick in recommend_models(read_shipped(), computer, CONTEXT, engine=False):
        better = pick.better
        if better is None:
            continue
        fit, speed = better.estimate.fit, better.estimate.speed
        match better.lack:
            case Lack.MEMORY:
                assert fit.tight or fit.need.total > 0.7 * fit.free
            case Lack.DISK:
                assert (better.tag.size or 0) + DISK_KEPT > (computer.disk or 0)
            case Lack.SPEED:
                assert speed is not None
                assert speed.value < USABLE
            case Lack.THINKING:
                assert speed is not None
                assert USABLE <= speed.value < USABLE * LENGTH_OF_THOUGHT
            case _:
                pytest.fail(f"{better.tag.name} lacks nothing")


def test_more_memory_or_speed_never_recommends_a_smaller_model() -> None:
    sizes = [recommended(each)[Purpose.CHAT].tag.parameters or 0 for each in (LAPTOP_4, LAPTOP_8, LAPTOP_16, LAPTOP_32)]
    assert sizes == sorted(sizes)
    faster = replace(LAPTOP_16, speeds=Speeds(ram=200e9))
    assert (recommended(faster)[Purpose.CHAT].tag.parameters or 0) > (
        recommended(LAPTOP_16)[Purpose.CHAT].tag.parameters or 0
    )


def test_a_computer_that_was_not_measured_is_taken_for_a_slow_one_and_no_speed_is_told() -> None:
    unmeasured = replace(LAPTOP_16, speeds=Speeds())
    chat = recommended(unmeasured)[Purpose.CHAT]
    assert chat.estimate.speed is None
    assert chat.tag == recommended(replace(LAPTOP_16, speeds=Speeds(ram=20e9)))[Purpose.CHAT].tag


def test_a_model_is_listed_once_with_all_its_purposes() -> None:
    picks = recommend_models(read_shipped(), LAPTOP_16, CONTEXT, engine=False)
    assert len({pick.tag.id for pick in picks}) == len(picks) < len(Purpose)
    assert picks[0].purposes == (Purpose.CHAT, Purpose.CODING, Purpose.VISION)


def test_where_nothing_is_fast_enough_the_smallest_chat_model_remains_and_where_nothing_fits_none() -> None:
    crawling = replace(LAPTOP_8, speeds=Speeds(ram=1e9))
    (chat,) = recommend_models(read_shipped(), crawling, CONTEXT, engine=False)
    assert (chat.purposes, chat.lack) == ((Purpose.CHAT,), Lack.SPEED)
    assert chat.tag.size == min(
        each.size or 0 for each in read_shipped().tags if "chat" in each.uses and each.downloadable and each.size
    )
    assert recommend_models(read_shipped(), a_computer(0.1, 20), CONTEXT, engine=False) == ()
    assert recommend_models(read_shipped(), a_computer(11, 35, disk=0.1), CONTEXT, engine=False) == ()


def test_of_another_computer_an_ordinary_one_is_assumed() -> None:
    found = recommended(None)
    assert found[Purpose.CHAT].estimate.fit.fits
    assert found[Purpose.CHAT].estimate.speed is None


def test_models_for_one_task_are_told_from_those_to_chat_with() -> None:
    kinds = {each.id: each.kind for each in read_shipped().tags}
    assert kinds["ollama:qwen3-embedding:0.6b"] is ModelKind.EMBEDDING
    assert kinds["hf:ggml-org/Qwen3-Reranker-0.6B-Q8_0-GGUF"] is ModelKind.RERANKING
    assert kinds["hf:ggml-org/Qwen3-ASR-0.6B-GGUF:Q8_0"] is ModelKind.SPEECH
    assert kinds["ollama:glm-ocr:latest"] is ModelKind.OCR
    assert kinds["ollama:translategemma:4b"] is ModelKind.TRANSLATION
    assert kinds["ollama:qwen3-vl:4b"] is ModelKind.CHAT  # it reads scans, too
    assert all(("embedding" in each.uses) == (each.kind is ModelKind.EMBEDDING) for each in read_shipped().tags)
