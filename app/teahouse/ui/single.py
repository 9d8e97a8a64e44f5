"""One Teahouse per data folder: the first process holds the folder's lock and listens, a second one hands over to it.

A request has two parts, each ended by a NUL: the desktop's activation token, and the file to open, if any. The address
to connect to is in the lock file, so it does not depend on the second process's environment.

The socket is opened after the first paint, because importing its module takes time; earlier requests wait.
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
# How long to wait for a lock holder that does not answer before a window is shown, by its last known phase.
PATIENCE_MS = {LockPhase.STARTING: 10_000, LockPhase.RUNNING: 3000, LockPhase.CLOSING: 5000}
PAUSE_MS = 50
ACKNOWLEDGEMENT = b"heard"
END = b"\0"
LONGEST = 1 << 17  # bytes of a request: a path may be as long as Windows allows
MOST_CLIENTS = 8  # at a time
CLIENT_MS = 5000  # milliseconds until a connection is closed
LONGEST_ADDRESS = 80  # bytes of a socket's path; systems allow about 100, and Qt adds some while it creates one
ADMINISTRATOR = 0  # user id that has access to everything anyway
TOKEN = "XDG_ACTIVATION_TOKEN"  # a Wayland desktop requires it to bring a window to the front


class Outcome(Enum):
    """The result of a start."""

    FIRST = auto()  # this process holds the folder's lock
    HANDED_OVER = auto()  # the first process comes to the front and opens the file
    OCCUPIED = auto()  # another process holds the lock and does not answer


class Single(QObject):
    """The lock of the data folder and the server of the process that holds it. `raised`: another start on the same
    folder sent a request: the window should come to the front and open the file it carries, empty for none."""

    raised = Signal(str)

    def __init__(self, folder: Path, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.lock = DataLock(folder, _runtime_folder() / f"{name}-{_person()}.lock")
        self._server: QLocalServer | None = None
        self._clients: set[QLocalSocket] = set()
        self._request: HandOverRequest | None = None
        self._listen_timer = QTimer(self, singleShot=True, interval=LISTEN_AFTER_MS)
        self._listen_timer.timeout.connect(self._open_socket)

    def claim_folder(self, file: str = "") -> Outcome:
        """Take the lock, after which `start_listening` must be called, or have its holder come to the front and open
        `file`, an absolute path. OCCUPIED after some seconds without either."""
        deadline = QDeadlineTimer(QDeadlineTimer.ForeverConstant.Forever)
        phase = None
        while not deadline.hasExpired():
            outcome = self.attempt(file, PAUSE_MS)
            if outcome is not Outcome.OCCUPIED:
                return outcome
            holder = self.lock.read_holder()
            found = LockPhase.RUNNING if holder is None else holder.phase
            if found is not phase:
                phase, deadline = found, QDeadlineTimer(PATIENCE_MS[found])
            QThread.msleep(PAUSE_MS)
        return Outcome.OCCUPIED

    def attempt(self, file: str = "", wait_ms: int = 0) -> Outcome:
        """Try once to take the lock, or to have a request acknowledged by its holder. The same request is used for all
        attempts, so that a holder that was blocked opens the file only once."""
        if self.lock.acquire():
            self._withdraw_request()
            return Outcome.FIRST
        if self._request is None:
            self._request = HandOverRequest(file)
        holder = self.lock.read_holder()
        if (
            holder is not None
            and holder.address
            and holder.is_here
            and self._request.is_acknowledged(holder.address, wait_ms)
        ):
            self._withdraw_request()
            return Outcome.HANDED_OVER
        return Outcome.OCCUPIED

    def end_holder(self, holder: Holder) -> bool:
        """Kill the process that holds the folder; False when it cannot be identified with certainty."""
        return self.lock.kill_holder(holder)

    def start_listening(self) -> None:
        """Open the socket after a short time, when the work of the first paint is done."""
        if self.lock.is_held:
            self._listen_timer.start()

    def stop_listening(self) -> None:
        """Close the socket; the next start then waits for the lock, while this process finishes saving."""
        self._listen_timer.stop()
        if self._server is None:
            return
        self.lock.write_note(LockPhase.CLOSING)
        for client in list(self._clients):
            client.abort()
        address = self._server.fullServerName()
        self._server.close()
        self._server.deleteLater()
        self._server = None
        _remove_socket(address)

    def close(self) -> None:
        """Release the lock, so that the next start becomes the first process."""
        self.stop_listening()
        self._withdraw_request()
        self.lock.release()

    def _withdraw_request(self) -> None:
        request, self._request = self._request, None
        if request is not None:
            request.cancel()

    # Server side.

    def _open_socket(self) -> None:
        from PySide6.QtNetwork import QLocalServer

        if self.lock.previous_holder is not None and self.lock.previous_holder.is_here:
            _remove_socket(self.lock.previous_holder.address)  # of a process that was killed
        server = self._server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.setMaxPendingConnections(MOST_CLIENTS)
        server.newConnection.connect(lambda: self._on_connection(server))
        with suppress(OSError):
            server.listen(_new_address(self._name))
        self.lock.write_note(LockPhase.RUNNING, server.fullServerName())

    def _on_connection(self, server: QLocalServer) -> None:
        while (client := server.nextPendingConnection()) is not None:
            if len(self._clients) >= MOST_CLIENTS or not _is_ours(client):
                client.abort()
                client.deleteLater()
                continue
            self._clients.add(client)
            client.setReadBufferSize(LONGEST)
            client.disconnected.connect(lambda client=client: self._on_disconnected(client))
            client.readyRead.connect(lambda client=client: self._read_request(client))
            timeout = QTimer(client, singleShot=True, interval=CLIENT_MS)
            timeout.timeout.connect(lambda client=client: client.abort())
            timeout.start()
            self._read_request(client)  # data may have arrived before the signal was connected

    def _on_disconnected(self, client: QLocalSocket) -> None:
        self._clients.discard(client)
        client.deleteLater()

    def _read_request(self, client: QLocalSocket) -> None:
        received = bytes(client.peek(LONGEST).data())
        if received.count(END) < 2:
            if len(received) >= LONGEST:
                client.abort()
            return  # the rest has not arrived yet
        client.readyRead.disconnect()
        client.readAll()
        client.write(ACKNOWLEDGEMENT)
        client.flush()
        token, file = (os.fsdecode(part) for part in received.split(END)[:2])
        if token:
            os.environ[TOKEN] = token
        self.raised.emit(file)


class HandOverRequest:
    """A request of a second process to the first one to open a file."""

    def __init__(self, file: str) -> None:
        from PySide6.QtNetwork import QLocalSocket

        self._message = b"".join(os.fsencode(part) + END for part in (os.environ.get(TOKEN, ""), file))
        self._socket = QLocalSocket()
        self._connected = QLocalSocket.LocalSocketState.ConnectedState

    def is_acknowledged(self, address: str, wait_ms: int) -> bool:
        """Whether the request was acknowledged; connects and sends it unless that was done. Waits at most `wait_ms` for
        each step."""
        if self._socket.state() != self._connected:
            self._socket.abort()
            self._socket.connectToServer(address)
            if not self._socket.waitForConnected(wait_ms):
                return False
            self._socket.write(self._message)
            self._socket.flush()
        self._socket.waitForReadyRead(wait_ms)
        return self._socket.peek(len(ACKNOWLEDGEMENT)).data() == ACKNOWLEDGEMENT

    def cancel(self) -> None:
        self._socket.abort()


def _runtime_folder() -> Path:
    """The system's folder for this user's sockets, or else the temporary folder."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    return Path(runtime) if runtime and os.path.isdir(runtime) else Path(QDir.tempPath())


def _new_address(name: str) -> str:
    """A new server address that other users cannot guess or access."""
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
    """Remove a socket, and the folder that was created for it; nothing else is ever deleted."""
    if os.name == "nt" or not address:
        return
    with suppress(OSError):
        if stat.S_ISSOCK(os.lstat(address).st_mode):
            os.unlink(address)
    folder, name = os.path.split(address)
    if name == "socket" and os.path.basename(folder).startswith("teahouse-"):
        with suppress(OSError):  # it is not empty
            os.rmdir(folder)


def _is_ours(client: QLocalSocket) -> bool:
    """Whether the connection comes from this user or the system's administrator."""
    if sys.platform != "linux":
        return True  # other users have no access to the socket's folder, nor on Windows to the pipe
    import socket
    import struct

    try:
        with socket.socket(fileno=os.dup(int(client.socketDescriptor()))) as peer:
            credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("iII"))
    except OSError:
        return False  # already disconnected
    return struct.unpack("iII", credentials)[1] in (os.getuid(), ADMINISTRATOR)


def _person() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
