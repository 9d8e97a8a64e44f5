"""`make demo`: the main job without a person. Starts the engine, sends a prompt through the real window, switches the
model, compares two, prints what was measured and leaves pictures of every page under build/demo/.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt

from fixtures.isolated_environment import IsolatedEnvironment
from fixtures.models import make_models_dir
from journeys.person import Person, person_at
from teahouse.core.conversation import Message
from teahouse.desktop.paths import Paths
from teahouse.services.compare.events import ComparisonEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.sidebar.page_list import Page

OUT = Path("build/demo")
SMOLLM, GEMMA = "smollm2:135m", "gemma3:270m"
SIZES = {"": (1280, 820), "_small": (900, 600)}


def main() -> int:
    IsolatedEnvironment.enter()
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="teahouse-demo-") as folder:
        home = Path(folder)
        make_models_dir(Paths.from_environment({"TEAHOUSE_HOME": str(home)}).models, longest=300)
        shutil.copy(Path(__file__).parent.parent / "fixtures" / "fonts.conf", home / "fonts.conf")
        os.environ["FONTCONFIG_FILE"] = str(home / "fonts.conf")
        with person_at(home) as person:
            replies = chat(person)
            compared = compare(person, replies[0].id)
            pictures(person)
    print("\nin the conversation")
    table(replies)
    print("\nside by side, one after another")
    table(compared)
    print(f"\npictures: {', '.join(sorted(str(path) for path in OUT.glob('*.png')))}")
    return 0


def chat(person: Person) -> list[Message]:
    """Greeting, a question, the same question to another model, a follow-up; returns the replies."""
    person.wait_for_models(2)
    assert person.host is not None
    print(f"the built-in engine is ready at {person.host.address} with {', '.join(m.card.name for m in person.models)}")
    everywhere(person, "greeting")
    person.switch_to(SMOLLM)
    person.ask("Write a short Python function that reverses a list, and say what it costs.")
    person.until(lambda: person.reply().model == SMOLLM)
    first = person.wait_for_reply()
    print(f"{SMOLLM} answered: {first.text[:60]!r} …")
    person.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    person.rest(0.3)
    person.shoot(OUT / "switcher.png", over=True)
    person.press(Qt.Key.Key_Escape)
    person.retry_with(first.id, GEMMA)
    if person.arrives(120):
        person.press(Qt.Key.Key_Escape)
    second = person.wait_for_reply()
    print(f"{GEMMA} answered the same question: {second.text[:60]!r} …")
    person.switch_to(SMOLLM)
    person.ask("Explain it in simpler words, with a list of three steps.")
    third = person.wait_for_reply()
    return [first, second, third]


def compare(person: Person, message_id: str) -> list[Message]:
    """The question of a message to both models in the Compare page; returns what each lane answered."""
    told: list[ComparisonEvent] = []
    person.application.bridge.subscribe(told.extend, ComparisonEvent)
    person.chat_page.transcript.compare.emit(message_id)  # what "Compare" in the message's menu does
    page = person.window.pages.currentWidget()
    person.until(lambda: len(page.state.setup.lanes) == 2, "Compare did not take both models")
    # Gemma's base model finds no end by itself: both lanes may write so many tokens.
    page.change_setup(replace(page.state.setup, options={"num_predict": 160}))
    person.press(Qt.Key.Key_Return)
    person.until(lambda: told and told[-1].comparison.running)
    person.until(lambda: not told[-1].comparison.running, "the comparison did not end")
    person.rest(0.5)
    everywhere(person, "compare")
    return [run.message for run in told[-1].comparison.runs]


def pictures(person: Person) -> None:
    """The conversation in both themes, both sizes and both languages; the error of a host that is not there."""
    for name in ("models", "speed"):
        person.window.show_page(Page(name))
        person.rest(1.0)
        everywhere(person, name)
    person.window.show_page(Page.CHAT)
    everywhere(person, "chat")
    person.application.preferences.change(language="zh_CN")
    everywhere(person, "chat_chinese")
    person.window.show_page(Page.MODELS)
    everywhere(person, "models_chinese")
    person.window.show_page(Page.CHAT)
    person.application.preferences.change(language="en")
    person.application.bridge.run_command(lambda services: services.hosts.use_host("127.0.0.1:9"))
    person.until(lambda: person.host is not None and person.host.trouble is not None)
    person.rest(0.2)
    everywhere(person, "host_gone")


def everywhere(person: Person, name: str) -> None:
    """A picture in light and dark, large and small."""
    for theme in ("light", "dark"):
        person.application.preferences.change(theme=theme)
        for suffix, (width, height) in SIZES.items():
            person.window.resize(width, height)
            person.rest(0.3)
            person.shoot(OUT / f"{name}_{theme}{suffix}.png")
    person.application.preferences.change(theme="light")
    person.window.resize(*SIZES[""])


def table(replies: list[Message]) -> None:
    """What was measured, as the window shows it under each reply."""
    print(f"{'model':<16}{'speed':>14}{'first word':>12}{'tokens':>8}{'load':>9}{'context':>14}{'memory':>10}")
    for reply in replies:
        figures = reply.figures
        assert figures is not None
        rate = "–"  # too little was said for one
        if figures.generation_rate is not None:
            rate = f"{'≈' if figures.measured_here else ''}{figures.generation_rate:.1f} tok/s"
        load = f"{figures.loading:.2f} s" if figures.loading is not None else "–"  # it was loaded already
        context = f"{figures.context_used or '–'} of {figures.context_length}"
        memory = numbers.size(figures.memory) if figures.memory else "–"
        first = f"{figures.first_word:.2f} s"
        print(f"{reply.model:<16}{rate:>14}{first:>12}{figures.tokens:>8}{load:>9}{context:>14}{memory:>10}")


if __name__ == "__main__":
    sys.exit(main())
