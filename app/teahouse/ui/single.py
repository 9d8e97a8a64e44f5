"""One Teahouse per data folder: the first holds the folder's lock and listens, a second one hands over to it.

Whoever knocks says two things, each ended by a NUL: the desktop's activation token, and the file to open, if any. Where
the first one listens stands in the lock file, so it is found whatever the second one's environment is.

The socket is opened after the first paint, because its module is not free; whoever knocks earlier waits.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QDir, QObject, QThread, QTimer, Signal

from teahouse.desktop.data_lock import DataLock, Holder, LockPhase

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

LISTEN_AFTER_MS = 300
# How long a holder that does not answer is waited for before anything is shown, by what it was doing last.
PATIENCE_MS = {LockPhase.STARTING: 10_000, LockPhase.RUNNING: 3000, LockPhase.CLOSING: 5000}
PAUSE_MS = 50
HEARD = b"heard"
END = b"\0"
LONGEST = 1 << 17  # bytes of a knock: a path may be as long as Windows lets it be
MOST_VISITORS = 8  # at a time
VISIT_MS = 5000  # until a visitor has to be gone
LONGEST_ADDRESS = 80  # bytes of a socket's path; systems allow some 100, of which Qt needs some while it makes one
ADMINISTRATOR = 0  # who may do anything anyway
TOKEN = "XDG_ACTIVATION_TOKEN"  # what a Wayland desktop wants to see before a window may come forward


class Outcome(Enum):
    """How a start went on."""

    FIRST = auto()  # the folder is ours
    HANDED_OVER = auto()  # the first one comes forward and opens the file
    OCCUPIED = auto()  # somebody holds the folder and does not answer


class Single(QObject):
    """`raised` comes when another start on the same folder knocked: the window should come forward, and open the file
    it carries, which is empty when there is none."""

    raised = Signal(str)

    def __init__(self, folder: Path, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.lock = DataLock(folder, _runtime_folder() / f"{name}-{_person()}.lock")
        self._server: QLocalServer | None = None
        self._visitors: set[QLocalSocket] = set()
        self._knock: Knock | None = None
        self._later = QTimer(self, singleShot=True, interval=LISTEN_AFTER_MS)
        self._later.timeout.connect(self._open_socket)

    def claim_folder(self, file: str = "") -> Outcome:
        """Become the first, who is to `listen` then, or have the first one come forward and open `file`, an absolute
        path. OCCUPIED after some seconds in which neither came about."""
        waited = QDeadlineTimer(QDeadlineTimer.ForeverConstant.Forever)
        phase = None
        while not waited.hasExpired():
            outcome = self.attempt(file, PAUSE_MS)
            if outcome is not Outcome.OCCUPIED:
                return outcome
            holder = self.lock.read_holder()
            found = LockPhase.RUNNING if holder is None else holder.phase
            if found is not phase:
                phase, waited = found, QDeadlineTimer(PATIENCE_MS[found])
            QThread.msleep(PAUSE_MS)
        return Outcome.OCCUPIED

    def attempt(self, file: str = "", wait_ms: int = 0) -> Outcome:
        """Try once to take the lock, and to be heard by whoever holds it. One knock stays at the door from attempt to
        attempt, so that a first one that comes back to life opens the file once."""
        if self.lock.acquire():
            self._withdraw_request()
            return Outcome.FIRST
        if self._knock is None:
            self._knock = Knock(file)
        holder = self.lock.read_holder()
        if holder is not None and holder.address and holder.is_here and self._knock.is_heard(holder.address, wait_ms):
            self._withdraw_request()
            return Outcome.HANDED_OVER
        return Outcome.OCCUPIED

    def end_holder(self, holder: Holder) -> bool:
        """Kill the process that holds the folder; False when it is not certainly that one."""
        return self.lock.kill_holder(holder)

    def start_listening(self) -> None:
        """Open the door in a moment, when whatever comes with the first paint is done."""
        if self.lock.is_held:
            self._later.start()

    def stop_listening(self) -> None:
        """Close the door; the next start waits for the lock. What is being saved is saved first."""
        self._later.stop()
        if self._server is None:
            return
        self.lock.write_note(LockPhase.CLOSING)
        for visitor in list(self._visitors):
            visitor.abort()
        address = self._server.fullServerName()
        self._server.close()
        self._server.deleteLater()
        self._server = None
        _remove_socket(address)

    def close(self) -> None:
        """Let the next start be the first."""
        self.stop_listening()
        self._withdraw_request()
        self.lock.release()

    def _withdraw_request(self) -> None:
        knock, self._knock = self._knock, None
        if knock is not None:
            knock.leave()

    # The first one's door.

    def _open_socket(self) -> None:
        from PySide6.QtNetwork import QLocalServer

        if self.lock.previous_holder is not None and self.lock.previous_holder.is_here:
            _remove_socket(self.lock.previous_holder.address)  # of a process that was killed
        server = self._server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.setMaxPendingConnections(MOST_VISITORS)
        server.newConnection.connect(lambda: self._on_knock(server))
        with suppress(OSError):
            server.listen(_new_address(self._name))
        self.lock.write_note(LockPhase.RUNNING, server.fullServerName())

    def _on_knock(self, server: QLocalServer) -> None:
        while (visitor := server.nextPendingConnection()) is not None:
            if len(self._visitors) >= MOST_VISITORS or not _is_ours(visitor):
                visitor.abort()
                visitor.deleteLater()
                continue
            self._visitors.add(visitor)
            visitor.setReadBufferSize(LONGEST)
            visitor.disconnected.connect(lambda visitor=visitor: self._on_gone(visitor))
            visitor.readyRead.connect(lambda visitor=visitor: self._read_request(visitor))
            bound = QTimer(visitor, singleShot=True, interval=VISIT_MS)
            bound.timeout.connect(lambda visitor=visitor: visitor.abort())
            bound.start()
            self._read_request(visitor)  # it may have spoken already

    def _on_gone(self, visitor: QLocalSocket) -> None:
        self._visitors.discard(visitor)
        visitor.deleteLater()

    def _read_request(self, visitor: QLocalSocket) -> None:
        said = bytes(visitor.peek(LONGEST).data())
        if said.count(END) < 2:
            if len(said) >= LONGEST:
                visitor.abort()
            return  # the rest is still on its way
        visitor.readyRead.disconnect()
        visitor.readAll()
        visitor.write(HEARD)
        visitor.flush()
        token, file = (os.fsdecode(part) for part in said.split(END)[:2])
        if token:
            os.environ[TOKEN] = token
        self.raised.emit(file)


class Knock:
    """A second one at the first one's door, with a file to open."""

    def __init__(self, file: str) -> None:
        from PySide6.QtNetwork import QLocalSocket

        self._said = b"".join(os.fsencode(part) + END for part in (os.environ.get(TOKEN, ""), file))
        self._socket = QLocalSocket()
        self._connected = QLocalSocket.LocalSocketState.ConnectedState

    def is_heard(self, address: str, wait_ms: int) -> bool:
        """Whether the first one has answered; knocks, unless it stands at the door already."""
        if self._socket.state() != self._connected:
            self._socket.abort()
            self._socket.connectToServer(address)
            if not self._socket.waitForConnected(wait_ms):
                return False
            self._socket.write(self._said)
            self._socket.flush()
        self._socket.waitForReadyRead(wait_ms)
        return self._socket.peek(len(HEARD)).data() == HEARD

    def leave(self) -> None:
        self._socket.abort()


def _runtime_folder() -> Path:
    """Where the system keeps this person's sockets, or any folder for what lasts as long as its process."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return Path(runtime) if runtime and os.path.isdir(runtime) else Path(QDir.tempPath())


def _new_address(name: str) -> str:
    """A new address to listen at, which nobody else can guess or reach."""
    from secrets import token_hex
    from tempfile import mkdtemp

    name = f"{name}-{token_hex(8)}"
    if os.name == "nt":
        return name
    folder = _runtime_folder()
    path = folder / f"{name}.socket"
    if _is_private(folder) and len(os.fsencode(path)) <= LONGEST_ADDRESS:
        return str(path)
    return os.path.join(mkdtemp(prefix="teahouse-"), "socket")


def _is_private(folder: Path) -> bool:
    status = folder.stat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o077


def _remove_socket(address: str) -> None:
    """Remove a socket, and the folder that was made for it alone; nothing else is ever deleted."""
    if os.name == "nt" or not address:
        return
    with suppress(OSError):
        if stat.S_ISSOCK(os.lstat(address).st_mode):
            os.unlink(address)
    folder, name = os.path.split(address)
    if name == "socket" and os.path.basename(folder).startswith("teahouse-"):
        with suppress(OSError):  # it was not empty
            os.rmdir(folder)


def _is_ours(visitor: QLocalSocket) -> bool:
    """Whether this person, or the system's administrator, is at the other end."""
    if sys.platform != "linux":
        return True  # the socket lies in a folder that is closed to others; Windows closes the pipe to them
    import socket
    import struct

    try:
        with socket.socket(fileno=os.dup(int(visitor.socketDescriptor()))) as peer:
            said = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("iII"))
    except OSError:
        return False  # it has left already
    return struct.unpack("iII", said)[1] in (os.getuid(), ADMINISTRATOR)


def _person() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
