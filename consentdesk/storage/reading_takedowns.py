"""Answers about what is out and must not be: which copies have to be taken down.

Somebody on it has said no, or has no name, or its situation was judged again and is not to be
published there. Who is on a copy is what was recorded with it, and whoever has since been named on
its photo. What a release was for is what its permissions were for, whatever the policy says of its
destination today.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

import sqlalchemy as sa

from consentdesk.domain.acts import ActKind, Granted, Purpose
from consentdesk.domain.consent import PermissionState, wishes
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, PhotoKind, ReleaseId
from consentdesk.domain.releases import Release
from consentdesk.storage.reading_copies import Mistaken
from consentdesk.storage.reading_judged import NOBODY_RELIED_ON, SAID_YES
from consentdesk.storage.reading_unfounded import IS_RECORDED
from consentdesk.storage.reading_unnamed import UnnamedReader
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

_SAID_NO = (PermissionState.REFUSED.value, PermissionState.WITHDRAWN.value)
_IS_PORTRAIT = sa.exists(
    sa.select(sa.literal(1)).where(
        photo.c.id == release_copy.c.photo,
        # What nobody has said is taken for a portrait (R15).
        sa.func.coalesce(photo.c.kind, PhotoKind.PORTRAIT.value) == PhotoKind.PORTRAIT.value,
    )
)
_GROUNDS = (
    sa.select(
        release.c.id,
        release.c.destination,
        sa.func.min(release_copy.c.permissions).label("permissions"),
    )
    .join(release_copy, release_copy.c.release == release.c.id)
    .where(
        institution_is(release),
        release.c.taken_down_at.is_(None),
        release_copy.c.permissions != NOBODY_RELIED_ON,
    )
    .group_by(release.c.id, release.c.destination)
)
_ANSWERS = sa.select(ledger).where(
    institution_is(ledger), ledger.c.kind == ActKind.GRANTED.value, among(ledger.c.number)
)


class TakeDownsReader(UnnamedReader):
    """The part of a reader that knows what must be taken down."""

    def copies_to_take_down(self, id: ReleaseId) -> tuple[int, ...]:
        """The places of its copies still out that must come down, whatever the reason."""
        self.settle()
        statement = self._noes_out(release_copy.c.place, release.c.id == id)
        return tuple(sorted(self._rows(statement).scalars()))

    def purposes_of(self, releases: Iterable[Release]) -> dict[ReleaseId, Purpose | None]:
        """What each was for: by its permissions, or by the policy where it rested on none.

        None where it rested on none and the policy no longer names its destination.
        """
        wanted = list(releases)
        firsts = {r.id: numbers[0] for r in wanted for c in r.copies if (numbers := c.permissions)}
        were, now = self._were_for(firsts), self.policy.destinations
        return {r.id: were.get(r.id, now.get(r.destination)) for r in wanted}

    def _to_take_down(self, subject: SubjectId | None = None) -> "sa.CompoundSelect[int]":
        """Releases with a copy still out that must come down, or must because of the subject."""
        return self._noes_out(release.c.id, sa.true(), subject)

    def _noes_out(
        self,
        wanted: "sa.ColumnElement[int]",
        where: "sa.ColumnElement[bool]",
        subject: SubjectId | None = None,
    ) -> "sa.CompoundSelect[int]":
        """`wanted` of each copy still out that shows somebody who must not be shown there.

        Or a situation that is not to be published there, unless a subject is asked about.
        A no counts where it is for the purpose the release was for and came after it, or where the
        copy rests on a yes: an older no that stands today did not stand then. An objection and
        protection count everywhere and at once (R10, R19). For somebody named only afterwards an
        older no counts too, where the picture needed a yes; on a portrait whoever never said yes
        counts, asked or not (R1). A yes that turned out to be none counts like a no until there is
        another.
        """
        if subject is not None:
            where = sa.and_(where, release.c.id.in_(self._showing(subject)))
        out = (
            sa.select(wanted)
            .select_from(release)
            .join(release_copy, release_copy.c.release == release.c.id)
            .where(
                institution_is(release),
                release.c.taken_down_at.is_(None),
                release_copy.c.taken_down_at.is_(None),
                where,
            )
        )
        recorded = out.join(release_subject, IS_RECORDED)
        since = out.join(depiction, depiction.c.photo == release_copy.c.photo)
        since = since.where(self._named_since())
        shown, named = release_subject.c.subject, depiction.c.subject
        if subject is not None:
            recorded, since = recorded.where(shown == subject), since.where(named == subject)
        purpose = self._purpose(where)
        is_no = (
            # Wrapped, so that SQLite looks up the people of a release rather than, for each
            # release, everybody who ever said no.
            sa.func.coalesce(standing.c.purpose, "") == purpose,
            standing.c.state.in_(_SAID_NO),
        )
        came_after = standing.c.decision > release.c.act
        relied = release_copy.c.permissions != NOBODY_RELIED_ON
        unshowable, other = self._unshowable(), self.mistaken()
        noes = [
            recorded.join(standing, standing.c.subject == shown).where(*is_no, came_after | relied),
            self._noes_of_those_named_since(since, purpose, came_after | relied, other),
            recorded.where(shown.in_(unshowable)),
            since.where(named.in_(unshowable)),
        ]
        noes += self._noes_on_mistaken(out, is_no, came_after, subject, unshowable, other)
        noes += self._mistakes_out(out, recorded, self._unfounded(where, purpose), subject)
        if erased := self.copies_of_erased(subject):
            noes.append(
                out.where(sa.tuple_(release_copy.c.release, release_copy.c.place).in_(erased))
            )
        return sa.union(*noes)

    def _noes_of_those_named_since(
        self,
        since: "sa.Select[int]",
        purpose: "sa.ColumnElement[str]",
        counts: "sa.ColumnElement[bool]",
        other: Mistaken,
    ) -> "sa.Select[int]":
        """The same of whoever was named afterwards; on a portrait all who never said yes."""
        copy = (release_copy.c.release, release_copy.c.place)
        lacks_a_yes = sa.and_(
            sa.func.coalesce(standing.c.state, "").not_in(SAID_YES),
            _IS_PORTRAIT,
            # Those are told by the picture that they are, not by the one they were taken for.
            *([sa.tuple_(*copy).not_in(list(other.photos))] if other.photos else []),
        )
        # In one go: to find out who was named since takes longer than all the rest.
        theirs = sa.and_(standing.c.subject == depiction.c.subject, standing.c.purpose == purpose)
        return since.outerjoin(standing, theirs).where(
            sa.and_(standing.c.state.in_(_SAID_NO), counts) | lacks_a_yes
        )

    def _mistakes_out(
        self,
        out: "sa.Select[int]",
        recorded: "sa.Select[int]",
        unfounded: Collection[tuple[int, int, int]],
        subject: SubjectId | None,
    ) -> "list[sa.Select[int]]":
        """The same of what rests on a yes that was none, or is seen differently by now."""
        copy, noes = (release_copy.c.release, release_copy.c.place), []
        if unfounded:
            one = sa.tuple_(*copy, release_subject.c.subject)
            noes.append(recorded.where(one.in_(unfounded)))
        if subject is None:
            others = (self.copies_judged_against(), self.copies_with_unnamed())
            places = {(id, n) for found in others for id, them in found.items() for n in them}
            if places:
                noes.append(out.where(sa.tuple_(*copy).in_(sorted(places))))
        return noes

    def _noes_on_mistaken(
        self,
        out: "sa.Select[int]",
        is_no: "tuple[sa.ColumnElement[bool], ...]",
        came_after: "sa.ColumnElement[bool]",
        subject: SubjectId | None,
        unshowable: Collection[SubjectId],
        other: Mistaken,
    ) -> "list[sa.Select[int]]":
        """The same of whoever is on a picture that left as another photo, by mistake."""
        named = other.named(subject)
        if not named:
            return []
        place = (release_copy.c.release, release_copy.c.place)
        needed_a_yes = sa.tuple_(*place).in_(list(other.portraits) or [(0, 0)])
        noes = out.join(standing, sa.tuple_(*place, standing.c.subject).in_(named))
        hidden = [(id, n) for id, n, who in named if who in unshowable]
        return [
            noes.where(*is_no, came_after | needed_a_yes),
            out.where(sa.tuple_(*place).in_(hidden or [(0, 0)])),
        ]

    def _showing(self, who: SubjectId) -> "sa.CompoundSelect[int]":
        """The releases with a copy on which somebody can be seen, as far as is known today."""
        recorded = sa.select(release_subject.c.release).where(
            release_subject.c.subject == who, release_subject.c.covered.is_(False)
        )
        since = (
            sa.select(release_copy.c.release)
            .join(depiction, depiction.c.photo == release_copy.c.photo)
            .where(depiction.c.subject == who, self._named_since())
        )
        mistaken = [id for id, _, _ in self.mistaken().named(who)]
        return sa.union(recorded, since, sa.select(release.c.id).where(release.c.id.in_(mistaken)))

    def _purpose(self, where: "sa.ColumnElement[bool]") -> "sa.ColumnElement[str]":
        """What each release asked about was for, in SQL; few ever differ from the policy."""
        now, rows = self.policy.destinations, self._rows(_GROUNDS.where(where)).all()
        relied = {ReleaseId(r.id): self._relied_on(r.id, r.permissions) for r in rows}
        were = self._were_for({id: numbers[0] for id, numbers in relied.items() if numbers})
        moved: dict[Purpose, list[ReleaseId]] = defaultdict(list)
        for row in rows:
            was = were.get(ReleaseId(row.id))
            if was is not None and was != now.get(Destination(row.destination)):
                moved[was].append(ReleaseId(row.id))
        # In the statement itself: a server takes only so many parameters.
        listed = [
            (release.c.id.in_(sa.bindparam(None, ids, expanding=True, literal_execute=True)), p)
            for p, ids in moved.items()
        ]
        today = [(release.c.destination == d, p) for d, p in now.items()]
        return sa.case(*listed, *today, else_="")

    def _were_for(self, answers: dict[ReleaseId, int]) -> dict[ReleaseId, Purpose]:
        """The purpose of the answer with that number, for each; answers not there are left out."""
        rows = self._in_batches(_ANSWERS, answers.values())
        acts = (self._act(row) for row in rows)
        purposes = {a.number: a.body.purpose for a in acts if isinstance(a.body, Granted)}
        return {id: purposes[number] for id, number in answers.items() if number in purposes}

    def _unshowable(self) -> list[SubjectId]:
        """Who objects or is protected, whatever was signed; few ever were."""
        kinds = [ActKind.OBJECTED, ActKind.PROTECTED]
        statement = (
            sa.select(ledger.c.subject)
            .where(institution_is(ledger), ledger.c.kind.in_(kinds))
            .distinct()
        )
        found = self.acts(SubjectId(s) for s in self._rows(statement).scalars())
        stands = {s: wishes(acts, s, self.policy, date.max) for s, acts in found.items()}
        return [s for s, w in stands.items() if w.protected or w.objection is not None]
