"""What follows from acts: the stored copies that lists are made of, brought up to date.

Each is worked out from the ledger by the domain's own functions; nothing here decides anything.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa

from consentdesk.domain.acts import (
    Act,
    ActKind,
    Answered,
    Attested,
    Described,
    Digest,
    EvidenceKind,
    Journaled,
    TakenDown,
)
from consentdesk.domain.consent import Permission, PermissionState
from consentdesk.domain.journal import FormState
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Depiction, Photo, PhotoId, PhotoKind
from consentdesk.domain.scenes import last_change
from consentdesk.errors import BadInput, Problem
from consentdesk.storage import schema
from consentdesk.storage.encoding import instant
from consentdesk.storage.reading import Reader
from consentdesk.storage.server_appending import is_server, remove_rows
from consentdesk.storage.snapshot import BATCH, among, institution_is

T = TypeVar("T")
_SET_FORM = sa.update(schema.form).where(
    institution_is(schema.form), schema.form.c.serial == sa.bindparam("which")
)
_SET_ATTESTED = sa.update(schema.photo).where(
    institution_is(schema.photo), schema.photo.c.id == sa.bindparam("which")
)
_SET_TAKEN_DOWN = sa.update(schema.release).where(
    institution_is(schema.release), schema.release.c.id == sa.bindparam("which")
)
_PLACES = (
    sa.select(schema.release_copy.c.place, schema.release_copy.c.taken_down_at)
    .where(schema.release_copy.c.release == sa.bindparam("which"))
    .order_by(schema.release_copy.c.place)
)
_SET_COPY_DOWN = sa.update(schema.release_copy).where(
    schema.release_copy.c.release == sa.bindparam("which"),
    schema.release_copy.c.place == sa.bindparam("at_place"),
)


class Settler(Reader):
    """The part of a writer that keeps stored copies true to the ledger."""

    def _execute(self, statement: sa.Executable, **values: object) -> "sa.CursorResult[Any]":
        self._changed = True
        return self._rows(statement, **values)

    def _remove(self, column: "sa.Column[Any]", keys: Iterable[object]) -> None:
        """Remove the institution's rows in which the column holds one of these keys."""
        # Numbers are given once in a register, so they are one institution's alone.
        everywhere = isinstance(column.type, sa.Integer)
        for some in _pieces(list(dict.fromkeys(keys))):
            if is_server(self._connection):
                self._changed = True
                what = f"{column.table.name}.{column.name}"
                remove_rows(self._connection, self.institution.id, what, some)
            else:
                owned = () if everywhere else (institution_is(column.table),)
                self._execute(sa.delete(column.table).where(*owned, among(column)), keys=some)

    def _insert(self, table: sa.Table, **values: object) -> None:
        self._changed = True
        self._connection.execute(sa.insert(table), self._owned(values))

    def _insert_new(self, table: sa.Table, **values: object) -> int:
        """Insert a row and say which id the database gave it."""
        self._changed = True
        key = self._connection.execute(sa.insert(table), self._owned(values)).inserted_primary_key
        if key is None:
            raise AssertionError(f"no id from {table.name}")
        return int(key[0])

    def _insert_all(self, table: sa.Table, rows: Sequence[dict[str, object]]) -> None:
        if rows:
            self._changed = True
            self._connection.execute(sa.insert(table), [self._owned(row) for row in rows])

    def _owned(self, row: dict[str, object]) -> dict[str, object]:
        return {"institution": self.institution.id, **row}

    def _stand(self, subjects: Iterable[SubjectId], on: date) -> None:
        """Write the fold's answers for these subjects; never asked is written as no row."""
        for some in _pieces(list(subjects)):
            known = self.permissions(some, on)
            self._must_have_been([s for s in some if s not in known])
            self._remove(schema.standing.c.subject, some)
            rows = [
                standing_row(given, on)
                for permissions in known.values()
                for given in permissions.values()
                if given.state is not PermissionState.NEVER_ASKED
            ]
            self._insert_all(schema.standing, rows)

    def _must_have_been(self, subjects: Iterable[SubjectId]) -> None:
        """Only acts may be left of those removed or erased; else BadInput UNKNOWN_SUBJECT.

        Of who was removed none is in force: nothing can be said of somebody in the trash.
        """
        for subject, acts in self.acts(subjects).items():
            live = {a.kind for a in self._in_force(acts)}
            if not any(a.kind is ActKind.ENROLLED for a in acts) or (
                live and ActKind.ERASED not in live
            ):
                raise BadInput(Problem.UNKNOWN_SUBJECT, subject=subject)

    def _settle_forms(self, serials: Iterable[str]) -> None:
        """Printed, recorded or journaled, as the acts in force say."""
        for serial, acts in self._acts_of_serials(serials).items():
            live = self._in_force(acts)
            changed: dict[str, object] = {"state": form_state(live).value}
            filed = [act.body for act in live if isinstance(act.body, Journaled)]
            if filed:
                # It may have been taken off to be filed anew, and that taken back.
                changed["scan"] = scan_of(filed[-1])
            self._execute(_SET_FORM, which=serial, **changed)

    def _settle_photos(self, photos: Iterable[PhotoId]) -> list[PhotoId]:
        """Which attestation speaks of each photo as it is now; returns those never described."""
        wanted = list(photos)
        known = self._as_described(wanted)
        for id in wanted:
            if id not in known:
                raise BadInput(Problem.UNKNOWN_PHOTO, photo=id)
            seen = known[id]
            number = vouched(self._in_force(seen.acts), seen.photo, seen.shown)
            self._execute(_SET_ATTESTED, which=id, attested=number)
        return [id for id in wanted if not any(_describes(a) for a in known[id].acts)]

    def _settle_releases(self, releases: Iterable[int]) -> None:
        """When each copy was taken down, if it was and that was no mistake."""
        acts = self._in_force(self._every(ActKind.TAKEN_DOWN, ActKind.CORRECTED))
        downs = taken_down(acts)
        for id in releases:
            stored = list(self._rows(_PLACES, which=id))
            for place in _named(downs.get(id, ())):
                if not 0 <= place < len(stored):
                    raise BadInput(Problem.COPY_NOT_IN_RELEASE, release=id, copy=place)
            since = copies_down(downs.get(id, ()), len(stored))
            done = self._execute(_SET_TAKEN_DOWN, which=id, taken_down_at=release_down(since))
            if not done.rowcount:
                raise BadInput(Problem.UNKNOWN_RELEASE, release=id)
            for row, moment in zip(stored, since, strict=True):
                if row.taken_down_at != moment:
                    self._execute(
                        _SET_COPY_DOWN, which=id, at_place=row.place, taken_down_at=moment
                    )

    def _every(self, *kinds: ActKind) -> list[Act]:
        """All acts of these kinds; only for kinds of which there are few."""
        statement = sa.select(
            schema.ledger.c.number,
            schema.ledger.c.at,
            schema.ledger.c.clerk,
            schema.ledger.c.kind,
            schema.ledger.c.body,
        ).where(institution_is(schema.ledger), schema.ledger.c.kind.in_(kinds))
        return [self._act(row) for row in self._rows(statement)]


def _describes(act: Act) -> bool:
    return isinstance(act.body, Described)


def form_state(live: Iterable[Act]) -> FormState:
    """How far a form has come by the acts in force that bear its serial."""
    bodies = [a.body for a in live]
    if any(isinstance(b, Journaled) for b in bodies):
        return FormState.JOURNALED
    if any(isinstance(b, Answered) for b in bodies):
        return FormState.RECORDED
    return FormState.PRINTED


def scan_of(filed: Journaled) -> Digest | None:
    """The scan that a filing rests on; None where that is paper."""
    return filed.evidence if filed.evidence_kind is EvidenceKind.SCAN else None


def vouched(live: Iterable[Act], photo: Photo, shown: Iterable[Depiction]) -> int | None:
    """The latest attestation in force, where it speaks of the photo as it is now (R20).

    0 for a situation photo, which needs none; None where one is missing.
    """
    if photo.kind is PhotoKind.SITUATION:
        return 0
    acts = tuple(live)
    given = [a for a in acts if isinstance(a.body, Attested)]
    body = given[-1].body if given else None
    if not isinstance(body, Attested):
        return None
    holds = (
        body.kind == photo.kind
        and frozenset(body.shows) == {d.subject for d in shown}
        and given[-1].number >= last_change(acts, photo.id)
    )
    return given[-1].number if holds else None


def taken_down(live: Iterable[Act]) -> Mapping[int, Sequence[Act]]:
    """What was said of each release's coming down, in the order given."""
    found: dict[int, list[Act]] = defaultdict(list)
    for act in live:
        if isinstance(act.body, TakenDown):
            found[act.body.release].append(act)
    return found


def _named(downs: Iterable[Act]) -> Iterator[int]:
    """The places of the copies that the acts name."""
    for act in downs:
        if isinstance(act.body, TakenDown):
            yield from act.body.copies


def copies_down(downs: Iterable[Act], count: int) -> tuple[str | None, ...]:
    """When each of a release's copies was first taken down, as stored, by place."""
    since: list[str | None] = [None] * count
    for act in downs:
        if isinstance(act.body, TakenDown):
            for place in act.body.copies or range(count):
                if 0 <= place < count and since[place] is None:
                    since[place] = instant(act.at)
    return tuple(since)


def release_down(copies: Sequence[str | None]) -> str | None:
    """When the last of the copies came down; None while one is out."""
    known = [moment for moment in copies if moment is not None]
    return max(known) if known and len(known) == len(copies) else None


def _pieces(items: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


def standing_row(given: Permission, on: date) -> dict[str, object]:
    """A permission worked out for that day, as a row of `standing`."""
    signer, wording = given.signer, given.wording
    return {
        "subject": given.subject,
        "purpose": given.purpose,
        "state": given.state.value,
        "lack": given.lack.value if given.lack else None,
        "serial": given.serial,
        "signed_on": given.signed_on,
        "signer": signer.kind.value if signer else None,
        "guardian": signer.guardian if signer else None,
        "edition": wording.edition if wording else None,
        "language": wording.language if wording else None,
        "wording": wording.digest if wording else None,
        "valid_until": given.valid_until,
        "decision": given.decision,
        "journaled": given.journaled,
        "changes_on": given.changes_on,
        "came_of_age": given.came_of_age,
        "computed_on": on,
    }


def usable(text: str, field: str, limit: int = 100_000) -> str:
    """The text, or BadInput UNUSABLE_TEXT where a database can't hold it, TEXT_TOO_LONG.

    NUL and lone surrogates are the only signs that one of the engines or the digest refuses; what
    is indexed must be short for PostgreSQL's sake.
    """
    if len(text) > limit:
        raise BadInput(Problem.TEXT_TOO_LONG, field=field, size=len(text), limit=limit)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadInput(Problem.UNUSABLE_TEXT, field=field) from None
    if "\x00" in text:
        raise BadInput(Problem.UNUSABLE_TEXT, field=field)
    return text
