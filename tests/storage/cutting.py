"""A line to PostgreSQL that breaks at the worst moment: while a transaction is being committed."""

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self


class BreakingLine:
    """Passes everything on until it is armed and a COMMIT comes; then hangs up, before it or after.

    Lines made after that are whole. It listens in the server's own folder, under the next port.
    """

    def __init__(self, folder: Path, *, commit_arrives: bool) -> None:
        self._server = folder / ".s.PGSQL.5432"
        self._commit_arrives = commit_arrives
        used = {int(p.name.rpartition(".")[2]) for p in folder.glob(".s.PGSQL.????")}
        self.port = max(used) + 1
        self._threads: list[Thread] = []
        self._lines: list[socket.socket] = []
        self._deaf = False
        self.armed = False
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / f".s.PGSQL.{self.port}"))
        self._door.listen()

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        for line in (self._door, *self._lines):
            line.close()

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = Thread(target=work, args=arguments)
        thread.start()
        self._threads.append(thread)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self._server))
            self._lines += [client, server]
            self._start(self._to_server, client, server)
            self._start(self._to_client, server, client)

    def _to_server(self, client: socket.socket, server: socket.socket) -> None:
        while data := _received(client):
            if b"COMMIT" in data and self.armed:
                self.armed = False
                if not self._commit_arrives:
                    break
                self._deaf = True
            server.sendall(data)
        _hang_up(client, server)

    def _to_client(self, server: socket.socket, client: socket.socket) -> None:
        while data := _received(server):
            if self._deaf:
                # The server has answered, so it is done; the client never hears of it.
                self._deaf = False
                break
            client.sendall(data)
        _hang_up(client, server)


def _received(line: socket.socket) -> bytes:
    try:
        return line.recv(65536)
    except OSError:
        return b""


def _hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
