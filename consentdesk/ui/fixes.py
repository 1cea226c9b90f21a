"""What helps a photo, or several, as buttons: each step of `services.forward` and where it leads.

Decides nothing: which step helps against which reason stands there. Every way ends in a verdict
worked out anew; none leads round a permission.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from consentdesk.domain.covers import unknown
from consentdesk.i18n import _
from consentdesk.ui import doors
from consentdesk.ui.context import Context
from consentdesk.ui.thumbnails import Thumbnails

if TYPE_CHECKING:
    from consentdesk.domain.acts import Serial
    from consentdesk.domain.people import SubjectId
    from consentdesk.domain.photos import PhotoId
    from consentdesk.domain.roles import Right
    from consentdesk.services.forward import Way

Offer = tuple[str, str, Callable[[], None]]
"""A button: its text, its icon, and what it does."""


def offers_for(
    ways: Iterable[Way],
    context: Context,
    parent: QWidget,
    photos: Sequence[PhotoId],
    *,
    subject: SubjectId | None = None,
    name: str = "",
    form: Serial | None = None,
) -> tuple[Offer, ...]:
    """The buttons of those steps for these photos, the shortest first.

    `subject` of that name is whom they are about; `form` is one of theirs that came back signed.
    """
    found = (
        _offer(way, context, parent, photos, subject=subject, name=name, form=form)
        for way in ways
        if context.may(_needed(way))
    )
    return tuple(offer for offer in found if offer is not None)


def _needed(way: Way) -> Right:
    """What taking that step takes."""
    from consentdesk.domain.roles import Right
    from consentdesk.services.forward import Way

    match way:
        case Way.ASSESS:
            return Right.ASSESS
        case Way.SECOND:
            return Right.SECOND
        case Way.JOURNAL:
            return Right.FILE
        case Way.ASK:
            return Right.ASK
        case _:
            return Right.NAME


def _offer(
    way: Way,
    context: Context,
    parent: QWidget,
    photos: Sequence[PhotoId],
    *,
    subject: SubjectId | None,
    name: str,
    form: Serial | None,
) -> Offer | None:
    from consentdesk.services.forward import Way

    panel = partial(doors.open_photos, context, parent, photos)
    match way:
        case Way.NAME:
            return _("Say who is on it…"), "people", panel
        case Way.ASSESS:
            return _("Assess the situation…"), "eye", panel
        case Way.SECOND:
            then = partial(doors.open_second, context, parent, photos)
            return _("Look as the second person…"), "eye", then
        case Way.RIGHTS:
            return _("Photographer and right to use…"), "edit", panel
        case Way.CONFIRM:
            return _("Look at both…"), "eye", partial(_compare, context, parent, photos)
        case Way.JOURNAL if form is not None:
            text = _("Journal the answers for {name}…").format(name=name)
            return text, "journal", partial(doors.open_intake, context, parent, form)
        case Way.JOURNAL:
            return _("Open the inbox"), "journal", partial(context.show_page, "forms", "inbox")
        case Way.ASK if subject is not None and name:
            text = _("Print a form for {name}…").format(name=name)
            return text, "print", partial(doors.open_print, context, parent, (subject,))
        case Way.COVER if subject is not None and name:
            text = _("Cover or crop {name}…").format(name=name)
            return text, "shield", partial(_cover, context, parent, photos, subject)
        case Way.COVER_UNKNOWN:
            then = partial(_cover, context, parent, photos, unknown(1))
            return _("Cover who has no name…"), "shield", then
    return None


def _cover(
    context: Context, parent: QWidget, photos: Sequence[PhotoId], subject: SubjectId
) -> None:
    """The window in which somebody is covered or cropped out of the copies."""
    from consentdesk.ui.cover_window import open_covering

    open_covering(context, parent, photos, subject)


def _compare(context: Context, parent: QWidget, photos: Sequence[PhotoId]) -> None:
    """The check window shows both pictures side by side."""
    thumbnails: Thumbnails = context.thumbnails
    context.tasks.run(
        parent,
        lambda _progress: thumbnails.places(tuple(photos)),
        lambda places: doors.open_check(context, parent, tuple(places.values())),
    )
