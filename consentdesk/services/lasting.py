"""How long a yes lasts (R9): the figure that stands on a sheet, and goes into the answers on it.

The edition names one, the institution may have a shorter one of its own, and that may change while
a sheet is out. What was signed is never made longer, so the shortest of them all counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from consentdesk.errors import BadInput, Problem

if TYPE_CHECKING:
    from consentdesk.domain.journal import Form
    from consentdesk.storage.reading import Reader


def months_of(reader: Reader, form: Form) -> int:
    """The months a yes on this form lasts; 0 where neither form nor institution names any.

    Counts every policy from the moment the form was printed: it may have been printed again since.
    Raises BadInput EDITION_ALTERED.
    """
    months = _told(reader, form)
    for policy in reader.policies_since(form.printed_at):
        months = policy.months(months)
    return months


def _told(reader: Reader, form: Form) -> int:
    """What the issued wording says; 0 for a wording that is not at hand.

    An edition of another installation is on record by its digest all the same.
    """
    from consentdesk.services.edition_shelf import edition_of

    try:
        edition = edition_of(reader, form.wording.edition)
        told = edition.reference(form.wording.language)
    except BadInput as error:
        if error.problem is Problem.EDITION_ALTERED:
            # It may have named a shorter time than the institution's own.
            raise
        return 0
    return edition.validity_months if told == form.wording else 0
