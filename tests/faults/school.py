"""A school on whose register the faults are tried, and our command line at work on it.

`School.look` is what is asked afterwards: nothing acknowledged is lost, nothing is half done, no
picture left unrecorded.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from consentdesk.__main__ import main
from consentdesk.domain.acts import Serial
from consentdesk.errors import ConsentDeskError
from consentdesk.services.outgoing import PREFIX
from consentdesk.storage.drafts import DRAFT
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import SubjectFilter
from consentdesk.wording import problem_sentence
from tests.services.office import CLERK, Office
from tests.templates import Founding

INSTITUTION = "Skovskolen"
PUPILS = 6
BINDER = "Folder 7"
_KNOWN = range(6)
"""The exit statuses that are promised; see docs/command-line.md."""
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit status (negative: killed by that signal), and its answer."""

    status: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any] | None:
        """The JSON object, if all of it came: from then on the command counts as acknowledged."""
        try:
            found: dict[str, Any] = json.loads(self.out)
        except ValueError:
            return None
        return None if "error" in found else found

    @property
    def code(self) -> str:
        """The code of the error told, or nothing."""
        try:
            return str(json.loads(self.out).get("error", {}).get("code", ""))
        except ValueError:
            return ""

    def faults(self) -> list[str]:
        """What a command may never do, however it went: fall over, or end as nobody promised."""
        found = []
        if "Traceback" in self.err or self.code == "INTERNAL":
            found.append(f"fell over: {self.out} {self.err[-400:]}")
        if self.status >= 0 and self.status not in _KNOWN:
            found.append(f"ended with {self.status}: {self.err[-200:]}")
        return found


@dataclass(frozen=True, slots=True)
class School:
    """A folder with a register, pictures that may leave, forms that wait, and a class list."""

    folder: Path
    prints: Path | None = None
    """Where its processes print, if not into the folder itself."""

    @property
    def register(self) -> Path:
        return self.folder / "register" / "school.db"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def backup(self) -> Path:
        return self.folder / "away" / "copy.db"

    @property
    def pictures(self) -> list[Path]:
        """Those that may leave."""
        return sorted((self.folder / "pictures").glob("IMG_*.jpg"))

    @property
    def withheld(self) -> Path:
        """One that may not: a child nobody has said yes for."""
        return self.folder / "pictures" / "withheld.jpg"

    @property
    def serials(self) -> list[str]:
        """Forms that are answered and not journaled."""
        return (self.folder / "serials").read_text("utf-8").split()

    def again(self, folder: Path) -> "School":
        """A copy of it all, to be spoilt."""
        shutil.copytree(self.folder, folder)
        return School(folder)

    def words(self, deed: str) -> list[str]:
        """The command line of one of `DEEDS`."""
        given = {
            "journal": ["journal", *self.serials, "--paper-at", BINDER],
            "export": [
                *("export", *map(str, self.pictures)),
                *("--destination", "website", "--to", str(self.out), "--resume"),
            ],
            "import-roster": ["import-roster", str(self.folder / "class.csv")],
            "backup": ["backup", str(self.backup)],
        }[deed]
        return ["--register", str(self.register), "--as", CLERK, *given, "--json"]

    def types(self, *words: object) -> Ended:
        """Any command, typed at this register and waited for."""
        line = ["--register", str(self.register), "--as", CLERK, *map(str, words), "--json"]
        return self.ended(self.begins(line))

    def does(self, deed: str) -> Ended:
        """One of `DEEDS`, in a process of its own, waited for."""
        return self.ended(self.begins(self.words(deed)))

    def begins(self, words: Sequence[str]) -> int:
        """Start our command line in a process of its own; its number."""
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            try:
                os._exit(self.at_work(words))
            finally:
                os._exit(70)
        return child

    def at_work(self, words: Sequence[str]) -> int:
        """What such a process does: it prints into files, and returns the exit status."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number, name in ((1, "stdout"), (2, "stderr")):
            handle = os.open(
                (self.prints or self.folder) / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            )
            os.dup2(handle, number)
            os.close(handle)
        # Streams of its own: nothing that waited in ours may be printed twice.
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        status = main(list(words))
        sys.stdout.flush()
        sys.stderr.flush()
        return status

    def ended(self, child: int) -> Ended:
        """Wait for that process; one that hangs is ended and told of."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return self.told(os.waitstatus_to_exitcode(status))
            if time.monotonic() > deadline:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return Ended(99, "", "hung")
            time.sleep(0.002)

    def told(self, status: int) -> Ended:
        """What the last process printed."""
        paths = [(self.prints or self.folder) / name for name in ("stdout", "stderr")]
        read = [p.read_text("utf-8", "replace") if p.exists() else "" for p in paths]
        return Ended(status, *read)

    def look(self, acknowledged: Sequence[str]) -> list[str]:
        """What is wrong now, after deeds of which these were acknowledged."""
        try:
            return self._look(acknowledged)
        except ConsentDeskError as error:
            return [f"can't be opened: {problem_sentence(error)}"]

    def _look(self, acknowledged: Sequence[str]) -> list[str]:
        wrong: list[str] = []
        with Register.open(str(self.register)) as register:
            wrong += [f"verify: {p.code} {p.detail}" for p in verify(register).problems]
            with register.read() as reader:
                releases = [r for r in reader.releases() if r.folder == str(self.out)]
                asked = SubjectFilter(text="Pupil")
                pupils = len(reader.find_subjects(asked, reader.today(datetime.now(UTC))))
                filed = len(reader.entries(map(Serial, self.serials)))
        if filed not in (0, len(self.serials)):
            wrong.append(f"{filed} of {len(self.serials)} forms journaled")
        if pupils not in (0, PUPILS):
            wrong.append(f"{pupils} of {PUPILS} pupils enrolled")
        if "journal" in acknowledged and not filed:
            wrong.append("an acknowledged entry is lost")
        if "import-roster" in acknowledged and not pupils:
            wrong.append("an acknowledged class list is lost")
        recorded = {c.output: c.sha256_out for r in releases for c in r.copies}
        wrong += self._look_at_copies(recorded, "export" in acknowledged)
        return wrong + self._look_at_backup("backup" in acknowledged)

    def _look_at_copies(self, recorded: dict[str, bytes], acknowledged: bool) -> list[str]:
        wrong = []
        there = {p.name: p.read_bytes() for p in _files(self.out) if p.stat().st_size}
        for name, data in there.items():
            if recorded.get(name) != hashlib.sha256(data).digest():
                wrong.append(f"unrecorded or half a picture: {name}")
        if acknowledged and len(there) < len(self.pictures):
            wrong.append(f"{len(there)} of {len(self.pictures)} acknowledged copies are there")
        return wrong

    def _look_at_backup(self, acknowledged: bool) -> list[str]:
        if not self.backup.exists():
            return ["an acknowledged backup is lost"] if acknowledged else []
        copy = self.folder / "looked.db"
        shutil.copyfile(self.backup, copy)
        with Register.open(str(copy)) as register:
            problems = verify(register).problems
        copy.unlink()
        return [f"the backup: {p.code} {p.detail}" for p in problems]

    def goes_on(self, deed: str) -> list[str]:
        """The same command again, without a fault: what is wrong when it, too, is done."""
        for place in (self.folder, self.out):
            for room in place.glob(f"{PREFIX}*"):
                # A room without a lock is spared for a minute; this is later.
                os.utime(room, (0, 0))
        for draft in self.backup.parent.glob(f".*{DRAFT}*"):
            # So is a register's draft.
            os.utime(draft, (0, 0))
        ended = self.does(deed)
        wrong = ended.faults()
        if ended.answer is None and ended.code not in ("FORM_ALREADY_JOURNALED", "BACKUP_EXISTS"):
            wrong.append(f"does not go on: {ended.status} {ended.err.strip()}")
        wrong += self.look([deed])
        if deed == "export":
            empty = [p.name for p in _files(self.out) if not p.stat().st_size]
            rooms = [
                str(path)
                for place in (self.folder, self.out)
                for room in place.glob(f"{PREFIX}*")
                for path in room.iterdir()
            ]
            wrong += [f"left lying: {one}" for one in (*empty, *rooms)]
            if len(_files(self.out)) != len(self.pictures):
                wrong.append(f"{len(_files(self.out))} copies of {len(self.pictures)} pictures")
        strays = [p.name for p in self.folder.glob("away/*") if p != self.backup]
        return wrong + [f"left beside the backup: {one}" for one in strays]


DEEDS = ("journal", "export", "import-roster", "backup")


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if p.is_file())


def make_school(folder: Path, *, pictures: int = 3, forms: int = 2, started: bool = True) -> School:
    """A new school in a new folder, at a moment just past."""
    school = School(folder)
    school.register.parent.mkdir(parents=True, mode=0o700)
    (folder / "pictures").mkdir()
    school.backup.parent.mkdir()
    if started:
        school.out.mkdir()
    at = datetime.now(UTC).replace(microsecond=0)
    Founding(INSTITUTION, CLERK, at).make(str(school.register))
    with Register.open(str(school.register)) as register:
        office = Office(register, folder / "pictures", at)
        noah = office.family()
        office.permit(noah)
        for _number in range(pictures):
            office.portrait(noah)
        office.portrait(office.family("Ella Holm"), path=office.draw("withheld.jpg"))
        waiting = [office.answer(office.family(f"Ida {w}")) for w in _WORDS[:forms]]
        assert len(office.every()) == pictures + 1
    (folder / "serials").write_text(" ".join(waiting), "utf-8")
    lines = [f"Pupil {w};{date(2018, 3, 1 + n):%d-%m-%Y};3.B" for n, w in enumerate(_WORDS)]
    (folder / "class.csv").write_text("\n".join(["Navn;Født;Klasse", *lines]) + "\n", "utf-8")
    _load(school, folder.with_name(f"{folder.name} to load from"))
    return school


def _load(school: School, spare: Path) -> None:
    """Load here what the deeds load: no later process spends its time on that, nor a kill."""
    copy = school.again(spare)
    found = spare / "modules"
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            ended = [copy.at_work(copy.words(deed)) for deed in DEEDS]
            found.write_text("\n".join(sys.modules), "utf-8")
            os._exit(max(ended))
        finally:
            os._exit(70)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status == 0, copy.told(status)
    for name in found.read_text("utf-8").split():
        import_module(name)
    shutil.rmtree(spare)


_WORDS = ("Almond", "Birch", "Cedar", "Dill", "Elder", "Fern")
assert len(_WORDS) == PUPILS


@contextmanager
def workplace(given: Path | None = None) -> Iterator[Path]:
    """A folder with a home in it, so that nothing of the user's own is read or written."""
    from tests.memory import roomy_memory

    memory = given or roomy_memory()
    with tempfile.TemporaryDirectory(prefix="cd-faults-", dir=memory) as name:
        folder = Path(name).resolve()
        kept = dict(os.environ)
        for part in ("tmp", "data", "config", "cache", "state"):
            (folder / "home" / part).mkdir(parents=True)
        os.environ.update(
            {f"XDG_{n.upper()}_HOME": str(folder / "home" / n) for n in _XDG},
            HOME=str(folder / "home"),
            TMPDIR=str(folder / "home" / "tmp"),
            LC_ALL="C.UTF-8",
        )
        # What was found out for the group before lies in a folder that is gone.
        tempfile.tempdir = None
        try:
            yield folder
        finally:
            tempfile.tempdir = None
            os.environ.clear()
            os.environ.update(kept)


_XDG = ("data", "config", "cache", "state")


class Dice(random.Random):
    """What decides when and where; nothing here is a secret."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a group is given: where to work, how long to go on, and its dice."""

    folder: Path
    long: bool
    dice: Dice

    def times(self, short: int, long: int) -> int:
        """How often something is tried."""
        return long if self.long else short

    def place(self, name: str) -> Path:
        """A path in the folder where nothing is, whatever was there before."""
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        return path


def lasts(run: Run, school: School, deed: str) -> float:
    """Seconds that command takes here when nobody kills it."""
    whole = school.again(run.place("whole"))
    begun = time.monotonic()
    ended = whole.does(deed)
    assert ended.answer is not None, ended
    return time.monotonic() - begun
