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
    issued = one.issued_on
    facts = (
        edition_state_word(one.state),
        _("issued {day}").format(day=format_date(issued)) if issued is not None else "",
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
