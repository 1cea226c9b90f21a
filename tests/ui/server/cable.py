"""A cable to PostgreSQL that can be cut at any step: it hangs, is slow, or breaks."""

import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from time import sleep
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

_CLOSES_AT_ONCE = struct.pack("ii", 1, 0)
_ENDS = 30.0
"""Seconds after which a test that has gone wrong ends all the same."""


class Cable:
    """Passes everything between a TCP port and the server's own socket, until it is cut.

    Cut, it either hangs or breaks; lines made after that fare like those that were there, until it
    is mended.
    """

    def __init__(self, url: str) -> None:
        (folder,) = parse_qs(urlsplit(url).query)["host"]
        self._server = Path(folder) / ".s.PGSQL.5432"
        self._door = socket.create_server(("127.0.0.1", 0))
        self._lines: list[socket.socket] = []
        self._threads: list[Thread] = []
        self._lock = Lock()
        self._flows = Event()
        self._flows.set()
        self._is_broken = False
        self._at: tuple[bytes, ...] = ()
        self._heard: dict[int, int] = {}
        self._deaf = -1
        self.cut = Event()
        """Set once it was cut where it was told to."""
        self.delay = 0.0
        """Seconds each message takes."""
        self.direct = url
        port = self._door.getsockname()[1]
        self.url = f"{url.partition('host=')[0]}host=127.0.0.1&port={port}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._drop()
        self._flows.set()
        for thread in self._threads:
            thread.join(_ENDS)

    def hang(self) -> None:
        """Nothing comes through any more, and nobody is told."""
        self._flows.clear()

    def tear(self) -> None:
        """Every line breaks, and so does each new one."""
        self._is_broken = True
        self._drop()

    def mend(self) -> None:
        """Whole again; what hung goes on where it was."""
        self._is_broken = False
        self._flows.set()

    def cut_at(self, *words: bytes, how: Callable[[], None], arrives: bool = False) -> None:
        """Do that when one line next says these words in turn.

        Before the server hears the last of them, or after it has done what that asks for.
        """
        self.cut.clear()
        self._heard.clear()
        self._how, self._arrives, self._at = how, arrives, words

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = Thread(target=work, args=arguments)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _CLOSES_AT_ONCE)
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(str(self._server))
            except OSError:
                server.close()
            with self._lock:
                self._lines += [client, server]
            if self._is_broken or server.fileno() < 0:
                _end(client, server)
                continue
            self._start(self._to_server, client, server)
            self._start(self._to_client, server, client)

    def _to_server(self, client: socket.socket, server: socket.socket) -> None:
        line = client.fileno()
        with suppress(OSError):
            while data := client.recv(65536):
                sleep(self.delay)
                if self._is_the_last(line, data):
                    if self._arrives:
                        self._deaf = server.fileno()
                        server.sendall(data)
                        continue
                    self._cut()
                self._flows.wait(_ENDS)
                server.sendall(data)
        _end(client, server)

    def _to_client(self, server: socket.socket, client: socket.socket) -> None:
        line = server.fileno()
        with suppress(OSError):
            while data := server.recv(65536):
                sleep(self.delay)
                if self._deaf == line:
                    # The server has answered, so it is done; the client doesn't hear of it.
                    self._deaf = -1
                    self._cut()
                self._flows.wait(_ENDS)
                client.sendall(data)
        _end(server, client)

    def _is_the_last(self, line: int, data: bytes) -> bool:
        words = self._at
        for word in words[self._heard.get(line, 0) :]:
            if word not in data:
                return False
            self._heard[line] = self._heard.get(line, 0) + 1
        if words:
            self._at = ()
        return bool(words)

    def _cut(self) -> None:
        self._how()
        self.cut.set()

    def _drop(self) -> None:
        with self._lock:
            lines, self._lines = self._lines, []
        _end(*lines)


def _end(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
