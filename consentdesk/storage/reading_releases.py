"""Answers about what has left the house, and the figures of the overview."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.consent import Lack, comes_of_age
from consentdesk.domain.journal import FormState
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, PhotoId, ReleaseId
from consentdesk.domain.presets import Preset
from consentdesk.domain.releases import Release, ReleasedCopy
from consentdesk.storage.encoding import moment
from consentdesk.storage.making_copies import is_made_so
from consentdesk.storage.reading_inbox import OPEN
from consentdesk.storage.reading_links import LinksReader
from consentdesk.storage.schema import (
    clerk,
    depiction,
    form,
    inbox_sheet,
    photo,
    release,
    release_copy,
    release_subject,
    standing,
    subject,
)
from consentdesk.storage.snapshot import among, institution_is, within_institution
from consentdesk.storage.values import Counts

_FOLDERS = (
    sa.select(release.c.folder).where(institution_is(release)).distinct().order_by(release.c.folder)
)
_OURS = sa.select(release.c.id).where(within_institution(release), among(release.c.id))
_MADE = sa.select(release.c.id, release.c.made, release.c.salt).where(
    within_institution(release), among(release.c.id)
)
_SHOWN = (
    sa.select(release_subject.c.release, release_subject.c.place)
    .join(release, release.c.id == release_subject.c.release)
    .where(
        within_institution(release),
        release_subject.c.covered.is_(False),
        among(release_subject.c.subject),
    )
)
_MADE_OF = (
    sa.select(release_copy.c.release, release_copy.c.place)
    .join(release, release.c.id == release_copy.c.release)
    .where(within_institution(release), among(release_copy.c.photo))
)
_SHOWN_SINCE = (
    sa.select(release_copy.c.release, release_copy.c.place)
    .join(depiction, depiction.c.photo == release_copy.c.photo)
    .where(within_institution(depiction), among(depiction.c.subject))
)
_NAMED_SINCE = (
    sa.select(release_copy.c.release, release_copy.c.place, depiction.c.subject)
    .join(depiction, depiction.c.photo == release_copy.c.photo)
    .where(among(release_copy.c.release))
    .order_by(depiction.c.subject)
)


class ReleasesReader(LinksReader):
    """The part of a reader that knows releases."""

    def releases(
        self,
        *,
        subject: SubjectId | None = None,
        photo: PhotoId | None = None,
        id: ReleaseId | None = None,
        folder: str | None = None,
        to_take_down: bool = False,
        limit: int = 500,
    ) -> tuple[Release, ...]:
        """The newest releases first.

        With `subject`, those with a copy that shows the subject, also where the subject was named
        on the photo only afterwards, or where the copy left as another photo by mistake. With
        `folder`, those written to the folder of that very name. With `to_take_down`, those with a
        copy still out that shows somebody who must not be shown there any more: whose permission
        has since been refused, withdrawn or voided, who objects, or who is protected; or who was
        found on it since and has no name; or a situation that was since judged not to be published
        there. With that and `subject`, only those where it is the subject.
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
            statement = statement.where(release.c.id.in_(self._showing(subject)))
        if photo is not None:
            with_it = sa.select(release_copy.c.release).where(release_copy.c.photo == photo)
            others = self.mistaken().photos.items()
            mistaken = [copy[0] for copy, of in others if of == photo]
            statement = statement.where(release.c.id.in_(with_it) | release.c.id.in_(mistaken))
        if id is not None:
            statement = statement.where(release.c.id == id)
        if folder is not None:
            statement = statement.where(release.c.folder == folder)
        if to_take_down:
            statement = statement.where(release.c.id.in_(self._to_take_down(subject)))
        rows = list(self._rows(statement))
        copies = self._copies([r.id for r in rows])
        return tuple(
            self._made_of(f"release {row.id}", _release, row, copies[row.id]) for row in rows
        )

    def release_folders(self) -> tuple[str, ...]:
        """The folders that copies were ever written to, each once."""
        return tuple(self._rows(_FOLDERS).scalars())

    def copies_in(self, releases: Iterable[ReleaseId]) -> dict[ReleaseId, tuple[ReleasedCopy, ...]]:
        """The copies in each release; every asked id is a key."""
        wanted = list(releases)
        found = self._copies(row.id for row in self._in_batches(_OURS, wanted))
        return {r: tuple(found.get(r, ())) for r in wanted}

    def made_so(self, releases: Iterable[ReleaseId], how: Preset) -> frozenset[ReleaseId]:
        """Those whose copies are as they would be made now, or of which that is not known.

        RegisterError REGISTER_DAMAGED where it can't be read.
        """
        return frozenset(
            ReleaseId(row.id)
            for row in self._in_batches(_MADE, releases)
            if self._made_of(f"release {row.id}", is_made_so, row, how)
        )

    def copies_called(self, text: str) -> frozenset[tuple[ReleaseId, int]]:
        """Release and place of each copy whose file name holds the text, in any case."""
        statement = (
            sa.select(release_copy.c.release, release_copy.c.place)
            .join(release, release.c.id == release_copy.c.release)
            .where(institution_is(release), release_copy.c.output.icontains(text, autoescape=True))
        )
        return frozenset((ReleaseId(r.release), r.place) for r in self._rows(statement))

    def copies_made_of(self, photos: Iterable[PhotoId]) -> frozenset[tuple[ReleaseId, int]]:
        """Release and place of each copy of one of these photos."""
        rows = self._in_batches(_MADE_OF, photos)
        return frozenset((ReleaseId(row.release), row.place) for row in rows)

    def copies_showing(self, subjects: Iterable[SubjectId]) -> frozenset[tuple[ReleaseId, int]]:
        """Release and place of each copy that shows one of them, as recorded or named since."""
        wanted = list(subjects)
        return frozenset(
            (ReleaseId(row.release), row.place)
            for statement in (_SHOWN, _SHOWN_SINCE.where(self._named_since()))
            for row in self._in_batches(statement, wanted)
        )

    def _copies(self, releases: Iterable[int]) -> dict[int, list[ReleasedCopy]]:
        wanted = list(releases)
        since: dict[tuple[int, int], list[SubjectId]] = defaultdict(list)
        for row in self._in_batches(_NAMED_SINCE.where(self._named_since()), wanted):
            since[row.release, row.place].append(SubjectId(row.subject))
        for copy, others in self.mistaken().shows.items():
            since[copy] = sorted({*since[copy], *others})
        return defaultdict(
            list,
            {
                id: [
                    replace(one, named_since=tuple(since.get((id, place), ())))
                    for place, one in copies.items()
                ]
                for id, copies in self._recorded_copies(wanted).items()
            },
        )

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
        # What lies in the inbox has come back, though nothing is recorded of it.
        returned = sa.exists().where(
            institution_is(inbox_sheet),
            inbox_sheet.c.serial == form.c.serial,
            inbox_sheet.c.state.in_([state.value for state in OPEN]),
        )
        return Counts(
            subjects=self._count(subject, *here),
            groups=self._number(groups),
            forms_out=self._count(form, form.c.state == FormState.PRINTED.value, ~returned),
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
        act=row.act,
    )


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)
