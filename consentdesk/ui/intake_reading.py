"""What the intake dialog knows of a form before its answers are recorded, read at one moment.

Who may sign comes from `domain.people`, what stands already from the register.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import Granted, Purpose, Refused, Serial
from consentdesk.domain.journal import Form, FormState, JournalEntry
from consentdesk.domain.people import (
    GuardianId,
    Guardianship,
    Signer,
    SignerKind,
    Subject,
    SubjectId,
    signers,
)
from consentdesk.domain.serials import parse_serial, shown_serial
from consentdesk.i18n import _, format_date
from consentdesk.storage.values import SubjectFilter
from consentdesk.ui.delegates import Line
from consentdesk.ui.line_list import Entry
from consentdesk.ui.signer_choice import Offer

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

NEWEST = 300
"""Forms listed while nothing is typed; older ones are found by name or number."""
MOST_PEOPLE = 40
"""People whose forms are looked for when a name is typed."""
SELF = "self"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """One form, whom it is about, and what has been recorded of it so far."""

    form: Form
    printed_on: date
    today: date
    age_limit: int
    subject: Subject | None
    guardianships: tuple[Guardianship, ...] = ()
    guardians: Mapping[GuardianId, str]
    answers: Mapping[Purpose, bool]
    signed_on: date | None = None
    signed_by: str = ""
    entry: JournalEntry | None = None
    following: Serial | None = None
    """The number under which another sheet with this printed number is filed; None until needed."""

    def offers(self, on: date | None) -> tuple[Offer, ...]:
        """Those who may sign on that day, or today where the day is not known yet."""
        if self.subject is None:
            return ()
        found = signers(self.subject, self.guardianships, on or self.today, self.age_limit)
        return tuple(self._offer(self.subject, one) for one in found)

    def likely(self, on: date | None) -> str:
        """Who to begin with: the one the form was addressed to, or the only one there is.

        A form of a young person's own is never taken for signed by a guardian by itself.
        """
        keys = [one.key for one in self.offers(on)]
        if self.form.own:
            return SELF if SELF in keys else ""
        addressed = "" if self.form.guardian is None else str(self.form.guardian)
        if addressed in keys:
            return addressed
        return keys[0] if len(keys) == 1 else ""

    @property
    def signed(self) -> str:
        """When it was signed, and by whom; "" while nothing is recorded of it."""
        if self.signed_on is None:
            return ""
        said = _("Signed on {day} by {name}.") if self.signed_by else _("Signed on {day}.")
        return said.format(day=format_date(self.signed_on), name=self.signed_by)

    def anew(self) -> "FormView":
        """The same sheet as if nothing had been recorded of it."""
        return replace(self, answers={}, signed_on=None, signed_by="")

    def _offer(self, subject: Subject, signer: Signer) -> Offer:
        if signer.kind is SignerKind.GUARDIAN and signer.guardian is not None:
            return Offer(str(signer.guardian), self.guardians.get(signer.guardian, ""))
        return Offer(SELF, _("{name} (signs alone)").format(name=subject.name))


def read_form(reader: "Reader", serial: Serial, at: datetime) -> FormView:
    """Everything about one form; BadInput UNKNOWN_SERIAL."""
    from consentdesk.services.refiling import next_number

    form = reader.form(serial)
    zone = ZoneInfo(reader.policy.timezone)
    recorded = [
        act.body
        for act in reader.answers(serial).values()
        if isinstance(act.body, Granted | Refused)
    ]
    view = FormView(
        form=form,
        printed_on=form.printed_at.astimezone(zone).date(),
        today=reader.today(at),
        age_limit=reader.policy.age_limit,
        subject=None,
        guardians={},
        answers={body.purpose: isinstance(body, Granted) for body in recorded},
        entry=reader.entries([serial]).get(serial),
        following=next_number(reader, serial) if form.state is FormState.JOURNALED else None,
    )
    if form.subject is not None:
        view = with_subject(reader, view, form.subject)
    if recorded:
        signer = recorded[0].signer
        by = view.subject.name if view.subject is not None else ""
        if signer.guardian is not None:
            by = view.guardians.get(signer.guardian, "")
        view = replace(view, signed_on=recorded[0].signed_on, signed_by=by)
    return view


def with_subject(reader: "Reader", view: FormView, subject: SubjectId) -> FormView:
    """The same form, about that person."""
    relations = reader.guardianships([subject])[subject]
    names = reader.guardians([relation.guardian for relation in relations])
    return replace(
        view,
        subject=reader.subject(subject),
        guardianships=relations,
        guardians={id: guardian.name for id, guardian in names.items()},
    )


def find_forms(reader: "Reader", text: str, today: date) -> tuple[Entry[Serial], ...]:
    """The forms that wait: those to be journaled, then those not come back.

    `text` is part of a name, or the beginning of a number.
    """
    found: list[Entry[Serial]] = []
    for state, title in (
        (FormState.RECORDED, _("Answered, to be journaled")),
        (FormState.PRINTED, _("Not come back")),
    ):
        forms = _forms(reader, text, state, today)
        people = reader.subjects({f.subject for f in forms if f.subject is not None})
        entries = [Entry(_line(f, people, reader), f.serial) for f in forms]
        if entries:
            found += [Entry(Line(heading=title, title=True)), *entries]
    return tuple(found)


def _forms(reader: "Reader", text: str, state: FormState, today: date) -> Sequence[Form]:
    wanted = text.strip()
    newest = reader.forms(state=state, limit=NEWEST)
    if not wanted:
        return newest
    begun = "".join(sign for sign in wanted.upper() if sign.isalnum())
    forms = {f.serial: f for f in newest if begun and f.serial.startswith(begun)}
    people = reader.find_subjects(SubjectFilter(text=wanted, left=True), today)[:MOST_PEOPLE]
    for person in people:
        forms |= {f.serial: f for f in reader.forms(state=state, subject=person)}
    serial = parse_serial(wanted)
    return [f for f in forms.values() if serial is None or f.serial == serial]


def _line(form: Form, people: Mapping[SubjectId, Subject], reader: "Reader") -> Line:
    person = people.get(form.subject) if form.subject is not None else None
    zone = ZoneInfo(reader.policy.timezone)
    day = format_date(form.printed_at.astimezone(zone).date())
    return Line(
        heading=person.name if person is not None else _("Blank form"),
        detail=" · ".join(
            part
            for part in (
                person.group if person is not None else "",
                _("printed {day}").format(day=day),
            )
            if part
        ),
        aside=shown_serial(form.serial),
        icon="forms",
    )
