"""Writing a pack: a ZIP with a page to read, the same for a program, scans and pictures.

The second of the two doors by which a picture leaves, beside the export gate, and no way round it:
it takes nothing but a `Gallery`, in which everybody but one person is covered and every picture
bears its mark. The file appears whole or not at all, is never written over another, and the journal
knows of it before it appears.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import file_digest
from io import BytesIO
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from consentdesk.domain.access import Omission
from consentdesk.domain.acts import AccessGiven, Digest
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId
from consentdesk.domain.roles import Right
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services.access_pack import content, requests
from consentdesk.services.access_pack.machine_readable import as_json
from consentdesk.services.access_pack.showing import Gallery, Shown, plans
from consentdesk.services.naming import refuse_folder

if TYPE_CHECKING:
    from consentdesk.services.checking import Progress
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register

PAGE, FACTS = "access.pdf", "access.json"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_SUFFIXES: Mapping[str, str] = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/tiff": ".tif",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A pack that was written: where, its digest, the act that tells of it, and its photos."""

    path: Path
    sha256: Digest
    act: int
    photos: tuple[Shown, ...]
    scans: int


def make_access_pack(
    register: Register,
    clerk: str,
    at: datetime,
    path: Path,
    shown: Gallery,
    *,
    left_out: Collection[PhotoId] = (),
    asked_on: date | None = None,
    progress: Progress | None = None,
) -> Made:
    """Write the pack of the person whose pictures were looked at, and tell the journal of it.

    Photos in `left_out` are told of without their picture. A photo that isn't as it was looked at
    any more is refused: somebody named since would not be covered. `asked_on` notes a request that
    nobody had noted. Raises BadInput: ACCESS_UNWRITABLE, ASKED_IN_FUTURE, FILE_OF_REGISTER,
    PACK_EXISTS, UNKNOWN_SUBJECT; RuleRefusal: NAME_IN_FILE, NOT_YOUR_ROLE,
    PHOTO_CHANGED_MEANWHILE.
    """
    photos = tuple(_chosen(one, left_out) for one in shown.photos)
    check_place(register, path, shown.subject)
    with _new_file(path) as room:
        with register.read() as reader:
            reader.check_chain(anew=False)
            told = _told(reader, shown, at)
        _write(room, told, photos, progress)
        with register.write(clerk, at) as writer:
            if writer.head().digest != told.head.digest:
                told = _told(writer, shown, at)
                _write(room, told, photos, None)
            if asked_on is not None:
                requests.note(writer, shown.subject, asked_on)
            room.hold()
            digest = room.digest()
            given = tuple(one.photo for one in photos if one.jpeg is not None)
            body = AccessGiven(subject=shown.subject, photos=given, pack=digest)
            (act,) = writer.append(body)
        room.put()
    scans = sum(one.document is not None for one in told.scans)
    return Made(path=path, sha256=digest, act=act.number, photos=photos, scans=scans)


def check_place(register: Register, path: Path, subject: SubjectId) -> None:
    """Refuse a place before long work is done for it; raises what `make_access_pack` does."""
    from consentdesk.storage.places import refuse_own

    refuse_own(path, register.place)
    with register.read() as reader:
        reader.must(Right.VERIFY)
        try:
            refuse_folder(reader, path.stem, (subject,))
        except RuleRefusal:
            raise RuleRefusal(Problem.NAME_IN_FILE, name=path.name) from None
    if os.path.lexists(path):
        raise BadInput(Problem.PACK_EXISTS, path=path)


def _chosen(one: Shown, left_out: Collection[PhotoId]) -> Shown:
    if one.jpeg is None or one.photo not in left_out:
        return one
    return replace(one, jpeg=None, omission=Omission.LEFT_OUT)


def _told(reader: Reader, shown: Gallery, at: datetime) -> content.Access:
    """What is kept now, once it is sure that the pictures are still what may be handed out."""
    now = plans(reader, shown.subject, at)
    for one in shown.pictures:
        then = now.get(one.photo)
        if then is None or then.hiding != one.hiding:
            name = reader.photos([one.photo]).get(one.photo)
            raise RuleRefusal(
                Problem.PHOTO_CHANGED_MEANWHILE, path=name.name if name else str(one.photo)
            )
    return content.read(reader, shown.subject, at)


def _write(
    room: _Room, told: content.Access, photos: tuple[Shown, ...], progress: Progress | None
) -> None:
    """Everything into the file that nobody sees yet, and onto the disk."""
    from consentdesk.services.paper_access import draw_access

    files = {one.photo: f"photos/photo-{one.photo:05d}.jpg" for one in photos if one.jpeg}
    page = BytesIO()
    draw_access(told, photos, files, page)
    with _told_about(room.path), room.part.open("wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
            _put(pack, PAGE, page.getvalue(), told)
            _put(pack, FACTS, as_json(told, photos, files), told)
            for scan in told.scans:
                if scan.document is not None:
                    suffix = _SUFFIXES.get(scan.document.media_type, ".bin")
                    name = f"forms/{scan.serial}{suffix}"
                    _put(pack, name, scan.document.data, told)
            for number, one in enumerate(photos, 1):
                if one.jpeg is not None:
                    _put(pack, files[one.photo], one.jpeg, told)
                if progress is not None:
                    progress(number, len(photos))
        file.flush()
        os.fsync(file.fileno())


def _put(pack: zipfile.ZipFile, name: str, data: bytes, told: content.Access) -> None:
    """One file, dated when the pack was made; pictures don't get smaller by packing."""
    made = told.at.astimezone(told.zone).timetuple()[:6]
    one = zipfile.ZipInfo(name, (max(1980, made[0]), *made[1:]))
    one.external_attr = 0o600 << 16
    small = name.startswith("photos/")
    pack.writestr(one, data, zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED)


class _Room:
    """A file beside the one that is wanted, and that one's name once it is held."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(f".consentdesk-{token_hex(8)}.part")
        self._held = False
        with _told_about(path):
            os.close(os.open(self.part, _NEW, 0o600))

    def digest(self) -> Digest:
        """The SHA-256 of what was written, in hex."""
        with _told_about(self.path), self.part.open("rb") as file:
            return Digest(file_digest(file, "sha256").hexdigest())

    def hold(self) -> None:
        """Take the name, so that nothing is written over; BadInput PACK_EXISTS."""
        with _told_about(self.path):
            os.close(os.open(self.path, _NEW, 0o600))
        self._held = True

    def put(self) -> None:
        """Give the file its name."""
        from consentdesk.storage.database import fsync_folder

        with _told_about(self.path):
            self.part.replace(self.path)
            self._held = False
            fsync_folder(self.path.absolute().parent)

    def clear(self) -> None:
        """Leave the folder as it was found."""
        for path in (self.part, *((self.path,) if self._held else ())):
            with suppress(OSError):
                path.unlink(missing_ok=True)


@contextmanager
def _new_file(path: Path) -> Iterator[_Room]:
    room = _Room(path)
    try:
        yield room
    finally:
        room.clear()


@contextmanager
def _told_about(path: Path) -> Iterator[None]:
    """What the system says of a file, as a refusal."""
    try:
        yield
    except FileExistsError:
        raise BadInput(Problem.PACK_EXISTS, path=path) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(Problem.ACCESS_UNWRITABLE, path=path, reason=reason) from None
