"""The trash: people and photos entered by mistake, thrown away for thirty days.

Only drafts go there: nobody a form was printed for, no photo anybody has vouched for. What has a
history stays, and ends in its own way. Leaves what a draft is to `storage`, which looks within the
same write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import Enrolled
from consentdesk.domain.consent import voided
from consentdesk.domain.people import Subject, SubjectId
from consentdesk.domain.photos import PhotoId
from consentdesk.domain.roles import Right
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services import originals
from consentdesk.services.resembling import check_beside
from consentdesk.services.roster import is_protected, subjects_called
from consentdesk.storage.values import Thrown, TrashId

if TYPE_CHECKING:
    from consentdesk.domain.acts import Act
    from consentdesk.domain.photos import Photo
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer

DAYS = 30
"""How long a draft can be put back, counted in the institution's own days."""


@dataclass(frozen=True, slots=True)
class ThrownAway:
    """What went into the trash, and what stayed, since something rests on it; each as asked."""

    subjects: tuple[SubjectId, ...]
    photos: tuple[PhotoId, ...]
    kept: tuple[Subject | Photo, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in the trash: who threw it away, and for how many more days it can be put back."""

    thrown: Thrown
    clerk: str
    days_left: int


def throw_away(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    subjects: Iterable[SubjectId] = (),
    photos: Iterable[PhotoId] = (),
) -> ThrownAway:
    """Put drafts into the trash, photos first: who is named only on those can follow them.

    What has a history stays, as does whoever is protected (R10), and so the others still go; what
    another desk has thrown away already is passed over. Where nothing goes at all: RuleRefusal
    SUBJECT_HAS_HISTORY, PROTECTED_STAYS or PHOTO_HAS_HISTORY for the first, BadInput
    UNKNOWN_SUBJECT or UNKNOWN_PHOTO.
    """
    gone: list[PhotoId] = []
    left: list[SubjectId] = []
    kept: list[Subject | Photo] = []
    refused: list[BadInput | RuleRefusal] = []
    with register.write(clerk, at) as writer:
        for photo in dict.fromkeys(photos):
            try:
                writer.throw_away_photo(photo)
                gone.append(photo)
            except RuleRefusal as error:
                kept.append(writer.photo(photo))
                refused.append(error)
            except BadInput as error:
                refused.append(error)
        for subject in dict.fromkeys(subjects):
            try:
                _throw_away(writer, at, subject)
                left.append(subject)
            except RuleRefusal as error:
                kept.append(writer.subject(subject))
                refused.append(error)
            except BadInput as error:
                refused.append(error)
        if refused and not gone and not left:
            raise next((e for e in refused if isinstance(e, RuleRefusal)), refused[0])
    return ThrownAway(tuple(left), tuple(gone), tuple(kept))


def _throw_away(writer: Writer, at: datetime, subject: SubjectId) -> None:
    """Whoever is entered again, or comes on the next class list, would not be protected (R10)."""
    if is_protected(writer, subject, at):
        raise RuleRefusal(Problem.PROTECTED_STAYS, subject=writer.subject(subject).name)
    writer.throw_away_subject(subject)


def put_back(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    subjects: Iterable[SubjectId] = (),
    photos: Iterable[PhotoId] = (),
    different: Collection[PhotoId] = (),
) -> int:
    """Take these out of the trash as they were, all or none; what is out already is passed over.

    People first, so that they are named again on the photos. Returns how many times somebody named
    on a photo is named there no longer, since the register doesn't know them any more. Raises
    BadInput: NOT_IN_TRASH where none of them lies there, or has for too long, ENROLLED_SINCE where
    somebody of the same name and birth date was enrolled meanwhile: two entries would be one
    person. ADDED_SINCE where the picture was added anew, NAMED_IN_TRASH where somebody named on it
    stays in the trash (R16). RuleRefusal(FEWER_THAN_ITS_LIKE) where a photo looks like one that
    was vouched for or judged meanwhile with less said of it than of the other, unless that
    one is among `different`: somebody knows them to be two (R21).
    """
    with register.write(clerk, at) as writer:
        there = [one for one in writer.trash() if _days_left(writer, one, at) > 0]
        people = _wanted(there, subjects, is_person=True)
        back = _wanted(there, photos, is_person=False)
        if not people and not back:
            raise BadInput(Problem.NOT_IN_TRASH)
        for one in people:
            _check_not_enrolled_since(writer, one)
            writer.put_back(subject=SubjectId(one.item.id))
        for one in back:
            _check_nobody_left_behind(writer, one)
        gone = sum(writer.put_back(photo=PhotoId(one.item.id)) for one in back)
        for one in back:
            # While it lay in the trash nobody could be asked about the two.
            check_beside(writer, PhotoId(one.item.id), different)
        return gone


def _wanted(there: Sequence[Thrown], ids: Iterable[int], *, is_person: bool) -> list[Thrown]:
    """Those of the one kind that lie there, in the order asked for."""
    found = {int(one.item.id): one for one in there if isinstance(one.item, Subject) is is_person}
    return [found[id] for id in dict.fromkeys(ids) if id in found]


def _check_nobody_left_behind(writer: Writer, one: Thrown) -> None:
    """Whoever vouched for the photo afterwards would count too few people (R16)."""
    for other in writer.trash():
        if isinstance(other.item, Subject) and other.item.id in one.shows:
            names = {"path": one.item.name, "subject": other.item.name}
            raise BadInput(Problem.NAMED_IN_TRASH, **names)


def _check_not_enrolled_since(writer: Writer, one: Thrown) -> None:
    """Two of one name and birth date are two people only if both were known at the same time.

    Then somebody has said so. Whoever was enrolled while the other lay in the trash may be the same
    person, also where both have lain there since.
    """
    person = one.item
    if not isinstance(person, Subject):
        return
    alike = [s.id for s in subjects_called(writer, person.name) if s.born == person.born]
    acts = writer.acts([person.id, *alike])
    if not all(_were_there_together(acts[person.id], acts[other]) for other in alike):
        raise BadInput(Problem.ENROLLED_SINCE, subject=person.name)


def _were_there_together(one: Sequence[Act], other: Sequence[Act]) -> bool:
    """Whether the first of two people was in the register when the second was enrolled."""
    first, second = sorted((one, other), key=lambda acts: acts[0].number)
    before = [act for act in first if act.number < second[0].number]
    void = voided(before)
    return any(isinstance(a.body, Enrolled) and a.number not in void for a in before)


def items(reader: Reader, at: datetime) -> tuple[Item, ...]:
    """What can be put back, the latest first; what has lain there too long is as good as gone."""
    thrown = [(one, _days_left(reader, one, at)) for one in reader.trash()]
    clerks = reader.clerks({one.clerk for one, _days in thrown})
    return tuple(Item(one, clerks.get(one.clerk, ""), days) for one, days in thrown if days > 0)


def _days_left(reader: Reader, one: Thrown, at: datetime) -> int:
    day = one.at.astimezone(ZoneInfo(reader.policy.timezone)).date()
    return (day + timedelta(days=DAYS) - reader.today(at)).days


def empty(register: Register, clerk: str, at: datetime, wanted: Sequence[TrashId]) -> int:
    """Really delete these, and nothing that came into the trash since; how many there were.

    RuleRefusal NOT_YOUR_ROLE where people are among them and keeping those is not for whoever asks,
    or photos.
    """
    with register.write(clerk, at) as writer:
        there = [one for one in writer.trash() if one.id in set(wanted)]
        for one in there:
            writer.must(Right.KEEP_PEOPLE if isinstance(one.item, Subject) else Right.NAME)
        count = writer.empty_trash([one.id for one in there])
        house = writer.institution.uuid
    _forget_places(house, there)
    return count


def empty_daily(register: Register, clerk: str, at: datetime) -> int:
    """Really delete what has lain in the trash for thirty days; how many there were.

    Writes only where there is such a thing. It is looked for again within the write: somebody may
    have put it back meanwhile.
    """
    with register.read() as reader:
        if not _due(reader, at):
            return 0
    with register.write(clerk, at) as writer:
        due = _due(writer, at)
        count = writer.empty_trash([one.id for one in due])
        house = writer.institution.uuid
    _forget_places(house, due)
    return count


def _due(reader: Reader, at: datetime) -> list[Thrown]:
    return [one for one in reader.trash() if _days_left(reader, one, at) <= 0]


def _forget_places(institution: str, gone: Iterable[Thrown]) -> None:
    """Neither where the files of deleted photos lie nor what they look like stays on this desk."""
    photos = [one.item.id for one in gone if not isinstance(one.item, Subject)]
    originals.forget(institution, photos)
