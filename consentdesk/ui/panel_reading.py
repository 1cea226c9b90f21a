"""What the photo panel shows: the photos chosen, who is on them, what was vouched for and judged.

Everything from one snapshot, off the GUI thread. Whether a statement still holds is the domain's to
say.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from consentdesk.domain.acts import Act
from consentdesk.domain.events import Event
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, Fingerprint, Photo, PhotoId, PhotoKind, Region
from consentdesk.domain.verdict import ReasonCode, Verdict, is_attested
from consentdesk.i18n import format_number, ngettext
from consentdesk.services.seeing import Seen
from consentdesk.ui.act_lines import corrected_numbers, read_lines
from consentdesk.ui.context import Context
from consentdesk.ui.line_list import Entry
from consentdesk.ui.who_finding import Person, person_of, read_lately

Shows = Mapping[SubjectId, Region | None]
"""Who is on a photo, and where, as far as that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One photo; `attested` is the number vouched for while that holds.

    `unknown` is how many had no name when somebody vouched for it last. `registered` is the file it
    came in as, on which the places in `shows` are. `faces` are those counted, None where the aid is
    switched off or has counted none here. `is_assessed`: as a situation, for some place.
    """

    photo: Photo
    registered: Fingerprint
    shows: Shows
    attested: int | None
    unknown: int
    verdicts: tuple[Verdict, ...]
    faces: int | None = None
    is_assessed: bool = False

    @property
    def wants_second_look(self) -> bool:
        """Whether more faces were counted than anybody vouched for (R17)."""
        return any(
            r.code is ReasonCode.MORE_FACES_THAN_NAMED for v in self.verdicts for r in v.reasons
        )

    def seen(self, shows: Collection[SubjectId], unknown: int) -> Seen:
        """What is looked at by whoever names these people on it, and was shown so many unknown."""
        return Seen(self.photo.kind, frozenset(shows), unknown, self.faces)

    def unjudged(self) -> tuple[Destination, ...]:
        """The destinations for which an assessment is wanted."""
        return tuple(
            v.destination
            for v in self.verdicts
            if any(r.code is ReasonCode.NOT_ASSESSED for r in v.reasons)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelView:
    """The photos chosen, in order, the one looked at first; `acts` are about that one.

    `groups` are those that were at the events of the photos, `gap` parts the bursts of the one
    looked at. `event` is the one they are all of, None without or with several; `every_group` are
    the institution's.
    """

    sheets: Mapping[PhotoId, Sheet]
    people: Mapping[SubjectId, Person]
    lately: tuple[Person, ...]
    groups: tuple[str, ...]
    event: Event | None
    every_group: tuple[str, ...]
    gap: timedelta
    albums: tuple[str, ...]
    destinations: tuple[Destination, ...]
    acts: tuple[Entry[Act], ...]

    @property
    def current(self) -> Sheet:
        """The photo looked at."""
        return next(iter(self.sheets.values()))

    def with_photos(self, changed: Iterable[Photo]) -> "PanelView":
        """The same with these photos as somebody has just said they are."""
        said = {photo.id: replace(self.sheets[photo.id], photo=photo) for photo in changed}
        return replace(self, sheets={**self.sheets, **said})

    def with_kind(self, kind: PhotoKind | None, of: Collection[PhotoId]) -> "PanelView":
        """The same with these photos of that kind, as somebody has just said."""
        return self.with_photos(replace(self.sheets[photo].photo, kind=kind) for photo in of)

    def called(self, photos: Collection[PhotoId]) -> str:
        """One photo by its name, several by their number."""
        if len(photos) == 1:
            (photo,) = photos
            return self.sheets[photo].photo.name
        many = ngettext("{count} photo", "{count} photos", len(photos))
        return many.format(count=format_number(len(photos)))

    def kind(self) -> PhotoKind | None:
        """The kind they all have; None where they differ or nobody has said."""
        kinds = {s.photo.kind for s in self.sheets.values()}
        return kinds.pop() if len(kinds) == 1 else None

    def name(self, subject: SubjectId | None) -> str:
        """The name of somebody on one of them, "" for nobody."""
        person = None if subject is None else self.people.get(subject)
        return "" if person is None else person.name


def read_bursts(
    context: Context, photos: Sequence[PhotoId], gaps: Mapping[str, timedelta]
) -> tuple[tuple[PhotoId, ...], ...]:
    """These photos in bursts, in the order they were taken.

    `gaps` holds the pauses just chosen, by the event; of others the register knows them.
    """
    from consentdesk.domain.bursts import bursts_of

    with context.register.read() as reader:
        known = reader.photos(photos).values()
        albums = {photo.album for photo in known}
        pauses = {album: gaps.get(album, reader.event(album).gap) for album in albums}
        return bursts_of(known, pauses)


def read_panel(context: Context, current: PhotoId, chosen: Sequence[PhotoId]) -> PanelView:
    """Everything shown of the photos chosen; BadInput(UNKNOWN_PHOTO)."""
    from consentdesk.domain.photos import Match
    from consentdesk.services.judging import Facts

    ids = tuple(dict.fromkeys((current, *chosen)))
    with context.register.read() as reader:
        today = reader.today(context.now())
        facts = Facts(reader, ids, today)
        destinations = tuple(reader.policy.destinations)
        written = reader.photos(ids)
        sheets = {}
        for photo in ids:
            scene = facts.scene(facts.photo(photo).id)
            said = scene.attestation
            sheets[photo] = Sheet(
                # A verdict counts one without the other as neither; the fields show both.
                photo=replace(
                    scene.photo,
                    photographer=written[photo].photographer,
                    rights=written[photo].rights,
                ),
                registered=facts.registered(photo),
                shows={d.subject: d.region for d in facts.depictions(photo)},
                attested=said.visible if said is not None and is_attested(scene) else None,
                unknown=max(
                    said.visible - len(said.shows) if said is not None else 0, scene.erased
                ),
                verdicts=tuple(facts.verdict(Match.EXACT, photo, d) for d in destinations),
                faces=scene.photo.faces if facts.policy.counting_aid else None,
                is_assessed=bool(scene.assessments),
            )
        named = sorted({s for sheet in sheets.values() for s in sheet.shows})
        people = {s: person_of(p, today) for s, p in reader.subjects(named).items()}
        acts = sorted(facts.photo_acts(current), key=lambda a: a.number, reverse=True)
        album = sheets[current].photo.album
        events = [reader.event(name) for name in {s.photo.album: None for s in sheets.values()}]
        return PanelView(
            sheets=sheets,
            people=people,
            lately=read_lately(reader, today, album or None),
            groups=tuple(dict.fromkeys(group for event in events for group in event.groups)),
            event=events[0] if album and len(events) == 1 else None,
            every_group=reader.groups(),
            gap=reader.event(album).gap,
            albums=reader.albums(),
            destinations=destinations,
            acts=read_lines(reader, acts, corrected=corrected_numbers(acts)),
        )
