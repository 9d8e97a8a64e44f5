"""The settings dialog: every change holds at once, is saved, and a token goes to the services alone."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from teahouse.core.errors import Problem, Trouble
from teahouse.core.host import HostKind, HostProfile, HostRoute
from teahouse.core.settings import LANGUAGE_CHOICES, THEMES, read_settings, write_settings
from teahouse.services.chat.events import KeptStatesEvent
from teahouse.services.events import TroubleEvent
from teahouse.services.hosts.events import HostEvent, HostState, MeasuredThreadsEvent
from teahouse.ui.settings.dialog import ABOVE, SettingsDialog
from teahouse.ui.settings.host_form import ENGINE, split_credentials


@pytest.fixture
def dialog(bridge, preferences, theme, calls, qtbot):
    made = SettingsDialog(bridge, preferences, theme)
    qtbot.addWidget(made)
    return made


def pick(choice, value):
    choice.setCurrentIndex(choice.findData(value))
    choice.activated.emit(choice.currentIndex())


def test_what_is_chosen_holds_at_once_and_comes_back_from_the_file(dialog, preferences, saved):
    pick(dialog.language, "zh_CN")
    pick(dialog.theme, "dark")
    pick(dialog.zoom, "1.25")
    pick(dialog.send_key, "ctrl_enter")
    pick(dialog.keep_alive, "30m")
    dialog.start_ollama.click()
    dialog.network.continue_pulls.click()
    dialog.network.cloud_models.click()
    dialog.engine.shared.click()
    values = preferences.values
    assert (values.continue_pulls, values.cloud_models, values.share_engine) == (True, True, True)
    assert values.zoom == 1.25
    assert (values.language, values.theme, values.send_key) == ("zh_CN", "dark", "ctrl_enter")
    assert (values.keep_alive, values.start_ollama) == ("30m", True)
    preferences.save_now()
    assert read_settings(write_settings(saved[-1])) == (values, [])


def test_the_disk_for_conversations_is_shown_limited_and_emptied(dialog, preferences, bridge, calls, qtbot):
    states = dialog.states
    assert not states.delete.isEnabled()
    bridge.post_events(KeptStatesEvent(123_000_000))
    qtbot.waitUntil(states.delete.isEnabled)
    assert states.answer.text() == "In use: 123 MB"
    pick(states.budget, "0")
    assert preferences.values.states_mib == 0
    states.delete.click()
    bridge.post_events(KeptStatesEvent(0))
    qtbot.waitUntil(lambda: not states.delete.isEnabled())


def test_the_limits_of_downloads_are_chosen(dialog, preferences):
    pick(dialog.downloads.rate, "5000000")
    assert not dialog.downloads.begin.isEnabled()
    dialog.downloads.scheduled.click()
    pick(dialog.downloads.begin, "60")
    pick(dialog.downloads.end, "390")
    values = preferences.values
    assert (values.pull_rate, values.pull_schedule, values.pull_begin, values.pull_end) == (5_000_000, True, 60, 390)
    assert dialog.downloads.rate.currentText() == "5 MB/s"


def test_measured_threads_are_shown_and_can_be_measured_again(dialog, bridge, calls, qtbot):
    engine = dialog.engine
    assert engine.again.isHidden()
    bridge.post_events(MeasuredThreadsEvent(((1 << 28, 3), (1 << 33, 4))))
    qtbot.waitUntil(lambda: not engine.again.isHidden())
    assert engine.answer.text() == "Measured: 3 thread(s) up to 268 MB, 4 thread(s) up to 8.6 GB"
    engine.again.click()
    bridge.post_events(MeasuredThreadsEvent(()))
    qtbot.waitUntil(engine.again.isHidden)


def test_every_choice_of_the_schema_is_offered(dialog):
    def offered(choice):
        return tuple(choice.itemData(row) for row in range(choice.count()))

    assert offered(dialog.language) == LANGUAGE_CHOICES.values
    assert offered(dialog.theme) == THEMES.values


def test_a_value_from_elsewhere_is_shown_as_it_is(bridge, preferences, theme, calls, qtbot):
    preferences.change(keep_alive="77m")
    dialog = SettingsDialog(bridge, preferences, theme)
    qtbot.addWidget(dialog)
    assert dialog.keep_alive.currentText() == "77m"


def test_a_token_goes_to_the_services_and_nowhere_else(dialog, preferences, calls, saved):
    dialog.host.address.setText(" https://example.org ")
    dialog.host.token.setText("s3cret")
    dialog.host.connect_button.click()
    assert calls.of("hosts.use_host") == [("https://example.org", "s3cret", "", HostProfile())]
    assert preferences.values.host == "https://example.org"
    preferences.save_now()
    assert "s3cret" not in str(saved)
    assert dialog.host.token.text() == ""
    assert dialog.host.token.echoMode() == QLineEdit.EchoMode.Password


def test_a_password_in_an_address_is_taken_out_of_it(dialog, preferences, calls, saved):
    dialog.host.address.setText("https://me:p%40ss@example.org/ollama")
    dialog.host.connect_button.click()
    assert calls.of("hosts.use_host") == [("https://example.org/ollama", "p@ss", "me", HostProfile())]
    preferences.save_now()
    assert "p@ss" not in str(saved)
    assert "p%40ss" not in str(saved)
    assert dialog.host.address.text() == "https://example.org/ollama"
    assert dialog.host.token.text() == ""


def test_a_host_that_answered_once_can_be_chosen_again_and_forgotten(dialog, preferences, calls, post_events):
    dialog.host.address.setText("10.0.0.5")
    dialog.host.connect_button.click()
    post_events(HostEvent(HostState.FAILED, trouble=Trouble(Problem.HOST_UNREACHABLE, address="10.0.0.5")))
    assert preferences.values.hosts == ()
    post_events(HostEvent(HostState.READY, "10.0.0.5:11434", "0.33.0", local=False))
    assert preferences.values.hosts == ("10.0.0.5",)
    pick(dialog.host.known, "")
    assert (preferences.values.host, calls.of("hosts.use_host")[-1]) == ("", ("", "", "", HostProfile()))
    assert not dialog.host.remove_button.isEnabled()
    pick(dialog.host.known, "10.0.0.5")
    assert (preferences.values.host, dialog.host.address.text()) == ("10.0.0.5", "10.0.0.5")
    dialog.host.remove_button.click()
    assert calls.of("hosts.forget_secret") == [("10.0.0.5",)]
    assert (preferences.values.host, preferences.values.hosts) == ("", ())
    assert calls.of("hosts.use_host")[-1] == ("", "", "", HostProfile())


def test_the_built_in_engine_is_a_choice_that_lasts(dialog, preferences, calls, post_events):
    preferences.change(host="10.0.0.5")
    dialog.host.retranslate()
    pick(dialog.host.known, ENGINE)
    assert (preferences.values.use_engine, preferences.values.host) == (True, "10.0.0.5")
    assert calls.of("hosts.use_engine") == [()]
    post_events(HostEvent(HostState.READY, "127.0.0.1:40001", engine=True, ours=True))
    assert dialog.host.known.currentText() == "Built-in engine"
    assert dialog.host.answer.text() == "Connected to the built-in engine."
    assert (dialog.host.address.text(), dialog.host.remove_button.isEnabled()) == ("", False)
    preferences.change(use_engine=False)  # chosen elsewhere
    post_events(HostEvent(HostState.READY, "10.0.0.5:11434", "0.33.0", local=False))
    assert dialog.host.address.text() == dialog.host.known.currentData() == "10.0.0.5"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ("", "", "")),
        ("10.0.0.5:11434", ("10.0.0.5:11434", "", "")),
        ("me@10.0.0.5", ("10.0.0.5", "me", "")),
        ("http://me:a@b@host/x", ("http://host/x", "me", "a@b")),
        ("https://[::1]:8080", ("https://[::1]:8080", "", "")),
    ],
)
def test_an_address_is_taken_apart(typed, found):
    assert split_credentials(typed) == found


def test_enter_in_the_address_connects_and_does_not_close_the_dialog(dialog, calls, qtbot):
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.host.address.setText("10.0.0.5")
    QTest.keyClick(dialog.host.address, Qt.Key.Key_Return)
    assert calls.of("hosts.use_host") == [("10.0.0.5", "", "", HostProfile())]
    assert dialog.isVisible()


def test_the_kind_of_a_host_is_stored_when_it_answers_and_can_be_changed(dialog, post_events, calls, preferences):
    form = dialog.host
    form.address.setText("10.0.0.5:8000")
    form.certificates.setText("/etc/ca.pem")
    form.use_address()
    assert calls.of("hosts.use_host")[-1] == ("10.0.0.5:8000", "", "", HostProfile(None, HostRoute("/etc/ca.pem")))
    post_events(HostEvent(HostState.READY, "10.0.0.5:8000", kind=HostKind.OPENAI, owner="vllm", local=False))
    assert form.answer.text() == "Connected: vLLM."
    stored = {"kind": "openai", "certificates": "/etc/ca.pem"}
    assert preferences.values.host_profiles == {"10.0.0.5:8000": stored}
    assert form.kind.currentData() == "openai"
    form.kind.setCurrentIndex(form.kind.findData("ollama"))
    form.use_address()
    assert calls.of("hosts.use_host")[-1][3] == HostProfile(HostKind.OLLAMA, HostRoute("/etc/ca.pem"))
    form.address.setText("")
    QTest.keyClicks(form.address, "10.0.0.6")
    assert (form.kind.currentData(), form.certificates.text()) == ("", "")
    form.known.setCurrentIndex(form.known.findData("10.0.0.5:8000"))
    form.remove_button.click()
    assert preferences.values.host_profiles == {}


def test_a_proxy_goes_with_its_host_and_one_that_is_none_is_not_used(dialog, post_events, calls, preferences):
    form = dialog.host
    form.address.setText("10.0.0.5:8000")
    form.proxy.setText("socks5://10.0.0.1")
    form.use_address()
    assert calls.of("hosts.use_host") == []
    assert "no address of an http or https proxy" in form.answer.text()
    form.proxy.setText("10.0.0.1:3128")
    form.use_address()
    assert calls.of("hosts.use_host")[-1][3] == HostProfile(None, HostRoute(proxy="http://10.0.0.1:3128"))
    post_events(HostEvent(HostState.READY, "10.0.0.5:8000", kind=HostKind.OPENAI, owner="vllm", local=False))
    assert preferences.values.host_profiles["10.0.0.5:8000"] == {"kind": "openai", "proxy": "http://10.0.0.1:3128"}
    assert form.proxy.text() == "http://10.0.0.1:3128"
    form.known.setCurrentIndex(form.known.findData(""))
    form.known.chosen.emit("")
    assert form.proxy.text() == ""


def test_what_came_of_it_is_said_below(dialog, post_events, calls):
    post_events(HostEvent(HostState.READY, "http://127.0.0.1:11434", "0.33.0"))
    assert dialog.host.answer.text() == ""  # nothing was asked here
    dialog.host.use_address()
    post_events(HostEvent(HostState.SEARCHING))
    assert dialog.host.answer.text() == "Connecting…"
    post_events(HostEvent(HostState.READY, "http://10.0.0.5:11434", "0.33.0", local=False))
    assert dialog.host.answer.text() == "Connected: Ollama 0.33.0."
    trouble = Trouble(Problem.HOST_REFUSED, address="10.0.0.5:11434")
    post_events(HostEvent(HostState.FAILED, trouble=trouble))
    assert "10.0.0.5:11434 refused access" in dialog.host.answer.text()
    post_events(TroubleEvent(Trouble(Problem.HOST_SILENT, address="the keyring")))
    assert "the keyring" in dialog.host.answer.text()


def test_the_data_folder_opens(dialog, monkeypatch, tmp_path):
    opened = []
    monkeypatch.setenv("TEAHOUSE_HOME", str(tmp_path))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    dialog.folder.click()
    assert opened == [str(tmp_path / "data")]


def test_the_wheel_over_a_choice_changes_nothing(dialog, preferences, qtbot):
    before = dialog.theme.currentIndex()
    with qtbot.waitExposed(dialog):
        dialog.show()
    QTest.keyClick(dialog.theme, Qt.Key.Key_Tab)
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    at = QPointF(dialog.theme.rect().center())
    wheel = QWheelEvent(
        at, at, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(dialog.theme, wheel)
    assert dialog.theme.currentIndex() == before


SECTIONS = ["Looks and language", "Host", "Network", "Downloads", "Model hubs", "Newer versions"]


@pytest.fixture
def shown(dialog, qtbot):
    dialog.resize(dialog.minimumWidth(), 420)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.resize(dialog.minimumWidth(), 420)
    qtbot.waitUntil(lambda: dialog.sections._area.verticalScrollBar().maximum() > 0)
    return dialog


def marked(dialog):
    return [row.text() for row in dialog.sections.rows if row.isChecked()]


def test_a_section_of_the_list_scrolls_to_its_card(shown):
    sections = shown.sections
    shown.resize(shown.width(), 500)
    assert [row.text() for row in sections.rows] == SECTIONS
    assert marked(shown) == ["Looks and language"]
    sections.rows[1].click()
    top = sections._cards[1].mapTo(sections._area.viewport(), sections._cards[1].rect().topLeft()).y()
    assert top == ABOVE
    assert marked(shown) == ["Host"]
    sections.rows[-1].click()
    assert marked(shown) == ["Newer versions"]
    assert not sections._cards[-1].visibleRegion().isEmpty()


def test_the_section_that_is_read_is_marked(shown):
    bar = shown.sections._area.verticalScrollBar()
    seen = []
    for value in range(0, bar.maximum() + 1, 10):
        bar.setValue(value)
        seen += [name for name in marked(shown) if name not in seen[-1:]]
    bar.setValue(bar.maximum())
    seen += [name for name in marked(shown) if name not in seen[-1:]]
    assert seen == SECTIONS
    bar.setValue(0)
    assert marked(shown) == ["Looks and language"]


def test_the_list_is_left_out_where_the_screen_has_no_room_for_it(dialog, monkeypatch):
    narrow = type("Screen", (), {"availableGeometry": lambda self: QRect(0, 0, 640, 480)})()
    monkeypatch.setattr(dialog, "screen", lambda: narrow)
    dialog.retranslate()
    assert dialog.sections.isHidden()
    assert dialog.minimumWidth() <= 640


def test_the_list_is_named_in_the_language_of_now(dialog, translation, qapp):
    translation.choose_language("zh_CN")
    qapp.processEvents()
    assert [row.text() for row in dialog.sections.rows] == [card.heading.text() for card in dialog.sections._cards]
    assert dialog.sections.rows[0].text() != "Looks and language"
