"""The parameters panel: one table of options, defaults, marks of changed values, storage, errors."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from fixtures.service_recorder import ServiceRecorder
from teahouse.core.architecture import Architecture
from teahouse.core.catalogue import CacheGroup
from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Conversation, ConversationHead, Message, Role
from teahouse.core.details import Details
from teahouse.core.errors import Trouble
from teahouse.core.fit import cache_saving
from teahouse.core.host import HostCapabilities
from teahouse.core.measure import Figures
from teahouse.core.model import LoadedModel, ModelCard
from teahouse.core.modelfile import Modelfile, read_modelfile
from teahouse.core.options import OPTIONS, Option, Section, check_options
from teahouse.engine.loader import sampling_options
from teahouse.ollama.requests import chat_body
from teahouse.services.chat import conversation_export
from teahouse.services.chat.events import OpenedEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import DetailsEvent, ModelEntry, ModelsEvent
from teahouse.ui.chat.page import ChatPage
from teahouse.ui.chat.parameters import fields
from teahouse.ui.chat.parameters.controller import find_load
from teahouse.ui.chat.parameters.panel import ParametersPanel
from teahouse.ui.compare.parameters import LaneParameterFields
from teahouse.ui.i18n import numbers
from teahouse.ui.models.variant_form import ParameterRows

ENTER, UP, DOWN, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Escape
CARD = ModelCard("gemma3:4b", capabilities=frozenset({"completion"}))
BUILD = Architecture("tea", 10**9, 10**9, groups=(CacheGroup(layers=24, elements=1024),))
LOADED = LoadedModel("gemma3:4b", 5_000_000_000, 0, context_length=8192)


@pytest.fixture
def panel(qtbot, theme):
    made = ParametersPanel(theme)
    made.resize(320, 900)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def services():
    return ServiceRecorder()


@pytest.fixture
def chat_page(qtbot, bridge, preferences, theme, services):
    made = ChatPage(bridge, preferences, theme)
    made.resize(1028, 820)
    qtbot.addWidget(made)
    made.show()
    bridge.attach(services)
    post_events(bridge, HostEvent(HostState.READY, "127.0.0.1:11434"), ModelsEvent((ModelEntry(CARD, LOADED),)))
    return made


def post_events(bridge, *event):
    for one in event:
        bridge.post_events(one)
    QGuiApplication.processEvents()


def write(row, text):
    row.field.setFocus()
    row.field.selectAll()
    QTest.keyClicks(row.field, text)


def paste(field, text):
    QGuiApplication.clipboard().setText(text)
    field.selectAll()
    field.paste()


def kept_conversation(**more):
    return Conversation(ConversationHead("c", "Tea", 1.0, 1.0), [Message("q", None, Role.USER, "Tea?")], **more)


def test_every_option_that_is_offered_has_a_field_with_its_name_and_says_what_it_does(panel):
    assert set(panel.rows) == {"system", *(name for name, option in OPTIONS.items() if option.section)}
    for row in panel.rows.values():
        assert row.field.accessibleName()
        assert row.field.accessibleDescription()
        assert row.field.toolTip()


def test_what_is_not_set_shows_what_holds_instead(panel):
    panel.show_model({"temperature": "0.2", "stop": "<|im_end|>"}, "You are SmolLM.", 8192)
    shown = {name: panel.rows[name].field.placeholderText() for name in ("temperature", "top_k", "num_ctx", "stop")}
    assert shown == {"temperature": "0.2", "top_k": "40", "num_ctx": "8k", "stop": "<|im_end|>"}
    assert panel.rows["system"].field.placeholderText() == "You are SmolLM."
    assert (panel.system, panel.options, panel.count) == ("", {}, 0)


def test_a_value_that_is_typed_holds_and_is_marked(panel, qtbot):
    with qtbot.waitSignal(panel.changed):
        write(panel.rows["temperature"], "0,7")
    assert panel.options == {"temperature": 0.7}
    assert panel.rows["temperature"].reset.isVisible()
    assert "changed" in panel.rows["temperature"].field.accessibleName()
    panel.rows["temperature"].reset.click()
    assert panel.options == {}
    assert not panel.rows["temperature"].reset.isVisible()


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("top_p", "7", "A number from 0 to 1."),
        ("temperature", "hot", "A number from 0 to 5."),
        ("top_k", "1.5", "A whole number from 0 to 1000."),
        ("seed", "9" * 400, "A whole number from -1 to 2147483647."),
        ("num_ctx", "inf", "A whole number from 16 to 10485760."),
    ],
)
def test_a_value_that_cannot_be_is_told_and_the_last_good_one_holds(panel, option, text, said):
    panel.show_values("", {option: 1 if option != "num_ctx" else 512})
    before = panel.options
    paste(panel.rows[option].field, text)  # while it is typed, its beginning may be a good one
    assert panel.rows[option].problem.text() == said
    assert panel.rows[option].problem.isVisible()
    assert panel.rows[option].field.accessibleDescription() == said
    assert panel.options == before
    panel.rows[option].reset.click()
    assert not panel.rows[option].problem.isVisible()
    assert panel.options == {}


def test_the_arrow_keys_go_a_step_from_the_default_and_stop_at_the_bounds(panel):
    panel.show_model({"temperature": "0.2"}, "", None)
    field = panel.rows["temperature"].field
    QTest.keyClick(field, UP)
    assert panel.options == {"temperature": 0.25}
    for _ in range(9):
        QTest.keyClick(field, DOWN)
    assert panel.options == {"temperature": 0.0}


def test_texts_to_stop_at_are_lines_and_line_breaks_can_be_written(panel):
    panel.rows["stop"].field.setFocus()
    QTest.keyClicks(panel.rows["stop"].field, "END")
    QTest.keyClick(panel.rows["stop"].field, ENTER)
    QTest.keyClicks(panel.rows["stop"].field, r"\n\nUser: C:\\new")
    stops = ["END", "\n\nUser: C:\\new"]
    assert panel.options == {"stop": stops}
    panel.show_values("", {"stop": stops})
    assert panel.rows["stop"].field.read_value() == stops


def test_a_schema_is_begun_checked_and_kept_as_it_was_written(panel):
    form = panel.rows["format"].field
    form.choice.chosen.emit(fields.SCHEMA)
    assert form.schema.isVisible()
    assert panel.options == {"format": fields.BEGIN}
    form.schema.setFocus()
    form.schema.selectAll()
    QTest.keyClicks(form.schema, '{"type": "object",')
    assert panel.rows["format"].problem.text().startswith("This is not JSON: line 1, column ")
    QTest.keyClicks(form.schema, ' "required": []}')
    assert not panel.rows["format"].problem.isVisible()
    assert panel.options["format"] == form.schema.toPlainText()
    form.schema.selectAll()
    QTest.keyClicks(form.schema, "[]")
    assert "object" in panel.rows["format"].problem.text()


def test_a_reset_of_all_can_be_taken_back_and_leaves_what_is_not_offered(panel):
    values = {"temperature": 0.5, "num_gpu": 10, "format": "json", "keep_alive": "30m"}
    panel.show_values("Be brief.", values)
    assert panel.count == 4
    panel.reset_button.click()
    assert (panel.system, panel.options) == ("", {})
    panel.reset_button.click()
    assert (panel.system, panel.options) == ("Be brief.", values)


def test_a_new_chat_takes_them_along_with_its_first_message(chat_page, services):
    chat_page.toggle_parameters()
    write(chat_page.parameters.panel.rows["system"], "Be brief.")
    write(chat_page.parameters.panel.rows["seed"], "7")
    chat_page.focus_composer()
    QTest.keyClicks(chat_page.composer.editor, "Hello")
    QTest.keyClick(chat_page.composer.editor, ENTER)
    named = services.of("chat.send_message")[-1][1]
    assert (named["system"], named["options"]) == ("Be brief.", {"seed": 7})
    assert services.of("history.configure_conversation") == []


def test_a_kept_conversation_shows_its_own_and_keeps_a_change(chat_page, bridge, services, qtbot):
    chat_page.open_conversation("c")
    post_events(bridge, OpenedEvent(kept_conversation(system="Be brief.", options={"seed": 7, "num_gpu": 3})))
    assert chat_page.header.parameters_button.text() == "Parameters · 3"
    chat_page.toggle_parameters()
    panel = chat_page.parameters.panel
    assert (panel.system, panel.options) == ("Be brief.", {"seed": 7, "num_gpu": 3})
    write(panel.rows["seed"], "8")
    qtbot.waitUntil(lambda: bool(services.of("history.configure_conversation")))
    (name,), values = services.of("history.configure_conversation")[-1]
    assert (name, values) == ("c", {"system": "Be brief.", "options": {"seed": 8, "num_gpu": 3}})


def test_new_chats_begin_with_what_was_chosen_for_them(chat_page, bridge, services, preferences, saved):
    chat_page.toggle_parameters()
    panel = chat_page.parameters.panel
    assert not panel.adopt_button.isVisible()
    write(panel.rows["system"], "Be brief.")
    write(panel.rows["seed"], "7")
    panel.adopt_button.click()
    assert not panel.adopt_button.isEnabled()
    preferences.save_now()
    assert (saved[-1].system, saved[-1].options) == ("Be brief.", {"seed": 7})
    chat_page.open_conversation("c")
    post_events(bridge, OpenedEvent(kept_conversation()))
    assert (panel.system, panel.options) == ("", {})
    chat_page.new_chat()
    assert (panel.system, panel.options) == ("Be brief.", {"seed": 7})
    panel.reset_button.click()
    panel.adopt_button.click()
    assert (preferences.values.system, preferences.values.options) == ("", {})


def test_the_first_chat_after_the_start_begins_so_too(qtbot, bridge, preferences, theme):
    preferences.change(system="Be brief.", options={"seed": 7})
    chat_page = ChatPage(bridge, preferences, theme)
    qtbot.addWidget(chat_page)
    assert (chat_page.parameters.system, chat_page.parameters.options) == ("Be brief.", {"seed": 7})
    assert chat_page.header.parameters_button.accessibleName().startswith("2 parameter")  # whatever the width


def test_a_settings_file_with_options_that_cannot_be_costs_nothing_else(chat_page, preferences):
    preferences.change(system="Be brief.", options={"temperature": "hot"})
    QTest.keyClicks(chat_page.composer.editor, "Hi")
    QTest.keyClick(chat_page.composer.editor, ENTER)
    chat_page.new_chat()
    assert (chat_page.parameters.system, chat_page.parameters.options) == ("Be brief.", {})


def test_a_change_is_kept_before_the_message_that_follows_it(chat_page, bridge, services):
    chat_page.open_conversation("c")
    post_events(bridge, OpenedEvent(kept_conversation()))
    chat_page.toggle_parameters()
    write(chat_page.parameters.panel.rows["num_predict"], "5")
    chat_page.focus_composer()
    QTest.keyClicks(chat_page.composer.editor, "Hello")
    QTest.keyClick(chat_page.composer.editor, ENTER)
    names = [
        asked for asked, _, _ in services.asked if asked in ("history.configure_conversation", "chat.send_message")
    ]
    assert names == ["history.configure_conversation", "chat.send_message"]


def test_the_models_own_values_are_asked_for_once_and_shown(chat_page, bridge, services):
    chat_page.toggle_parameters()
    assert services.of("models.read_details") == [(("gemma3:4b",), {})]
    own = (("temperature", "1"), ("stop", "<end>"), ("stop", "<turn>"))
    post_events(bridge, DetailsEvent("gemma3:4b", Details("gemma3:4b", parameters=own, system="You are Gemma.")))
    panel = chat_page.parameters.panel
    assert panel.rows["temperature"].field.placeholderText() == "1"
    assert panel.rows["stop"].field.placeholderText() == "<end>  <turn>"
    assert panel.rows["system"].field.placeholderText() == "You are Gemma."
    assert panel.rows["num_ctx"].field.placeholderText() == "8k"


def test_the_panel_takes_the_keyboard_and_gives_it_back(chat_page):
    chat_page.focus_composer()
    chat_page.header.parameters_button.click()
    assert chat_page.parameters.panel.rows["system"].field.hasFocus()
    QTest.keyClick(chat_page.parameters.panel.rows["system"].field, ESCAPE)
    assert not chat_page.parameters.panel.isVisible()
    assert chat_page.composer.editor.hasFocus()
    assert not chat_page.header.parameters_button.isChecked()


def test_beside_the_panel_the_conversation_keeps_its_room_and_in_a_narrow_one_lies_below_it(chat_page):
    chat_page.toggle_parameters()
    panel, main = chat_page.parameters.panel, chat_page.composer.parentWidget()
    assert main.width() + panel.width() <= chat_page.width()
    chat_page.resize(560, 600)
    QGuiApplication.processEvents()
    assert main.width() == 560
    assert panel.geometry().right() == 559


# One table.


def test_an_option_more_is_one_entry_of_the_table(qtbot, theme, monkeypatch):
    option = Option(
        "mirostat_tau", float, 5.0, 0.0, 10.0, 0.1, section=Section.MORE, sampler="mirostat_tau", compared=9,
        title="Surprise", tip="How surprising words may be.", default_words="as usual",
    )  # fmt: skip
    monkeypatch.setitem(OPTIONS, option.name, option)
    panel = ParametersPanel(theme)
    qtbot.addWidget(panel)
    panel.show()
    panel.more_button.click()
    row = panel.rows["mirostat_tau"]
    assert row.isVisible()
    assert (row.label.text(), row.field.placeholderText()) == ("Surprise", "as usual")
    assert row.field.toolTip() == "How surprising words may be.  (mirostat_tau)"
    write(row, "11")
    assert row.problem.text() == "A number from 0 to 10."
    write(row, "4,5")
    QTest.keyClick(row.field, UP)
    options = check_options(panel.options)
    assert options == {"mirostat_tau": 4.6}

    assert chat_body(ChatRequest("gemma3:4b", (), options=options))["options"] == options
    assert sampling_options(options, 4096)["mirostat_tau"] == 4.6
    assert sampling_options({}, 4096)["mirostat_tau"] == 5.0
    assert '"mirostat_tau": 4.6' in conversation_export._render_head(kept_conversation(options=options), ("q",))
    modelfile = Modelfile("gemma3:4b", parameters=(("mirostat_tau", "4.6"),))
    assert read_modelfile(modelfile.format_text()).build_options() == options
    with pytest.raises(Trouble):
        Modelfile("gemma3:4b", parameters=(("mirostat_tau", "11"),)).build_options()
    parameters = ParameterRows(theme)
    qtbot.addWidget(parameters)
    assert ("mirostat_tau", "mirostat_tau") in parameters.row_choices()
    fields = LaneParameterFields()
    fields.fill(options, dict.fromkeys(fields.fields, ""))
    assert list(fields.fields)[-1] == "mirostat_tau"
    assert (fields.fields["mirostat_tau"].accessibleName(), fields.values()) == ("Surprise", options)
    for field in fields.fields.values():
        field.deleteLater()


def test_the_samplers_that_few_need_are_shown_under_more_which_is_closed_at_first(panel, qtbot):
    more = ["repeat_last_n", "presence_penalty", "frequency_penalty", "typical_p"]
    assert [name for name, option in OPTIONS.items() if option.section is Section.MORE] == [*more, "draft_model"]
    assert [panel.rows[name].isVisible() for name in more] == [False] * 4
    assert panel.more_button.text() == "More parameters"
    panel.more_button.click()
    assert [panel.rows[name].isVisible() for name in more] == [True] * 4
    assert panel.more_button.text() == "Fewer parameters"
    with qtbot.waitSignal(panel.changed):
        write(panel.rows["presence_penalty"], "-0.5")
    assert panel.options == {"presence_penalty": -0.5}
    panel.more_button.click()
    assert not panel.rows["presence_penalty"].isVisible()
    assert panel.options == {"presence_penalty": -0.5}


def test_a_conversation_with_one_of_them_set_opens_them(panel):
    panel.show_values("", {"top_k": 3})
    assert not panel.is_more_shown
    panel.show_values("", {"repeat_last_n": 128})
    assert panel.rows["repeat_last_n"].isVisible()
    assert panel.rows["repeat_last_n"].is_changed


def test_every_option_that_a_person_sees_has_words():
    for option in OPTIONS.values():
        assert bool(option.title) == bool(option.tip) == (option.section is not None), option.name


def test_options_of_loading_are_shown_only_where_they_can_be_chosen(panel):
    def hidden():
        return {name for name, row in panel.rows.items() if row.isHidden()}

    panel.show_host(HostCapabilities(manages_models=False, loads_models=False), engine=False)
    assert hidden() == {"num_ctx", "kv_cache_type", "draft_model", "keep_alive", "steering", "adapters"}
    panel.show_host(HostCapabilities(), engine=False)
    assert hidden() == {"kv_cache_type", "draft_model", "steering", "adapters"}
    panel.show_host(HostCapabilities(), engine=True)
    assert hidden() == {"draft_model", "steering", "adapters"}
    panel.show_vector(True)
    panel.show_adapters(("pirate",))
    panel.show_draft_models(["gemma3:270m"])
    assert not hidden()
    field = panel.rows["draft_model"].field
    field.setCurrentIndex(1)
    field.activated.emit(1)
    assert panel.options == {"draft_model": "gemma3:270m"}
    panel.show_draft_models([])
    assert not hidden(), "it is set"


def test_each_adapter_of_the_model_has_a_slider(panel):
    panel.show_host(HostCapabilities(), engine=True)
    panel.show_adapters(("pirate", "poet"))
    row = panel.rows["adapters"]
    row.show_default('{"poet": 0.5}')
    sliders = [line.slider for line in row.field.lines.values()]
    assert ([slider.value() for slider in sliders], panel.options) == ([20, 10], {})
    QTest.keyClick(sliders[0], Qt.Key.Key_Left)
    assert panel.options == {"adapters": {"pirate": 0.95}}
    assert row.field.lines["pirate"].number.text() == "0.95"
    assert sliders[1].accessibleName() == "Adapters, changed: poet"
    panel.show_values("", {"adapters": {"poet": 1.5}})
    assert [slider.value() for slider in sliders] == [20, 30]
    row.reset_value()
    assert ([slider.value() for slider in sliders], panel.options) == ([20, 10], {})
    panel.show_adapters(())
    assert row.isHidden()


def test_the_slider_steers_a_model_with_a_vector(panel):
    panel.show_host(HostCapabilities(), engine=True)
    panel.show_vector(True)
    row = panel.rows["steering"]
    row.show_default("0.5")
    assert (row.field.slider.value(), row.field.value_label.text(), panel.options) == (10, "+0.5", {})
    for _ in range(3):
        QTest.keyClick(row.field.slider, Qt.Key.Key_Left)
    assert panel.options == {"steering": 0.35}
    assert (row.is_changed, row.field.slider.accessibleName()) == (True, "Steering, changed")
    row.field.slider.setValue(0)
    assert (panel.options, row.field.value_label.text()) == ({"steering": 0.0}, "0")
    row.reset_value()
    assert (panel.options, row.field.slider.value()) == ({}, 10)
    assert row.field.cost.text() == "With another scale the model loads again at the next message."
    panel.show_vector(True, 1.24)
    assert row.field.cost.text().endswith("loads again at the next message; last in 1.2 s.")
    panel.show_vector(False)
    assert row.isHidden()


def test_the_last_loading_of_a_model_is_found():
    def reply(number, load, model="cheerful:latest"):
        figures = None if load is None else Figures(load=load)
        return Message(str(number), None, Role.ASSISTANT, model=model, created=number, figures=figures)

    loaded = [reply(1, 0.9), reply(2, 0.4), reply(3, 0.02), reply(4, None), reply(5, 3.0, "other:latest")]
    assert find_load(loaded, "cheerful") == 0.4
    assert find_load(loaded[2:], "cheerful") is None


def test_the_saving_of_a_smaller_cache_follows_the_model_and_the_window(panel):
    def offered():
        return panel.rows["kv_cache_type"].field.itemText(2)

    panel.show_model({}, "", None)
    assert offered() == "8 bits (q8_0)"
    panel.show_model({}, "", 8192, BUILD)
    assert offered() == f"8 bits (q8_0), saves {numbers.size(cache_saving(BUILD, 8192, 'q8_0'))}"
    panel.rows["num_ctx"].field.setText("16384")
    panel.rows["num_ctx"].field.edited.emit()
    assert offered() == f"8 bits (q8_0), saves {numbers.size(2 * cache_saving(BUILD, 8192, 'q8_0'))}"
    panel.rows["kv_cache_type"].field.setCurrentIndex(2)
    panel.rows["kv_cache_type"].field.activated.emit(2)
    assert panel.options == {"num_ctx": 16384, "kv_cache_type": "q8_0"}
    panel.show_values("", {"kv_cache_type": "q4_0"})
    assert panel.rows["kv_cache_type"].field.currentData() == "q4_0"
