"""One window per user and register: a second start hands its files over and ends.

The first to take the lock listens; anybody else who can reach its socket is the same user, because
the socket is closed to others.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

from PySide6.QtCore import QCryptographicHash, QDir, QLockFile, QObject, Signal

from consentdesk.errors import ConsentDeskError
from consentdesk.storage.places import parse

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE = 2000
"""Milliseconds a second start waits for the first to answer."""
_AGAIN = 0.05
"""Seconds between two tries to reach it."""
_MOST = 64_000_000
"""Bytes of a message, some hundred thousand names; more is not ours."""
_LONGEST_WORD = 20


def one_name(location: str, institution: str | None = None) -> str:
    """What a register is called here: the same from every folder and however it is spelt.

    Otherwise the pictures of one school would be checked in the window of another, whose register
    has the same name in its own folder, or who shares the server.
    """
    # The window says what is wrong with an address.
    with suppress(ConsentDeskError):
        location = parse(location).location
    return f"{location}\n{institution}" if institution else location


class Instance(QObject):
    """The start of the program for one user and register."""

    handed_over = Signal(object, str)
    """Paths that a second start was given, and what for; () and "" if it only wanted the window."""

    def __init__(self, user: str, register: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        names = f"{user}\n{register}".encode()
        mark = QCryptographicHash.hash(names, QCryptographicHash.Algorithm.Sha256).data()
        self.name = f"consentdesk-{bytes(mark).hex()[:24]}"
        self._lock = QLockFile(f"{QDir.tempPath()}/{self.name}.lock")
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None

    def is_first(self) -> bool:
        """Whether no other window is open for this register."""
        return self._lock.tryLock(100)

    def listen(self) -> bool:
        """Listen for later starts; for the first one only, once its window is shown."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self.name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_new_connection)
        return self._server.listen(self.name)

    def hand_over(self, paths: Sequence[Path], wanted: str = "") -> bool:
        """Give the paths to the window that is open; False if it does not take them all."""
        import json

        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        if not self._reached(socket):
            return False
        message = {"wanted": wanted, "paths": [str(p.absolute()) for p in paths]}
        socket.write(json.dumps(message).encode("ascii"))
        # A socket holds some hundred kilobytes; the rest goes as the window reads.
        while socket.bytesToWrite():
            if not socket.waitForBytesWritten(_PATIENCE):
                return False
        socket.disconnectFromServer()
        return True

    def _reached(self, socket: QLocalSocket) -> bool:
        """Connect; a window that is only just opening does not listen yet."""
        until = monotonic() + _PATIENCE / 1000
        while (left := until - monotonic()) > 0:
            socket.connectToServer(self.name)
            if socket.waitForConnected(round(left * 1000)):
                return True
            sleep(_AGAIN)
        return False

    def close(self) -> None:
        """Let another start be the first."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _on_new_connection(self) -> None:
        if self._server is not None:
            message = _Message(self._server.nextPendingConnection(), self)
            message.ended.connect(self.handed_over)
            message.read()


class _Message(QObject):
    """What comes through one socket, until the other side has closed it."""

    ended = Signal(object, str)

    def __init__(self, socket: QLocalSocket, parent: Instance) -> None:
        super().__init__(parent)
        # They go together, and no function of Python's own is connected: Qt would drop that while
        # it takes the socket apart, and with it the socket once more.
        socket.setParent(self)
        self._socket = socket
        self._received = bytearray()
        self._is_over = False
        socket.readyRead.connect(self._on_socket_ready_read)
        socket.disconnected.connect(self._on_socket_disconnected)

    def read(self) -> None:
        """Take what came before anybody listened."""
        self._on_socket_ready_read()
        if self._socket.state() is self._socket.LocalSocketState.UnconnectedState:
            self._on_socket_disconnected()

    def _on_socket_ready_read(self) -> None:
        self._received.extend(self._socket.readAll().data())
        if len(self._received) > _MOST:
            self._socket.abort()

    def _on_socket_disconnected(self) -> None:
        # Reading the last of it may be what finds out that the other side has gone.
        if self._is_over:
            return
        self._is_over = True
        self._on_socket_ready_read()
        self.ended.emit(*_handed(bytes(self._received)))
        self.deleteLater()


def _handed(message: bytes) -> tuple[tuple[Path, ...], str]:
    import json

    try:
        found = json.loads(message)
        paths, wanted = found["paths"], found["wanted"]
    except (ValueError, TypeError, KeyError):
        return (), ""
    if not isinstance(paths, list) or not isinstance(wanted, str) or len(wanted) > _LONGEST_WORD:
        return (), ""
    return tuple(Path(p) for p in paths if isinstance(p, str)), wanted
