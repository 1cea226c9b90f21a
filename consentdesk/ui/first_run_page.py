"""The first time: three steps, none of them compulsory, or a made-up class to practise on.

Institution → the first person → the first form. The register is made by the first step; the other
two happen in the windows that do the same work every day.
"""

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import LANGUAGES, _, language
from consentdesk.ui.banner import Banner
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.columns import SideBySide
from consentdesk.ui.front import Front
from consentdesk.ui.icons import app_icon
from consentdesk.ui.languages import language_name
from consentdesk.ui.line_breaks import breakable
from consentdesk.ui.task_list import TaskList
from consentdesk.ui.tasks import Tasks
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, card, column, label, labelled, row, scrolled, wrapped


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed and chose so far, and where they are; in no language yet."""

    texts: tuple[str, ...]
    policy: str | None
    """None where nobody chose: the language goes on choosing."""
    place: int
    """Which field has the keyboard, in the order they are read; -1 for none of them."""
    cursor: int
    scrolled: int


class FirstRunPage(Front):
    """Asks for the institution; the rest is offered afterwards."""

    begun = Signal(str, str, str, str)
    """The institution's name, the policy (`dk`, `se`) to begin with, contact and officer."""
    practice_wanted = Signal()
    open_wanted = Signal()
    pack_wanted = Signal()
    """Somebody has no register, and a check pack."""
    language_wanted = Signal(str)
    """Somebody would rather read this in another language."""

    tells_progress = True

    def __init__(self, clerk: str, place: str, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build(clerk, place, tasks)
        self._connect()
        self._assemble()

    def _build(self, clerk: str, place: str, tasks: Tasks) -> None:
        self.language = QComboBox()
        self.language.setAccessibleName(_("Language"))
        offer(self.language, [(code, language_name(code)) for code in LANGUAGES], language())
        self.progress = TaskList(tasks)
        self.banner = Banner()
        self._mark = QLabel()
        self._mark.setPixmap(app_icon().pixmap(56, 56))
        self.name = QLineEdit()
        self.name.setPlaceholderText(_("For example: Elm Street School"))
        self.policy = QComboBox()
        offer(
            self.policy,
            [("dk", _("Danish rules")), ("se", _("Swedish rules"))],
            "se" if language() == "sv" else "dk",
        )
        self._policy_chosen = False
        self.contact = QLineEdit()
        self.contact.setPlaceholderText(_("For example: the office, 12 34 56 78"))
        self.officer = QLineEdit()
        said = _("You work here as {name}. That can be changed in the settings.")
        self._clerk = label(said.format(name=clerk), Look.MUTED, wrap=True)
        lies = _("The register is kept in {place}")
        self.place = label(lies.format(place=breakable(place)), Look.MUTED, wrap=True)
        self.encrypt = QCheckBox()
        self._encryption = wrapped(self.encrypt, _("Encrypt the register with a passphrase"))
        if not place:
            self.place.hide()
            self._encryption.hide()
        self.begin = button(_("Begin"), "", Look.PRIMARY)
        self.practise = button(_("Practise with a made-up class"), "practice")
        self.open = button(_("Open a register that exists…"), "folder", Look.QUIET)
        self.pack = button(_("Open a check pack…"), "lock", Look.QUIET)

    def _connect(self) -> None:
        self.begin.clicked.connect(self._on_begin_clicked)
        for field in (self.name, self.contact, self.officer):
            field.returnPressed.connect(self._on_begin_clicked)
        self.practise.clicked.connect(self._on_practise_clicked)
        self.open.clicked.connect(self.open_wanted)
        self.pack.clicked.connect(self.pack_wanted)
        self.language.activated.connect(self._on_language_activated)
        self.policy.activated.connect(self._on_policy_activated)

    def _assemble(self) -> None:
        title = label(_("Welcome to ConsentDesk"), Look.TITLE, wrap=True)
        promise = label(
            _("Written photo permissions in order: no portrait leaves without one."),
            Look.MUTED,
            wrap=True,
        )
        first = card(
            _step(1, _("Your institution")),
            labelled(_("&Name of the nursery or school"), self.name),
            labelled(_("&Rules to begin with"), self.policy),
            labelled(
                _("&Contact of the institution"),
                self.contact,
                _("Printed on every form. It can wait, and be changed in the settings."),
            ),
            labelled(_("&Data protection officer"), self.officer),
            self._encryption,
            self._clerk,
            self.place,
            row(self.begin, None),
            gap=GRID + 4,
        )
        then = card(
            _step(2, _("Enrol the first person")),
            label(_("Name, birth date, group, guardians."), Look.MUTED, wrap=True),
            GRID,
            _step(3, _("Print the first form")),
            label(_("It comes back signed, and you journal the answer."), Look.MUTED, wrap=True),
            None,
        )
        other = card(
            label(_("Rather look around first?"), Look.HEADING, wrap=True),
            label(
                _("Invented children, drawn pictures. Everything can be thrown away again."),
                Look.MUTED,
                wrap=True,
            ),
            row(self.practise, None),
            row(self.open, None),
            row(self.pack, None),
            None,
        )
        head = row(self._mark, column(title, promise, gap=2), self.language, gap=2 * GRID)
        head.setAlignment(self.language, Qt.AlignmentFlag.AlignTop)
        head.setStretch(1, 1)
        held = QWidget()
        held.setMaximumWidth(84 * GRID)
        both = SideBySide(then, other, shares=(1, 1))
        held.setLayout(column(head, first, both, gap=2 * GRID))
        inner = QWidget()
        middle = row(None, held, None)
        middle.setStretch(1, 10)
        whole = column(None, middle, None)
        whole.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        inner.setLayout(whole)
        self._area = scrolled(inner)
        foot = column(row(None, self.progress, None), self.banner)
        foot.setContentsMargins(3 * GRID, 0, 3 * GRID, GRID)
        whole_page = column(self._area, foot)
        whole_page.setStretch(0, 1)
        self.setLayout(whole_page)

    def start(self) -> None:
        """Begin with the name."""
        self.name.setFocus()

    @property
    def typed(self) -> Typed:
        """What was typed and chosen so far."""
        lines = self._lines
        places = (*lines, self.policy, self.language)
        place = next((n for n, field in enumerate(places) if field.hasFocus()), -1)
        return Typed(
            texts=tuple(line.text() for line in lines),
            policy=chosen(self.policy) if self._policy_chosen else None,
            place=place,
            cursor=lines[place].cursorPosition() if 0 <= place < len(lines) else 0,
            scrolled=self._area.verticalScrollBar().value(),
        )

    def go_on(self, typed: Typed) -> None:
        """Stand where another page stood, with all that was typed there."""
        lines = self._lines
        for line, text in zip(lines, typed.texts, strict=True):
            line.setText(text)
        if typed.policy is not None:
            self.policy.setCurrentIndex(self.policy.findData(typed.policy))
            self._policy_chosen = True
        if typed.place >= 0:
            (*lines, self.policy, self.language)[typed.place].setFocus()
        if 0 <= typed.place < len(lines):
            lines[typed.place].setCursorPosition(typed.cursor)
        # The page is laid out first.
        bar = self._area.verticalScrollBar()
        QTimer.singleShot(0, self, lambda: bar.setValue(typed.scrolled))

    @property
    def _lines(self) -> tuple[QLineEdit, ...]:
        return self.name, self.contact, self.officer

    def enable(self, *, on: bool) -> None:
        """Wait while the register is made."""
        for thing in (self.begin, self.practise, self.open, self.language):
            thing.setEnabled(on)

    def tell(self, error: ConsentDeskError) -> None:
        """Say what went wrong, and let it be tried again."""
        self.enable(on=True)
        self.banner.tell(error)

    def _on_practise_clicked(self) -> None:
        self.enable(on=False)
        self.practice_wanted.emit()

    def _on_policy_activated(self) -> None:
        self._policy_chosen = True

    def _on_language_activated(self) -> None:
        if chosen(self.language) != language():
            self.language_wanted.emit(chosen(self.language))

    def _on_begin_clicked(self) -> None:
        if not self.begin.isEnabled():
            return
        if not self.name.text().strip():
            self.banner.say(_("What is the nursery or school called? Type its name."))
            self.name.setFocus()
            return
        self.enable(on=False)
        self.begun.emit(
            self.name.text().strip(), chosen(self.policy), self.contact.text(), self.officer.text()
        )


def _step(number: int, text: str) -> QLabel:
    return label(f"{number}  {text}", Look.HEADING, wrap=True)
