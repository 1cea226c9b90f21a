"""Writing about paper: issuing forms, storing scans, filing journal entries."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from consentdesk.domain.acts import Act, Asked, Digest, EvidenceKind, Journaled, Purpose, Serial
from consentdesk.domain.journal import OWN_SYSTEM, Form, JournalEntry
from consentdesk.domain.people import SubjectId
from consentdesk.domain.roles import Right
from consentdesk.errors import BadInput, IntakeRefused, Problem
from consentdesk.storage import schema
from consentdesk.storage.documents import checked
from consentdesk.storage.encoding import canonical, instant
from consentdesk.storage.facts import printed_as
from consentdesk.storage.settling import usable
from consentdesk.storage.snapshot import institution_is
from consentdesk.storage.writing_ledger import LedgerWriter

_SERIAL = sa.select(schema.form.c.id).where(
    institution_is(schema.form), schema.form.c.serial == sa.bindparam("serial")
)
_SET_FORM = sa.update(schema.form).where(
    institution_is(schema.form), schema.form.c.serial == sa.bindparam("which")
)
_LAST = sa.select(sa.func.max(schema.journal_entry.c.running)).where(
    institution_is(schema.journal_entry), schema.journal_entry.c.year == sa.bindparam("year")
)
_SAME_NUMBER = sa.select(schema.journal_entry.c.serial).where(
    institution_is(schema.journal_entry),
    schema.journal_entry.c.system == sa.bindparam("system"),
    schema.journal_entry.c.number == sa.bindparam("number"),
)
_STORED = sa.select(schema.document.c.digest).where(
    institution_is(schema.document), schema.document.c.digest == sa.bindparam("digest")
)

_USES = tuple(
    sa.select(column).where(institution_is(table), column == sa.bindparam("digest")).limit(1)
    for table, column in (
        (schema.form, schema.form.c.scan),
        (schema.journal_entry, schema.journal_entry.c.scan),
        (schema.inbox_page, schema.inbox_page.c.document),
    )
)


class FormsWriter(LedgerWriter):
    """The part of a writer that knows paper."""

    def issue_form(self, form: Form) -> None:
        """Take a printed form in; with a subject that is an ASKED act too.

        BadInput SERIAL_TAKEN where the number was used before: print with another.
        """
        self.must(Right.ASK)
        if self._row(_SERIAL, serial=form.serial) is not None:
            raise BadInput(Problem.SERIAL_TAKEN, serial=form.serial)
        if form.subject is not None:
            self.subject(form.subject)
        self._insert(
            schema.form,
            serial=form.serial,
            subject=form.subject,
            guardian=form.guardian,
            edition=form.wording.edition,
            language=form.wording.language,
            wording=form.wording.digest,
            purposes=canonical(list(form.purposes)),
            printed_at=instant(form.printed_at),
            state=form.state.value,
            own=form.own,
        )
        if form.subject is not None:
            self._append(_asked(form, form.subject), binds=_printed(form))

    def bind_form(self, serial: Serial, subject: SubjectId) -> None:
        """A blank form turns out to be about this subject; BadInput FORM_TAKEN if about another."""
        self.must(Right.ASK)
        form = self.form(serial)
        self.subject(subject)
        if form.subject is not None and form.subject != subject:
            raise BadInput(Problem.FORM_TAKEN, serial=serial)
        if form.subject is None:
            self._execute(_SET_FORM, which=serial, subject=subject)
            self._append(_asked(form, subject), binds=_printed(form))

    def attach_scan(self, serial: Serial, scan: Digest | None) -> None:
        """Say which stored document is the signed sheet; it becomes evidence when journaled.

        The one before is erased unless something else rests on it, such as an entry in the journal.
        BadInput UNKNOWN_SERIAL or UNKNOWN_DOCUMENT.
        """
        self.must(Right.FILE)
        before = self.form(serial).scan
        if scan is not None and self._row(_STORED, digest=scan) is None:
            raise BadInput(Problem.UNKNOWN_DOCUMENT, digest=scan)
        self._execute(_SET_FORM, which=serial, scan=scan)
        if before is not None and before != scan:
            self._drop_document(before)

    def next_journal_number(self) -> str:
        """The next number of the register's own journal, such as `2026-0131`.

        Gapless within institution and year, the year being that of today's local day.
        """
        year, running = self._next_number()
        return shown_number(year, running)

    def _next_number(self) -> tuple[int, int]:
        year = self.today(self.at).year
        row = self._row(_LAST, year=year)
        return year, 1 + (row[0] or 0 if row is not None else 0)

    def file_entry(self, entry: JournalEntry, purposes: Iterable[Purpose]) -> Act:
        """File a signed form (R12), for these purposes; the clerk is this transaction's.

        IntakeRefused JOURNAL_INCOMPLETE with what is missing; BadInput JOURNAL_NUMBER_TAKEN,
        JOURNAL_NUMBER_GAP, UNKNOWN_SERIAL, FORM_TAKEN or UNKNOWN_DOCUMENT. RegisterError
        REGISTER_DAMAGED for a form that is not as it was printed.
        """
        wanted = tuple(purposes)
        received_on = self._checked_entry(entry, wanted)
        year, running = self._checked_number(entry)
        body = Journaled(
            subject=entry.subject,
            purposes=wanted,
            serial=entry.serial,
            journal_number=self.digest_text(entry.number),
            system=self.digest_text(entry.system),
            received_on=received_on,
            subject_line=self.digest_text(entry.subject_line),
            evidence_kind=EvidenceKind.SCAN if entry.scan else EvidenceKind.PAPER,
            evidence=entry.scan or self.digest_text(entry.paper_at),
        )
        act = self._append(body, binds=self._paper_beside_scan(entry))
        self._insert(
            schema.journal_entry,
            act=act.number,
            serial=entry.serial,
            subject=entry.subject,
            system=entry.system,
            number=entry.number,
            year=year,
            running=running,
            received_on=received_on,
            subject_line=entry.subject_line,
            scan=entry.scan,
            paper_at=entry.paper_at,
        )
        return act

    def _checked_entry(self, entry: JournalEntry, purposes: tuple[Purpose, ...]) -> date:
        """The day it was received, where nothing is missing and all belongs together."""
        missing = entry.missing() + (() if purposes else ("purposes",))
        if missing or entry.received_on is None:
            raise IntakeRefused(Problem.JOURNAL_INCOMPLETE, serial=entry.serial, missing=missing)
        self.must_be_as_printed(entry.serial)
        if self.form(entry.serial).subject != entry.subject:
            raise BadInput(Problem.FORM_TAKEN, serial=entry.serial)
        if entry.scan is not None and self._row(_STORED, digest=entry.scan) is None:
            raise BadInput(Problem.UNKNOWN_DOCUMENT, digest=entry.scan)
        usable(entry.number, "number", 200)
        usable(entry.system, "system", 200)
        return entry.received_on

    def _checked_number(self, entry: JournalEntry) -> tuple[int | None, int | None]:
        """Year and running number in the register's own journal; nothing for another system's."""
        used = [
            Serial(serial)
            for serial in self._rows(
                _SAME_NUMBER, system=entry.system, number=entry.number
            ).scalars()
        ]
        if entry.system != OWN_SYSTEM:
            others = self.entries(s for s in used if s != entry.serial).values()
            if any((e.system, e.number) == (entry.system, entry.number) for e in others):
                raise BadInput(
                    Problem.JOURNAL_NUMBER_TAKEN, number=entry.number, system=entry.system
                )
            return None, None
        year, running = self._next_number()
        if used:
            raise BadInput(Problem.JOURNAL_NUMBER_TAKEN, number=entry.number, system=entry.system)
        if entry.number != shown_number(year, running):
            raise BadInput(
                Problem.JOURNAL_NUMBER_GAP,
                number=entry.number,
                expected=shown_number(year, running),
            )
        return year, running

    def _paper_beside_scan(self, entry: JournalEntry) -> Digest | None:
        """What binds the place of the paper where a scan is the evidence already."""
        if entry.scan is None or not entry.paper_at.strip():
            return None
        return self.digest_text(entry.paper_at)

    def store_document(self, data: bytes, media_type: str) -> Digest:
        """Keep a signed scan; the same bytes are kept once.

        The media type is told by the bytes; one that claims otherwise is BadInput NOT_A_SCAN, as is
        anything but PDF, JPEG, PNG and TIFF. More than 25 MB is TOO_LARGE.
        """
        self.must(Right.FILE)
        digest, found = checked(data)
        if media_type not in ("", found):
            raise BadInput(Problem.NOT_A_SCAN)
        if self._row(_STORED, digest=digest) is None:
            self._insert(
                schema.document,
                digest=digest,
                media_type=found,
                stored_at=instant(self.at),
                data=data,
            )
        return digest

    def _drop_document(self, digest: Digest) -> None:
        """Remove a stored scan that nothing points to any more."""
        if any(self._row(statement, digest=digest) is not None for statement in _USES):
            return
        self._remove(schema.document.c.digest, [digest])


def _asked(form: Form, subject: SubjectId) -> Asked:
    return Asked(
        subject=subject,
        purposes=form.purposes,
        serial=form.serial,
        edition=form.wording.edition,
    )


def _printed(form: Form) -> Digest:
    """What the act vouches for beside its body: the sheet as it lies before whoever signs."""
    wording = form.wording
    return printed_as(
        form.serial,
        form.guardian,
        wording.edition,
        wording.language,
        wording.digest,
        form.own,
        instant(form.printed_at),
    )


def shown_number(year: int, running: int) -> str:
    """A number of the register's own journal as it is written: `2026-0131`."""
    return f"{year}-{running:04d}"
