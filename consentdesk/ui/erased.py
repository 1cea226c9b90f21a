"""After somebody was erased: what is still out, and what is left to be done elsewhere."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from consentdesk.i18n import _
from consentdesk.ui import doors
from consentdesk.ui.context import Context

if TYPE_CHECKING:
    from consentdesk.services.erasing import Erasure


def tell_erased(context: Context, window: QWidget, done: Erasure) -> None:
    """Say that it is done, and show the exports that must come down, if there are any."""
    from consentdesk.services.heads import stands_at
    from consentdesk.ui.take_down import Out

    said = _("Erased. The journal keeps number {number}, which leads to nobody.")
    if not done.compacted and not context.register.is_shared:
        said = _(
            "Erased. The journal keeps number {number}, which leads to nobody. The register's file "
            "could not be cleared at once, since somebody was reading or the disk is full; that is "
            "tried again every day for a week."
        )
    if context.register.is_shared:
        # What the server said before may tell of somebody by initials.
        context.last_answers.forget()
    told = (said.format(number=done.subject), stands_at(done.head))
    context.step_undone.emit(" ".join(told))
    if done.releases:
        zone = context.local().tzinfo or UTC
        out = Out(done.subject, _("Who was erased"), done.photos, done.releases, zone)
        doors.open_take_down(context, window, out)
