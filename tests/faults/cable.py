"""A cable that is pulled: how soon every desk says so, whatever it was about.

A network of its own (a namespace and a pair of virtual cards), whose card is switched off: nothing
answers any more, not even the other machine's kernel, as it is with a real cable. Desks ask at
several moments after the cut, because what a line is waiting for decides how long it waits.
"""

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from consentdesk.errors import ConsentDeskError
from consentdesk.storage.register import Register
from tests.faults.figures import Figures
from tests.faults.school import INSTITUTION, Run
from tests.postgres import Postgres
from tests.services.office import CLERK
from tests.source import ROOT
from tests.storage.desk import child
from tests.templates import Founding

WITHIN = 8.0
"""Seconds after the cut by which a desk has said so."""
_EVERY = (0.0, 1.0, 2.0, 2.5, 3.0, 3.5, 4.0)
DESKS = {"read": _EVERY, "write": _EVERY, "midway": (3.0,), "open": (0.0, 3.0)}
"""What a desk is about, and how many seconds after the cut it asks: the window looks every four.
Midway is in the middle of a transaction: only one can be."""
_HERE, _THERE = "10.77.7.1", "10.77.7.2"
_PATIENCE = 60.0


def pulled(run: Run) -> Figures:
    """Desks that read and desks that write, at every moment; more rounds in the long form."""
    figures = Figures("l. a cable that is pulled")
    why = _why_not()
    if why:
        figures.lacking.append(why)
        return figures
    worst = 0.0
    with _network() as net, _server() as url:
        Founding(INSTITUTION, CLERK, datetime.now(UTC)).make(url)
        database = url.split("?")[0].rsplit("/", 1)[-1]
        address = f"postgresql+psycopg://consentdesk@{_HERE}/{database}"
        for _ in range(run.times(1, 8)):
            found = list(net.round(address))
            if not run.long and any(seconds > WITHIN for *_asked, seconds, _said in found):
                # Other tests keep the processors busy; the long form runs by itself.
                figures.notes.append("one round more, since a desk was late")
                found = list(net.round(address))
            for mode, asked, seconds, said in found:
                worst = max(worst, seconds)
                late = [f"after {seconds:.2f} s"] if seconds > WITHIN else []
                told = [] if said == "REGISTER_UNREACHABLE" else [f"said {said}"]
                figures.add(f"{mode} {asked:.1f} s after the cut", [*late, *told])
    figures.notes.append(f"the slowest said so {worst:.1f} s after the cut")
    return figures


def _why_not() -> str:
    """Why no network can be made here; "" where one can."""
    if os.geteuid() != 0:
        return "only root may make a network"
    if shutil.which("ip") is None:
        return "the program ip is not installed (package iproute2)"
    done = subprocess.run(["ip", "link", "show"], capture_output=True, check=False)
    if done.returncode:
        return "this machine lets nobody look at its network"
    name = f"cdtry{os.getpid()}"
    made = subprocess.run(
        ["ip", "link", "add", name, "type", "veth"], capture_output=True, check=False
    )
    if made.returncode:
        return "this machine lets nobody make a network"
    _ip("link", "del", name)
    return ""


class _Net:
    """The namespace the desks are in, and the card that leads there."""

    def __init__(self) -> None:
        number = os.getpid()
        self.name, self.card, self.far = f"cd{number}", f"cda{number}", f"cdb{number}"

    def make(self) -> None:
        _ip("netns", "add", self.name)
        _ip("link", "add", self.card, "type", "veth", "peer", "name", self.far)
        _ip("link", "set", self.far, "netns", self.name)
        _ip("addr", "add", f"{_HERE}/24", "dev", self.card)
        _ip("-n", self.name, "addr", "add", f"{_THERE}/24", "dev", self.far)
        _ip("-n", self.name, "link", "set", self.far, "up")
        _ip("link", "set", self.card, "up")

    def remove(self) -> None:
        for rest in (("link", "del", self.card), ("netns", "del", self.name)):
            subprocess.run(["ip", *rest], capture_output=True, check=False)

    def round(self, address: str) -> Iterator[tuple[str, float, float, str]]:
        """Pull it once: what each desk was about, when it asked, and when it said what."""
        _ip("link", "set", self.card, "up")
        desks = [
            (mode, asked, self._desk(address, mode, asked))
            for mode, moments in DESKS.items()
            for asked in moments
        ]
        try:
            for _, _, desk in desks:
                _line(desk)
            _ip("link", "set", self.card, "down")
            cut = time.monotonic()
            for _, _, desk in desks:
                assert desk.stdin is not None
                desk.stdin.write(f"{cut}\n")
                desk.stdin.flush()
            for mode, asked, desk in desks:
                seconds, said = _line(desk).split()
                yield mode, asked, float(seconds), said
        finally:
            for _, _, desk in desks:
                desk.kill()
                desk.communicate()

    def _desk(self, address: str, mode: str, asked: float) -> "subprocess.Popen[str]":
        where = ("ip", "netns", "exec", self.name)
        return subprocess.Popen(
            [*where, sys.executable, "-m", __name__, address, mode, str(asked)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


def _line(desk: "subprocess.Popen[str]") -> str:
    assert desk.stdout is not None
    if not select.select([desk.stdout], [], [], _PATIENCE)[0]:
        raise TimeoutError("a desk said nothing")
    return desk.stdout.readline()


@contextmanager
def _network() -> Iterator[_Net]:
    net = _Net()
    try:
        net.make()
        yield net
    finally:
        net.remove()


@contextmanager
def _server() -> Iterator[str]:
    """A server that listens on the card, too."""
    server = Postgres.start()
    try:
        server.listen(_HERE, f"{_THERE}/32")
        yield server.fresh()
    finally:
        server.stop()


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def _desk(address: str, mode: str, asked: float) -> None:
    """One desk: waits for the cut, asks, and says after how long it knew."""
    cut = 0.0

    def wait() -> None:
        nonlocal cut
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        cut = float(sys.stdin.readline())
        time.sleep(max(0.0, cut + asked - time.monotonic()))

    with Register.open(address) as register:
        with register.read() as reader:
            reader.head()
        said = "nothing"
        try:
            _ask(register, mode, wait)
        except ConsentDeskError as error:
            said = str(error.problem)
        sys.stdout.write(f"{time.monotonic() - cut} {said}\n")
        sys.stdout.flush()


def _ask(register: Register, mode: str, wait: Callable[[], None]) -> None:
    if mode == "midway":
        with register.write(CLERK, datetime.now(UTC)) as writer:
            child(writer)
            wait()
            child(writer, "Cable Cut")
        return
    wait()
    if mode == "open":
        Register.open(register.place.location).close()
    elif mode == "read":
        with register.read() as reader:
            reader.head()
    else:
        with register.write(CLERK, datetime.now(UTC)) as writer:
            child(writer)


if __name__ == "__main__":
    _desk(sys.argv[1], sys.argv[2], float(sys.argv[3]))
