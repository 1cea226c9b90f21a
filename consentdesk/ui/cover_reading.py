"""What the window for covers shows: who is on a photo, what is drawn, and what becomes of copies.

Off the GUI thread. What a draft would mean is the services' to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from consentdesk.domain.covers import Drawn, is_unknown, unknown
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Fingerprint, Photo, PhotoId, Region
from consentdesk.domain.verdict import Outcome, Verdict, is_vouched
from consentdesk.i18n import _, format_number
from consentdesk.ui.context import Context
from consentdesk.wording import listed, problem_sentence
from consentdesk.words import destination_place

if TYPE_CHECKING:
    from consentdesk.services.hiding import Foreseen
    from consentdesk.services.seeing import Seen

EDGE = 1400
"""Pixels of the longer side of the copy that is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverView:
    """One photo: the people on it by name, where each face is marked, and what is drawn.

    `registered` is the file it came in as; `lacking` are those who speak against the file. Of the
    people on it `unknown` have no name; `is_vouched` says that somebody vouched for the copies as
    they are drawn, `was_vouched` that somebody did before it was drawn otherwise. `seen` is what
    such a statement is made of.
    """

    photo: Photo
    registered: Fingerprint
    names: Mapping[SubjectId, str]
    faces: Mapping[SubjectId, Region | None]
    drawn: Drawn
    lacking: tuple[SubjectId, ...]
    unknown: int
    is_vouched: bool
    was_vouched: bool
    seen: "Seen"

    def name(self, subject: SubjectId | None) -> str:
        """The name of somebody on it, "" for nobody."""
        return "" if subject is None else self.names.get(subject, "")

    def unplaced(self, drawn: Drawn) -> int:
        """How many are covered there of whom nothing but the shape tells where they are."""
        covered = (subject for subject, _cover in drawn.covers)
        return sum(not is_unknown(s) and self.faces.get(s) is None for s in covered)


@dataclass(frozen=True, slots=True)
class Shown:
    """What would become of copies, and the copy itself where it can be made here and now."""

    drawn: Drawn
    foreseen: "Foreseen"
    copy: QImage | None


def read_covers(context: Context, photo: PhotoId) -> CoverView:
    """Everything about one photo from one snapshot; BadInput(UNKNOWN_PHOTO)."""
    from consentdesk.services.hiding import drawn_on
    from consentdesk.services.judging import Facts, judge_photo
    from consentdesk.services.seeing import Seen, unknown_on

    with context.register.read() as reader:
        today = reader.today(context.now())
        verdicts = judge_photo(reader, photo, today)
        shown = reader.depicted((photo,))[photo]
        people = reader.subjects(d.subject for d in shown)
        known, lacking = reader.photo(photo), unknown_on(reader, photo)
        names = {s: person.name for s, person in people.items()}
        scene = Facts(reader, (photo,), today).scene(photo)
        given, is_said = scene.attestation, is_vouched(scene)
        return CoverView(
            photo=known,
            registered=reader.registered(photo),
            names=names | _without_name(known, lacking),
            faces={d.subject: d.region for d in shown},
            drawn=drawn_on(reader, photo),
            lacking=_lacking(verdicts),
            unknown=lacking,
            is_vouched=is_said,
            was_vouched=given is not None and given.hides is not None and not is_said,
            seen=Seen(known.kind, frozenset(people), lacking),
        )


def read_shown(context: Context, photo: PhotoId, drawn: Drawn) -> Shown:
    """What becomes of copies with that drawn, and the copy, rendered as every copy is."""
    from consentdesk.services.hiding import foreseen
    from consentdesk.services.pictures.decoding import Rendering

    with context.register.read() as reader:
        told = foreseen(reader, photo, drawn, reader.today(context.now()))
    if told.hiding is None:
        return Shown(drawn, told, None)
    found = context.thumbnails.original(photo)
    if found is None or not found.is_as_registered:
        return Shown(drawn, told, None)
    rendering = Rendering(crop=told.hiding.crop, covers=told.hiding.covers, max_edge=EDGE)
    return Shown(drawn, told, context.thumbnails.rendered(found.data, rendering))


def read_note(context: Context, photo: PhotoId) -> str:
    """What is to be said of a photo on which something is drawn, "" of any other."""
    from consentdesk.services.hiding import drawn_on, foreseen
    from consentdesk.services.judging import judge_photo

    with context.register.read() as reader:
        drawn = drawn_on(reader, photo) if reader.with_shapes((photo,)) else Drawn()
        if drawn == Drawn():
            return ""
        today = reader.today(context.now())
        told = foreseen(reader, photo, drawn, today)
        bare = judge_photo(reader, photo, today)
    if told.problem is not None:
        return problem_sentence(told.problem)
    open_now = {v.destination for v in bare if v.outcome is Outcome.CLEAR}
    opened = [
        v.destination
        for v in told.verdicts
        if v.outcome is Outcome.CLEAR and v.destination not in open_now
    ]
    if not opened:
        return _("Every copy of it is covered or cropped, as drawn.")
    if len(opened) == len(told.verdicts):
        return _("May be shown everywhere when covered or cropped, as drawn.")
    places = listed([destination_place(place) for place in opened])
    return _("May be shown {places} when covered or cropped, as drawn.").format(places=places)


def _without_name(photo: Photo, count: int) -> dict[SubjectId, str]:
    """Those whom nobody knows, by what they are called here: as many as were counted or covered."""
    numbers = {*range(1, count + 1), *(number for number, _cover in photo.unknown_covers)}
    said = _("Unknown person {number}")
    return {unknown(n): said.format(number=format_number(n)) for n in sorted(numbers)}


def _lacking(verdicts: tuple[Verdict, ...]) -> tuple[SubjectId, ...]:
    found = {r.subject: None for v in verdicts for r in v.reasons if r.subject is not None}
    return tuple(found)
