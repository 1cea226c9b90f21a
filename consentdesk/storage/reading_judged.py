"""Answers about situations that are out and were looked at again since.

Judged once more and not to be published there, or told to be more than a situation, so that
everybody on them would have had to say yes.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.acts import Act, ActKind, Assessed
from consentdesk.domain.consent import PermissionState, in_force
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, PhotoId, PhotoKind, ReleaseId
from consentdesk.storage.reading_copies import CopiesReader, Mistaken
from consentdesk.storage.schema import (
    depiction,
    ledger,
    photo,
    release,
    release_copy,
    release_subject,
    standing,
)
from consentdesk.storage.snapshot import among, institution_is

SAID_YES = (PermissionState.JOURNALED.value, PermissionState.LAPSED.value)
NOBODY_RELIED_ON = "[]"
_OUT = (
    sa.select(
        release_copy.c.release,
        release_copy.c.place,
        release_copy.c.photo,
        release_copy.c.permissions,
        release.c.destination,
        release.c.act,
        photo.c.kind,
    )
    .join(release, release.c.id == release_copy.c.release)
    .join(photo, photo.c.id == release_copy.c.photo)
    .where(institution_is(release), release_copy.c.taken_down_at.is_(None))
)
_JUDGED_SINCE = (
    _OUT.distinct()
    .join(ledger, ledger.c.photo == release_copy.c.photo)
    .where(
        institution_is(ledger),
        (ledger.c.kind == ActKind.CORRECTED.value)
        | sa.and_(
            ledger.c.kind == ActKind.ASSESSED.value,
            # Most judgements let a picture out, and need not be looked at.
            ledger.c.body.contains('"publish":false', autoescape=True)
            | ledger.c.body.contains('"sensitive":true', autoescape=True),
        ),
        ledger.c.number > release.c.act,
        photo.c.kind == PhotoKind.SITUATION.value,
    )
)
_NO_SITUATION_ANY_MORE = _OUT.where(
    # What nobody has said is taken for a portrait.
    sa.func.coalesce(photo.c.kind, PhotoKind.PORTRAIT.value) == PhotoKind.PORTRAIT.value,
    release_copy.c.permissions == NOBODY_RELIED_ON,
    release.c.taken_down_at.is_(None),
)
_RECORDED = sa.select(release_subject).where(among(release_subject.c.release))
_NAMED_SINCE = (
    sa.select(release_copy.c.release, release_copy.c.place, depiction.c.subject)
    .join(depiction, depiction.c.photo == release_copy.c.photo)
    .where(among(release_copy.c.release))
)
_YESES = sa.select(standing.c.subject, standing.c.purpose).where(
    among(standing.c.subject), standing.c.state.in_(SAID_YES)
)


class JudgedReader(CopiesReader):
    """The part of a reader that knows what was thought of a situation after it was let out."""

    def copies_judged_against(
        self, photos: Iterable[PhotoId] | None = None
    ) -> dict[ReleaseId, tuple[int, ...]]:
        """The places of the copies still out of situations that by now would not be let out.

        Another judgement counts for the destination than did at the release, because it was judged
        again or a judgement was corrected: it is not to be published, or it is sensitive (R18), or
        none is left. Or said to be a portrait since (R15). A sensitive one and a portrait may stay
        where everybody who can be seen on the copy has said yes, even if that has lapsed by now. So
        with what left as another photo by mistake, judged by what it is (R21); one on which nobody
        can be recognised may stay. Of all photos or only of these.
        """
        wanted = None if photos is None else frozenset(photos)

        def rows(statement: "sa.Select[Any]") -> "list[Row[Any]]":
            found = self._rows(statement)
            return [r for r in found if wanted is None or r.photo in wanted]

        against: set[tuple[int, int]] = set()
        portraits = rows(_NO_SITUATION_ANY_MORE)
        again = rows(_JUDGED_SINCE)
        acts = self.acts_on({PhotoId(r.photo) for r in again})
        for row in again:
            about = acts[PhotoId(row.photo)]
            now = self._judgement(about, row.destination)
            then = self._judgement([a for a in about if a.number < row.act], row.destination)
            if now == then:
                continue
            if now is None or not now.body.publish:
                against.add((row.release, row.place))
            elif now.body.sensitive and row.permissions == NOBODY_RELIED_ON:
                portraits.append(row)
        other = self.mistaken()
        for row in self._by_itself(other, wanted):
            copy = (row.release, row.place)
            if copy in other.harmless:
                continue
            said = self._said_of(other.photos[copy], row.destination)
            if copy in other.portraits or (said is not None and said.publish and said.sensitive):
                portraits.append(row)
            elif said is None or not said.publish:
                against.add(copy)
        against |= self._lacking_a_yes(portraits, other)
        found: dict[ReleaseId, list[int]] = defaultdict(list)
        for id, place in sorted(against):
            found[ReleaseId(id)].append(place)
        return {id: tuple(places) for id, places in found.items()}

    def _by_itself(self, other: Mistaken, wanted: frozenset[PhotoId] | None) -> "list[Row[Any]]":
        """Those of the mistaken copies that are out, and of a photo asked about."""
        copy = sa.tuple_(release_copy.c.release, release_copy.c.place)
        rows = self._rows(_OUT.where(copy.in_(list(other.photos)))) if other.photos else ()
        return [
            r
            for r in rows
            if wanted is None or r.photo in wanted or other.photos[r.release, r.place] in wanted
        ]

    def _said_of(self, photo: PhotoId | None, destination: str) -> Assessed | None:
        """The latest judgement of a photo; None of one that nobody has registered."""
        if photo is None:
            return None
        found = self._judgement(self.acts_on((photo,))[photo], destination)
        return None if found is None else found.body

    def _judgement(self, acts: Iterable[Act], destination: str) -> "_Judgement | None":
        """The latest judgement in force for a destination among these acts about one photo."""
        found = None
        for act in in_force(acts, self.policy, date.max):
            if isinstance(act.body, Assessed) and act.body.destination == destination:
                found = _Judgement(act.number, act.body)
        return found

    def _lacking_a_yes(self, rows: "Iterable[Row[Any]]", other: Mistaken) -> set[tuple[int, int]]:
        """Those of the copies on which somebody can be seen who never said yes, or nobody is named.

        By what the policy says today of the destination; nobody said yes to one it no longer names.
        """
        copies = {(r.release, r.place): Destination(r.destination) for r in rows}
        seen: dict[tuple[int, int], set[int]] = {one: set() for one in copies}
        covered: set[tuple[int, int]] = set()
        releases = {id for id, _ in copies}
        for row in self._in_batches(_RECORDED, releases):
            if row.covered:
                covered.add((row.release, row.place))
            elif (row.release, row.place) in seen:
                seen[row.release, row.place].add(row.subject)
        for row in self._in_batches(_NAMED_SINCE.where(self._named_since()), releases):
            copy = (row.release, row.place)
            # Whoever is named on a photo is not on a copy of another picture.
            if copy in seen and copy not in other.photos:
                seen[row.release, row.place].add(row.subject)
        for one in other.shows.keys() & seen.keys():
            seen[one].update(other.shows[one])
        everybody = {SubjectId(s) for people in seen.values() for s in people}
        yeses = {(r.subject, r.purpose) for r in self._in_batches(_YESES, everybody)}
        purposes = self.policy.destinations
        return {
            one
            for one, people in seen.items()
            if any((s, purposes.get(copies[one])) not in yeses for s in people)
            or not (people or one in covered)
        }


@dataclass(frozen=True, slots=True)
class _Judgement:
    """One of a situation, and the number of the act."""

    number: int
    body: Assessed
