"""The queue of the inbox: sheets and pages in groups, each with an icon and what is to be seen."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from consentdesk.domain.inbox import Apart, Group, InboxPage, Note
from consentdesk.domain.serials import shown_serial
from consentdesk.i18n import _, format_number
from consentdesk.services.inbox.listing import Waiting
from consentdesk.ui.delegates import Line
from consentdesk.ui.inbox_reading import InboxView, Spot
from consentdesk.ui.line_list import Entry, LineList, LineModel
from consentdesk.words import apart_word, inbox_group_word, note_sentence

# How far a sheet has come is no verdict, so the shapes of those are not used here.
_ICONS: Mapping[Group, str] = {
    Group.READY: "forms",
    Group.LOOK: "eye",
    Group.FILED: "journal",
    Group.ACCEPTED: "done",
    Group.ASIDE: "folder",
}
_LATE = frozenset({Apart.BLANK, Apart.FOREIGN, Apart.DUPLICATE})
"""Pages that as a rule only want to be put aside."""
_MOVES = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    }
)


class Queue(LineList):
    """The list; every key but those that move in it is left to the inbox around it."""

    def __init__(self, model: LineModel[Spot], parent: QWidget | None = None) -> None:
        super().__init__(_("What waits in the inbox"), model, parent)
        self.setMinimumWidth(180)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move; letters would otherwise search in the list."""
        if Qt.Key(event.key()) in _MOVES:
            super().keyPressEvent(event)
        else:
            event.ignore()


def queue_entries(view: InboxView) -> tuple[Entry[Spot], ...]:
    """What needs somebody first, then what is done or put aside."""
    entries: list[Entry[Spot]] = []
    for group in (Group.READY, Group.LOOK, Group.FILED):
        entries += _sheets(view, group)
    late = [why for why in view.inbox.apart if why in _LATE]
    for why in (*(why for why in view.inbox.apart if why not in _LATE), *late):
        pages = view.inbox.apart[why]
        entries += _titled(apart_word(why), [_page(view, page, "info") for page in pages])
    entries += _sheets(view, Group.ACCEPTED)
    aside = [_sheet(view, one) for one in view.inbox.sheets if one.group is Group.ASIDE]
    aside += [_page(view, page, "folder") for page in view.inbox.aside]
    return (*entries, *_titled(inbox_group_word(Group.ASIDE), aside))


def wants_somebody(view: InboxView, spot: Spot) -> bool:
    """Whether Enter goes on to it: not to what is accepted, aside, blank or somebody else's."""
    waiting = view.waiting(spot.sheet)
    if waiting is not None:
        return waiting.group in {Group.READY, Group.LOOK, Group.FILED}
    page = view.page(spot.page)
    return page is not None and not page.aside and page.apart not in _LATE


def _titled(word: str, entries: list[Entry[Spot]]) -> list[Entry[Spot]]:
    if not entries:
        return []
    said = _("{group}: {count}").format(group=word, count=format_number(len(entries)))
    return [Entry(Line(heading=said, title=True)), *entries]


def _sheets(view: InboxView, group: Group) -> list[Entry[Spot]]:
    found = [_sheet(view, one) for one in view.inbox.sheets if one.group is group]
    return _titled(inbox_group_word(group), found)


def _sheet(view: InboxView, waiting: Waiting) -> Entry[Spot]:
    sheet = waiting.sheet
    notes = [note for note in waiting.notes if note is not Note.OLDER_EDITION]
    if waiting.group in {Group.LOOK, Group.FILED} and notes:
        detail = note_sentence(notes[0])
    else:
        yes = sum(1 for said in sheet.draft.answers.values() if said)
        no = len(sheet.draft.answers) - yes
        said = _("{yes} yes, {no} no").format(yes=yes, no=no)
        # In one place on every line, so that papers can be compared with the list at a glance.
        detail = " · ".join((waiting.number or shown_serial(sheet.serial), said))
    line = Line(heading=view.name_of(waiting), detail=detail, icon=_ICONS[waiting.group])
    return Entry(line, Spot(sheet=sheet.id))


def _page(view: InboxView, page: InboxPage, icon: str) -> Entry[Spot]:
    file = view.file_of(page)
    heading = _("Page {number}").format(number=format_number(page.number))
    line = Line(heading=heading, detail=file.name if file is not None else "", icon=icon)
    return Entry(line, Spot(page=page.id))
