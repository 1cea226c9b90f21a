"""Answers about subjects, guardians, and where their permissions stand."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.acts import Digest, Purpose, Serial, Wording
from consentdesk.domain.consent import Lack, Permission, PermissionState, permissions
from consentdesk.domain.people import (
    Guardian,
    GuardianId,
    Guardianship,
    Signer,
    SignerKind,
    Subject,
    SubjectId,
)
from consentdesk.errors import BadInput, Problem
from consentdesk.storage.names import Names
from consentdesk.storage.order import order_key
from consentdesk.storage.reading_history import HistoryReader
from consentdesk.storage.schema import guardian, guardianship, standing, subject
from consentdesk.storage.search import BETWEEN, words
from consentdesk.storage.snapshot import among, institution_is, within_institution
from consentdesk.storage.values import SubjectFilter

_SUBJECTS = sa.select(subject).where(within_institution(subject), among(subject.c.id))
_NAMES = (
    sa.select(subject.c.id, subject.c.folded, subject.c.left_on)
    .where(institution_is(subject))
    .order_by(subject.c.ordered, subject.c.id)
)
_GROUPS = (
    sa.select(subject.c.group).where(institution_is(subject), subject.c.group != "").distinct()
)
_GUARDIANS = sa.select(guardian.c.id, guardian.c.name).where(
    institution_is(guardian), among(guardian.c.id)
)
_GUARDIANSHIPS = (
    sa.select(guardianship)
    .where(institution_is(guardianship), among(guardianship.c.subject))
    .order_by(guardianship.c.subject, guardianship.c.guardian)
)
_STALE = (standing.c.changes_on <= sa.bindparam("on")) | (
    standing.c.computed_on > sa.bindparam("on")
)
_FOR = institution_is(standing) & (standing.c.purpose == sa.bindparam("purpose"))
_WELL = sa.select(standing.c.subject).where(
    _FOR, standing.c.state == PermissionState.JOURNALED.value
)
_DOUBTFUL = sa.select(standing.c.subject).where(_FOR, _STALE)
_OF_FEW = sa.select(standing.c.subject, standing.c.state, _STALE.label("stale")).where(
    institution_is(standing),
    # Wrapped, so that SQLite goes by subject.
    sa.func.coalesce(standing.c.purpose, "") == sa.bindparam("purpose"),
    among(standing.c.subject),
)
_FEW = 2_000
"""Up to so many subjects, their rows are looked up; for more, all rows of a purpose are read."""
_STANDING = sa.select(standing).where(institution_is(standing), among(standing.c.subject))


class PeopleReader(HistoryReader):
    """The part of a reader that knows people."""

    def subject(self, id: SubjectId) -> Subject:
        """One subject; BadInput UNKNOWN_SUBJECT."""
        found = self.subjects((id,))
        if id not in found:
            raise BadInput(Problem.UNKNOWN_SUBJECT, subject=id)
        return found[id]

    def subjects(self, ids: Iterable[SubjectId]) -> dict[SubjectId, Subject]:
        """Those of the subjects that exist."""
        return {SubjectId(r.id): self.told(subject_in(r)) for r in self._in_batches(_SUBJECTS, ids)}

    def find_subjects(
        self, asked: SubjectFilter, on: date, limit: int | None = None
    ) -> tuple[SubjectId, ...]:
        """The ids of those asked for on that day, in the order of their country's alphabet.

        With a text, whoever has names beginning with all its words precedes the rest. At most so
        many, which is sooner where nothing but text and leaving narrow them.
        """
        self.settle()
        if self._changed or asked.group is not None or asked.staff is not None:
            found = self._asked_for(asked, on)
        else:
            names = self._shelf.names(self._op, self._names)
            few = limit if asked.lacking is None else None
            found = names.found(words(asked.text), None if asked.left else on, few)
        if asked.lacking is not None:
            found = self._lacking(found, asked.lacking, on)
        return found[:limit]

    def _names(self) -> Names:
        ids, keys, left = self._columns(_NAMES)
        return Names(ids, keys, {s: day for s, day in zip(ids, left, strict=True) if day})

    def _asked_for(self, asked: SubjectFilter, on: date) -> tuple[SubjectId, ...]:
        """The same from the database: where few are wanted, or names have just been written."""
        wanted = words(asked.text)
        # One number a row, minus for the rest, and parted here: a database that sorts by it can no
        # longer just follow its index.
        likely = sa.and_(sa.true(), *(self._begins(word) for word in wanted))
        which = sa.case((likely, subject.c.id), else_=-subject.c.id) if wanted else subject.c.id
        statement = sa.select(which).order_by(subject.c.ordered, subject.c.id)
        statement = statement.where(institution_is(subject), *self._conditions(asked, on))
        (numbers,) = self._columns(statement)
        return (*(n for n in numbers if n > 0), *(SubjectId(-n) for n in numbers if n < 0))

    def _conditions(self, asked: SubjectFilter, on: date) -> Iterable[sa.ColumnElement[bool]]:
        for word in words(asked.text):
            yield self._contains(subject.c.folded, word)
        if asked.group is not None:
            yield subject.c.group == asked.group
        if asked.staff is not None:
            yield subject.c.staff.is_(asked.staff)
        if not asked.left:
            yield subject.c.left_on.is_(None) | (subject.c.left_on >= on)

    def _lacking(
        self, subjects: tuple[SubjectId, ...], purpose: Purpose, on: date
    ) -> tuple[SubjectId, ...]:
        """Those without a journaled permission; stored answers no longer good are worked out."""
        well, doubtful = self._well(subjects, purpose, on)
        if not self._recorded_policy_is_current:
            doubtful = set(subjects)
        doubtful.intersection_update(subjects)
        now = self.permissions(doubtful, on, (purpose,))
        well -= doubtful
        well |= {s for s, p in now.items() if p[purpose].state is PermissionState.JOURNALED}
        return tuple(s for s in subjects if s not in well)

    def _well(
        self, subjects: Sequence[SubjectId], purpose: Purpose, on: date
    ) -> tuple[set[SubjectId], set[SubjectId]]:
        """Those with a journaled permission as stored, and those whose row may be out of date."""
        given = {"purpose": purpose, "on": on}
        if len(subjects) > _FEW:
            well, doubtful = (self._columns(s, **given)[0] for s in (_WELL, _DOUBTFUL))
            return set(well), set(doubtful)
        rows = list(self._in_batches(_OF_FEW, subjects, **given))
        journaled = {SubjectId(r.subject) for r in rows if r.state == PermissionState.JOURNALED}
        return journaled, {SubjectId(r.subject) for r in rows if r.stale}

    def groups(self) -> tuple[str, ...]:
        """The names of all groups, in order: 2.A before 10.A."""
        names = self._rows(_GROUPS).scalars()
        policy = self.institution.policy_name
        return tuple(sorted(names, key=lambda name: (order_key(name, policy), name)))

    def guardians(self, ids: Iterable[GuardianId]) -> dict[GuardianId, Guardian]:
        """Those of the guardians that exist."""
        rows = self._in_batches(_GUARDIANS, ids)
        return {GuardianId(r.id): Guardian(GuardianId(r.id), r.name) for r in rows}

    def guardianships(
        self, subjects: Iterable[SubjectId]
    ) -> dict[SubjectId, tuple[Guardianship, ...]]:
        """The guardianships of each subject, past ones too, by guardian; every id is a key."""
        found: dict[SubjectId, list[Guardianship]] = {s: [] for s in subjects}
        for row in self._in_batches(_GUARDIANSHIPS, found):
            found[SubjectId(row.subject)].append(guardianship_in(row))
        return {s: tuple(relations) for s, relations in found.items()}

    def permissions(
        self, subjects: Iterable[SubjectId], on: date, purposes: Sequence[Purpose] | None = None
    ) -> dict[SubjectId, dict[Purpose, Permission]]:
        """The permissions of the subjects that exist, folded from the ledger on that day.

        Rules, facts and custody are those that stood on the day (R30); all the policy's purposes
        unless some are named. RegisterError REGISTER_DAMAGED as for `policy_on` and `people_on`.
        """
        policy = self.policy_on(on)
        wanted = policy.purposes if purposes is None else tuple(purposes)
        acts = self.acts(self.subjects(subjects), None if purposes is None else wanted)
        people = self.people_on(acts, policy, on)
        relations = self.guardianships_on(acts, policy, on)
        return {
            s: permissions(person, relations[s], acts[s], wanted, policy, on)
            for s, person in people.items()
        }

    def subject_on(self, id: SubjectId, on: date) -> Subject:
        """One subject as known on that day, under the name of today; BadInput UNKNOWN_SUBJECT."""
        now = self.subject(id)
        stood = self.people_on(self.acts((id,)), self.policy_on(on), on)[id]
        return self.told(replace(stood, name=now.name, language=now.language))

    def standing(self, subjects: Iterable[SubjectId]) -> dict[SubjectId, dict[Purpose, Permission]]:
        """The stored copy of the permissions, for lists and filters only; every id is a key.

        It is as of the day it was written; `refresh_standing` brings it up to date.
        """
        self.settle()
        found: dict[SubjectId, dict[Purpose, Permission]] = {
            s: {p: _never_asked(s, p) for p in self.policy.purposes} for s in subjects
        }
        for row in self._in_batches(_STANDING, found):
            given = stored_permission(row)
            if given.purpose in found[given.subject]:
                found[given.subject][given.purpose] = given
        return found

    def _begins(self, word: str) -> sa.ColumnElement[bool]:
        """Whether a word of the name begins so, in one of its spellings."""
        key = subject.c.folded
        within = (self._contains(key, before + word) for before in (" ", "-", BETWEEN))
        return sa.or_(sa.func.substr(key, 1, len(word)) == word, *within)

    def _contains(self, column: sa.Column[str], word: str) -> sa.ColumnElement[bool]:
        """Whether the word stands in the column, byte by byte: both are folded already."""
        if self._connection.dialect.name == "sqlite":
            return sa.func.instr(column, word) > 0
        return sa.func.strpos(column, word) > 0


def _never_asked(subject_id: SubjectId, purpose: Purpose) -> Permission:
    return Permission(subject=subject_id, purpose=purpose, state=PermissionState.NEVER_ASKED)


def subject_in(row: "Row[Any] | SimpleNamespace") -> Subject:
    """The subject in a row of its table."""
    return Subject(
        id=SubjectId(row.id),
        name=row.name,
        born=row.born,
        group=row.group,
        staff=row.staff,
        language=row.language,
        left_on=row.left_on,
        here_since=row.here_since,
    )


def guardianship_in(row: "Row[Any]") -> Guardianship:
    """The guardianship in a row of its table."""
    return Guardianship(
        guardian=GuardianId(row.guardian),
        subject=SubjectId(row.subject),
        custody=row.custody,
        since=row.since,
        until=row.until,
    )


def stored_permission(row: "Row[Any]") -> Permission:
    """The permission in a row of `standing`."""
    return Permission(
        subject=SubjectId(row.subject),
        purpose=Purpose(row.purpose),
        state=PermissionState(row.state),
        lack=Lack(row.lack) if row.lack else None,
        serial=Serial(row.serial) if row.serial else None,
        signed_on=row.signed_on,
        signer=_signer(row.signer, row.guardian),
        wording=(
            Wording(row.edition, row.language, Digest(row.wording))
            if row.wording is not None
            else None
        ),
        valid_until=row.valid_until,
        decision=row.decision,
        journaled=row.journaled,
        changes_on=row.changes_on,
        came_of_age=row.came_of_age,
    )


def _signer(kind: str | None, who: int | None) -> Signer | None:
    if kind is None:
        return None
    return Signer(SignerKind(kind), GuardianId(who) if who is not None else None)
