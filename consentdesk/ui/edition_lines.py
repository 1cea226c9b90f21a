"""How an edition of the form stands in a list: its state, its day, what it asks, its languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from consentdesk.domain.journal import EditionState
from consentdesk.i18n import _, format_date, format_number, ngettext
from consentdesk.ui.delegates import Line
from consentdesk.wording import purpose_word
from consentdesk.words import edition_state_word

if TYPE_CHECKING:
    from consentdesk.services.own_editions import Listed

# Where an edition stands is no verdict, so it has an icon and a word, not one of those shapes.
_ICONS: Mapping[EditionState, str] = {
    EditionState.SHIPPED: "shield",
    EditionState.ISSUED: "lock",
    EditionState.RETIRED: "struck",
    EditionState.DRAFT: "edit",
    EditionState.ALTERED: "warning",
}


def edition_line(one: Listed) -> Line:
    """One edition in the list."""
    facts = (
        *_stands(one),
        _("copied from {edition}").format(edition=one.source) if one.source else "",
        months_word(one.validity_months) if one.validity_months else "",
    )
    return Line(
        heading=one.name,
        detail=" · ".join(fact for fact in facts if fact),
        note=_asked(one),
        aside=_("Printed here") if one.printed else "",
        icon=_ICONS[one.state],
    )


def _stands(one: Listed) -> tuple[str, ...]:
    """Its state, and since when."""
    word = edition_state_word(one.state)
    if one.issued_on is None:
        return (word,)
    day = format_date(one.issued_on)
    if one.state is EditionState.ISSUED:
        return (_("Issued {day}").format(day=day),)
    return word, _("issued {day}").format(day=day)


def _asked(one: Listed) -> str:
    """What it asks, and in how many languages."""
    if not one.purposes:
        return ""
    count = len(one.languages)
    spoken = ngettext("{count} language", "{count} languages", count)
    asked = ", ".join(map(purpose_word, one.purposes))
    return f"{asked} · {spoken.format(count=format_number(count))}"


def months_word(months: int) -> str:
    """How long a yes holds."""
    said = ngettext("a yes holds {count} month", "a yes holds {count} months", months)
    return said.format(count=format_number(months))
