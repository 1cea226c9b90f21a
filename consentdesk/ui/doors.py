"""The doors to the dialogs: each opens one, and imports it only then.

A page never imports a dialog itself, so the first window costs only what it shows, and the list
below is all that pages and dialogs need to know of one another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from consentdesk.i18n import format_number, ngettext
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context

if TYPE_CHECKING:
    from consentdesk.domain.acts import Serial
    from consentdesk.domain.people import SubjectId
    from consentdesk.domain.photos import Destination, PhotoId
    from consentdesk.services.erasing import Erasure
    from consentdesk.ui.card_run import CardRun
    from consentdesk.ui.take_down import Out

CHECK = "check window"
"""The name of what holds the check window while it is open."""


def open_check(
    context: Context, parent: QWidget, paths: Sequence[Path] = (), *, paste: bool = False
) -> None:
    """The small window that tells at once whether a picture may go (one of it; raised if open).

    `paste` checks what is on the clipboard, a picture without a file included.
    """
    from consentdesk.ui.check_opening import open_check_window

    open_check_window(context, parent, paths, paste=paste)


def may_close_check(context: Context) -> bool:
    """Whether the check window has closed, or was not open; otherwise it asks about names."""
    if context.findChild(QObject, CHECK) is None:
        return True
    from consentdesk.ui.check_opening import may_close_check_window

    return may_close_check_window(context)


def open_second(context: Context, parent: QWidget, photos: Sequence[PhotoId]) -> None:
    """The copies as they will leave, one after the other, for another person's yes."""
    from consentdesk.ui import second_dialog

    second_dialog.open_second(context, parent, photos)


def open_pack(
    context: Context, parent: QWidget, pack: Path | None = None, paths: Sequence[Path] = ()
) -> None:
    """Pictures checked against a check pack, without a register; asks for a pack where none is."""
    from consentdesk.ui.pack_opening import open_pack_window

    open_pack_window(context, parent, pack, paths)


def open_make_pack(context: Context, parent: QWidget, photos: Sequence[PhotoId] = ()) -> None:
    """A check pack is made: of these photos, or of whatever is chosen there."""
    from consentdesk.ui.make_pack_dialog import open_make_pack_dialog

    open_make_pack_dialog(context, parent, photos)


def open_intake(context: Context, parent: QWidget, serial: Serial | None = None) -> None:
    """Answers from paper: serial, answers, signer, date, journal."""
    from consentdesk.ui.intake_dialog import open_intake_dialog

    open_intake_dialog(context, parent, serial)


def open_export(
    context: Context,
    parent: QWidget,
    paths: Sequence[Path] = (),
    *,
    destination: Destination | None = None,
    covered: Sequence[SubjectId] = (),
) -> None:
    """The export gate: what is clear, what is withheld and why, progress, result.

    Begins with that destination, or the last one, and with these people covered.
    """
    from consentdesk.ui.export_dialog import open_export_dialog

    open_export_dialog(context, parent, paths, destination=destination, covered=covered)


def open_photos(
    context: Context, parent: QWidget, photos: Sequence[PhotoId], *, in_bursts: bool = False
) -> None:
    """The photo panel: kind, who is on it, how many are visible, assessment."""
    from consentdesk.ui.photo_panel import open_photo_panel

    open_photo_panel(context, parent, photos, in_bursts=in_bursts)


def open_card(context: Context, parent: QWidget, run: CardRun) -> None:
    """The photo panel for a card, burst by burst; what comes in later joins."""
    from consentdesk.ui.card_naming import open_card_panel

    open_card_panel(context, parent, run)


def open_withdraw(
    context: Context, parent: QWidget, subject: SubjectId, *, objection: bool = False
) -> None:
    """A permission is taken back, or somebody objects; everything it touches is found."""
    from consentdesk.ui.withdraw_dialog import open_withdraw_dialog

    open_withdraw_dialog(context, parent, subject, objection=objection)


def open_take_down(context: Context, parent: QWidget, out: Out) -> None:
    """The exports in which somebody is still out there, each with its ways down."""
    from consentdesk.ui import take_down

    take_down.open_take_down(context, parent, out)


def open_access(context: Context, parent: QWidget, subject: SubjectId) -> None:
    """Somebody asks what is kept about a person."""
    from consentdesk.ui.access_dialog import open_access_dialog

    open_access_dialog(context, parent, subject)


def open_erase(
    context: Context, parent: QWidget, subject: SubjectId, gone: Callable[[], None]
) -> None:
    """Somebody asks to be erased; `gone` is called once nobody is there any more to be shown."""
    from consentdesk.ui.erase_dialog import open_erase_dialog
    from consentdesk.ui.erased import tell_erased

    def erased(done: Erasure) -> None:
        gone()
        tell_erased(context, parent.window(), done)

    open_erase_dialog(context, parent, subject).erased.connect(erased)


def open_enrol(context: Context, parent: QWidget, banner: Banner, *, group: str = "") -> None:
    """Somebody new, or several; afterwards `banner` says who is enrolled and offers the forms."""
    from consentdesk.ui.person_dialog import open_person_dialog

    dialog = open_person_dialog(context, parent, group=group)

    def offer_forms() -> None:
        count = len(dialog.enrolled)
        if not count:
            return
        said = ngettext("{name} is enrolled.", "{count} people are enrolled.", count)
        forms = ngettext("Print the form…", "Print {count} forms…", count)
        subjects = tuple(subject for subject, _name in dialog.enrolled)
        banner.say(
            said.format(name=dialog.enrolled[0][1], count=format_number(count)),
            tone="ok",
            icon="done",
            action=forms.format(count=format_number(count)),
            then=lambda: open_print(context, parent, subjects),
        )

    dialog.finished.connect(offer_forms)


def open_enrol_as(
    context: Context, parent: QWidget, name: str, done: Callable[[tuple[SubjectId, ...]], None]
) -> None:
    """Somebody new of that name; `done` is told of everybody enrolled there, be it nobody."""
    from consentdesk.ui.person_dialog import open_person_dialog

    dialog = open_person_dialog(context, parent)
    dialog.name.setText(name)
    dialog.born.setFocus()

    dialog.finished.connect(
        lambda _result: done(tuple(subject for subject, _name in dialog.enrolled))
    )


def open_print(context: Context, parent: QWidget, subjects: Sequence[SubjectId] = ()) -> None:
    """Forms for these people; without any, blank ones."""
    from consentdesk.ui.print_dialog import open_print_dialog

    open_print_dialog(context, parent, subjects)


def open_slip(context: Context, parent: QWidget, subjects: Sequence[SubjectId]) -> None:
    """The slip on which these people take a permission back."""
    from consentdesk.ui.print_dialog import open_print_dialog
    from consentdesk.ui.print_reading import Whom

    open_print_dialog(context, parent, subjects, begin=Whom.SLIP)


def open_reminders(context: Context, parent: QWidget) -> None:
    """Letters to all of whom a form has not come back."""
    from consentdesk.ui.print_dialog import open_print_dialog
    from consentdesk.ui.print_reading import Whom

    open_print_dialog(context, parent, begin=Whom.REMIND)


def open_letters_before_birthday(
    context: Context, parent: QWidget, subjects: Sequence[SubjectId] = ()
) -> None:
    """Letters to those of these people who soon sign alone; without any, to all who do."""
    from consentdesk.ui.print_dialog import open_print_dialog
    from consentdesk.ui.print_reading import Whom

    open_print_dialog(context, parent, subjects, begin=Whom.OF_AGE)


def open_shoot_sheet(context: Context, parent: QWidget) -> None:
    """Before an event: who may be shown, on screen or on paper."""
    from consentdesk.ui.shoot_sheet_dialog import open_shoot_sheet_dialog

    open_shoot_sheet_dialog(context, parent)


def open_move(
    context: Context, parent: QWidget, banner: Banner, people: Sequence[SubjectId]
) -> None:
    """Into which group they move; the banner says that they have."""
    from consentdesk.ui.together_dialog import open_move_dialog

    dialog = open_move_dialog(context, parent, people)
    dialog.told.connect(lambda said: banner.say(said, tone="ok", icon="done"))


def open_leave(
    context: Context, parent: QWidget, banner: Banner, people: Sequence[SubjectId]
) -> None:
    """Which day is their last here; the banner says so."""
    from consentdesk.ui.together_dialog import open_leave_dialog

    dialog = open_leave_dialog(context, parent, people)
    dialog.told.connect(lambda said: banner.say(said, tone="ok", icon="done"))


def open_edition(
    context: Context,
    parent: QWidget,
    name: str,
    banner: Banner,
    *,
    is_draft: bool,
    issued: Callable[[str, bool], None],
) -> None:
    """An edition of the form: a draft to be written on, any other to be looked at.

    `issued` is told of a draft that became final there, and whether it is printed from now on.
    """
    from consentdesk.ui.edition_opening import open_edition_window

    open_edition_window(context, parent, name, is_draft=is_draft, banner=banner, issued=issued)


def open_copy_edition(
    context: Context, parent: QWidget, source: str, free: str, copied: Callable[[str], None]
) -> None:
    """What a copy of that edition is called; `copied` is told when there is one."""
    from consentdesk.ui.copy_edition_dialog import open_copy_edition_dialog

    open_copy_edition_dialog(context, parent, source, free).copied.connect(copied)


def open_trash(context: Context, parent: QWidget) -> None:
    """What was thrown away, to be put back."""
    from consentdesk.ui.trash_dialog import open_trash_dialog

    open_trash_dialog(context, parent)
