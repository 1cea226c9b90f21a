"""Export attempts at random: every way of asking for a picture, in a register that keeps changing.

Whatever was answered: each picture that lies in a target is in the ledger under that folder and
name, with those bytes; and whoever is to be seen on it had said yes when it left, by a book that is
kept here and not by the program.
"""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId
from consentdesk.domain.presets import Preset
from consentdesk.errors import Cancelled, ConsentDeskError
from consentdesk.services import exporting, photographs, planning, withdrawing
from consentdesk.services.checking import Progress
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from tests.faults.figures import Figures
from tests.faults.school import INSTITUTION, Run
from tests.services.office import CLERK, FACEBOOK, WEBSITE, Office
from tests.templates import Founding

_SEVERAL = 100
"""Attempts after which the register is verified, and a new one begun."""
_NAMES = ("Noah Lund", "Ella Holm", "Ida Dal", "Bo Birk", "Sara Krog")


@dataclass
class _House:
    """An office, its pictures with whoever is on them, and who has said yes by our own book."""

    run: Run
    office: Office
    yes: dict[SubjectId, bool] = field(default_factory=dict)
    shown: dict[Path, frozenset[SubjectId]] = field(default_factory=dict)
    ids: dict[Path, PhotoId] = field(default_factory=dict)
    pictures: dict[bytes, Path] = field(default_factory=dict)
    """Which picture the bytes with that digest are: the path it was registered at."""

    def fill(self) -> None:
        for name in _NAMES:
            child = self.office.family(name)
            self.yes[child] = False
        for _ in range(6):
            self.adds()

    def adds(self) -> None:
        """A new picture of one or two of them."""
        who = frozenset(self.run.dice.sample(sorted(self.yes), self.run.dice.choice((1, 1, 2))))
        path = self.office.portrait(*sorted(who))
        self.shown[path] = who
        self.pictures[_digest(path)] = path
        self.ids[path] = self.office.photo(path)

    def permits(self) -> None:
        child = self._somebody()
        self.office.permit(child)
        self.yes[child] = True

    def withdraws(self) -> None:
        child = self._somebody()
        withdrawing.withdraw(*self.office.desk, subject=child)
        self.yes[child] = False

    def renames(self) -> None:
        """Say that somebody else, too, is on a picture, and vouch for it."""
        path = self.run.dice.choice(sorted(self.shown))
        first = self.pictures.get(_digest(path))
        if first is None:
            return
        who = self.shown[first] | {self._somebody()}
        photo = self.ids[first]
        photographs.name(*self.office.desk, photo=photo, shows=dict.fromkeys(sorted(who)))
        photographs.attest(*self.office.desk, photo=photo)
        self.shown[first] = who

    def spoils(self) -> None:
        """Change a picture's file: another size, other bytes, another's bytes, nothing at all."""
        dice = self.run.dice
        path = dice.choice(sorted(self.shown))
        data = path.read_bytes()
        match dice.randrange(5):
            case 0:
                path.write_bytes(data[: dice.randrange(len(data) + 1)])
            case 1:
                path.write_bytes(dice.choice(sorted(self.shown)).read_bytes())
            case 2:
                # Still that picture, with something behind it that no copy may have.
                path.write_bytes(data + b"more")
                first = self.pictures.get(hashlib.sha256(data).digest())
                if first is not None:
                    self.pictures[_digest(path)] = first
            case 3:
                path.write_bytes(self.office.draw().read_bytes())
            case _:
                self._recompress(path)

    def _recompress(self, path: Path) -> None:
        try:
            with Image.open(path) as image:
                image.load()
                image.save(path.with_suffix(".tmp"), "JPEG", quality=40)
        except OSError:
            return
        path.with_suffix(".tmp").replace(path)

    def _somebody(self) -> SubjectId:
        return self.run.dice.choice(sorted(self.yes))

    def attempts(self, figures: Figures, target: Path) -> list[str]:
        """Ask for some pictures, in some way, perhaps stopping or meddling on the way."""
        dice = self.run.dice
        asked = dice.sample(sorted(self.shown), dice.randrange(1, 4))
        meddles = dice.choice((None, None, self.withdraws, self.spoils, self.renames))
        before = {p.name for p in _files(target)}
        try:
            plan = planning.plan(
                self.office.register, self.office.at, asked, dice.choice((WEBSITE, FACEBOOK))
            )
            if meddles is not None:
                meddles()
            done = exporting.release(
                *self.office.desk,
                plan,
                target,
                how=Preset(
                    destination=plan.destination, max_edge=100 if dice.random() < 0.1 else None
                ),
                progress=_stops(dice.randrange(1, 4)) if dice.random() < 0.15 else None,
            )
            said = "released" if done.released else "withheld"
        except Cancelled:
            said = "stopped"
        except ConsentDeskError as error:
            said = str(error)
        figures.told[said] += 1
        return self._look(target, before)

    def _look(self, target: Path, before: set[str]) -> list[str]:
        with self.office.register.read() as reader:
            folder = str(target.resolve())
            copies = [c for r in reader.releases() if r.folder == folder for c in r.copies]
        recorded = {copy.output: copy for copy in copies}
        wrong = []
        for path in _files(target):
            copy = recorded.get(path.name)
            if copy is None or copy.sha256_out != hashlib.sha256(path.read_bytes()).digest():
                wrong.append(f"unrecorded: {path.name}")
            elif path.name not in before:
                first = self.pictures.get(copy.sha256_in)
                if first is None:
                    wrong.append(f"{path.name} left of bytes nobody registered")
                elif not all(self.yes[one] for one in self.shown[first]):
                    wrong.append(f"{path.name} shows somebody who has not said yes")
        return wrong


def _stops(after: int) -> Progress:
    def progress(done: int, _total: int) -> None:
        if done >= after:
            raise Cancelled

    return progress


def attempted(run: Run) -> Figures:
    """10,000 attempts in the long form."""
    figures = Figures("k. export attempts at random")
    total = run.times(40, 10_000)
    for begun in range(0, total, _SEVERAL):
        folder = run.place("house")
        (folder / "register").mkdir(parents=True, mode=0o700)
        (folder / "pictures").mkdir()
        _several(run, figures, folder, min(_SEVERAL, total - begun))
        shutil.rmtree(folder)
    figures.demand(figures.told["released"], "nothing ever left, so nothing was tried")
    return figures


def _several(run: Run, figures: Figures, folder: Path, attempts: int) -> None:
    at = datetime.now(UTC) - timedelta(hours=1)
    file = str(folder / "register" / "school.db")
    Founding(INSTITUTION, CLERK, at).make(file)
    with Register.open(file) as register:
        house = _House(run, Office(register, folder / "pictures", at))
        house.fill()
        turns: tuple[Callable[[], None], ...] = (
            *(house.permits,) * 6,
            house.withdraws,
            house.renames,
            house.adds,
            house.spoils,
        )
        for number in range(attempts):
            house.office.later(seconds=1)
            run.dice.choice(turns)()
            target = folder / run.dice.choice(("out", "other"))
            figures.add(f"attempt {number}", house.attempts(figures, target))
        figures.wrong += [f"verify: {p.code} {p.detail}" for p in verify(register).problems]


def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [p for p in folder.iterdir() if p.is_file()]
