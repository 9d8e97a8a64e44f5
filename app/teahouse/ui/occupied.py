"""The message of a second start whose first one does not answer: wait for it, or end it.

Meanwhile the first one is tried again and again: the message goes by itself when it answers or leaves.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from teahouse.desktop.data_lock import Holder, LockPhase
from teahouse.ui.single import Outcome, Single

translate = QCoreApplication.translate

TRY_MS = 250  # between attempts
WAIT_MS = 15_000  # of quiet waiting, until the question comes again
CLOSING_MS = 30_000  # for one that is closing to write what waits; it is bounded there
END_MS = 5000  # for the lock of a process that was killed to be free


class OccupiedMessage(QMessageBox):
    """Shows which process holds the data folder. `outcome` is set once an attempt succeeded."""

    def __init__(self, single: Single, file: str = "") -> None:
        super().__init__()
        self._single = single
        self._file = file
        self._holder: Holder | None = None
        self._closed_by = QDeadlineTimer(CLOSING_MS)
        self._is_late = False  # it had its time to close
        self.outcome: Outcome | None = None
        self.setWindowTitle("Teahouse")
        self.setIcon(QMessageBox.Icon.Warning)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.wait_button = self.addButton(translate("Occupied", "Wait"), QMessageBox.ButtonRole.AcceptRole)
        self.end_button = self.addButton(translate("Occupied", "End it"), QMessageBox.ButtonRole.DestructiveRole)
        self.close_button = self.addButton(translate("Occupied", "Close"), QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.wait_button)
        self.setEscapeButton(self.close_button)
        self._tries = QTimer(self, interval=TRY_MS)
        self._tries.timeout.connect(self._try_again)

    def ask_person(self) -> Outcome:
        """Show the message until the lock is taken, the first process answers, or the person gives up (OCCUPIED)."""
        self._tries.start()
        try:
            while self.outcome is None:
                self._show_holder()
                self.exec()
                if self.outcome is not None:
                    break
                if self.clickedButton() is self.end_button and self._holder is not None:
                    self._single.end_holder(self._holder)
                    self._wait_quietly(END_MS)
                elif self.clickedButton() is self.wait_button:
                    self._wait_quietly(WAIT_MS)
                else:
                    return Outcome.OCCUPIED
            return self.outcome
        finally:
            self._tries.stop()

    def _try_again(self) -> None:
        outcome = self._single.attempt(self._file)
        if outcome is not Outcome.OCCUPIED:
            self._tries.stop()
            self.outcome = outcome
            self.done(0)
        elif self.isVisible() and (
            self._single.lock.read_holder() != self._holder or self._closed_by.hasExpired() != self._is_late
        ):
            self._show_holder()

    def _wait_quietly(self, milliseconds: int) -> None:
        """Wait without a window until an attempt succeeds, or the time is over."""
        loop = QEventLoop(self)
        bound = QTimer(loop, singleShot=True, interval=milliseconds)
        bound.timeout.connect(loop.quit)
        self.finished.connect(loop.quit)
        bound.start()
        loop.exec()
        loop.deleteLater()

    def _show_holder(self) -> None:
        holder = self._holder = self._single.lock.read_holder()
        self._is_late = self._closed_by.hasExpired()
        closes = holder is not None and holder.phase is LockPhase.CLOSING and not self._is_late
        self.end_button.setVisible(holder is not None and not closes and self._single.lock.can_kill(holder))
        folder = str(self._single.lock.path.parent)
        if holder is None:
            self.setText(translate("Occupied", "Another program holds Teahouse's data folder."))
            more = translate("Occupied", "It has locked {path}. Teahouse opens as soon as that file is free.")
            self.setInformativeText(more.format(path=self._single.lock.path))
        elif not holder.is_here:
            text = translate("Occupied", "Teahouse is running on the computer “{computer}”.")
            self.setText(text.format(computer=holder.computer))
            more = translate("Occupied", "It uses the same data folder, {folder}. Quit it there; it then opens here.")
            self.setInformativeText(more.format(folder=folder))
        else:
            self.setText(
                translate("Occupied", "Teahouse is still closing.")
                if holder.phase is LockPhase.CLOSING
                else translate("Occupied", "Teahouse is already running, but does not answer.")
            )
            more = translate(
                "Occupied",
                "Process {pid} ({program}) uses the data folder {folder}. You can wait for it. If you end it, "
                "what has arrived of its replies is kept: it is on disk.",
            )
            self.setInformativeText(more.format(pid=holder.pid, program=holder.program, folder=folder))


def ask_about(single: Single, file: str = "") -> Outcome:
    """Show which process holds the data folder until the outcome is known; OCCUPIED if the person gave up."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    quits = app.quitOnLastWindowClosed()
    app.setQuitOnLastWindowClosed(False)  # the message is the only window, and the app may go on after it
    message = OccupiedMessage(single, file)
    try:
        return message.ask_person()
    finally:
        message.deleteLater()
        app.setQuitOnLastWindowClosed(quits)
