"""The pages of the window, one at a time, and the ways between them. All but Chat are built when first entered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from teahouse.core.conversation import Draft
from teahouse.core.model import same_model
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.notices import OFFERS, Notice, Notices
from teahouse.ui.preferences import Preferences
from teahouse.ui.sidebar.page_list import Page, title_of
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.chat.page import ChatPage
    from teahouse.ui.compare.page import ComparePage
    from teahouse.ui.dialogs import PullDialogs
    from teahouse.ui.evaluation.add_prompt_dialog import PromptAdder
    from teahouse.ui.evaluation.page import EvaluatePage
    from teahouse.ui.kit.motion import Motion
    from teahouse.ui.models.page import ModelsPage
    from teahouse.ui.sidebar.page_list import PageList
    from teahouse.ui.speed.page import SpeedPage
    from teahouse.ui.workshop.page import WorkshopPage


Makers = Mapping[Page, Callable[[], QWidget]]


def makers_of(bridge: Bridge, preferences: Preferences, theme: Theme) -> Makers:
    """Functions that build all pages but Chat, in the order of the sidebar; each imports its page when it is called."""

    def compare() -> QWidget:
        from teahouse.ui.compare.page import ComparePage

        return ComparePage(bridge, preferences, theme)

    def evaluate() -> QWidget:
        from teahouse.ui.evaluation.page import EvaluatePage

        return EvaluatePage(bridge, preferences, theme)

    def models() -> QWidget:
        from teahouse.ui.models.page import ModelsPage

        return ModelsPage(bridge, preferences, theme)

    def workshop() -> QWidget:
        from teahouse.ui.workshop.page import WorkshopPage

        return WorkshopPage(bridge, preferences, theme)

    def speed() -> QWidget:
        from teahouse.ui.speed.page import SpeedPage

        return SpeedPage(bridge, preferences, theme)

    return {
        Page.COMPARE: compare,
        Page.EVALUATE: evaluate,
        Page.MODELS: models,
        Page.WORKSHOP: workshop,
        Page.SPEED: speed,
    }


class Pages(Retranslated, QStackedWidget):
    """`makers` build the pages, in the order of the sidebar. `entered` carries the `Page` that is shown now; `built` a
    `Page` and its widget."""

    entered = Signal(object)
    built = Signal(object, QWidget)

    def __init__(self, chat: QWidget, makers: Makers) -> None:
        super().__init__()
        self._makers = dict(makers)
        self._motion: Motion | None = None
        self._pages: dict[Page, QWidget] = {Page.CHAT: chat}
        self.names = (Page.CHAT, *makers)
        self.addWidget(chat)
        self.retranslate()

    @property
    def current(self) -> Page:
        """The page that is shown."""
        return next(name for name, page in self._pages.items() if page is self.currentWidget())

    def enter_page(self, name: Page) -> QWidget:
        """Show a page, built now if it was not, and return its widget; KeyError for a page without a maker."""
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = self._makers[name]()
            self.addWidget(page)
            page.setAccessibleName(title_of(name))
            self.built.emit(name, page)
        if page is not self.currentWidget():
            self.page_motion().dissolve_into(self, lambda: self.setCurrentWidget(page))
            self.entered.emit(name)
        return page

    def enter_compare(self) -> ComparePage:
        """Show the Compare page and return it."""
        return cast("ComparePage", self.enter_page(Page.COMPARE))

    def enter_evaluate(self) -> EvaluatePage:
        """Show the Evaluate page and return it."""
        return cast("EvaluatePage", self.enter_page(Page.EVALUATE))

    def enter_workshop(self) -> WorkshopPage:
        """Show the Workshop and return it."""
        return cast("WorkshopPage", self.enter_page(Page.WORKSHOP))

    def enter_models(self) -> ModelsPage:
        """Show the Models page and return it."""
        return cast("ModelsPage", self.enter_page(Page.MODELS))

    def retranslate(self) -> None:
        for name, page in self._pages.items():
            page.setAccessibleName(title_of(name))

    def page_motion(self) -> Motion:
        """The animation of a change, for the whole window; imported at the first change, not at the start."""
        if self._motion is None:
            from teahouse.ui.kit.motion import Motion

            self._motion = Motion(self)
        return self._motion


translate = QCoreApplication.translate

ARRIVED = "arrived"


class Navigation(QObject):
    """Does what involves more than one page, so that pages do not depend on each other.

    Connects to the signals of the Chat page at once and to those of the other pages when they are built. `other_host`:
    choose another host.
    """

    other_host = Signal()

    def __init__(
        self,
        chat: ChatPage,
        pages: Pages,
        pulls: PullDialogs,
        page_list: PageList,
        open_conversation: Callable[[str], None],
        window: QWidget,
        make_prompt_adder: Callable[[Notices, Callable[[str], None]], PromptAdder],
    ) -> None:
        super().__init__(window)
        self._make_prompt_adder = make_prompt_adder
        self._prompt_adder: PromptAdder | None = None
        self._chat = chat
        self._pages = pages
        self._pulls = pulls
        self._open_conversation = open_conversation
        pulls.note.connect(lambda note: page_list.set_note(Page.MODELS, note))
        pulls.arrived.connect(self._on_arrived)
        pulls.chat.connect(self.start_chat)
        pulls.begun.connect(lambda _name: self.show_downloads())
        chat.transcript.compare.connect(self.compare_reply)
        chat.transcript.evaluate.connect(self.add_to_sheet)
        chat.inspection.wanted.connect(lambda place: self._pages.enter_workshop().inspect_reply(place))
        chat.header.about.connect(self.show_model)
        chat.model_selection.missing.connect(self.find_or_pull)
        chat.model_suggestion.catalogue.connect(lambda: self.find_or_pull(""))
        chat.model_suggestion.find_local.connect(lambda: self._pages.enter_models().find_local_models())
        pages.built.connect(self._on_built)

    def _on_built(self, name: Page, page: QWidget) -> None:
        if name is Page.MODELS:
            models = cast("ModelsPage", page)
            models.chat.connect(self.start_chat)
            models.compare.connect(lambda names: self._pages.enter_compare().take_question(Draft(), names))
            models.study.connect(lambda name: self._pages.enter_workshop().choose_model(name))
            models.look_up.connect(self._pulls.open_dialog)
            models.other_host.connect(self.other_host)
        elif name is Page.WORKSHOP:
            links = cast("WorkshopPage", page).links
            links.chat.connect(self.chat_with_options)
            links.compare.connect(self.compare_options)
            links.evaluate.connect(lambda names: self._pages.enter_evaluate().offer_models(names))
            links.other_host.connect(self.other_host)
        else:
            cast("ComparePage | EvaluatePage | SpeedPage", page).open_conversation.connect(self._open_conversation)

    def compare_reply(self, message_id: str) -> None:
        """Enter Compare with the question that a reply answers; the models that answered it are chosen first."""
        question, models = self._chat.question_of(message_id)
        self._pages.enter_compare().take_question(question, models)

    def add_to_sheet(self, message_id: str) -> None:
        """Ask to which sheet the conversation down to a message is added as a prompt."""
        if self._prompt_adder is None:
            self._prompt_adder = self._make_prompt_adder(
                self._chat.notice, lambda sheet_id: self._pages.enter_evaluate().show_sheet(sheet_id)
            )
        self._prompt_adder.ask_for_sheet(self._chat.conversation_id, message_id)

    def start_chat(self, model: str) -> None:
        """Begin a chat with a model."""
        self._pages.enter_page(Page.CHAT)
        self._chat.notice.withdraw_notice(ARRIVED)
        self._chat.new_chat()
        self._chat.model_selection.choose_model(model)
        self._chat.focus_composer()

    def chat_with_options(self, model: str, options: Mapping[str, Any]) -> None:
        """Use these options in the chat that is open, if it is with this model, else in a new one."""
        if not same_model(self._chat.model_selection.model, model):
            self.start_chat(model)
        self._pages.enter_page(Page.CHAT)
        self._chat.parameters.set_options(**options)
        self._chat.focus_composer()

    def compare_options(self, model: str, choices: Sequence[Mapping[str, Any]]) -> None:
        """Enter Compare with a lane of the model for each of these options; nothing is sent."""
        self._pages.enter_compare().take_options(model, choices)

    def find_or_pull(self, text: str) -> None:
        """Pull `text` if it is a model's name; else search the catalogue for it."""
        from teahouse.ui.models.pull_actions import reads_as_name

        page = self._pages.enter_models()
        if reads_as_name(text) and page.pull_confirmation.request_text(text):
            page.show_downloads()
        else:
            page.search_catalogue(text)

    def show_model(self, name: str) -> None:
        """Show the page of an installed model."""
        self._pages.enter_models().open_model(name)

    def show_downloads(self) -> None:
        """Show the downloads of the Models page."""
        self._pages.enter_models().show_downloads()

    def import_file(self, path: str) -> None:
        """Make a model of a GGUF file that was opened with Teahouse."""
        self._pages.enter_models().workshop.import_file(path)

    def _on_arrived(self, model: str) -> None:
        """Show a notice about a model that was pulled, on the Chat page only: the Models page has its own."""
        if self._pages.current is not Page.CHAT:
            return
        self._chat.notice.show_notice(
            Notice(
                ARRIVED,
                lambda: translate("Navigation", "{model} is here now.").format(model=model),
                lambda: ((translate("Navigation", "Chat with it now"), lambda: self.start_chat(model)),),
                serious=False,
                lasts=OFFERS,
            )
        )
