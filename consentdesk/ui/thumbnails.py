"""Small pictures for the windows: the newest request first, what scrolled away is dropped.

A photo in the register has no place on disk; this keeps, on this machine only, where its file was
last seen and a small copy of it, both under the cache folder and safe to delete. A file is shown
for a photo only while its bytes are that photo's, and of another version than the registered one no
copy is kept. Decoding happens in `services.pictures`' child processes, so a broken file can't hurt
the window.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Qt, Signal
from PySide6.QtGui import QImage, QImageWriter, QPixmap, QPixmapCache, QTransform

from consentdesk.domain.photos import Fingerprint
from consentdesk.errors import BadInput, Problem
from consentdesk.services import originals
from consentdesk.ui.tasks import Lane, Tasks

if TYPE_CHECKING:
    from consentdesk.domain.photos import PhotoId
    from consentdesk.services.pictures.decoding import Decoder, Rendering, Thumbnail
    from consentdesk.storage.register import Register

    Key = PhotoId | Path

EDGE = originals.PREVIEW_EDGE
CACHE_KB = 48 * 1024
_AT_A_TIME = 2
"""Fewer than the threads of the quick lane, so that a search never waits for pictures."""
_REMEMBERED = 300
"""Requests kept; older ones scrolled away and are asked for again when they come back."""


@dataclass(frozen=True, slots=True)
class Original:
    """A file that is a photo.

    `is_as_registered`: a place on it is the same place on the file the photo was registered from;
    on any other version, the same place may show somebody else.
    """

    path: Path
    data: bytes
    fingerprint: Fingerprint
    is_as_registered: bool


@dataclass(frozen=True, slots=True)
class Small:
    """A small picture of the file with that fingerprint.

    `is_other`: it is another version of the photo, which may lack somebody who is on it.
    """

    image: QImage
    of: Fingerprint
    is_other: bool = False


class Thumbnails(QObject):
    """Thumbnails by photo, or by file where the register may not know it."""

    arrived = Signal(object)
    """The key of a picture that is there now, or known not to be had."""

    def __init__(
        self, tasks: Tasks, register: Callable[[], Register], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._register = register
        self._store = _Store(register)
        self._wanted: list[Key] = []
        self._under_way: set[Key] = set()
        self._missing: set[Key] = set()
        self._glanced: set[Key] = set()
        self._of: dict[Key, Small] = {}
        self._stale: set[Key] = set()
        self._register_mark = uuid4().hex
        QPixmapCache.setCacheLimit(CACHE_KB)

    def picture(self, key: Key) -> QPixmap | None:
        """The picture if it is at hand; otherwise None, and `arrived` tells when it is.

        Until then it may be the small one the camera put into the file, which can show what was
        there before somebody cropped it: something to look at, and nothing to judge by.
        """
        found = QPixmap()
        is_at_hand = QPixmapCache.find(self._cache_key(key), found)
        if is_at_hand and key not in self._stale:
            return found
        stands_in = is_at_hand or QPixmapCache.find(self._stand_in_key(key), found)
        is_waiting = key in self._wanted
        if key not in self._missing and (is_waiting or key not in self._under_way):
            if is_waiting:
                self._wanted.remove(key)
            self._wanted.append(key)
            del self._wanted[:-_REMEMBERED]
            self._next()
        return found if stands_in else None

    def is_there(self, key: Key) -> bool:
        """Whether the picture itself is at hand, and not only what stands in for it."""
        return QPixmapCache.find(self._cache_key(key), QPixmap())

    def is_missing(self, key: Key) -> bool:
        """Whether it was looked for in vain: the file is elsewhere, or can't be read."""
        return key in self._missing

    def is_other_version(self, photo: PhotoId) -> bool:
        """Whether what is at hand is another version of the photo than the registered one."""
        return self.is_there(photo) and photo in self._of and self._of[photo].is_other

    def digest(self, key: Key) -> bytes | None:
        """The SHA-256 of the bytes whose picture is at hand; None while there is none."""
        return self._of[key].of.sha256 if key in self._of and self.is_there(key) else None

    def look_again(self, key: Key) -> None:
        """Its file is there now: ask for the picture where only another version was, or none."""
        if key in self._missing or (key in self._of and self._of[key].is_other):
            self._missing.discard(key)
            self._stale.add(key)
            self.picture(key)

    def expect(self, path: Path, sha256: bytes) -> None:
        """That file holds those bytes now: a picture of any others is forgotten."""
        if self._of.get(path) is not None and self._of[path].of.sha256 != sha256:
            self._drop(path)
        self._missing.discard(path)

    def follow(self) -> None:
        """The register has changed: what is no version of its photo any more is forgotten."""
        others = {key: small.of for key, small in self._of.items() if small.is_other}
        if not others:
            return
        register, mark = self._register(), self._register_mark

        def work() -> tuple[Key, ...]:
            with register.read() as reader:
                known = reader.recognise(tuple(others.values()))
            kept = zip(others, known, strict=True)
            return tuple(k for k, one in kept if one.photo != k or not one.match.is_sure)

        def found(gone: tuple[Key, ...]) -> None:
            for key in gone if mark == self._register_mark else ():
                self._drop(key)
                self.arrived.emit(key)

        self._tasks.run(self, lambda _progress: work(), found, replaces="versions")

    def _drop(self, key: Key) -> None:
        QPixmapCache.remove(self._cache_key(key))
        self._of.pop(key, None)
        self._stale.discard(key)

    def forget(self) -> None:
        """Another register is open: the same numbers are other photos now."""
        self._register_mark = uuid4().hex
        self._wanted.clear()
        self._under_way.clear()
        self._missing.clear()
        self._glanced.clear()
        self._of.clear()
        self._stale.clear()
        self._store.forget()

    def note(self, places: dict[PhotoId, Path]) -> None:
        """Remember where the files of these photos are."""
        store, register, mark = self._store, self._register(), self._register_mark

        def noted(_none: None) -> None:
            for photo in places if mark == self._register_mark else ():
                self._missing.discard(photo)
                if photo in self._of and self._of[photo].is_other:
                    self._stale.add(photo)
                self.arrived.emit(photo)

        self._tasks.run(self, lambda _progress: store.note(register, places), noted)

    def learn(self, folder: Path) -> None:
        """Remember the files of that folder which are photos of the register."""
        from consentdesk.services.finding_pictures import find_pictures

        register = self._register()
        self._tasks.run(
            self,
            lambda _progress: find_pictures(register, (folder,)),
            self._noting(),
            lane=Lane.LONG,
        )

    def learn_beside(self, place: Path) -> None:
        """Remember the photos that lie in folders beside that register's file."""
        from consentdesk.services.finding_pictures import find_beside

        register = self._register()
        self._tasks.run(
            self,
            lambda _progress: find_beside(register, place),
            self._noting(),
            failed=lambda _error: None,
            lane=Lane.LONG,
        )

    def _noting(self) -> Callable[[dict[PhotoId, Path]], None]:
        """Notes what is found for the register open now, and drops it once another one is."""
        mark = self._register_mark

        def found(places: dict[PhotoId, Path]) -> None:
            if mark == self._register_mark:
                self.note(places)

        return found

    def places(self, photos: tuple[PhotoId, ...]) -> dict[PhotoId, Path]:
        """Where the files of these photos were last seen; reads files, so not on the GUI thread."""
        return self._store.places(photos)

    def original(self, photo: PhotoId) -> Original | None:
        """The photo's file, rather the one that was registered; not on the GUI thread.

        None where none is where it was last seen, or they hold something else; raises what
        `pictures` refuses.
        """
        return self._store.original(photo)

    def prepare(self) -> None:
        """Call this on the GUI thread before `decoded` is called off it."""
        self._store.prepare()

    def decoded(self, data: bytes, edge: int) -> QImage:
        """A picture as seen, no side longer than `edge`; takes time, so not on the GUI thread."""
        return self._store.decoded(data, edge)

    def rendered(self, data: bytes, rendering: Rendering) -> QImage:
        """A picture with fresh pixels, as copies are made; not on the GUI thread."""
        return self._store.rendered(data, rendering)

    def first_page(self, pdf: bytes, edge: int) -> QImage:
        """The first page of a PDF, no side longer than `edge`; not on the GUI thread either."""
        return self._store.first_page(pdf, edge)

    def close(self) -> None:
        """End the child processes."""
        self._wanted.clear()
        self._store.close()

    def _next(self) -> None:
        """The newest request first; but all have something to show before one is worked out."""
        while len(self._under_way) < _AT_A_TIME:
            idle = [key for key in self._wanted if key not in self._under_way]
            if not idle:
                return
            fresh = [key for key in idle if key not in self._glanced]
            key = fresh[-1] if fresh else idle[-1]
            self._under_way.add(key)
            if fresh:
                # It keeps its place in the line: however long a glance takes, the newest is next.
                self._glance(key)
            else:
                self._wanted.remove(key)
                self._start(key)

    def _glance(self, key: Key) -> None:
        """Show what is quickly had; the picture is still asked for unless that is the picture."""
        store, mark = self._store, self._register_mark
        store.prepare()

        def glanced(found: Small | QImage | None) -> None:
            if mark != self._register_mark:
                return
            if isinstance(found, Small):
                if key in self._wanted:
                    self._wanted.remove(key)
                self._on_loaded(key, found, mark)
                return
            self._under_way.discard(key)
            self._glanced.add(key)
            if found is not None:
                QPixmapCache.insert(self._stand_in_key(key), QPixmap.fromImage(found))
                self.arrived.emit(key)
            self._next()

        self._tasks.run(
            self,
            lambda _progress: store.glance(key),
            glanced,
            failed=lambda _error: glanced(None),
        )

    def _start(self, key: Key) -> None:
        store, mark = self._store, self._register_mark
        store.prepare()
        self._tasks.run(
            self,
            lambda _progress: store.load(key),
            lambda small: self._on_loaded(key, small, mark),
            failed=lambda _error: self._on_loaded(key, None, mark),
        )

    def _on_loaded(self, key: Key, small: Small | None, mark: str) -> None:
        if mark != self._register_mark:
            return
        self._under_way.discard(key)
        self._glanced.discard(key)
        QPixmapCache.remove(self._stand_in_key(key))
        self._drop(key)
        if small is None or small.image.isNull():
            self._missing.add(key)
        else:
            QPixmapCache.insert(self._cache_key(key), QPixmap.fromImage(small.image))
            # What it is of is remembered; the pixels are the cache's.
            self._of[key] = replace(small, image=QImage())
        self.arrived.emit(key)
        self._next()

    def _stand_in_key(self, key: Key) -> str:
        return f"{self._cache_key(key)}-stand-in"

    def _cache_key(self, key: Key) -> str:
        return f"consentdesk-thumbnail-{self._register_mark}-{key}"


class _Store:
    """The part that runs off the GUI thread: files, folders, the decoder."""

    def __init__(self, register: Callable[[], Register]) -> None:
        self._register = register
        self._institutions: dict[str, str] = {}
        self._decoder: Decoder | None = None

    def glance(self, key: Key) -> Small | QImage | None:
        """The small picture that is kept, or the camera's own as an image; None for neither."""
        from consentdesk.services.pictures.files import read_picture
        from consentdesk.services.pictures.previews import stand_in

        if isinstance(key, Path):
            data = read_picture(key)
        else:
            with self._register().read() as reader:
                registered = reader.registered(key)
            small = originals.preview(self._institution(), key, registered.sha256)
            if small is not None:
                return Small(QImage.fromData(small), registered)
            found = self.original(key)
            if found is None:
                return None
            data = found.data
        given = stand_in(data)
        if given is None:
            return None
        return turned(self.decoded(given.jpeg), given.orientation)

    def load(self, key: Key) -> Small | None:
        """The picture of a photo or file, or None where it can't be had."""
        if isinstance(key, Path):
            from consentdesk.services.pictures.files import read_picture

            data = read_picture(key)
            return Small(self.decoded(data), Fingerprint(sha256(data).digest()))
        with self._register().read() as reader:
            registered = reader.registered(key)
        small = originals.preview(self._institution(), key, registered.sha256)
        if small is not None:
            return Small(QImage.fromData(small), registered)
        found = self.original(key)
        if found is None:
            return None
        image = self.decoded(found.data)
        if found.is_as_registered:
            originals.keep_preview(self._institution(), key, registered.sha256, as_jpeg(image))
        return Small(image, found.fingerprint, is_other=not found.is_as_registered)

    def note(self, register: Register, places: dict[PhotoId, Path]) -> None:
        """Write down where files are; which version of the photo each is shows when it is read."""
        originals.note(self._institution_of(register), places)

    def forget(self) -> None:
        """Another register may lie where one lay before."""
        self._institutions.clear()

    def places(self, photos: tuple[PhotoId, ...]) -> dict[PhotoId, Path]:
        """The files last seen that are still there."""
        return originals.places(self._institution(), photos)

    def close(self) -> None:
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None

    def _institution(self) -> str:
        return self._institution_of(self._register())

    def _institution_of(self, register: Register) -> str:
        if register.location not in self._institutions:
            with register.read() as reader:
                self._institutions[register.location] = reader.institution.uuid
        return self._institutions[register.location]

    def original(self, photo: PhotoId) -> Original | None:
        """The photo's file where it was last seen, rather the one that was registered."""
        found: Original | None = None
        trouble: BadInput | None = None
        for place in originals.versions(self._institution(), photo):
            try:
                seen = self._looked_at(photo, place)
            except BadInput as error:
                trouble = error
                continue
            if seen is not None and (found is None or seen.is_as_registered):
                found = seen
            if found is not None and found.is_as_registered:
                return found
        if found is None and trouble is not None:
            raise trouble
        return found

    def _looked_at(self, photo: PhotoId, place: Path) -> Original | None:
        """The file while its bytes are that photo's."""
        from consentdesk.services.pictures.files import read_picture
        from consentdesk.services.pictures.fingerprint import fingerprint

        data = read_picture(place)
        print_ = fingerprint(data)
        with self._register().read() as reader:
            known = reader.recognise((print_,))[0]
            if known.photo != photo or not known.match.is_sure:
                return None
            registered = reader.registered(photo)
        return Original(place, data, print_, print_.is_laid_out_like(registered))

    def prepare(self) -> None:
        """Have one decoder for all threads: two of them could make one each."""
        if self._decoder is None:
            from consentdesk.services.pictures.decoding import Decoder

            self._decoder = Decoder(_AT_A_TIME)

    def decoded(self, data: bytes, edge: int = EDGE) -> QImage:
        """A picture as seen, no side longer than `edge`."""
        return to_image(self._decoder_there().thumbnail(data, edge))

    def rendered(self, data: bytes, rendering: Rendering) -> QImage:
        """The very pixels that a copy made so has."""
        return QImage.fromData(self._decoder_there().render(data, rendering))

    def first_page(self, pdf: bytes, edge: int) -> QImage:
        """The first page of a PDF."""
        return to_image(self._decoder_there().first_page(pdf, edge))

    def _decoder_there(self) -> Decoder:
        if self._decoder is None:
            raise BadInput(Problem.UNREADABLE_DECODER, reason="closed")
        return self._decoder


def to_image(small: Thumbnail) -> QImage:
    """The pixels a child process sent, as Qt draws them."""
    form = QImage.Format.Format_RGB888
    return QImage(small.rgb, small.width, small.height, small.width * 3, form).copy()


def as_jpeg(image: QImage) -> bytes:
    """The bytes to keep a small picture by; written into memory and nowhere else."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpeg"))
    writer.setQuality(85)
    writer.write(image)
    return bytes(buffer.data().data())


def turned(image: QImage, orientation: int) -> QImage:
    """A picture as stored, turned as it is to be seen (1–8 as in EXIF)."""
    if orientation in (2, 4, 5, 7):
        image = image.flipped(Qt.Orientation.Horizontal)
    degrees = {3: 180, 4: 180, 5: 270, 6: 90, 7: 90, 8: 270}.get(orientation, 0)
    return image.transformed(QTransform().rotate(degrees)) if degrees else image
