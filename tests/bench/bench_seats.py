"""How many desks can write at once on one server: in an institution each, and all in one.

    python -m tests.bench.bench_seats [WRITERS] [SECONDS] [MILLISECONDS]

Starts a throw-away server and, before it, a relay that holds everything back so that a round trip
takes that long (16 writers, 10 seconds and 1 ms unless said). Each writer is a thread of one of a
few processes with a line of its own, and notes that somebody was asked, again and again. Tells the
acts a second of both, their ratio, and how long one took. Nothing is asserted.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import Process, Queue, get_context
from threading import Barrier
from urllib.parse import parse_qs, urlsplit

from consentdesk.storage.register import Register
from consentdesk.storage.values import SubjectFilter
from tests.factories import asked
from tests.postgres import Postgres
from tests.storage.desk import CLERK, child
from tests.storage.seats import now

PROCESSES = 4
_PATIENCE = 120
"""Seconds for the slowest writer to open the register."""


def main(arguments: Sequence[str]) -> None:
    """Make the institutions, write, print."""
    writers, seconds, delay = (
        float(one) for one in (*arguments, *("16", "10", "1")[len(arguments) :])
    )
    server = Postgres.start()
    try:
        url = server.fresh()
        names = [f"School {n:02}" for n in range(int(writers))]
        for name in names:
            with (
                Register.create(
                    url, institution=name, policy="dk", clerk=CLERK, at=now()
                ) as register,
                register.write(CLERK, now()) as writer,
            ):
                child(writer)
        relay, port = _relayed(url, delay / 1000)
        try:
            there = _through(url, port)
            apart = _written(there, names, seconds)
            together = _written(there, names[:1] * len(names), seconds)
        finally:
            relay.terminate()
            relay.join()
    finally:
        server.stop()
    _say(f"{len(names)} institutions", apart, seconds)
    _say("one institution", together, seconds)
    _write(f"{'ratio':26} {len(apart) / max(1, len(together)):8.1f} x")


def _say(what: str, took: Sequence[float], seconds: float) -> None:
    slowest = sorted(took)[int(len(took) * 0.99)] if took else 0.0
    middle = statistics.median(took) if took else 0.0
    _write(
        f"{what:26} {len(took) / seconds:8.1f} acts a second, one takes {middle * 1e3:7.1f} ms, "
        f"p99 {slowest * 1e3:7.1f} ms"
    )


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")


def _written(url: str, names: Sequence[str], seconds: float) -> list[float]:
    """How long each write took that ended in time, by all writers together."""
    shares = [names[n::PROCESSES] for n in range(PROCESSES)]
    spawn = get_context("spawn")
    with spawn.Manager() as manager, ProcessPoolExecutor(PROCESSES, mp_context=spawn) as pool:
        ready = manager.Barrier(len(names))
        work = partial(_share, url, ready=ready, seconds=seconds)
        return [one for found in pool.map(work, shares) for one in found]


def _share(url: str, names: Sequence[str], *, ready: Barrier, seconds: float) -> list[float]:
    with ThreadPoolExecutor(len(names)) as threads:
        found = threads.map(partial(_writer, url, ready=ready, seconds=seconds), names)
        return [one for took in found for one in took]


def _writer(url: str, name: str, *, ready: Barrier, seconds: float) -> list[float]:
    took = []
    with Register.open(url, institution=name) as register:
        with register.read() as reader:
            (subject,) = reader.find_subjects(SubjectFilter(), reader.today(now()))
        # None begins before all of them can.
        ready.wait(_PATIENCE)
        end = time.time() + seconds
        while time.time() < end:
            since = time.perf_counter()
            with register.write(CLERK, now()) as writer:
                writer.append(asked(subject, serial=None))
            if time.time() < end:
                took.append(time.perf_counter() - since)
    return took


def _through(url: str, port: int) -> str:
    """The same database by way of the relay."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.username}@127.0.0.1:{port}{parts.path}"


def _relayed(url: str, delay: float) -> tuple[Process, int]:
    """A relay in a process of its own, and its port."""
    folder = parse_qs(urlsplit(url).query)["host"][0]
    told: Queue[int] = Queue()
    relay = Process(target=_relay, args=(f"{folder}/.s.PGSQL.5432", delay, told), daemon=True)
    relay.start()
    return relay, told.get(timeout=20)


def _relay(socket: str, delay: float, told: "Queue[int]") -> None:
    asyncio.run(_serve(socket, delay, told))


async def _serve(socket: str, delay: float, told: "Queue[int]") -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up, down = await asyncio.open_unix_connection(socket)
        await asyncio.gather(_pass(reader, down, delay / 2), _pass(up, writer, delay / 2))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    told.put(server.sockets[0].getsockname()[1])
    await server.serve_forever()


async def _pass(source: asyncio.StreamReader, sink: asyncio.StreamWriter, delay: float) -> None:
    """Everything from one side to the other, each piece as much later."""
    try:
        while piece := await source.read(65_536):
            await asyncio.sleep(delay)
            sink.write(piece)
            await sink.drain()
    except ConnectionError:
        pass
    finally:
        sink.close()


if __name__ == "__main__":
    main(sys.argv[1:])
