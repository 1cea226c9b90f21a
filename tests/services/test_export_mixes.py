"""Whatever is mixed: what is withheld gets in under no name, and nothing there is lost.

Drawn by dice that are the same each time: pictures of every fate under names that differ in case or
in how a letter is composed, into folders where such names are taken by files, folders and links.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar
from unicodedata import normalize

import numpy as np
import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoKind
from consentdesk.domain.presets import Preset
from consentdesk.services import exporting, photographs, resuming, withdrawing
from consentdesk.services.outgoing import PREFIX
from consentdesk.services.pictures.fingerprint import picture_digest
from consentdesk.storage.upkeep import verify
from tests.services.office import WEBSITE, Office

Item = TypeVar("Item")
ALBUMS = ("Sommerfest 2026", "SOMMERFEST 2026", "Sommerfest  2026!", "Fête d'été", "", "Ærø & Ø")
TAKEN = (
    "sommerfest-2026-001.jpg",
    "SOMMERFEST-2026-002.JPG",
    "Sommerfest-2026-003.jpeg",
    "sommerfest-2026-4.jpg",
    "fete-d-ete-001.jpg",
    "fête-d-été-001.jpg",
    "aeroe-oe-001.jpg",
    "notes.txt",
)


class Dice:
    """Chance that is the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._chance = np.random.default_rng(seed)

    def below(self, end: int) -> int:
        return int(self._chance.integers(end))

    def choice(self, of: Sequence[str]) -> str:
        return of[self.below(len(of))]

    def mixed(self, of: Sequence[Item]) -> list[Item]:
        return [of[int(n)] for n in self._chance.permutation(len(of))]

    def bytes(self, size: int) -> bytes:
        return self._chance.bytes(size)


def _draw(office: Office, dice: Dice, folder: Path) -> Path:
    """A picture in a folder of its own, under a name that others may have too."""
    home = folder / str(office.drawn)
    home.mkdir()
    name = dice.choice(("IMG_0001.jpg", "img_0001.JPG", "Børn.jpg", normalize("NFD", "Børn.jpg")))
    path = home / name
    office.draw().rename(path)
    return path


def _mix(
    office: Office, dice: Dice, may: SubjectId, may_not: SubjectId
) -> tuple[list[Path], list[Path]]:
    """Pictures that may leave, and pictures of every other fate."""
    clear, held = [], []
    for _ in range(4 + dice.below(6)):
        path, album = _draw(office, dice, office.folder), dice.choice(ALBUMS)
        match dice.below(6):
            case 0 | 1:
                clear.append(office.portrait(may, path=path, album=album))
            case 2:
                photographs.add_photos(*office.desk, [path], kind=PhotoKind.NOBODY, album=album)
                clear.append(path)
            case 3:
                held.append(office.portrait(may, may_not, path=path, album=album))
            case 4:
                held.append(path)
            case _:
                path.write_bytes(path.read_bytes()[:-30] + b"not a picture")
                held.append(path)
    return clear, held


def _occupy(target: Path, dice: Dice, secret: Path) -> None:
    """Let some names be taken in the target, by whatever can take a name."""
    for name in dice.mixed(TAKEN)[: dice.below(len(TAKEN) + 1)]:
        path = target / dice.choice((name, normalize("NFD", name)))
        match dice.below(4):
            case 0:
                path.mkdir()
            case 1:
                path.symlink_to(secret)
            case 2:
                path.write_bytes(b"")
            case _:
                path.write_bytes(dice.bytes(20))


def _lying(folder: Path) -> dict[str, object]:
    """What lies there, by name, and what it is."""
    return {
        p.name: p.readlink() if p.is_symlink() else p.is_dir() or p.read_bytes()
        for p in folder.iterdir()
    }


@pytest.mark.parametrize("seed", range(12))
def test_nothing_withheld_gets_in_and_nothing_there_is_lost(office: Office, seed: int) -> None:
    dice = Dice(seed)
    may, may_not = office.family(), office.family("Ella Holm")
    late = office.family("Bo Dal")
    office.permit(may)
    office.permit(late)
    clear, held = _mix(office, dice, may, may_not)
    gone = office.portrait(late, path=_draw(office, dice, office.folder))
    secret, target = office.folder / "secret", office.target()
    secret.write_bytes(b"secret")
    _occupy(target, dice, secret)
    before = _lying(target)
    paths = dice.mixed([*clear, *held, gone])

    def withdraw(number: int, _total: int) -> None:
        if number == 1:
            withdrawing.withdraw(*office.desk, subject=late)

    how = Preset(destination=WEBSITE, figures=3 + dice.below(2), status=bool(dice.below(2)))
    plan = office.plan(*paths)
    done = exporting.release(*office.desk, plan, target, how=how, progress=withdraw)
    after = _lying(target)
    assert {name: after[name] for name in before} == before
    assert secret.read_bytes() == b"secret"
    new = {name: data for name, data in after.items() if name not in before}
    assert set(new) == {f.output.name for f in done.released}
    assert len({name.casefold() for name in after}) >= len(new) + len(
        {name.casefold() for name in before}
    )
    assert {f.path for f in done.released} == set(clear)
    let_out = {picture_digest(path.read_bytes()) for path in clear}
    assert {picture_digest(data) for data in new.values() if isinstance(data, bytes)} <= let_out
    with office.register.read() as reader:
        recorded = {c.output: c.sha256_out for r in reader.releases() for c in r.copies}
    assert {
        n: hashlib.sha256(d).digest() for n, d in new.items() if isinstance(d, bytes)
    } == recorded
    assert not [*office.folder.glob(f"{PREFIX}*")]
    # Going on finds nothing more to do, and would let out nothing else.
    again = office.plan(*paths)
    left = resuming.already_there(office.register, again, target)
    assert {one.path for one in left} == set(clear)
    assert not resuming.without(again, {one.path for one in left}).clear
    assert verify(office.register).ok
