"""Verifying paper: journal entries, forms and scans are what the acts say."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from consentdesk.domain.acts import (
    Act,
    ActKind,
    Answered,
    Asked,
    Digest,
    EvidenceKind,
    Journaled,
    Serial,
    Wording,
)
from consentdesk.domain.journal import OWN_SYSTEM
from consentdesk.errors import BadInput
from consentdesk.storage import plain_forms, schema
from consentdesk.storage.documents import sniff
from consentdesk.storage.reading_forms import printed_row
from consentdesk.storage.settling import form_state, scan_of
from consentdesk.storage.snapshot import among, institution_is, within_institution
from consentdesk.storage.values import Tampering, VerifyProblem
from consentdesk.storage.verifying_chain import ChainVerifier, Found
from consentdesk.storage.verifying_streams import chunks
from consentdesk.storage.writing_forms import shown_number

_ENTRIES = sa.select(schema.journal_entry).where(
    institution_is(schema.journal_entry), among(schema.journal_entry.c.act)
)
_ALL_ENTRIES = sa.select(schema.journal_entry.c.act).where(institution_is(schema.journal_entry))
_NUMBERS = (
    sa.select(
        schema.journal_entry.c.year,
        sa.func.count().label("entries"),
        sa.func.min(schema.journal_entry.c.running).label("first"),
        sa.func.max(schema.journal_entry.c.running).label("last"),
    )
    .where(institution_is(schema.journal_entry), schema.journal_entry.c.year.is_not(None))
    .group_by(schema.journal_entry.c.year)
)
_DOCUMENTS = sa.select(
    schema.document.c.digest, schema.document.c.media_type, schema.document.c.data
).where(institution_is(schema.document))
_SCANS = sa.select(schema.document.c.digest).where(institution_is(schema.document))
_FORMS_GONE = (
    sa.select(
        schema.ledger.c.serial,
        sa.func.max(schema.ledger.c.number).label("number"),
        sa.func.max(schema.ledger.c.subject).label("subject"),
    )
    .outerjoin(
        schema.form,
        sa.and_(
            schema.form.c.institution == schema.ledger.c.institution,
            schema.form.c.serial == schema.ledger.c.serial,
        ),
    )
    .where(
        institution_is(schema.ledger),
        schema.ledger.c.serial.is_not(None),
        schema.form.c.id.is_(None),
    )
    .group_by(schema.ledger.c.serial)
)
_FORMS = (
    sa.select(schema.form)
    .where(within_institution(schema.form), among(schema.form.c.id))
    .order_by(schema.form.c.id)
)
_ASKED = sa.select(schema.ledger.c.serial, schema.ledger.c.number, schema.ledger.c.binds).where(
    institution_is(schema.ledger),
    schema.ledger.c.kind == ActKind.ASKED.value,
    schema.ledger.c.binds.is_not(None),
    among(schema.ledger.c.serial),
)


class PaperVerifier(ChainVerifier):
    """The part of a verifier that knows paper."""

    def journal_is(self) -> Found:
        """Every JOURNALED act has its entry, word for word, and no entry is without an act.

        Of somebody erased the entry keeps its number, and nothing else that was digested.
        """
        code, gone = Tampering.JOURNAL_MISMATCH, self.erased()
        scans = {Digest(d) for d in self._rows(_SCANS).scalars()}
        known = set(self._rows(_ALL_ENTRIES).scalars())
        for some in chunks(self.of_kinds(ActKind.JOURNALED)):
            entries = {r.act: r for r in self._in_batches(_ENTRIES, (a.number for a, _ in some))}
            texts = self.kept(d for act, binds in some for d in _digests(act, binds))
            for act, binds in some:
                known.discard(act.number)
                if act.number not in entries:
                    yield VerifyProblem(code, act.number, "the entry is gone")
                    continue
                if getattr(act.body, "subject", None) in gone:
                    yield from _entry_is_erased(entries[act.number], act, binds, texts)
                    continue
                yield from _entry_is(entries[act.number], act, binds, texts)
                if isinstance(act.body, Journaled) and scan_of(act.body) not in {None, *scans}:
                    yield VerifyProblem(Tampering.DOCUMENT_MISSING, act.number, "scan")
        for number in sorted(known):
            yield VerifyProblem(code, number, "an entry without its act")

    def journal_numbers_are(self) -> Found:
        """The register's own journal numbers have no gap within a year."""
        for row in self._rows(_NUMBERS):
            if (row.first, row.last) != (1, row.entries):
                detail = f"{row.year}: {row.entries} entries, numbers {row.first}–{row.last}"
                yield VerifyProblem(Tampering.JOURNAL_GAP, None, detail)

    def documents_are(self) -> Found:
        """Every scan has the bytes and the type it was stored with."""
        for row in self._rows(_DOCUMENTS.execution_options(yield_per=4)):
            data = bytes(row.data)
            if hashlib.sha256(data).hexdigest() != row.digest or _type(data) != row.media_type:
                detail = f"scan {row.digest[:16]}"
                yield VerifyProblem(Tampering.DOCUMENT_MISMATCH, None, detail)

    def forms_are(self) -> Found:
        """Every form belongs to whom it was asked of and has come as far as the acts say."""
        for ids in chunks(self.forms_in_doubt()):
            rows = list(self._in_batches(_FORMS, ids))
            acts = self._acts_of_serials(r.serial for r in rows)
            printed: dict[str, list[tuple[int, str]]] = defaultdict(list)
            for told in self._in_batches(_ASKED, (r.serial for r in rows)):
                printed[told.serial].append((told.number, told.binds))
            for row in rows:
                yield from self._form_is(row, acts[row.serial])
                yield from _printed_is(row, printed[row.serial])

    def forms_in_doubt(self) -> Iterator[int]:
        """Those that are not plainly what their acts say, by number.

        Where permissions are not worked out, nobody else reads those acts: then it is all of them.
        """
        read_elsewhere = self._recorded_policy_is_current
        for id, rows in groupby(self.plain(plain_forms.FORMS), key=itemgetter(0)):
            if not read_elsewhere or not plain_forms.is_plain(list(rows)):
                yield id

    def forms_gone(self) -> Found:
        """Every form that was asked about or answered is still there, unless its subject went."""
        erased = self.erased()
        for row in self._rows(_FORMS_GONE):
            if row.subject in erased:
                continue
            detail = f"form {row.serial} is gone"
            yield VerifyProblem(Tampering.FORM_MISMATCH, row.number, detail)

    def _form_is(self, row: "sa.Row[Any]", acts: Sequence[Act]) -> Found:
        code, serial = Tampering.FORM_MISMATCH, Serial(row.serial)
        asked = [a for a in acts if isinstance(a.body, Asked)]
        if row.subject is None:
            if asked:
                yield VerifyProblem(code, asked[-1].number, f"form {serial}: subject")
        elif not asked:
            yield VerifyProblem(code, None, f"form {serial} was never issued")
        else:
            body = asked[-1].body
            said = (row.subject, tuple(json.loads(row.purposes)), row.edition)
            if isinstance(body, Asked) and said != (body.subject, body.purposes, body.edition):
                yield VerifyProblem(code, asked[-1].number, f"form {serial}: facts")
        live = self._in_force(acts)
        if row.state != form_state(live).value:
            yield VerifyProblem(code, None, f"form {serial}: state")
        for act in acts:
            if isinstance(act.body, Answered) and act.body.wording != _wording(row):
                yield VerifyProblem(code, act.number, f"form {serial}: wording")
                break
        for act in [a for a in live if isinstance(a.body, Journaled)][-1:]:
            if isinstance(act.body, Journaled) and row.scan != scan_of(act.body):
                yield VerifyProblem(code, act.number, f"form {serial}: scan")


def _printed_is(row: "sa.Row[Any]", told: Sequence[tuple[int, str]]) -> Found:
    """What was printed; of a form whose act binds nothing, as older ones, only the answers tell."""
    now = printed_row(row)
    for number, binds in told:
        if binds != now:
            detail = f"form {row.serial}: as printed"
            yield VerifyProblem(Tampering.FORM_MISMATCH, number, detail)


def _wording(row: "sa.Row[Any]") -> Wording:
    return Wording(row.edition, row.language, Digest(row.wording))


def _digests(act: Act, binds: str | None) -> list[Digest]:
    body = act.body
    if not isinstance(body, Journaled):
        return []
    found = [body.journal_number, body.system, body.subject_line, body.evidence]
    return found + ([Digest(binds)] if binds is not None else [])


def _entry_is(row: "sa.Row[Any]", act: Act, binds: str | None, texts: dict[Digest, str]) -> Found:
    """The entry's facts and, through their digests, its texts."""
    body, code = act.body, Tampering.JOURNAL_MISMATCH
    if not isinstance(body, Journaled):
        return
    counted = row.year is not None and row.number == shown_number(row.year, row.running)
    if counted != (row.system == OWN_SYSTEM):
        yield VerifyProblem(code, act.number, "place in the register's own count")
    facts = (row.serial, row.subject, row.received_on, row.scan)
    if facts != (body.serial, body.subject, body.received_on, scan_of(body)):
        yield VerifyProblem(code, act.number, "serial, subject, date or scan")
    said = {
        "number": (body.journal_number, row.number),
        "system": (body.system, row.system),
        "subject line": (body.subject_line, row.subject_line),
    }
    if body.evidence_kind is EvidenceKind.PAPER:
        said["place of the paper"] = (body.evidence, row.paper_at)
    elif binds is not None:
        said["place of the paper"] = (Digest(binds), row.paper_at)
    elif row.paper_at:
        yield VerifyProblem(code, act.number, "place of the paper")
    for name, (digest, value) in said.items():
        if digest not in texts:
            yield VerifyProblem(Tampering.TEXT_MISSING, act.number, name)
        elif texts[digest] != value:
            yield VerifyProblem(code, act.number, name)


def _entry_is_erased(
    row: "sa.Row[Any]", act: Act, binds: str | None, texts: dict[Digest, str]
) -> Found:
    """What is left of an entry: its numbers, as far as they were no name, and days."""
    body, code = act.body, Tampering.JOURNAL_MISMATCH
    if not isinstance(body, Journaled):
        return
    facts = (row.serial, row.subject, row.received_on)
    if facts != (body.serial, body.subject, body.received_on):
        yield VerifyProblem(code, act.number, "serial, subject or date")
    for name, digest, value in (
        ("number", body.journal_number, row.number),
        ("system", body.system, row.system),
    ):
        if texts.get(digest, "") != value:
            yield VerifyProblem(code, act.number, name)
    told = (body.subject_line, body.evidence, Digest(binds or ""))
    left = row.subject_line or row.paper_at or row.scan
    if left or any(digest in texts for digest in told):
        yield VerifyProblem(code, act.number, "not erased")


def _type(data: bytes) -> str:
    try:
        return sniff(data)
    except BadInput:
        return ""
