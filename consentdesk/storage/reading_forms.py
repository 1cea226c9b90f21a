"""Answers about printed forms, what came back on them, and where they are filed."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.acts import (
    Act,
    ActKind,
    Answered,
    Digest,
    Journaled,
    Purpose,
    Serial,
    Wording,
)
from consentdesk.domain.consent import in_force
from consentdesk.domain.journal import Form, FormState, JournalEntry
from consentdesk.domain.people import GuardianId, SubjectId
from consentdesk.domain.roles import Right
from consentdesk.errors import BadInput, Problem
from consentdesk.storage.encoding import moment
from consentdesk.storage.facts import printed_as
from consentdesk.storage.reading_ledger import LedgerReader
from consentdesk.storage.schema import clerk, document, form, journal_entry, ledger
from consentdesk.storage.snapshot import among, institution_is
from consentdesk.storage.values import Document

_FORM = sa.select(form).where(institution_is(form), form.c.serial == sa.bindparam("serial"))
_BOUND = sa.select(ledger.c.binds).where(
    institution_is(ledger),
    ledger.c.serial == sa.bindparam("serial"),
    ledger.c.kind == ActKind.ASKED.value,
    ledger.c.binds.is_not(None),
)
_FORMS = sa.select(form).where(institution_is(form), among(form.c.serial))
_ENTRIES = (
    sa.select(journal_entry, clerk.c.name.label("clerk"))
    .join(
        ledger,
        (ledger.c.institution == journal_entry.c.institution)
        & (ledger.c.number == journal_entry.c.act),
    )
    .join(clerk, clerk.c.id == ledger.c.clerk)
    .where(institution_is(journal_entry), among(journal_entry.c.serial))
)
_DOCUMENT = sa.select(document.c.media_type, document.c.data).where(
    institution_is(document), document.c.digest == sa.bindparam("digest")
)


class FormsReader(LedgerReader):
    """The part of a reader that knows paper."""

    def form(self, serial: Serial) -> Form:
        """One printed form; BadInput UNKNOWN_SERIAL."""
        self.settle()
        row = self._row(_FORM, serial=serial)
        if row is None:
            raise BadInput(Problem.UNKNOWN_SERIAL, serial=serial)
        return self._form_in(row)

    def _form_in(self, row: "Row[Any]") -> Form:
        return self._made_of(f"form {row.id}", _form, row)

    def must_be_as_printed(self, serial: Serial) -> None:
        """RegisterError REGISTER_DAMAGED for a form that is not the one its acts say was printed.

        BadInput UNKNOWN_SERIAL. Nothing is known of one that was asked about without binding it.
        """
        row = self._row(_FORM, serial=serial)
        if row is None:
            raise BadInput(Problem.UNKNOWN_SERIAL, serial=serial)
        if set(self._rows(_BOUND, serial=serial).scalars()) - {printed_row(row)}:
            raise self._damaged(f"form {serial}")

    def forms_numbered(self, serials: Iterable[Serial]) -> dict[Serial, Form]:
        """The forms with these numbers, as far as they are known."""
        self.settle()
        return {Serial(row.serial): self._form_in(row) for row in self._in_batches(_FORMS, serials)}

    def forms(
        self,
        *,
        state: FormState | None = None,
        subject: SubjectId | None = None,
        limit: int = 500,
    ) -> tuple[Form, ...]:
        """The newest forms first."""
        self.settle()
        statement = sa.select(form).where(institution_is(form)).order_by(form.c.id.desc())
        if state is not None:
            statement = statement.where(form.c.state == state.value)
        if subject is not None:
            statement = statement.where(form.c.subject == subject)
        return tuple(self._form_in(row) for row in self._rows(statement.limit(limit)))

    def answers(self, serial: Serial) -> dict[Purpose, Act]:
        """The answers in force on that form, the latest per purpose."""
        live = self._in_force(self._acts_of_serials((serial,))[serial])
        return {a.body.purpose: a for a in live if isinstance(a.body, Answered)}

    def entries(self, serials: Iterable[Serial]) -> dict[Serial, JournalEntry]:
        """The journal entry in force of each form that has one."""
        wanted = list(serials)
        filed = {
            serial: max((a.number for a in self._in_force(acts) if _files(a)), default=0)
            for serial, acts in self._acts_of_serials(wanted).items()
        }
        rows = self._in_batches(_ENTRIES, wanted)
        return {Serial(r.serial): _entry(r) for r in rows if filed[r.serial] == r.act}

    def serials_numbered(self, number: str, limit: int = 20) -> tuple[Serial, ...]:
        """The forms filed under archive numbers that begin like this, the newest entry first."""
        wanted = number.strip()
        if not any(sign.isdigit() for sign in wanted):
            return ()
        statement = (
            sa.select(journal_entry.c.serial, sa.func.max(journal_entry.c.act).label("act"))
            .where(institution_is(journal_entry))
            .where(journal_entry.c.number.startswith(wanted, autoescape=True))
            # Of somebody erased the number stays, and no form.
            .where(
                sa.exists().where(
                    form.c.institution == journal_entry.c.institution,
                    form.c.serial == journal_entry.c.serial,
                )
            )
            .group_by(journal_entry.c.serial)
            .order_by(sa.desc("act"))
            .limit(limit)
        )
        return tuple(Serial(r.serial) for r in self._rows(statement))

    def serials_about(self, text: str, limit: int = 20) -> tuple[Serial, ...]:
        """The forms filed under a number that begins so or a subject that holds it, newest first.

        Capital letters make no difference, as far as the database knows them.
        """
        wanted = text.strip()
        if not wanted:
            return ()
        entry = journal_entry.c
        statement = (
            sa.select(entry.serial, sa.func.max(entry.act).label("act"))
            .where(institution_is(journal_entry))
            .where(
                entry.number.startswith(wanted, autoescape=True)
                | entry.subject_line.icontains(wanted, autoescape=True)
            )
            .group_by(entry.serial)
            .order_by(sa.desc("act"))
            .limit(limit)
        )
        return tuple(Serial(r.serial) for r in self._rows(statement))

    def acts_of_forms(self, serials: Iterable[Serial]) -> dict[Serial, tuple[Act, ...]]:
        """All acts about each form by number, corrected ones included; every serial is a key."""
        wanted = list(serials)
        found = self._acts_of_serials(wanted)
        return {serial: found[serial] for serial in wanted}

    def document(self, digest: Digest) -> Document:
        """A stored scan; BadInput UNKNOWN_DOCUMENT, RuleRefusal NOT_YOUR_ROLE."""
        self.must(Right.SEE_SCANS)
        row = self._row(_DOCUMENT, digest=digest)
        if row is None:
            raise BadInput(Problem.UNKNOWN_DOCUMENT, digest=digest)
        return Document(digest, row.media_type, bytes(row.data))

    def scans_of_others(self, scans: Iterable[Digest], subject: SubjectId) -> frozenset[Digest]:
        """Those of them that belong to a form or an entry of anybody else, too."""
        asked = list(scans)
        return frozenset(
            Digest(row.scan)
            for table in (form, journal_entry)
            for row in self._in_batches(
                sa.select(table.c.scan)
                .where(
                    institution_is(table),
                    table.c.subject.is_distinct_from(subject),
                    among(table.c.scan),
                )
                .distinct(),
                asked,
            )
        )

    def _in_force(self, acts: Iterable[Act]) -> tuple[Act, ...]:
        """The acts that count, whatever the day."""
        return in_force(acts, self.policy, date.max)


def _files(act: Act) -> bool:
    return isinstance(act.body, Journaled)


def printed_row(row: "Row[Any]") -> Digest:
    """How a form in that row was printed; see `facts.printed_as`."""
    return printed_as(
        row.serial,
        row.guardian,
        row.edition,
        row.language,
        row.wording,
        row.own,
        row.printed_at,
    )


def _form(row: "Row[Any]") -> Form:
    return Form(
        serial=Serial(row.serial),
        subject=SubjectId(row.subject) if row.subject is not None else None,
        guardian=GuardianId(row.guardian) if row.guardian is not None else None,
        wording=Wording(row.edition, row.language, Digest(row.wording)),
        purposes=tuple(Purpose(p) for p in json.loads(row.purposes)),
        printed_at=moment(row.printed_at),
        state=FormState(row.state),
        scan=Digest(row.scan) if row.scan is not None else None,
        own=row.own,
    )


def _entry(row: "Row[Any]") -> JournalEntry:
    return JournalEntry(
        serial=Serial(row.serial),
        subject=SubjectId(row.subject),
        number=row.number,
        system=row.system,
        received_on=row.received_on,
        subject_line=row.subject_line,
        clerk=row.clerk or "",
        scan=Digest(row.scan) if row.scan is not None else None,
        paper_at=row.paper_at,
    )
