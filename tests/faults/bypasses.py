"""Every way round the gate we can think of: each lets nothing out, and is named.

Four let something out and can only be named afterwards (`_AFTERWARDS`): whoever works the whole
chain out anew, or puts another whole register there, owns the file.
"""

import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image, ImageOps

from consentdesk.errors import ConsentDeskError
from consentdesk.services import exporting, withdrawing
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import backup, verify
from tests.faults.figures import Figures
from tests.faults.school import INSTITUTION, Run
from tests.services.office import CLERK, Office
from tests.storage.tampering import GUARDS, guards_down, opened, rewrite_chain
from tests.storage.test_sealing import check_seal, seal
from tests.templates import Founding
from tests.test_architecture import test_only_two_doors_make_clean_copies

_COMMENT, _SCAN = b"\xff\xfe", 0xDA
_TAGS = frozenset((*range(0xE0, 0xF0), _COMMENT[1]))
"""What a JPEG may do without: application segments and comments."""
_REWRITTEN = "the chain is worked out anew"
_DEEDS: Mapping[str, Sequence[str]] = {
    "a no made a yes": ("UPDATE ledger SET kind = 'GRANTED' WHERE kind = 'REFUSED'",),
    "a no made a yes in a new chain": (
        "UPDATE ledger SET kind = 'GRANTED' WHERE kind = 'REFUSED'",
        _REWRITTEN,
    ),
    "a no made a yes everywhere": (
        "UPDATE ledger SET kind = 'GRANTED' WHERE kind = 'REFUSED'",
        "UPDATE standing SET state = 'JOURNALED' WHERE state = 'REFUSED'",
        _REWRITTEN,
    ),
    "a withdrawal deleted": ("DELETE FROM ledger WHERE kind = 'WITHDRAWN'",),
    "a withdrawal deleted in a new chain": (
        "DELETE FROM ledger WHERE kind = 'WITHDRAWN'",
        _REWRITTEN,
    ),
    "a withdrawal deleted everywhere": (
        "DELETE FROM ledger WHERE kind = 'WITHDRAWN'",
        "UPDATE standing SET state = 'JOURNALED' WHERE state = 'WITHDRAWN'",
        _REWRITTEN,
    ),
    "the end cut off": ("DELETE FROM ledger WHERE number > (SELECT max(number) - 6 FROM ledger)",),
    "the end cut off in a new chain": (
        "DELETE FROM ledger WHERE number > (SELECT max(number) - 6 FROM ledger)",
        _REWRITTEN,
    ),
    "two lines swapped": (
        "UPDATE ledger SET number = -1 WHERE number = 4",
        "UPDATE ledger SET number = 4 WHERE number = 5",
        "UPDATE ledger SET number = 5 WHERE number = -1",
    ),
    "a line turned back in time": (
        "UPDATE ledger SET at = '2001-01-01T08:00:00.000000Z' WHERE number = 6",
        _REWRITTEN,
    ),
    "the standing changed": ("UPDATE standing SET state = 'JOURNALED'",),
    "somebody taken off every picture": ("DELETE FROM depiction WHERE subject > 1",),
    "a picture said to be another": ("UPDATE fingerprint SET photo = 1",),
    "another kind of picture": ("UPDATE photo SET kind = 'nobody'",),
    "a child made staff": ("UPDATE subject SET staff = 1, born = '1970-01-01'",),
    "custody moved": ("UPDATE guardianship SET subject = 2 WHERE subject = 1",),
    "the rules changed": ("UPDATE institution SET policy = 'se'",),
    "the guards taken away": tuple(f"DROP TRIGGER {name}" for name in GUARDS),
    "another schema": ("UPDATE consentdesk_version SET version_num = '9999'",),
    "another program's mark": ("PRAGMA application_id = 0",),
    "the head set back": ("UPDATE head SET number = number - 5",),
}
_OLD, _OTHER = "last week's copy", "another's register"
_AFTERWARDS: Mapping[str, str] = {
    "a no made a yes in a new chain": "verify",
    "a no made a yes everywhere": "verify",
    _OLD: "the seal",
    _OTHER: "the seal",
}
"""The deeds under which pictures do leave, and what names each of them."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A register, the pictures that may not leave, its seal, and what else somebody may bring."""

    folder: Path
    held: tuple[Path, ...]
    seal: str
    at: datetime

    @property
    def file(self) -> Path:
        return self.folder / "register" / "school.db"

    @property
    def old(self) -> Path:
        return self.folder / "last-week.db"

    @property
    def other(self) -> Path:
        return self.folder / "another.db"


def bypassed(run: Run) -> Figures:
    """By hand in the file, with other files in its place, by the clock, and by the picture."""
    figures = Figures("j. ways round the gate")
    place = _made(run.folder / "school")
    kept = run.folder / "kept.db"
    shutil.copyfile(place.file, kept)
    for name, statements in _DEEDS.items():
        shutil.copyfile(kept, place.file)
        _does(place.file, statements)
        figures.add(name, _judge(figures, place, name))
    for name, brought in ((_OLD, place.old), (_OTHER, place.other)):
        shutil.copyfile(brought, place.file)
        figures.add(name, _judge(figures, place, name))
    shutil.copyfile(kept, place.file)
    figures.add("the clock set back", _clock_back(figures, place))
    for name, trick in _tricks(long=run.long).items():
        figures.add(name, _disguised(figures, run, place, trick))
    try:
        test_only_two_doors_make_clean_copies()
        wrong = []
    except AssertionError as error:
        wrong = [f"clean copies are made elsewhere: {error}"]
    figures.add("the clean-copy code called by another part", wrong)
    return figures


def _made(folder: Path) -> _Place:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=10)
    place = _Place(folder, (), "", at)
    place.file.parent.mkdir(parents=True, mode=0o700)
    (folder / "pictures").mkdir()
    Founding(INSTITUTION, CLERK, at).make(str(place.file))
    with Register.open(str(place.file)) as register:
        office = Office(register, folder / "pictures", at)
        noah, ella = office.family(), office.family("Ella Holm")
        office.permit(noah)
        office.permit(ella)
        office.portrait(noah)
        withdrawn = office.portrait(ella, path=_tagged(office.draw(), "Ella Holm"))
        ida, bo = office.family("Ida Dal"), office.family("Bo Birk")
        office.file(office.answer(ida, dict.fromkeys(office.purposes, False)))
        refused, unasked = office.portrait(ida), office.portrait(bo)
        backup(register, place.old)
        office.later(days=7)
        withdrawing.withdraw(*office.desk, subject=ella)
        sealed = seal(register)
    Founding("Månen", CLERK, at).make(str(place.other))
    with Register.open(str(place.other)) as register:
        office = Office(register, folder / "pictures", at)
        jo = office.family("Jo Krog")
        office.permit(jo)
        for path in (withdrawn, refused, unasked):
            office.portrait(jo, path=path)
    return replace(place, held=(withdrawn, refused, unasked), seal=sealed, at=office.at)


def _tagged(path: Path, words: str) -> Path:
    """The same picture, with a tag that says something."""
    data = path.read_bytes()
    tag = words.encode()
    path.write_bytes(data[:2] + _COMMENT + (len(tag) + 2).to_bytes(2, "big") + tag + data[2:])
    return path


def _does(file: Path, statements: Sequence[str]) -> None:
    careful = not any("TRIGGER" in one or "PRAGMA" in one for one in statements)
    with (guards_down if careful else opened)(file) as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        before = raw.total_changes
        for statement in statements:
            _one(raw, statement)
        assert raw.total_changes > before or not careful


def _one(raw: sqlite3.Connection, statement: str) -> None:
    if statement == _REWRITTEN:
        rewrite_chain(raw)
    else:
        raw.execute(statement)


def _judge(figures: Figures, place: _Place, name: str) -> list[str]:
    """What left that may not, and what nothing names."""
    left, namer, wrong = 0, "", []
    try:
        with Register.open(str(place.file)) as register:
            if verify(register).problems:
                namer = "verify"
            elif check_seal(register, place.seal):
                namer = "the seal"
        figures.told[f"named by {namer}" if namer else "not named"] += 1
    except ConsentDeskError as error:
        namer = str(error)
        figures.told[f"not opened: {error}"] += 1
    try:
        with Register.open(str(place.file)) as register:
            left = _leave(register, place, place.held, place.at + timedelta(days=1))
    except ConsentDeskError:
        figures.told["an export is refused"] += 1
    if left:
        figures.told[f"pictures that left under “{name}”, named by {namer}"] += left
    if not namer:
        wrong.append("not named")
    if left and name not in _AFTERWARDS:
        wrong.append(f"{left} left")
    if name in _AFTERWARDS and not left:
        wrong.append("nothing left: it is no exception any more")
    if namer != _AFTERWARDS.get(name, namer):
        wrong.append(f"named by {namer}, and not by {_AFTERWARDS[name]}")
    return wrong


def _leave(register: Register, place: _Place, paths: Sequence[Path], at: datetime) -> int:
    office = Office(register, place.folder / "pictures", at)
    target = place.folder / "out"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    done = exporting.release(*office.desk, office.plan(*paths), target)
    assert len(done.released) == len(list(target.iterdir()))
    return len(done.released)


def _clock_back(figures: Figures, place: _Place) -> list[str]:
    """Before the withdrawal: nothing leaves, and what is written then is not of that day."""
    with Register.open(str(place.file)) as register:
        early = place.at - timedelta(days=400)
        left = _leave(register, place, place.held, early)
        office = Office(register, place.folder / "pictures", early)
        with register.read() as reader:
            before = reader.head().at
        office.family("Late Comer")
        with register.read() as reader:
            after = reader.head().at
        problems = [f"verify: {p.code}" for p in verify(register).problems]
    figures.told["the clock set back lets out"] += left
    wrong = [f"{left} pictures left"] if left else []
    if before is None or after is None or after < before:
        wrong.append(f"the journal went back from {before} to {after}")
    return wrong + problems


def _disguised(
    figures: Figures, run: Run, place: _Place, trick: Callable[[Path, Path], None]
) -> list[str]:
    wrong = []
    for path in place.held if run.long else place.held[:1]:
        other = run.place("disguised")
        other.mkdir()
        changed = other / "holiday.jpg"
        trick(path, changed)
        with Register.open(str(place.file)) as register:
            paths = [p for p in other.iterdir() if p.is_file()]
            left = _leave(register, place, paths, place.at + timedelta(days=1))
        figures.told["disguises that left"] += left
        if left:
            wrong.append(f"{path.name} left")
    return wrong


@dataclass(frozen=True, slots=True)
class _Saved:
    """The picture changed and saved anew, which takes every tag with it."""

    change: Callable[[Image.Image], Image.Image] = Image.Image.copy
    suffix: str = ".jpg"
    quality: int = 85

    def __call__(self, path: Path, other: Path) -> None:
        with Image.open(path) as image:
            changed = self.change(image.convert("RGB"))
            changed.save(other.with_suffix(self.suffix), quality=self.quality)


@dataclass(frozen=True, slots=True)
class _Cropped:
    """Without so many per cent at each edge."""

    less: int

    def __call__(self, image: Image.Image) -> Image.Image:
        return ImageOps.crop(image, image.width * self.less // 100)


@dataclass(frozen=True, slots=True)
class _Resized:
    """With so many per cent of the size."""

    size: int

    def __call__(self, image: Image.Image) -> Image.Image:
        return image.resize((image.width * self.size // 100, image.height * self.size // 100))


def _renamed(path: Path, other: Path) -> None:
    shutil.copyfile(path, other)


def _stripped(path: Path, other: Path) -> None:
    """Pixels and coding as they were, and no tag of any kind."""
    data, place = path.read_bytes(), 2
    kept = [data[:2]]
    while data[place + 1] != _SCAN:
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if data[place + 1] not in _TAGS:
            kept.append(data[place:end])
        place = end
    other.write_bytes(b"".join((*kept, data[place:])))
    assert len(other.read_bytes()) < len(data)


def _retagged(path: Path, other: Path) -> None:
    shutil.copyfile(path, other)
    _tagged(other, "Noah Lund")


def _appended(path: Path, other: Path) -> None:
    other.write_bytes(path.read_bytes() + b"more")


def _disguised_kind(path: Path, other: Path) -> None:
    shutil.copyfile(path, other.with_suffix(".png"))


def _tricks(*, long: bool) -> dict[str, Callable[[Path, Path], None]]:
    """What may be done to a picture; the short form leaves out what differs by degrees only."""
    sizes, crops = ((25, 50, 90, 200), (2, 5, 10, 25)) if long else ((50,), (5,))
    qualities = (30, 50, 70, 95) if long else (30,)
    found: dict[str, Callable[[Path, Path], None]] = {
        "renamed": _renamed,
        "with its tags stripped": _stripped,
        "with another's name in a tag": _retagged,
        "with more behind it": _appended,
        **{f"resized to {n} %": _Saved(_Resized(n)) for n in sizes},
        **{f"cropped by {n} %": _Saved(_Cropped(n)) for n in crops},
        **{f"recompressed at {n}": _Saved(quality=n) for n in qualities},
        "saved as .png": _Saved(suffix=".png"),
    }
    if not long:
        return found
    return {
        **found,
        "called another kind": _disguised_kind,
        **{f"saved as {s}": _Saved(suffix=s) for s in (".webp", ".tif")},
        "mirrored": _Saved(ImageOps.mirror),
        "turned": _Saved(_turned),
        "with a border": _Saved(_bordered),
        "in grey": _Saved(ImageOps.grayscale),
    }


def _turned(image: Image.Image) -> Image.Image:
    return image.transpose(Image.Transpose.ROTATE_90)


def _bordered(image: Image.Image) -> Image.Image:
    return ImageOps.expand(image, 20, "white")
