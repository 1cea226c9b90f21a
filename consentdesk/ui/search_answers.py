"""What the search over everything finds: people, forms by serial or archive number, photos."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from consentdesk.domain.people import age
from consentdesk.domain.roles import Right
from consentdesk.domain.serials import parse_serial, shown_serial
from consentdesk.i18n import _, ngettext
from consentdesk.storage.values import PhotoFilter, SubjectFilter
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import Line
from consentdesk.ui.line_list import Entry
from consentdesk.wording import form_state_word, kind_word

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

EACH = 5
"""Most of a kind that are shown."""

Hit = Entry[Callable[[], None]]
"""One line of the answer, and what opens it."""


def find_everything(context: Context, text: str) -> tuple[Hit, ...]:
    """Everything that fits what was typed, in groups, each under its title."""
    with context.register.read() as reader:
        today = reader.today(context.now())
        # Without these pages there is nowhere to lead to.
        tells = reader.may(Right.SEE_REASONS)
        groups = (
            (_("Forms"), _find_forms(context, reader, text) if tells else []),
            (_("People"), _find_people(context, reader, text, today) if tells else []),
            (_("Photos"), _find_photos(context, reader, text)),
        )
    found: list[Hit] = []
    for title, hits in groups:
        if hits:
            found += [Entry(Line(heading=title, title=True)), *hits]
    return tuple(found)


def _find_people(context: Context, reader: "Reader", text: str, today: date) -> list[Hit]:
    ids = reader.find_subjects(SubjectFilter(text=text, left=True), today)[:EACH]
    people = reader.subjects(ids)
    return [
        Entry(
            Line(
                heading=people[s].name,
                detail=people[s].group,
                aside=ngettext("{count} year", "{count} years", age(people[s].born, today)).format(
                    count=age(people[s].born, today)
                ),
                icon="person",
            ),
            partial(context.show_subject, s),
        )
        for s in ids
    ]


def _find_photos(context: Context, reader: "Reader", text: str) -> list[Hit]:
    ids = reader.find_photos(PhotoFilter(text=text), EACH)
    photos = reader.photos(ids)
    return [
        Entry(
            Line(
                heading=photos[p].name,
                detail=photos[p].album,
                aside=kind_word(photos[p].kind),
                icon="photos",
            ),
            partial(context.show_photo, p),
        )
        for p in ids
    ]


def _find_forms(context: Context, reader: "Reader", text: str) -> list[Hit]:
    """Every sheet with a typed number, and the forms filed under a typed archive number."""
    from consentdesk.services.refiling import sheets

    serial = parse_serial(text)
    found = [form.serial for form in sheets(reader, serial)] if serial is not None else []
    found += [s for s in reader.serials_numbered(text, limit=EACH) if s not in found]
    hits: list[Hit] = []
    for known in found:
        form = reader.form(known)
        entry = reader.entries([known]).get(known)
        whose = reader.subjects([form.subject]) if form.subject is not None else {}
        name = next((s.name for s in whose.values()), _("Blank form"))
        line = Line(
            heading=" · ".join(part for part in (entry.number if entry else "", name) if part),
            detail=shown_serial(known),
            aside=form_state_word(form.state),
            icon="forms",
        )
        hits.append(Entry(line, partial(context.show_form, known)))
    return hits
