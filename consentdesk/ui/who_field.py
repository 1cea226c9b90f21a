"""The line in which a person's name is typed: a few letters, Enter, and the hands stay there.

The answers hang below the line while the keyboard stays in it. Who is found, and in which order, is
said by `who_finding`. What the single keys of an empty line do is left to whoever asks.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, ngettext
from consentdesk.ui import doors
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import Line
from consentdesk.ui.line_list import Entry, LineList, LineModel
from consentdesk.ui.search_field import SearchField
from consentdesk.ui.theme import GRID, Look, look
from consentdesk.ui.who_finding import Hits, Person, find_people, members_of, person_of
from consentdesk.ui.widgets import announce, column

SINGLE_KEYS = "123456789.0?-"
"""Keys that are no part of a name: on an empty line they are handed on as they are."""


_UNDO, _REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name that nobody in the register has."""

    name: str


class WhoField(SearchField):
    """The line; it finds people and says who was meant."""

    met = Signal(object)
    """The `Person` who was chosen."""
    key_pressed = Signal(str)
    """One of SINGLE_KEYS, "enter" or "backspace" was pressed while the line was empty."""

    def __init__(
        self,
        context: Context,
        hint: str,
        parent: QWidget | None = None,
        *,
        enrols: bool = True,
    ) -> None:
        super().__init__(hint, parent)
        self._context = context
        self._enrols = enrols
        self._lately: tuple[SubjectId, ...] = ()
        self._absent: frozenset[SubjectId] = frozenset()
        self._groups: tuple[str, ...] = ()
        self._members: frozenset[SubjectId] | None = None
        self._hasty = self._is_asked = False
        self._enrolment: object | None = None
        self._notes: tuple[str, ...] = ()
        self._build()
        self._connect()

    def _build(self) -> None:
        self.model: LineModel[Person | Stranger] = LineModel(self)
        self.list = LineList(_("People found"), self.model)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        look(self.list, Look.PLAIN)
        self.popup: QFrame | None = None
        self.drive(self.list)

    def _connect(self) -> None:
        self.textEdited.connect(self._on_text_edited)
        self.list.clicked.connect(self._on_list_clicked)
        self._context.server_silent.connect(self._on_context_server_silent)

    def prefer(self, lately: Sequence[SubjectId], absent: Collection[SubjectId] = ()) -> None:
        """Put these people first, and leave those out who are named already."""
        self._lately = tuple(lately)
        self._absent = frozenset(absent)

    def expect(self, groups: Collection[str]) -> None:
        """Put those first who belong to these groups: they were there."""
        if self._groups != tuple(groups):
            self._groups, self._members = tuple(groups), None

    def type(self, text: str) -> None:
        """Search as if somebody had typed that."""
        self.setText(text)
        self.setFocus()
        self._on_text_edited(text)

    @property
    def is_begun(self) -> bool:
        """Whether a name stands there that nobody has been taken for, or somebody is enrolled."""
        return bool(self.text().strip()) or self._enrolment is not None

    def resume(self, *notes: str) -> None:
        """Go on with the name that stands there: the keyboard in it, the answers below.

        `notes` say why, above the answers: what stands below the line is hidden by them.
        """
        self.setFocus()
        self._notes = notes
        if self.text().strip():
            self._search(self.text().strip())

    def abandon(self) -> None:
        """Drop the name; whoever is being enrolled from here is not meant for what comes now."""
        self._enrolment = None
        self._forget()

    @property
    def is_open(self) -> bool:
        """Whether answers hang below the line."""
        return self.popup is not None and self.popup.isVisible()

    def close_answers(self) -> None:
        """Take the answers away."""
        if self.popup is not None:
            self.popup.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Tab take the answer; single keys on an empty line are handed on."""
        key = Qt.Key(event.key())
        enter = key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.isAutoRepeat() and (enter or not self.text()):
            # A key held down says something once: each Enter is a statement.
            return
        if enter and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif enter:
            self._on_enter()
        elif key == Qt.Key.Key_Escape and self.text():
            self._forget()
        elif not self.text() and key == Qt.Key.Key_Backspace:
            self.key_pressed.emit("backspace")
        elif not self.text() and self._is_single(event.text()):
            self.key_pressed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _is_single(self, text: str) -> bool:
        return bool(text) and text in SINGLE_KEYS and self._context.has_single_keys

    def event(self, event: QEvent) -> bool:
        """Tab takes the answer while one is offered; undo on an empty line is the window's."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and not self.text()
            and (event.matches(_UNDO) or event.matches(_REDO))
        ):
            event.ignore()
            return False
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
            and self.is_open
            and self._person(self.list.currentIndex()) is not None
        ):
            self._take(self.list.currentIndex())
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The answers come back with the keyboard."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._search_again()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The answers go when the keyboard goes."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.close_answers()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The answers follow the window's size."""
        if event.type() is QEvent.Type.Resize and self.is_open:
            self._place()
        return super().eventFilter(watched, event)

    def _on_enter(self) -> None:
        """Take the answer; if what was typed is still looked for, take it as soon as it comes.

        Where the answers went and are asked for anew, nobody is taken before they can be seen.
        """
        if not self.text().strip():
            self.key_pressed.emit("enter")
        elif self.is_open:
            self._take(self.list.currentIndex())
        elif self._is_asked:
            self._hasty = True
        else:
            self._search_again()

    def _search_again(self) -> None:
        """Ask anew who is meant, where the answers went while the name stayed."""
        if self.text().strip() and not self.is_open and not self._is_asked:
            self._search(self.text().strip())

    def _on_text_edited(self, text: str) -> None:
        self._hasty, self._is_asked, self._notes = False, bool(text.strip()), ()
        self._search(text.strip())

    def _search(self, wanted: str) -> None:
        if not wanted:
            self.close_answers()
            return
        context, lately, absent = self._context, self._lately, self._absent
        groups, members = self._groups, self._members

        def work() -> tuple[Hits, frozenset[SubjectId]]:
            with context.register.read() as reader:
                today = reader.today(context.now())
                there = members_of(reader, groups, today) if members is None else members
                hits = find_people(reader, wanted, today, lately=lately, absent=absent, there=there)
                return hits, there

        def found(answer: tuple[Hits, frozenset[SubjectId]]) -> None:
            hits, there = answer
            if groups == self._groups:
                # Who belongs to them is asked once: it only decides who stands first.
                self._members = there
            self._on_found(hits)

        # Answers to letters typed over are answers to nothing: Enter must not take one.
        self.close_answers()
        context.tasks.run(
            self, lambda _progress: work(), found, failed=self._on_find_failed, replaces="who"
        )

    def _on_find_failed(self, error: ConsentDeskError) -> None:
        """Nobody is taken out of the blue once the register answers; the answers are shown then."""
        self._hasty = self._is_asked = False
        self._context.tasks.failed_unheard.emit(error)

    def _on_context_server_silent(self, since: object) -> None:
        if since is None:
            self._search_again()

    def _on_found(self, hits: Hits) -> None:
        hasty, self._hasty, self._is_asked = self._hasty, False, False
        if not self.hasFocus() or not self.text().strip():
            return
        count = len(hits.there) + len(hits.others)
        notes = [Entry[Person | Stranger](Line(heading=note, title=True)) for note in self._notes]
        self.model.show([*notes, *(self._entries(hits) if count else self._nobody())])
        first = self.model.first() if count else -1
        self.list.setCurrentIndex(self.model.index(first) if count else QModelIndex())
        self._hang()
        announce(self, ngettext("{count} found", "{count} found", count).format(count=count))
        if hasty:
            self._take(self.list.currentIndex())

    def _entries(self, hits: Hits) -> list[Entry[Person | Stranger]]:
        """The people found; where groups were named, whoever is of none of them stands apart."""
        apart = [Entry[Person | Stranger](Line(heading=_("Not of the groups there"), title=True))]
        return [
            *map(_entry_of, hits.there),
            *(apart if self._groups and hits.others else ()),
            *map(_entry_of, hits.others),
        ]

    def _nobody(self) -> list[Entry[Person | Stranger]]:
        """That nobody is called so, and the way to enrol them where that is wanted."""
        return _nobody(self.text().strip())[: None if self._enrols else 1]

    def _on_list_clicked(self, index: QModelIndex) -> None:
        self._take(index)

    def _person(self, index: QModelIndex) -> Person | Stranger | None:
        return self.model.entry(index.row()).value if index.isValid() else None

    def _take(self, index: QModelIndex) -> None:
        match self._person(index):
            case Person() as person:
                self._forget()
                self.met.emit(person)
            case Stranger(name):
                self._forget()
                self._enrolment = begun = object()
                doors.open_enrol_as(
                    self._context, self, name, lambda some: self._on_enrolled(some, begun)
                )

    def _on_enrolled(self, subjects: Sequence[SubjectId], begun: object) -> None:
        """Whoever was enrolled from here is meant, unless that was for another picture."""
        context = self._context
        if begun is not self._enrolment:
            return
        if not subjects:
            self._enrolment = None
            return

        def work() -> tuple[Person, ...]:
            with context.register.read() as reader:
                today, people = reader.today(context.now()), reader.subjects(subjects)
                return tuple(person_of(people[s], today) for s in subjects if s in people)

        def read(people: Sequence[Person]) -> None:
            if begun is not self._enrolment:
                return
            self._enrolment = None
            self.setFocus()
            for person in people:
                self.met.emit(person)

        def failed(error: ConsentDeskError) -> None:
            self._enrolment = None
            context.tasks.failed_unheard.emit(error)

        context.tasks.run(self, lambda _progress: work(), read, failed=failed)

    def _forget(self) -> None:
        self._hasty = self._is_asked = False
        self._notes = ()
        self.close_answers()
        self.clear()

    def _hang(self) -> None:
        if self.popup is None:
            window = self.window()
            self.popup = QFrame(window)
            look(self.popup, Look.CARD)
            inner = column(self.list)
            inner.setContentsMargins(4, 4, 4, 4)
            self.popup.setLayout(inner)
            window.installEventFilter(self)
        self._place()
        self.popup.show()
        self.popup.raise_()

    def _place(self) -> None:
        """Below the line, or above it where there is more room."""
        if self.popup is None:
            return
        window = self.window()
        at = self.mapTo(window, QPoint(0, 0))
        tall = sum(self.list.sizeHintForRow(r) for r in range(self.model.rowCount())) + 16
        below = window.height() - at.y() - self.height() - 2 * GRID
        above = at.y() - 2 * GRID
        if tall <= below or below >= above:
            top, tall = at.y() + self.height() + 4, min(tall, below)
        else:
            tall = min(tall, above)
            top = at.y() - tall - 4
        self.popup.setGeometry(at.x(), top, self.width(), tall)


def _entry_of(person: Person) -> Entry[Person | Stranger]:
    return Entry(Line(heading=person.name, detail=person.about, icon="person"), person)


def _nobody(name: str) -> list[Entry[Person | Stranger]]:
    """That nobody has the name, and the way out; Enter alone does not take it."""
    said = _("Enrol {name}…").format(name=name)
    line = Line(heading=said, detail=_("New in the register"), icon="add")
    return [
        Entry(Line(heading=_("Nobody of that name"), title=True)),
        Entry(line, Stranger(name)),
    ]
