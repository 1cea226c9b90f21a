"""The photos somebody is on, for that person's own eyes: everybody else covered (R27).

Stricter than the export gate about who is on a picture, and silent about permissions: what may be
shown to the person is shown, as long as nobody else can be recognised. Where that isn't certain,
the photo stays out. What comes of it is kept in memory; `making` writes it down.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.access import Omission
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Depiction, Photo, PhotoId, PhotoKind
from consentdesk.domain.roles import Right
from consentdesk.domain.verdict import Scene, is_attested, is_vouched, unknown_hidden
from consentdesk.errors import BadInput
from consentdesk.i18n import _
from consentdesk.services import originals
from consentdesk.services.copying_out import AccessOrder, make_access_copies
from consentdesk.services.covering import Hiding, hiding_among, is_cropped_out
from consentdesk.services.judging import Facts

if TYPE_CHECKING:
    from consentdesk.services.checking import Progress
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One photo: the picture to hand out (a JPEG), or why there is none.

    `name` is its file's, for whoever looks through them; a name may tell of others, so it is not
    handed out. `hiding` is how the others on it are hidden; `problem` says more about why that
    can't be.
    """

    photo: PhotoId
    name: str
    event: str
    hiding: Hiding | None = None
    jpeg: bytes | None = None
    omission: Omission | None = None
    problem: BadInput | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """The photos one subject is on, in the order they came in; made by `gallery` alone."""

    subject: SubjectId
    photos: tuple[Shown, ...]

    @property
    def pictures(self) -> tuple[Shown, ...]:
        """Those that can be handed out."""
        return tuple(one for one in self.photos if one.jpeg is not None)


def mark() -> str:
    """What stands below every picture of a pack."""
    return _("Access for the person shown – must not be published")


def gallery(
    register: Register,
    at: datetime,
    subject: SubjectId,
    progress: Progress | None = None,
    *,
    folders: Iterable[Path] = (),
) -> Gallery:
    """The pictures of a subject with everybody else covered; writes nothing.

    Files are looked for where they were last seen on this computer, and in `folders`. Raises
    BadInput(UNKNOWN_SUBJECT), RuleRefusal(NOT_YOUR_ROLE).
    """
    with register.read() as reader:
        reader.must(Right.VERIFY)
    elsewhere = _found_in(register, folders)
    with register.read() as reader:
        reader.subject(subject)
        house, plan = reader.institution.uuid, plans(reader, subject, at)
        known = {photo: reader.registered(photo) for photo in plan}
    orders = [
        AccessOrder(
            photo,
            (*elsewhere.get(photo, ()), *originals.versions(house, photo)),
            known[photo],
            one.hiding,
        )
        for photo, one in plan.items()
        if one.hiding is not None
    ]
    made = make_access_copies(orders, mark(), progress)
    copies = {order.photo: copy for order, copy in zip(orders, made, strict=True)}
    return Gallery(subject=subject, photos=tuple(_with_copy(one, copies) for one in plan.values()))


def plans(reader: Reader, subject: SubjectId, at: datetime) -> dict[PhotoId, Shown]:
    """How the others are hidden on each photo of the subject, or why that can't be."""
    photos = sorted(reader.photos_of(subject))
    facts = Facts(reader, photos, reader.today(at))
    return {photo: _plan(facts, photo, subject) for photo in photos}


def _found_in(register: Register, folders: Iterable[Path]) -> Mapping[PhotoId, tuple[Path, ...]]:
    from consentdesk.services.finding_pictures import find_pictures

    asked = tuple(folders)
    found = find_pictures(register, asked) if asked else {}
    return {photo: (path,) for photo, path in found.items()}


def _with_copy(one: Shown, copies: Mapping[PhotoId, bytes | BadInput | None]) -> Shown:
    if one.photo not in copies:
        return one
    match copies[one.photo]:
        case None:
            return replace(one, omission=Omission.FILE_MISSING)
        case BadInput() as problem:
            return replace(one, omission=Omission.UNREADABLE, problem=problem)
        case jpeg:
            return replace(one, jpeg=jpeg)


def _plan(facts: Facts, photo: PhotoId, subject: SubjectId) -> Shown:
    known, shown = facts.photo(photo), facts.depictions(photo)
    told = Shown(photo=photo, name=known.name, event=known.album)
    others = frozenset(d.subject for d in shown) - {subject}
    (own,) = (d for d in shown if d.subject == subject)
    scene = facts.scene(photo)
    if not is_everybody_known(scene, others) or _is_under_own_cover(scene, own):
        return replace(told, omission=Omission.NOT_ALL_NAMED)
    if own.is_hidden_by_shape:
        # Nothing but the shape would tell whom taking it away shows.
        return replace(told, omission=Omission.OWN_PLACE_UNKNOWN)
    if is_cropped_out(own, known):
        return replace(told, omission=Omission.CROPPED_AWAY)
    try:
        return replace(told, hiding=_hiding(shown, known, own, others))
    except BadInput as problem:
        return replace(told, omission=Omission.NOT_COVERED, problem=problem)


def _hiding(
    shown: Collection[Depiction], known: Photo, own: Depiction, others: frozenset[SubjectId]
) -> Hiding:
    """Everybody but the person hidden, whose own cover is for the others' eyes."""
    without = [replace(d, cover=None) if d == own else d for d in shown]
    return hiding_among(without, known, others)


def _is_under_own_cover(scene: Scene, own: Depiction) -> bool:
    """Whether taking the person's own cover away may show somebody nobody has vouched for.

    Where the copies as drawn were looked at, what lies below a cover was not.
    """
    given = scene.attestation
    return own.cover is not None and given is not None and given.hides is not None


def is_everybody_known(scene: Scene, others: frozenset[SubjectId]) -> bool:
    """Whether nobody is to be recognised but who is named or covered, whatever the kind (R16, R17).

    A situation photo needs it here as well: without it, nobody knows who else is on it.
    """
    given = scene.attestation
    if given is None or not is_attested(scene) or scene.photo.kind is PhotoKind.NOBODY:
        return False
    hidden = unknown_hidden(scene)
    lacking = max(given.visible - len(given.shows), len(scene.photo.unknown_covers), scene.erased)
    if lacking > hidden:
        return False
    # Said of copies, it holds for no others: who was cropped away then may be in sight now.
    of_copies = given.hides is not None or bool(others & scene.unmarked)
    if of_copies and not is_vouched(scene):
        return False
    return scene.photo.faces is None or scene.photo.faces <= given.visible
