"""One Teahouse at a time: the first holds a lock and listens, a second one knocks, and is let go when it was heard.

Whoever knocks says two things, each ended by a NUL: the desktop's activation token, and the file to open, if any.

The lock tells first from second at no cost and dies with its process, also by kill -9. The door (a local socket) is
opened after the first paint, because its module is not free; whoever knocks earlier waits.
"""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QDir, QLockFile, QObject, QThread, QTimer, Signal

LISTEN_AFTER_MS = 300
WAIT_MS = 30_000  # a computer that is short of breath brings the first one forward late, not never
ANSWER_MS = 2000
PAUSE_MS = 50
HEARD = b"heard"
END = b"\0"
LONGEST = 1 << 17  # bytes of a knock: a path may be as long as Windows lets it be
TOKEN = "XDG_ACTIVATION_TOKEN"  # what a Wayland desktop wants to see before a window may come forward


class Single(QObject):
    """`raised` comes when another start of the same name knocked: the window should come forward, and open the file
    it carries, which is empty when there is none."""

    raised = Signal(str)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = _folder() / f"{name}-{_person()}"
        self._lock = QLockFile(f"{self._path}.lock")
        self._lock.setStaleLockTime(0)
        self._server = None
        self._later = QTimer(self, singleShot=True, interval=LISTEN_AFTER_MS)
        self._later.timeout.connect(self._listen)

    def is_first(self, file: str = "") -> bool:
        """True in the first process, which is to `listen` then; False when another one was told to come forward and
        to open `file`, an absolute path.

        Where no lock can be made at all every process is a first one: rather two windows than none.
        """
        patience = QDeadlineTimer(WAIT_MS)
        while not patience.hasExpired():
            if self._lock.tryLock(0):
                return True
            if self._lock.error() != QLockFile.LockError.LockFailedError:
                return True
            if self._knock(file):
                return False
            QThread.msleep(PAUSE_MS)
        return False

    def listen(self) -> None:
        """Open the door in a moment, when whatever comes with the first paint is done."""
        if self._lock.isLocked():
            self._later.start()

    def close(self) -> None:
        """Let the next start be the first."""
        self._later.stop()
        if self._server is not None:
            self._server.close()
            self._server.deleteLater()
            self._server = None
        self._lock.unlock()

    @property
    def _address(self) -> str:
        return self._path.name if os.name == "nt" else f"{self._path}.socket"

    def _listen(self) -> None:
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._address)  # left by a process that was killed; the lock is ours
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_knock)
        self._server.listen(self._address)

    def _on_knock(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.disconnected.connect(visitor.deleteLater)
            visitor.readyRead.connect(lambda visitor=visitor: self._answer(visitor))
            self._answer(visitor)  # it may have spoken already

    def _answer(self, visitor: QObject) -> None:
        said = bytes(visitor.peek(LONGEST).data()).split(END)
        if len(said) < 3:
            return  # the rest is still on its way
        visitor.readAll()
        visitor.write(HEARD)
        visitor.flush()
        token, file = (os.fsdecode(part) for part in said[:2])
        if token:
            os.environ[TOKEN] = token
        self.raised.emit(file)

    def _knock(self, file: str) -> bool:
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._address)
        if not socket.waitForConnected(ANSWER_MS):
            return False
        socket.write(b"".join(os.fsencode(part) + END for part in (os.environ.get(TOKEN, ""), file)))
        socket.flush()
        heard = socket.waitForReadyRead(ANSWER_MS) and socket.readAll().data() == HEARD
        socket.abort()
        return heard


def _folder() -> Path:
    """Where this person's sockets lie."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return Path(runtime) if runtime and os.path.isdir(runtime) else Path(QDir.tempPath())


def _person() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
