"""How a printed form stands in a list: whose it is, how far it has come, its number."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import Serial
from consentdesk.domain.journal import Form, FormState, JournalEntry
from consentdesk.domain.people import Subject, SubjectId
from consentdesk.domain.serials import shown_serial
from consentdesk.i18n import _, format_date
from consentdesk.ui.delegates import Line
from consentdesk.wording import form_state_word, purpose_word

# How far a form has come is no verdict: a journaled one may say no to everything.
_ICONS: Mapping[FormState, str] = {
    FormState.PRINTED: "print",
    FormState.RECORDED: "forms",
    FormState.JOURNALED: "journal",
}


def printed_line(
    form: Form,
    people: Mapping[SubjectId, Subject],
    entries: Mapping[Serial, JournalEntry],
    zone: ZoneInfo,
) -> Line:
    """One form in the list."""
    person = people.get(form.subject) if form.subject is not None else None
    entry = entries.get(form.serial)
    name = person.name if person else _("Blank form")
    group = person.group if person else ""
    word = "" if form.state is FormState.PRINTED else form_state_word(form.state)
    printed = _("printed {day}").format(day=format_date(form.printed_at.astimezone(zone).date()))
    facts = (word, shown_serial(form.serial), printed, ", ".join(map(purpose_word, form.purposes)))
    return Line(
        heading=" · ".join(part for part in (name, group) if part),
        detail=" · ".join(fact for fact in facts if fact),
        aside=entry.number if entry else "",
        icon=_ICONS[form.state],
    )
