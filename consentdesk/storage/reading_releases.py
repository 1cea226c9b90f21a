"""Answers about what has left the house, and the figures of the overview."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.acts import ActKind
from consentdesk.domain.consent import Lack, PermissionState, comes_of_age, wishes
from consentdesk.domain.journal import FormState
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, PhotoId, ReleaseId
from consentdesk.domain.releases import Release, ReleasedCopy
from consentdesk.storage.encoding import moment
from consentdesk.storage.reading_photos import PhotosReader
from consentdesk.storage.schema import (
    clerk,
    form,
    ledger,
    photo,
    release,
    release_copy,
    release_subject,
    standing,
    subject,
)
from consentdesk.storage.snapshot import among, institution_is
from consentdesk.storage.values import Counts

_COPIES = (
    sa.select(release_copy)
    .where(among(release_copy.c.release))
    .order_by(release_copy.c.release, release_copy.c.place)
)
_SUBJECTS = (
    sa.select(release_subject)
    .where(among(release_subject.c.release))
    .order_by(release_subject.c.subject)
)


class ReleasesReader(PhotosReader):
    """The part of a reader that knows releases."""

    def releases(
        self,
        *,
        subject: SubjectId | None = None,
        photo: PhotoId | None = None,
        id: ReleaseId | None = None,
        to_take_down: bool = False,
        limit: int = 500,
    ) -> tuple[Release, ...]:
        """The newest releases first.

        With `subject`, those with a copy that shows the subject; with `to_take_down`, those with a
        copy still out that shows somebody who must not be shown there any more: whose permission
        has since been refused or withdrawn, who objects, or who is protected. With both, only those
        where it is the subject.
        """
        self.settle()
        statement = (
            sa.select(release, clerk.c.name)
            .join(clerk, clerk.c.id == release.c.clerk)
            .where(institution_is(release))
            .order_by(release.c.id.desc())
            .limit(limit)
        )
        if subject is not None:
            statement = statement.where(release.c.id.in_(_showing(subject)))
        if photo is not None:
            with_it = sa.select(release_copy.c.release).where(release_copy.c.photo == photo)
            statement = statement.where(release.c.id.in_(with_it))
        if id is not None:
            statement = statement.where(release.c.id == id)
        if to_take_down:
            statement = statement.where(release.c.id.in_(self._to_take_down(subject)))
        rows = list(self._rows(statement))
        copies = self._copies([r.id for r in rows])
        return tuple(_release(row, copies[row.id]) for row in rows)

    def copies_in(self, releases: Iterable[ReleaseId]) -> dict[ReleaseId, tuple[ReleasedCopy, ...]]:
        """The copies in each release; every asked id is a key."""
        wanted = list(releases)
        found = self._copies(wanted)
        return {r: tuple(found.get(r, ())) for r in wanted}

    def _copies(self, releases: Iterable[int]) -> dict[int, list[ReleasedCopy]]:
        wanted = list(releases)
        people: dict[tuple[int, int, bool], list[SubjectId]] = defaultdict(list)
        for row in self._in_batches(_SUBJECTS, wanted):
            people[row.release, row.place, row.covered].append(SubjectId(row.subject))
        found: dict[int, list[ReleasedCopy]] = defaultdict(list)
        for row in self._in_batches(_COPIES, wanted):
            one = ReleasedCopy(
                photo=PhotoId(row.photo),
                output=row.output,
                sha256_in=bytes(row.sha256_in),
                sha256_out=bytes(row.sha256_out),
                shows=tuple(people[row.release, row.place, False]),
                covered=tuple(people[row.release, row.place, True]),
                permissions=tuple(json.loads(row.permissions)),
                taken_down_at=moment(row.taken_down_at) if row.taken_down_at else None,
            )
            found[row.release].append(one)
        return found

    def copies_to_take_down(self, id: ReleaseId) -> tuple[int, ...]:
        """The places of its copies still out that show somebody who must not be shown there."""
        self.settle()
        statement = self._noes_out(release_subject.c.place, release.c.id == id)
        return tuple(sorted(self._rows(statement).scalars()))

    def _to_take_down(self, subject: SubjectId | None = None) -> "sa.CompoundSelect[int]":
        """Releases with a copy still out that shows somebody who must not be shown there."""
        where = sa.true() if subject is None else release_subject.c.subject == subject
        return self._noes_out(release.c.id, where)

    def _noes_out(
        self, wanted: "sa.ColumnElement[int]", where: "sa.ColumnElement[bool]"
    ) -> "sa.CompoundSelect[int]":
        """Something of each copy still out that shows somebody who must not be shown there.

        A no counts where it came after the release and is for the destination's purpose, by the
        policy; an objection and protection count everywhere and at once (R10, R19).
        """
        purposes = sa.case(
            *[(release.c.destination == d, p) for d, p in self.policy.destinations.items()],
            else_="",
        )
        noes = [PermissionState.REFUSED.value, PermissionState.WITHDRAWN.value]
        out = (
            sa.select(wanted)
            .select_from(release)
            .join(release_subject, release_subject.c.release == release.c.id)
            .join(
                release_copy,
                sa.and_(
                    release_copy.c.release == release_subject.c.release,
                    release_copy.c.place == release_subject.c.place,
                ),
            )
            .where(
                institution_is(release),
                release.c.taken_down_at.is_(None),
                release_copy.c.taken_down_at.is_(None),
                release_subject.c.covered.is_(False),
                where,
            )
        )
        said_no = out.join(standing, standing.c.subject == release_subject.c.subject).where(
            # Wrapped, so that SQLite looks up the people of a release rather than, for each
            # release, everybody who ever said no.
            sa.func.coalesce(standing.c.purpose, "") == purposes,
            standing.c.state.in_(noes),
            standing.c.decision > release.c.act,
        )
        return sa.union(said_no, out.where(release_subject.c.subject.in_(self._unshowable())))

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

    def counts(self, on: date) -> Counts:
        """The figures of the overview on that day."""
        self.settle()
        here = (
            institution_is(subject),
            subject.c.left_on.is_(None) | (subject.c.left_on >= on),
        )
        second = sa.select(sa.func.count(standing.c.subject.distinct())).where(
            institution_is(standing), standing.c.lack == Lack.SECOND_GUARDIAN.value
        )
        down = sa.select(sa.func.count(sa.distinct(self._to_take_down().subquery().c.id)))
        groups = sa.select(sa.func.count(subject.c.group.distinct())).where(
            *here, subject.c.group != ""
        )
        return Counts(
            subjects=self._count(subject, *here),
            groups=self._number(groups),
            forms_out=self._count(form, form.c.state == FormState.PRINTED.value),
            forms_recorded=self._count(form, form.c.state == FormState.RECORDED.value),
            photos=self._count(photo),
            photos_unattested=self._count(photo, photo.c.attested.is_(None)),
            coming_of_age=len(self.coming_of_age(on)),
            second_guardian_missing=self._number(second),
            open_takedowns=self._number(down),
        )

    def coming_of_age(self, on: date) -> tuple[SubjectId, ...]:
        """Subjects who begin to sign alone after that day, within the policy's warning time."""
        limit, last = self.policy.age_limit, on + timedelta(days=self.policy.warn_before_days)
        # Two days of slack for leap days; the exact day is the domain's to say.
        first_born = _years_before(on, limit) - timedelta(days=2)
        last_born = _years_before(last, limit) + timedelta(days=2)
        statement = sa.select(subject.c.id).where(
            institution_is(subject),
            subject.c.born.between(first_born, last_born),
            subject.c.staff.is_(False),
            subject.c.left_on.is_(None) | (subject.c.left_on >= on),
        )
        people = self.subjects(SubjectId(i) for i in self._rows(statement).scalars())
        days = {s: comes_of_age(person, self.policy) for s, person in people.items()}
        return tuple(sorted(s for s, day in days.items() if day is not None and on < day <= last))

    def _count(self, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
        counting = sa.select(sa.func.count()).select_from(table)
        return self._number(counting.where(institution_is(table), *where))

    def _number(self, statement: sa.Executable) -> int:
        row = self._row(statement)
        return 0 if row is None else int(row[0])


def _release(row: "Row[Any]", copies: Iterable[ReleasedCopy]) -> Release:
    return Release(
        id=ReleaseId(row.id),
        destination=Destination(row.destination),
        at=moment(row.at),
        clerk=row.name or "",
        folder=row.folder,
        link=row.link,
        copies=tuple(copies),
        taken_down_at=moment(row.taken_down_at) if row.taken_down_at else None,
    )


def _showing(who: SubjectId) -> sa.Select[int]:
    return sa.select(release_subject.c.release).where(
        release_subject.c.subject == who, release_subject.c.covered.is_(False)
    )


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
