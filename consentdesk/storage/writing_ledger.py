"""The only way into the ledger.

An act is chained and stored at once; what hangs on it is remembered and brought up to date, by
`settling`, before the transaction ends or anybody looks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consentdesk.domain.acts import (
    KIND_OF,
    Act,
    ActKind,
    Answered,
    Assessed,
    Attested,
    Body,
    ControllerSet,
    Corrected,
    Digest,
    Journaled,
    PolicySet,
    TakenDown,
)
from consentdesk.domain.people import ClerkId, InstitutionId, SubjectId
from consentdesk.domain.photos import PhotoId
from consentdesk.domain.policy import Policy, PolicyError, with_settings
from consentdesk.domain.roles import HARMLESS, Right
from consentdesk.domain.writing_rights import FINAL, NEEDED, may_append
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.storage import schema
from consentdesk.storage.chain import LINE, clerk_told, line_digest, new_salt, salted
from consentdesk.storage.encoding import encode, instant
from consentdesk.storage.facts import described
from consentdesk.storage.policies import controller_text, load_policy, policy_text, set_over
from consentdesk.storage.reading_clerks import spelling
from consentdesk.storage.reading_seats import refusal
from consentdesk.storage.server_appending import append_lines, finish, is_server
from consentdesk.storage.settling import Settler, usable
from consentdesk.storage.snapshot import Shelf, among, institution_is, utc
from consentdesk.storage.values import Head, Pictured

if TYPE_CHECKING:
    from sqlalchemy.engine import Row

CONTROLLER_LIMIT = 200
"""Characters in a contact or officer; how much of that a form has room for is for the drawing."""
_TARGETS = sa.select(
    schema.ledger.c.number,
    schema.ledger.c.at,
    schema.ledger.c.clerk,
    schema.ledger.c.kind,
    schema.ledger.c.body,
    schema.ledger.c.subject,
    schema.ledger.c.photo,
    schema.ledger.c.serial,
).where(institution_is(schema.ledger), among(schema.ledger.c.number))
_CLERKS = sa.select(schema.clerk.c.id, schema.clerk.c.digest, schema.clerk.c.name).where(
    institution_is(schema.clerk), schema.clerk.c.login == sa.bindparam("seat")
)
_CLERK = _CLERKS.where(schema.clerk.c.name == sa.bindparam("name"))
_EVERYONE = sa.select(schema.subject.c.id).where(institution_is(schema.subject))
# Not asked for each subject once: SQLite would then read the table by subject.
_DUE = sa.select(schema.standing.c.subject).where(
    institution_is(schema.standing), schema.standing.c.changes_on <= sa.bindparam("on")
)
_SET_SALT = (
    sa.update(schema.photo)
    .where(institution_is(schema.photo), schema.photo.c.id == sa.bindparam("which"))
    .values(salt=sa.bindparam("fresh"))
)
_SET_HEAD = sa.update(schema.head).where(institution_is(schema.head))
_SET_HOME = sa.update(schema.institution).where(schema.institution.c.id == sa.bindparam("here"))
_LEAVES = frozenset({ActKind.RELEASED, ActKind.PACK_MADE, ActKind.ACCESS_GIVEN})
"""What tells that something leaves the house: by no line that is not as it was written."""


class LedgerWriter(Settler):
    """The part of a writer that appends acts."""

    def __init__(
        self,
        connection: Connection,
        institution: InstitutionId,
        shelf: Shelf,
        place: str,
        *,
        clerk: str,
        at: datetime,
        login: str = "",
    ) -> None:
        super().__init__(connection, institution, shelf, place)
        if login:
            self.sit(login)
        last = self._head.at
        self.at = utc(at) if last is None else max(utc(at), last)
        self._instant = instant(self.at)
        self._subjects: dict[SubjectId, None] = {}
        self._serials: dict[str, None] = {}
        self._photos: dict[PhotoId, None] = {}
        self._undescribed: dict[PhotoId, None] = {}
        self._ahead: dict[PhotoId, Pictured] = {}
        self._releases: dict[int, None] = {}
        self.appended = False
        self.clerk, self._clerk_digest = self._known_clerk(clerk)
        if not self._recorded_policy_is_current:
            # Another file than was recorded would be recorded now.
            if not may_append(self.role, ActKind.POLICY_SET):
                raise refusal(self.role, Right.SET_RULES)
            self._check_ends()
            self._set_policy(self.institution.settings)

    def move_on(self, at: datetime) -> None:
        """It has become later: what is written from here on bears that moment, never an earlier."""
        self.at = max(self.at, utc(at))
        self._instant = instant(self.at)

    def _known_clerk(self, name: str) -> tuple[ClerkId, Digest]:
        if not name.strip():
            raise BadInput(Problem.NAME_MISSING)
        found = self._row(_CLERK, name=usable(name, "clerk", 200), seat=self.seat)
        row = found or self._spelled_otherwise(name)
        if row is not None:
            return ClerkId(row.id), Digest(row.digest)
        if "\n" in name:
            # What comes after it would be a login to whoever reads the digest.
            raise BadInput(Problem.UNUSABLE_TEXT, field="clerk")
        salt = new_salt()
        digest = salted(salt, clerk_told(name, self.seat))
        id = self._insert_new(schema.clerk, name=name, salt=salt, digest=digest, login=self.seat)
        return ClerkId(id), digest

    def _spelled_otherwise(self, name: str) -> "Row[Any] | None":
        """Who has that name in other letters: one person must not count as two (R31)."""
        rows = self._rows(_CLERKS, seat=self.seat)
        return next(
            (row for row in rows if row.name and spelling(row.name) == spelling(name)), None
        )

    def digest_text(self, text: str) -> Digest:
        """Keep a text where it can be erased; the digest, with fresh salt, is for an act."""
        salt = new_salt()
        digest = salted(salt, usable(text, "text"))
        self._insert(schema.text, digest=digest, salt=salt, text=text)
        return digest

    def append(self, *bodies: Body) -> tuple[Act, ...]:
        """Add acts to the ledger, in this order; the only way in.

        A correction takes over subject and photo of what it corrects. BadInput UNKNOWN_ACT,
        UNKNOWN_SUBJECT, UNKNOWN_PHOTO, UNKNOWN_RELEASE or COPY_NOT_IN_RELEASE where there is no
        such thing, all but the first at the latest when the transaction ends.
        """
        self._describe()
        acts: list[Act] = []
        for run in _runs(bodies):
            acts += self._chain(run, None)
        return tuple(acts)

    def _append(self, body: Body, binds: str | None = None) -> Act:
        """Add one act; `binds` digests what a side table holds and the act vouches for."""
        self._describe()
        return self._chain((body,), binds)[0]

    def _describe(self) -> None:
        """Say what became of the photos changed; before anything else is said, and all at once."""
        if not self._undescribed:
            return
        changed = list(self._undescribed)
        self._undescribed.clear()
        known, shown = self.photos(changed), self.depicted(changed)
        salts = {id: new_salt() for id in known}
        salted_rows = [
            {"here": self.institution.id, "which": id, "fresh": salt} for id, salt in salts.items()
        ]
        self._connection.execute(_SET_SALT, salted_rows)
        self._chain([described(known[id], shown[id], salt) for id, salt in salts.items()], None)

    def _chain(self, bodies: Sequence[Body], binds: str | None) -> list[Act]:
        for kind in {KIND_OF[type(body)] for body in bodies}:
            self._check_role(kind)
            if kind in _LEAVES:
                self.check_chain()
        acts, lines, before = [], [], self._head
        corrected = [body.number for body in bodies if isinstance(body, Corrected)]
        targets = {row.number: row for row in self._in_batches(_TARGETS, corrected)}
        try:
            for body in bodies:
                act, line = self._line(body, binds, targets)
                acts.append(act)
                lines.append(line)
            self._store(lines)
        except BaseException:
            # Whoever catches this and goes on must go on from the last act that is stored.
            self._head = before
            raise
        # Of nothing appended no line bears the mark of this transaction.
        self.appended |= bool(acts)
        return acts

    def _check_role(self, kind: ActKind) -> None:
        if not may_append(self.role, kind):
            raise refusal(self.role, NEEDED.get(kind, Right.FILE))

    def _store(self, lines: Sequence[dict[str, object]]) -> None:
        if is_server(self._connection):
            self._changed |= bool(lines)
            append_lines(self._connection, self.institution.id, lines)
        else:
            self._insert_all(schema.ledger, lines)

    def _line(
        self, body: Body, binds: str | None, targets: "Mapping[int, Row[Any]]"
    ) -> tuple[Act, dict[str, object]]:
        """The next act and its row; the head moves on to it."""
        serial: str | None = getattr(body, "serial", None)
        if isinstance(body, Corrected):
            body, serial = self._completed(body, targets.get(body.number))
        number = self._head.number + 1
        act = Act(number=number, at=self.at, clerk=self.clerk, body=body)
        self._op = token_hex(16)
        values = (
            number,
            self._op,
            self._instant,
            self.clerk,
            act.kind.value,
            getattr(body, "subject", None),
            getattr(body, "photo", None),
            serial,
            encode(body),
            binds,
            self._head.digest,
        )
        digest = line_digest(self.institution.uuid, self._clerk_digest, values)
        line: dict[str, object] = dict(zip(LINE, values, strict=True))
        line["digest"] = digest
        self._head = Head(number, digest, self._head.revision, self.at)
        self._note(act, serial)
        return act, line

    def _completed(self, body: Corrected, row: "Row[Any] | None") -> tuple[Corrected, str | None]:
        if row is None:
            raise BadInput(Problem.UNKNOWN_ACT, number=body.number)
        target = self._act(row).body
        if isinstance(target, Corrected):
            # Taking a correction back, as out of the trash.
            self.must(Right.NAME if target.subject is None else Right.KEEP_PEOPLE)
        kind = KIND_OF[type(target)]
        self._check_role(kind)
        if kind in FINAL:
            raise RuleRefusal(Problem.NOT_CORRECTABLE, number=body.number, kind=kind)
        first = target
        # What is about nobody and no photo may be a taking down, however often it was corrected.
        while isinstance(first, Corrected) and first.subject is None and first.photo is None:
            first = self.act(first.number).body
        if isinstance(first, TakenDown):
            self._releases[first.release] = None
        subject = SubjectId(row.subject) if row.subject is not None else None
        photo = PhotoId(row.photo) if row.photo is not None else None
        return replace(body, subject=subject, photo=photo), row.serial

    def _note(self, act: Act, serial: str | None) -> None:
        """Remember what has to be looked at again because of this act."""
        body = act.body
        subject: SubjectId | None = getattr(body, "subject", None)
        photo: PhotoId | None = getattr(body, "photo", None)
        if subject is not None:
            self._subjects[subject] = None
        if serial is not None and isinstance(body, Answered | Journaled | Corrected):
            self._serials[serial] = None
        if photo is not None and isinstance(body, Attested | Assessed | Corrected):
            self._photos[photo] = None
        if isinstance(body, TakenDown):
            self._releases[body.release] = None

    def settle(self) -> None:
        """Bring standing, forms, photos and releases up to date with what was written."""
        # Forgotten only when done, so that an act about nobody can't be committed after all.
        if self._subjects:
            self._stand(self._subjects, self.today(self.at))
            self._subjects.clear()
        if self._serials:
            self._settle_forms(self._serials)
            self._serials.clear()
        self._describe()
        if self._photos:
            # A photo of an older register is bound to the ledger as soon as it is spoken of.
            self._undescribed.update(dict.fromkeys(self._settle_photos(self._photos)))
            self._photos.clear()
            self._describe()
        if self._releases:
            self._settle_releases(self._releases)
            self._releases.clear()

    def finish(self) -> str | None:
        """Settle and move the head; for `Register.write`, which commits right after.

        Returns the mark by which the transaction is found again after a broken connection, None
        where nothing was written.
        """
        self.settle()
        if not self._changed:
            return None
        head = self._head
        self._head = replace(head, revision=head.revision + 1)
        if not self.appended:
            self._op = token_hex(16)
        if is_server(self._connection):
            finish(self._connection, self.institution.id, self._op)
            return self._op
        moved = _SET_HEAD.values(
            revision=self._head.revision,
            number=head.number,
            digest=head.digest,
            at=instant(head.at) if head.at is not None else None,
            op=self._op,
        )
        self._execute(moved)
        return self._op

    def refresh_standing(self, on: date) -> int:
        """Work out again what has changed by itself until that day; for how many subjects."""
        self.settle()
        due = sorted({SubjectId(i) for i in self._rows(_DUE, on=on).scalars()})
        self._stand(due, on)
        return len(due)

    def set_settings(self, settings: Mapping[str, object]) -> None:
        """Put an institution's own values over its policy file, in place of those before.

        BadInput SETTING_UNUSABLE for an unknown name or a value out of range.
        """
        if dict(settings) == dict(self.institution.settings):
            return
        known = self.institution.settings
        changed = {key for key in {*known, *settings} if known.get(key) != settings.get(key)}
        if changed - HARMLESS:
            self.must(Right.SET_RULES)
        try:
            with_settings(self.policy, settings)
        except PolicyError as error:
            raise BadInput(
                Problem.SETTING_UNUSABLE, reason=error.reason, detail=error.detail
            ) from None
        self._set_policy(settings)

    def set_controller(self, contact: str, officer: str) -> None:
        """What forms say from now on about who asks; "" leaves a line for a pen.

        BadInput UNUSABLE_TEXT or TEXT_TOO_LONG. Nothing is recorded where nothing changes.
        """
        usable(contact, "contact", CONTROLLER_LIMIT)
        usable(officer, "officer", CONTROLLER_LIMIT)
        if (contact, officer) == (self.institution.contact, self.institution.officer):
            return
        recorded = self.digest_text(controller_text(contact, officer))
        self._append(ControllerSet(facts=recorded))
        self._execute(_SET_HOME.values(controller_digest=recorded))
        self.institution = replace(self.institution, contact=contact, officer=officer)

    def rename(self, name: str) -> None:
        """Call the institution that from now on; its act says that, and digests the name.

        BadInput NAME_MISSING, UNUSABLE_TEXT or TEXT_TOO_LONG. Nothing is recorded where nothing
        changes.
        """
        if not name.strip():
            raise BadInput(Problem.NAME_MISSING)
        usable(name, "institution", CONTROLLER_LIMIT)
        known = self.institution
        if name == known.name:
            return
        recorded = self.digest_text(controller_text(known.contact, known.officer))
        self._append(ControllerSet(facts=recorded, name=self.digest_text(name)))
        self._execute(_SET_HOME.values(name=name, controller_digest=recorded))
        self.institution = replace(known, name=name)

    def _set_policy(self, settings: Mapping[str, object]) -> None:
        """Record what applies from here on, and work out what that changes."""
        name, before = self.institution.policy_name, self.policy
        policy = set_over(load_policy(name), settings)
        recorded = self.digest_text(policy_text(name, settings, policy))
        self._append(PolicySet(policy=name, values=recorded))
        self._execute(_SET_HOME.values(policy_digest=recorded))
        self.policy = policy
        self.institution = replace(self.institution, settings=dict(settings))
        if not self._recorded_policy_is_current or _folding(before) != _folding(policy):
            everyone = [SubjectId(i) for i in self._rows(_EVERYONE).scalars()]
            self._subjects.update(dict.fromkeys(everyone))
        self._recorded_policy_is_current = True


def _runs(bodies: Sequence[Body]) -> Iterator[Sequence[Body]]:
    """The bodies in runs that can be stored at once: a correction looks up what it corrects."""
    start = 0
    for end, body in enumerate(bodies):
        if isinstance(body, Corrected):
            yield from ((bodies[start:end],) if start < end else ())
            yield (body,)
            start = end + 1
    if start < len(bodies):
        yield bodies[start:]


def _folding(policy: Policy) -> tuple[object, ...]:
    """What of a policy decides about permissions."""
    return (
        policy.timezone,
        policy.age_limit,
        policy.lapse_mode,
        policy.guardians_needed,
        policy.validity_months,
        policy.validity_applies,
        policy.purposes,
    )
