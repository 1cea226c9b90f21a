"""What is said once about photos that come in together: event, kind, photographer, right to use.

Asks only; the page has them registered. Whoever drops a whole card answers four questions, not four
hundred, and none of them has to be answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from consentdesk.domain.photos import PhotoKind
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.banner import Banner
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.leaving import may_leave
from consentdesk.ui.remembered import wish_for_width
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, column, in_window, label, labelled, row, scrolled
from consentdesk.wording import kind_word


@dataclass(frozen=True, slots=True)
class Told:
    """What was said about the photos; empty where nothing was."""

    album: str
    kind: PhotoKind | None
    photographer: str
    rights: str


class AddPhotosDialog(Dialog):
    """The four questions."""

    def __init__(self, parent: QWidget, paths: Sequence[Path], albums: Sequence[str]) -> None:
        super().__init__(parent)
        self._paths = tuple(paths)
        self._build(albums)
        self._connect()
        self._assemble()
        self._begun_with = self.told

    def reject(self) -> None:
        """Esc, once more where something typed would be lost."""
        if may_leave(self.banner, self._close, is_lost=self.told != self._begun_with):
            self._close()

    def _close(self) -> None:
        super().reject()

    @property
    def told(self) -> Told:
        """What stands in the fields."""
        kind = chosen(self.kind)
        return Told(
            album=self.album.currentText(),
            kind=PhotoKind(kind) if kind else None,
            photographer=self.photographer.text(),
            rights=self.rights.text(),
        )

    def _build(self, albums: Sequence[str]) -> None:
        self.banner = Banner()
        self.album = QComboBox()
        self.album.setEditable(True)
        self.album.addItems(["", *albums])
        self.kind = QComboBox()
        offer(self.kind, [("", kind_word(None)), *((k.value, kind_word(k)) for k in PhotoKind)], "")
        self.photographer = QLineEdit()
        self.rights = QLineEdit()
        add = ngettext("Add {count} photo", "Add {count} photos", len(self._paths))
        self.add = button(add.format(count=format_number(len(self._paths))), "", Look.PRIMARY)
        self.add.setDefault(True)
        self._cancel = button(_("Cancel"))

    def _connect(self) -> None:
        self.add.clicked.connect(self.accept)
        self._cancel.clicked.connect(self.reject)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Add photos"))
        wish_for_width(self, max(60 * GRID, 75 * self.fontMetrics().averageCharWidth()))
        inner = QWidget()
        fields = column(
            labelled(_("&Event"), self.album, _("For example: Summer party 2026")),
            labelled(
                _("&Kind"),
                self.kind,
                _("Portrait: the person is the point. Situation photo: the activity is."),
            ),
            labelled(_("&Photographer"), self.photographer),
            labelled(
                _("&Right to use"),
                self.rights,
                _("For example: taken at work, belongs to the school"),
            ),
            None,
            gap=2 * GRID,
        )
        inner.setLayout(fields)
        head = column(
            label(_("Add photos"), Look.TITLE), label(self._count(), Look.MUTED, wrap=True), gap=2
        )
        area = follow_focus(scrolled(inner, steady=True, whole=True))
        foot = row(None, self._cancel, self.add)
        self.setLayout(in_window(head, area, self.banner, foot))

    def _count(self) -> str:
        if len(self._paths) == 1:
            return self._paths[0].name
        count = len(self._paths)
        said = ngettext("{count} file", "{count} files", count)
        return said.format(count=format_number(count))
