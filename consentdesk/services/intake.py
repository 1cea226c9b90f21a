"""Paper comes back: the answers of a signed form are recorded, then the form is journaled.

Knows what makes a form acceptable (R3, R6, R8) and a journal entry whole (R12); all or nothing is
written. Leaves what the answers amount to to `domain.consent`, taking a permission back to
`withdrawing`, mistakes to `correcting`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Act, Digest, Granted, Purpose, Refused, Serial
from consentdesk.domain.consent import Lack, Permission
from consentdesk.domain.journal import OWN_SYSTEM, Form, FormState, JournalEntry
from consentdesk.domain.people import (
    SELF,
    Signer,
    SignerKind,
    Subject,
    SubjectId,
    guardian_signer,
    may_sign,
    signs_alone,
)
from consentdesk.domain.releases import Release
from consentdesk.domain.serials import shown_serial
from consentdesk.errors import BadInput, IntakeRefused, Problem
from consentdesk.services.correcting import correct, correct_form
from consentdesk.services.lasting import months_of
from consentdesk.services.meanwhile import check_came_signed, check_not_taken_back, day_it_came
from consentdesk.services.refiling import (
    check_new_answers,
    check_new_scan,
    form_of,
    next_number,
)
from consentdesk.services.roster import guardians_called, same_name
from consentdesk.services.scans import read_scan
from consentdesk.services.texts import line
from consentdesk.services.withdrawing import (
    lift_objection,
    object_to,
    releases_showing,
    withdraw,
)

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer

__all__ = [
    "Filed",
    "Recorded",
    "Signed",
    "check_signed",
    "correct",
    "correct_form",
    "file_signed",
    "journal",
    "journal_recorded",
    "lift_objection",
    "object_to",
    "record",
    "record_and_journal",
    "record_signed",
    "withdraw",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What was recorded: the answers in the form's order, and the scan if one came along.

    `releases` are earlier releases that show the subject and went where the answer now is no; they
    are to be taken down, as after a withdrawal (R7).
    """

    serial: Serial
    subject: SubjectId
    granted: tuple[Purpose, ...]
    refused: tuple[Purpose, ...]
    acts: tuple[Act, ...]
    scan: Digest | None
    releases: tuple[Release, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """One form in the journal, and what came of it.

    `granted` are the purposes with a yes on the form, `permissions` how the subject's stand now for
    all that it asks about; `releases` are to be taken down, as in `Recorded`.
    """

    entry: JournalEntry
    granted: tuple[Purpose, ...]
    permissions: Mapping[Purpose, Permission]
    releases: tuple[Release, ...]

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """What a yes on the form still wants before it opens anything, each once."""
        mine = (self.permissions[p] for p in self.granted if p not in self.overtaken)
        return tuple(dict.fromkeys(given.lack for given in mine if given.lack is not None))

    @property
    def overtaken(self) -> tuple[Purpose, ...]:
        """The purposes with a yes on the form for which another decision counts (R5, R8)."""
        serial = self.entry.serial
        return tuple(p for p in self.granted if self.permissions[p].serial != serial)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What stands on a signed form, and the bytes of its scan.

    `signer`, `subject` and the number are as for `record`, `anew` and `paper_at` as for
    `record_and_journal`. `arrived_at` is when the paper came in, where it has waited since.
    """

    serial: Serial
    answers: Mapping[Purpose, bool]
    signer: str
    signed_on: date
    subject: SubjectId | None = None
    scan: bytes | None = None
    anew: bool = False
    paper_at: str = ""
    arrived_at: datetime | None = None


def record(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    serial: Serial,
    answers: Mapping[Purpose, bool],
    signer: str,
    signed_on: date,
    scan: Path | None = None,
    subject: SubjectId | None = None,
) -> Recorded:
    """Record the answers of a signed form; a purpose without an answer is a no (R6).

    `signer` is "self", or the id or full name of a guardian; `subject` is needed for a form printed
    blank. A number with a place (`7K3M9QX2/2`) is a further sheet with that printed number, see
    `refiling`. Raises BadInput: UNKNOWN_SERIAL, FORM_OUT_OF_TURN, UNKNOWN_PURPOSE, SUBJECT_NEEDED,
    AMBIGUOUS_GUARDIAN, SIGNED_IN_FUTURE and what `read_scan` refuses; IntakeRefused:
    FORM_ALREADY_RECORDED, FORM_ALREADY_JOURNALED, ANSWERS_FILED_ALREADY, SCAN_OF_ANOTHER_SHEET,
    FORM_TAKEN, SIGNED_BEFORE_BORN, NOT_A_GUARDIAN, NO_CUSTODY, MUST_SIGN_SELF, TOO_YOUNG_TO_SIGN.
    """
    sheet = Signed(
        serial=serial,
        answers=answers,
        signer=signer,
        signed_on=signed_on,
        subject=subject,
        scan=_evidence(scan),
    )
    with register.write(clerk, at) as writer:
        return _record(writer, at, form_of(writer, serial), sheet)


def record_and_journal(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    serial: Serial,
    answers: Mapping[Purpose, bool],
    signer: str,
    signed_on: date,
    scan: Path | None = None,
    subject: SubjectId | None = None,
    paper_at: str | None = None,
    anew: bool = False,
) -> Filed:
    """Record a signed form and journal it at once, both or neither.

    With `anew`, the sheet of that number is in the journal already and this is another one, such as
    a copy: it is filed by that number and its place (`refiling`), and the old answers stay in the
    journal. Raises what `record` and `journal` raise.
    """
    sheet = Signed(
        serial=serial,
        answers=answers,
        signer=signer,
        signed_on=signed_on,
        subject=subject,
        scan=_evidence(scan),
    )
    given = _Given(paper_at=line(paper_at or "", "paper_at"))
    with register.write(clerk, at) as writer:
        form = form_of(writer, next_number(writer, serial) if anew else serial)
        recorded = _record(writer, at, form, sheet)
        entry = _journal_one(writer, clerk, at, form.serial, given)
        return _filed(writer, at, form, entry, recorded.granted)


def record_signed(writer: Writer, at: datetime, signed: Signed) -> Recorded:
    """Record a signed form within a transaction.

    Raises what `record` raises and, for a paper that has waited, what `meanwhile` refuses.
    """
    return _record(writer, at, _form_meant(writer, signed), signed)


def file_signed(writer: Writer, clerk: str, at: datetime, signed: Signed) -> Filed:
    """Record a signed form and journal it, within a transaction of several such.

    One whose answers were recorded before is journaled as it is, if that is what the sheet says.
    Raises what `record` and `journal` raise and, for a paper that has waited, what `meanwhile`
    refuses; the transaction must not be committed then.
    """
    form = _form_meant(writer, signed)
    granted = _recorded_alike(writer, form, signed)
    if granted is None:
        granted = _record(writer, at, form, signed).granted
    else:
        _store(writer, form.serial, signed.scan)
    came = signed.arrived_at
    given = _Given(
        received_on=None if came is None else day_it_came(writer, came),
        paper_at=line(signed.paper_at, "paper_at"),
    )
    entry = _journal_one(writer, clerk, at, form.serial, given)
    return _filed(writer, at, form, entry, granted)


def check_signed(register: Register, clerk: str, at: datetime, signed: Signed) -> None:
    """Raise what filing it now would raise; nothing is written. The scan need not be there yet."""
    tried = replace(signed, paper_at=signed.paper_at or "?") if signed.scan is None else signed
    with suppress(_OnlyTriedError), register.write(clerk, at) as writer:
        file_signed(writer, clerk, at, tried)
        raise _OnlyTriedError


class _OnlyTriedError(Exception):
    """Has everything rolled back."""


def _form_meant(writer: Writer, signed: Signed) -> Form:
    return form_of(writer, next_number(writer, signed.serial) if signed.anew else signed.serial)


def _recorded_alike(writer: Writer, form: Form, signed: Signed) -> tuple[Purpose, ...] | None:
    """The purposes with a yes, where these very answers wait to be journaled; else None."""
    answers = writer.answers(form.serial)
    # Where some were corrected, those left don't say all that the sheet says.
    if set(answers) != set(form.purposes) or form.subject is None:
        return None
    if form.state is FormState.JOURNALED:
        return None
    _check_purposes(form, signed.answers)
    person = writer.subject(_whose(form, signed.subject))
    who = _signer(writer, person, signed.signer, signed.signed_on, form)
    _check_waited(writer, form, person.id, who, signed)
    for purpose, act in answers.items():
        body = act.body
        if not isinstance(body, Granted | Refused):
            return None
        said = (isinstance(body, Granted), body.signer, body.signed_on)
        if said != (signed.answers.get(purpose, False), who, signed.signed_on):
            return None
    return tuple(p for p, act in answers.items() if isinstance(act.body, Granted))


def journal_recorded(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    serial: Serial,
    scan: Path | None = None,
    paper_at: str | None = None,
) -> Filed:
    """Journal one form that was recorded before, with a scan if it came later than the answers.

    Raises what `journal` and `read_scan` raise.
    """
    evidence = _evidence(scan)
    given = _Given(paper_at=line(paper_at or "", "paper_at"))
    with register.write(clerk, at) as writer:
        form = writer.form(serial)
        answers = writer.answers(serial)
        _store(writer, serial, evidence)
        entry = _journal_one(writer, clerk, at, serial, given)
        granted = tuple(p for p, act in answers.items() if isinstance(act.body, Granted))
        return _filed(writer, at, form, entry, granted)


def journal(
    register: Register,
    clerk: str,
    at: datetime,
    serials: Sequence[Serial],
    *,
    number: str | None = None,
    system: str | None = None,
    received_on: date | None = None,
    subject_line: str | None = None,
    paper_at: str | None = None,
) -> tuple[JournalEntry, ...]:
    """Journal recorded forms, all of them or none; what they answer then counts (R12).

    Left out: the number is the register's own next one, the system the register itself, the day
    today; the subject line names the serial, not the person. The evidence is the scan stored when
    the form was recorded, or `paper_at`. A number belongs to one form, so it can't be given for
    several. Raises BadInput: UNKNOWN_SERIAL, SERIAL_TWICE, NUMBER_FOR_ONE_FORM, RECEIVED_IN_FUTURE
    and what `Writer.file_entry` refuses; IntakeRefused: FORM_NOT_RECORDED, FORM_ALREADY_JOURNALED,
    JOURNAL_INCOMPLETE, RECEIVED_BEFORE_SIGNED.
    """
    if number is not None and len(serials) > 1:
        raise BadInput(Problem.NUMBER_FOR_ONE_FORM, count=len(serials))
    for place, serial in enumerate(serials):
        if serial in serials[:place]:
            raise BadInput(Problem.SERIAL_TWICE, serial=serial)
    given = _Given(
        number=None if number is None else line(number, "number"),
        system=OWN_SYSTEM if system is None else _system(line(system, "system")),
        received_on=received_on,
        subject_line=None if subject_line is None else line(subject_line, "subject_line"),
        paper_at=line(paper_at or "", "paper_at"),
    )
    with register.write(clerk, at) as writer:
        return tuple(_journal_one(writer, clerk, at, serial, given) for serial in serials)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What the clerk said about the entry; None where the register fills it in."""

    number: str | None = None
    system: str = OWN_SYSTEM
    received_on: date | None = None
    subject_line: str | None = None
    paper_at: str


def _evidence(scan: Path | None) -> bytes | None:
    return None if scan is None else read_scan(scan)


def _record(writer: Writer, at: datetime, form: Form, sheet: Signed) -> Recorded:
    _check_open(writer, form)
    _check_purposes(form, sheet.answers)
    person = writer.subject(_whose(form, sheet.subject))
    _check_signed_on(writer, form, person, sheet.signed_on, at)
    who = _signer(writer, person, sheet.signer, sheet.signed_on, form)
    check_new_answers(writer, form.serial, sheet.answers, who, sheet.signed_on)
    _check_waited(writer, form, person.id, who, sheet)
    if form.subject is None:
        writer.bind_form(form.serial, person.id)
    months = months_of(writer, form)
    acts = writer.append(*_answers(form, person.id, sheet.answers, who, sheet.signed_on, months))
    digest = _store(writer, form.serial, sheet.scan)
    refused = tuple(p for p in form.purposes if not sheet.answers.get(p, False))
    return Recorded(
        serial=form.serial,
        subject=person.id,
        granted=tuple(p for p in form.purposes if sheet.answers.get(p, False)),
        refused=refused,
        acts=acts,
        scan=digest,
        releases=releases_showing(writer, person.id, refused),
    )


def _check_waited(
    writer: Writer, form: Form, person: SubjectId, who: Signer, sheet: Signed
) -> None:
    """Whether the answers may still be recorded, of a paper that has waited."""
    if sheet.arrived_at is None:
        return
    check_came_signed(writer, form.serial, sheet.signed_on, sheet.arrived_at)
    yes = [p for p in form.purposes if sheet.answers.get(p, False)]
    check_not_taken_back(writer, form.serial, person, yes, who, sheet.signed_on, sheet.arrived_at)


def _filed(
    writer: Writer, at: datetime, form: Form, entry: JournalEntry, granted: Sequence[Purpose]
) -> Filed:
    found = writer.permissions((entry.subject,), writer.today(at), form.purposes)
    refused = [p for p in form.purposes if p not in granted]
    return Filed(
        entry=entry,
        granted=tuple(granted),
        permissions=found[entry.subject],
        releases=releases_showing(writer, entry.subject, refused),
    )


def _check_open(writer: Writer, form: Form) -> None:
    """Whether the form still waits for its answers; what was corrected away doesn't count."""
    entry = writer.entries([form.serial]).get(form.serial)
    if entry is not None:
        raise _filed_already(writer, form.serial, entry.number)
    if writer.answers(form.serial):
        raise IntakeRefused(Problem.FORM_ALREADY_RECORDED, serial=form.serial)


def _filed_already(writer: Writer, serial: Serial, number: str) -> IntakeRefused:
    following = next_number(writer, serial)
    return IntakeRefused(
        Problem.FORM_ALREADY_JOURNALED, serial=serial, number=number, following=following
    )


def _check_purposes(form: Form, answers: Mapping[Purpose, bool]) -> None:
    unknown = tuple(p for p in answers if p not in form.purposes)
    if unknown:
        raise BadInput(Problem.UNKNOWN_PURPOSE, given=unknown, choices=form.purposes)


def _whose(form: Form, subject: SubjectId | None) -> SubjectId:
    if form.subject is None:
        if subject is None:
            raise BadInput(Problem.SUBJECT_NEEDED, serial=form.serial)
        return subject
    if subject is not None and subject != form.subject:
        raise IntakeRefused(Problem.FORM_TAKEN, serial=form.serial)
    return form.subject


def _check_signed_on(
    reader: Reader, form: Form, person: Subject, signed_on: date, at: datetime
) -> None:
    """Days are local days of the institution, like the one a person writes on paper.

    A day before the form was printed is taken: a sheet may be entered that a lost one was reprinted
    for, and by R8 an early day can only make an answer weaker.
    """
    if signed_on > reader.today(at):
        raise BadInput(Problem.SIGNED_IN_FUTURE, serial=form.serial, day=signed_on)
    if signed_on < person.born:
        raise IntakeRefused(Problem.SIGNED_BEFORE_BORN, serial=form.serial, day=signed_on)


def _signer(reader: Reader, person: Subject, text: str, signed_on: date, form: Form) -> Signer:
    """The signer meant, if he or she may sign on that day (R3)."""
    signer = _signer_meant(reader, person, text, form.serial)
    limit = reader.policy.age_limit
    custody = reader.guardianships([person.id])[person.id]
    if may_sign(person, custody, signer, signed_on, limit):
        return signer
    facts = {"serial": form.serial, "subject": person.name, "day": signed_on, "limit": limit}
    if signs_alone(person, signed_on, limit):
        raise IntakeRefused(Problem.MUST_SIGN_SELF, **facts)
    if signer.kind is SignerKind.SELF:
        raise IntakeRefused(Problem.TOO_YOUNG_TO_SIGN, **facts)
    raise IntakeRefused(Problem.NO_CUSTODY, name=text.strip(), **facts)


def _signer_meant(reader: Reader, person: Subject, text: str, serial: Serial) -> Signer:
    if text.strip() == "self":
        return SELF
    found = guardians_called(reader, person.id, text)
    also_self = same_name(text, person.name)
    if len(found) + also_self > 1:
        raise BadInput(
            Problem.AMBIGUOUS_GUARDIAN, name=text.strip(), candidates=tuple(map(str, found))
        )
    if found:
        return guardian_signer(found[0])
    if also_self:
        return SELF
    raise IntakeRefused(
        Problem.NOT_A_GUARDIAN, name=text.strip(), subject=person.name, serial=serial
    )


def _answers(
    form: Form,
    person: SubjectId,
    answers: Mapping[Purpose, bool],
    signer: Signer,
    signed_on: date,
    months: int,
) -> list[Granted | Refused]:
    return [
        (Granted if answers.get(purpose, False) else Refused)(
            subject=person,
            purpose=purpose,
            serial=form.serial,
            signed_on=signed_on,
            signer=signer,
            wording=form.wording,
            validity_months=months,
        )
        for purpose in form.purposes
    ]


def _journal_one(
    writer: Writer, clerk: str, at: datetime, serial: Serial, given: _Given
) -> JournalEntry:
    form = writer.form(serial)
    known = writer.entries([serial]).get(serial)
    if known is not None:
        raise _filed_already(writer, serial, known.number)
    answers = writer.answers(serial)
    if form.subject is None or not answers:
        raise IntakeRefused(Problem.FORM_NOT_RECORDED, serial=serial)
    received_on = given.received_on or writer.today(at)
    _check_received(received_on, answers, serial, writer.today(at))
    entry = JournalEntry(
        serial=serial,
        subject=form.subject,
        number=_number(writer, given),
        system=given.system,
        received_on=received_on,
        subject_line=_subject_line(writer, serial, given),
        clerk=clerk,
        scan=form.scan,
        paper_at=given.paper_at,
    )
    if entry.missing():
        raise IntakeRefused(Problem.JOURNAL_INCOMPLETE, serial=serial, missing=entry.missing())
    writer.file_entry(entry, tuple(p for p in form.purposes if p in answers))
    return entry


def _check_received(
    received_on: date, answers: Mapping[Purpose, Act], serial: Serial, today: date
) -> None:
    if received_on > today:
        raise BadInput(Problem.RECEIVED_IN_FUTURE, serial=serial, day=received_on)
    for act in answers.values():
        if isinstance(act.body, Granted | Refused) and received_on < act.body.signed_on:
            raise IntakeRefused(
                Problem.RECEIVED_BEFORE_SIGNED,
                serial=serial,
                day=received_on,
                signed=act.body.signed_on,
            )


def _system(text: str) -> str:
    """The case system; the register's own name counts however it is written.

    Else “consentdesk” would be another system, with numbers of its own beside the register's.
    """
    return OWN_SYSTEM if text.casefold() == OWN_SYSTEM.casefold() else text


def _number(writer: Writer, given: _Given) -> str:
    """The entry's number; another system's is always given by hand, "" where it wasn't."""
    if given.number is not None or given.system != OWN_SYSTEM:
        return given.number or ""
    return writer.next_journal_number()


def _subject_line(reader: Reader, serial: Serial, given: _Given) -> str:
    """The short subject; in the language of the country's archives, whatever the window speaks."""
    if given.subject_line is not None:
        return given.subject_line
    forms = {"se": "Tillstånd för bilder, blankett {serial}"}
    form = forms.get(reader.policy.name, "Tilladelse til billeder, formular {serial}")
    return form.format(serial=shown_serial(serial))


def _store(writer: Writer, serial: Serial, scan: bytes | None) -> Digest | None:
    if scan is None:
        return None
    check_new_scan(writer, serial, scan)
    digest = writer.store_document(scan, "")
    writer.attach_scan(serial, digest)
    return digest
