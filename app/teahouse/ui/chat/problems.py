"""Notices about what went wrong with the host or elsewhere, each with its remedies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from teahouse.core.errors import Trouble
from teahouse.services.chat.events import RemovedEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.no_models_view import describe_setup
from teahouse.ui.host_choice import HostChoice
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.notices import INFORMS, OFFERS, Notice, NoticeAction, Notices

translate = QCoreApplication.translate

HOST = "host"
KEYRING = "keyring"
TROUBLE = "trouble"
AWAY = "trouble with the host"
UNSENT = "unsent"
NO_MODEL = "no model"
OFFER = "offer"
REMOVED = "removed"
DELETED = "deleted"
SAVED = "saved"


def about_host(host: HostEvent, bridge: Bridge, choice: HostChoice) -> Notice | None:
    """What to say of a host that is lost or could not be found; None when it is well."""
    if host.state not in (HostState.LOST, HostState.FAILED):
        return None
    return Notice(HOST, lambda: _about_host(host), lambda: _remedies(host, bridge, choice))


def _about_host(host: HostEvent) -> str:
    said = sentence(host.trouble) if host.trouble else describe_setup(host, None, None)
    if not host.looks_again:
        return said
    return translate("Problems", "{said} Teahouse keeps looking by itself.").format(said=said)


def about_keyring(bridge: Bridge) -> Notice:
    """The system's keyring is slow; offers to use the host without its credentials."""
    return Notice(
        KEYRING,
        lambda: translate(
            "Problems", "Waiting for the system's keyring. It may be asking for your password in another window."
        ),
        lambda: (
            (
                translate("Problems", "Connect without it"),
                lambda: bridge.run_command(lambda services: services.hosts.go_without_secret()),
            ),
        ),
        serious=False,
    )


def offer_of(host: HostEvent, choice: HostChoice) -> Notice | None:
    """Ollama is installed and not running, while the engine is used: offers to start it."""
    if not (host.state is HostState.READY and host.engine and host.can_start_ollama):
        return None
    return Notice(
        OFFER,
        lambda: translate(
            "Problems", "Ollama is installed on this computer but does not run; the built-in engine answers meanwhile."
        ),
        lambda: (_start_ollama(choice),),
        serious=False,
    )


def _remedies(host: HostEvent, bridge: Bridge, choice: HostChoice) -> tuple[NoticeAction, ...]:
    actions: list[NoticeAction] = [
        (translate("Problems", "Retry"), lambda: bridge.run_command(lambda s: s.hosts.find_host()))
    ]
    if host.can_start_ollama:
        actions.append(_start_ollama(choice))
    if host.can_use_engine:
        actions.append((translate("Problems", "Use the built-in engine"), choice.use_engine))
    return tuple(actions)


def _start_ollama(choice: HostChoice) -> NoticeAction:
    return translate("Problems", "Start Ollama"), choice.start_ollama


def about_trouble(trouble: Trouble, again: Callable[[], None] | None = None, conversation: str = "") -> Notice:
    """An error without a place of its own; `again` repeats the command. Withdrawn with the host's errors."""

    def actions() -> tuple[NoticeAction, ...]:
        return () if again is None else ((translate("Problems", "Retry"), again),)

    about = AWAY if trouble.problem.value.startswith("host_") else TROUBLE
    return Notice(about, lambda: sentence(trouble), actions, conversation=conversation, many=True)


def about_unsent(trouble: Trouble, put_back: Callable[[], None] | None, conversation: str = "") -> Notice:
    """A message was not sent; `put_back` restores its text where another conversation is open."""

    def actions() -> tuple[NoticeAction, ...]:
        if put_back is None:
            return ()
        return ((translate("Problems", "Put the text into the composer"), put_back),)

    return Notice(UNSENT, lambda: _unsent(trouble), actions, conversation=conversation)


def _unsent(trouble: Trouble) -> str:
    return translate("Problems", "The message was not sent. {why}").format(why=sentence(trouble))


def about_removed(event: RemovedEvent, bridge: Bridge) -> Notice:
    """Messages were deleted; offers to undo it."""
    conversation_id, messages = event.conversation_id, event.messages

    def put_back() -> None:
        bridge.run_command(lambda services: services.history.put_back_messages(conversation_id, messages))

    return Notice(
        REMOVED,
        lambda: translate("Problems", "%n message(s) deleted.", "", len(messages)),
        lambda: ((translate("Problems", "Undo"), put_back),),
        serious=False,
        conversation=conversation_id,
        lasts=OFFERS,
        many=True,
        undo=put_back,
    )


def about_deleted(title: str, undo: Callable[[], None]) -> Notice:
    """A conversation was deleted while the sidebar with its undo is hidden."""
    return Notice(
        DELETED,
        lambda: translate("Problems", "Deleted “{title}”").format(title=title),
        lambda: ((translate("Problems", "Undo"), undo),),
        serious=False,
    )


def about_no_model(still_looking: bool) -> Notice:
    """No model is chosen; the text stays in the composer."""
    return Notice(NO_MODEL, lambda: _no_model(still_looking), serious=not still_looking)


def _no_model(still_looking: bool) -> str:
    if still_looking:
        return translate("Problems", "The models are not known yet. Your message stays here; send it in a moment.")
    return translate("Problems", "There is no model to answer yet. Your message stays here; install one, then send it.")


def about_saved(path: Path, conversation: str) -> Notice:
    """The conversation was written to a file."""
    return Notice(
        SAVED,
        lambda: translate("Problems", "Saved as {path}.").format(path=path),
        serious=False,
        conversation=conversation,
        lasts=INFORMS,
    )


def about_uncopied(conversation: str) -> Notice:
    """The conversation is too long for the clipboard."""
    return Notice(
        SAVED,
        lambda: translate("Problems", "This conversation is too long to be copied. Save it as a file instead."),
        conversation=conversation,
    )


def about_unsaved(path: Path, reason: str, conversation: str) -> Notice:
    """The conversation could not be written to a file."""
    return Notice(SAVED, lambda: _unsaved(path, reason), conversation=conversation)


def _unsaved(path: Path, reason: str) -> str:
    said = translate(
        "Problems", "{path} could not be written: {reason}. Nothing of the conversation is lost; choose another place."
    )
    return said.format(path=path, reason=reason)


def about_gone() -> Notice:
    """The requested conversation was deleted meanwhile."""
    return Notice(
        TROUBLE, lambda: translate("Problems", "That conversation is not kept any more."), serious=False, lasts=INFORMS
    )


class HostNotices:
    """Shows a notice while the host is lost. The offer to start Ollama is shown once."""

    def __init__(self, bridge: Bridge, choice: HostChoice, notice: Notices) -> None:
        self._bridge = bridge
        self._choice = choice
        self._notice = notice
        self._offered = False
        self._state = HostState.SEARCHING

    @property
    def looking(self) -> bool:
        """Whether the models of the host are still unknown."""
        return self._state in (HostState.SEARCHING, HostState.STARTING)

    def handle_event(self, event: HostEvent) -> None:
        """Update the notices for the state of the host."""
        self._state = event.state
        if event.asks_keyring:
            self._notice.show_notice(about_keyring(self._bridge))
            return
        self._notice.withdraw_notice(KEYRING)
        said = about_host(event, self._bridge, self._choice)
        if said is not None:
            self._notice.show_notice(said)
            return
        if event.state is HostState.READY:
            self._notice.withdraw_notice(HOST)
            self._notice.withdraw_notice(AWAY)
        offer = offer_of(event, self._choice)
        if offer is None:
            self._notice.withdraw_notice(OFFER)
        elif not self._offered:
            self._offered = True
            self._notice.show_notice(offer)
