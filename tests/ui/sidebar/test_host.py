"""The foot of the sidebar shows the host and the loaded models, and has their actions."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from teahouse.core.errors import Problem, Trouble
from teahouse.core.host import HostKind
from teahouse.core.model import LoadedModel, seconds_left
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import MemoryEvent
from teahouse.ui.kit.buttons import Button
from teahouse.ui.sidebar.host import HostFooter
from teahouse.ui.sidebar.loaded import LoadedPopup

GB = 10**9
OPENAI = HostKind.OPENAI
QWEN = LoadedModel("qwen3:8b", "", 5_200_000_000, 5_200_000_000, 8192, "2319-01-01T00:00:00Z")
DEEPSEEK = LoadedModel("deepseek-r1:8b", "", 3_700_000_000, 1_850_000_000, 4096, "2026-11-23T16:04:00.123456789Z")
LOCAL = "http://127.0.0.1:11434"
FAR = "http://10.0.0.5:11434"


@pytest.fixture
def footer(bridge, preferences, theme, calls, qtbot):
    made = HostFooter(bridge, preferences, theme)
    qtbot.addWidget(made)
    made.resize(228, 160)
    made.show()
    return made


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (HostEvent(HostState.SEARCHING), "Looking for a host…"),
        (HostEvent(HostState.SEARCHING, FAR, asks_keyring=True), "Waiting for the keyring…"),
        (HostEvent(HostState.STARTING, engine=True), "Starting the built-in engine…"),
        (HostEvent(HostState.STARTING), "Starting Ollama…"),
        (HostEvent(HostState.READY, LOCAL, "0.33.0"), "Ollama 0.33.0 · this computer"),
        (HostEvent(HostState.READY, LOCAL, engine=True), "Built-in engine · this computer"),
        (HostEvent(HostState.READY, FAR, "0.33.0", local=False), "Ollama 0.33.0 · 10.0.0.5:11434"),
        (HostEvent(HostState.READY, FAR, kind=OPENAI, owner="vllm", local=False), "vLLM · 10.0.0.5:11434"),
        (HostEvent(HostState.READY, LOCAL, kind=OPENAI, owner="x"), "OpenAI-compatible server · this computer"),
        (HostEvent(HostState.LOST, FAR, local=False), "Cannot reach 10.0.0.5:11434"),
        (HostEvent(HostState.FAILED), "No host found"),
        (HostEvent(HostState.FAILED, engine=True), "The built-in engine does not answer"),
    ],
)
def test_each_state_has_its_words(footer, post_events, event, words):
    post_events(event)
    assert footer.host.text() == words


@pytest.mark.parametrize(
    ("event", "offered"),
    [
        (HostEvent(HostState.READY, LOCAL, "0.33.0"), []),
        (HostEvent(HostState.READY, LOCAL, engine=True, can_start_ollama=True), ["Start Ollama"]),
        (HostEvent(HostState.LOST, FAR), ["Retry", "Use the built-in engine"]),
        (HostEvent(HostState.FAILED, can_start_ollama=True), ["Retry", "Start Ollama", "Use the built-in engine"]),
        (HostEvent(HostState.FAILED, trouble=Trouble(Problem.ENGINE_MISSING)), ["Retry"]),
        (HostEvent(HostState.FAILED, engine=True), ["Retry"]),
    ],
)
def test_only_what_can_be_done_is_offered(footer, post_events, event, offered):
    post_events(event)
    buttons = (footer._retry, footer._start, footer._engine)
    assert [button.text() for button in buttons if button.isVisible()] == offered


def test_the_buttons_ask_the_services(footer, post_events, calls):
    post_events(HostEvent(HostState.FAILED, can_start_ollama=True))
    for button in (footer._retry, footer._start, footer._engine):
        button.click()
    assert [call[0] for call in calls] == ["hosts.find_host", "hosts.start_ollama", "hosts.use_engine"]


def test_the_reason_is_there_on_hover(footer, post_events):
    post_events(HostEvent(HostState.FAILED, FAR, trouble=Trouble(Problem.NOT_AN_OLLAMA, address=FAR)))
    footer.grab()
    assert "not Ollama" in footer.host.toolTip()


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (MemoryEvent((), 16 * GB), "No model loaded"),
        (MemoryEvent((QWEN,), 16 * GB), "· 5.2 of 16 GB"),
        (MemoryEvent((QWEN, DEEPSEEK), 16 * GB), "· 8.9 of 16 GB"),
        (MemoryEvent((QWEN,)), "· 5.2 GB"),  # another computer's memory is not known
    ],
)
def test_the_memory_line(footer, post_events, event, words):
    post_events(HostEvent(HostState.READY, LOCAL), event)
    assert footer._memory.text().endswith(words)
    assert footer._memory.accessibleName() == footer._memory.text()


def test_the_bar_has_one_part_for_each_model(footer, post_events):
    post_events(HostEvent(HostState.READY, LOCAL), MemoryEvent((QWEN, DEEPSEEK), 16 * GB))
    assert [round(share, 3) for share in footer._memory.parts()] == [0.325, 0.231]


def test_more_than_all_memory_fills_the_bar_and_no_more(footer, post_events):
    post_events(HostEvent(HostState.READY, LOCAL), MemoryEvent((QWEN, DEEPSEEK), 4 * GB))
    assert sum(footer._memory.parts()) == pytest.approx(1)


@pytest.fixture
def popup(theme, qtbot):
    made = LoadedPopup(theme)
    qtbot.addWidget(made)
    return made


def test_a_loaded_model_is_told_in_one_line(popup):
    now = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert popup.words(QWEN, now) == "5.2 GB · 100 % on the GPU · context 8k · stays loaded"
    assert popup.words(DEEPSEEK, now) == "3.7 GB · 50 % on the GPU · context 4k · leaves in 4 min 00 s"
    assert popup.words(LoadedModel("x", size=GB), now) == "1 GB · in RAM"


def test_each_loaded_model_can_be_unloaded(footer, post_events, calls, qtbot):
    post_events(HostEvent(HostState.READY, LOCAL), MemoryEvent((QWEN, DEEPSEEK), 16 * GB, 7 * GB))
    footer._popup = LoadedPopup(footer._theme, footer)
    footer._popup.unload.connect(lambda model: footer._bridge.run_command(lambda s: s.library.unload_model(model)))
    footer._popup.show_memory(footer._memory.latest)
    buttons = [row.findChildren(Button)[1] for row in footer._popup._rows[:2]]
    buttons[1].click()
    assert [button.accessibleName() for button in buttons] == ["Unload qwen3:8b", "Unload deepseek-r1:8b"]
    assert calls.of("library.unload_model") == [("deepseek-r1:8b",)]


def test_a_loaded_model_can_be_kept_and_let_go(footer, post_events, calls):
    post_events(HostEvent(HostState.READY, LOCAL), MemoryEvent((QWEN, DEEPSEEK), 16 * GB, 7 * GB))
    footer._memory.click()
    kept, leaving = [row.findChildren(Button)[0] for row in footer._popup._rows[:2]]
    assert [kept.accessibleName(), leaving.accessibleName()] == ["Let qwen3:8b go", "Keep deepseek-r1:8b"]
    kept.click()
    leaving.click()
    assert calls.of("library.keep_loaded") == [("qwen3:8b", False), ("deepseek-r1:8b", True)]
    footer._popup.close()


def test_the_popup_looks_only_while_it_is_open(footer, post_events, calls, qtbot):
    post_events(HostEvent(HostState.READY, LOCAL), MemoryEvent((DEEPSEEK,), 16 * GB, 7 * GB))
    assert calls.of("library.measure_memory") == []
    footer._memory.click()
    assert calls.of("library.measure_memory") == [()]
    qtbot.waitUntil(lambda: len(calls.of("library.measure_memory")) > 1)
    footer._popup.close()
    assert not footer._popup._timer.isActive()


def test_it_says_what_others_take_and_who_leaves_for_the_next(popup):
    later = replace(DEEPSEEK, name="later:1", expires_at="2100-01-01T00:00:00Z")
    event = MemoryEvent((later, DEEPSEEK), 16 * GB, 7 * GB, 12 * GB, 4 * GB, others=2 * GB, vram_others=GB)
    popup.show_memory(event)
    for _ in range(2):
        popup.show_memory(replace(event, others=None, vram_others=None))  # what was told last stands
    told = [label.text() for label in popup._rows[2:]]
    assert told == [
        "7 GB of 16 GB are free on this computer · other programs take 2 GB",
        "4 GB of 12 GB are free on the GPU · other programs take 1 GB",
        "A model that needs more than 4 GB unloads deepseek-r1:8b first",
    ]


def test_the_bar_counts_the_memory_that_models_are_in(footer, post_events):
    on_gpu = replace(QWEN, size_vram=QWEN.size)
    post_events(HostEvent(HostState.READY, LOCAL), MemoryEvent((on_gpu,), 64 * GB, 7 * GB, 16 * GB, 4 * GB))
    assert footer._memory.text().endswith("5.2 of 16 GB")
    post_events(MemoryEvent((DEEPSEEK,), 64 * GB, 7 * GB, 16 * GB, 4 * GB))
    assert footer._memory.text().endswith("3.7 of 80 GB")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("2026-11-23T16:05:00Z", 300),
        ("2026-11-23T17:05:00.123456789+01:00", 300.123456),
        ("2026-11-23T16:05:00", 300),
        ("", None),
        ("soon", None),
    ],
)
def test_times_are_read_as_daemons_write_them(text, left):
    assert seconds_left(text, datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == (left and pytest.approx(left))


def test_memory_is_absent_where_a_host_does_not_say_it(footer, post_events):
    post_events(HostEvent(HostState.READY, LOCAL, "0.33.0"))
    assert footer._memory.isVisible()
    post_events(HostEvent(HostState.READY, FAR, kind=OPENAI, local=False), MemoryEvent(()))
    assert not footer._memory.isVisible()
