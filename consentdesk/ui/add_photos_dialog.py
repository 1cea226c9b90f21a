"""What is said once about photos that come in together: event, groups, kind, photographer, rights.

Asks only; the page has them registered. Whoever drops a whole card answers five questions, not four
hundred, and none of them has to be answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from consentdesk.domain.photos import PhotoKind
from consentdesk.i18n import _, format_date, format_number, ngettext
from consentdesk.services.card.told import Told
from consentdesk.services.texts import file_label
from consentdesk.ui.banner import Banner
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.group_chips import GroupChips
from consentdesk.ui.leaving import may_leave
from consentdesk.ui.remembered import wish_for_width
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, column, in_window, label, labelled, row, scrolled
from consentdesk.wording import kind_word

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the register and the card say beforehand.

    `groups` are those there are, `there` those that were at each event already known; `day` is the
    one on which the photos were taken, `beside` a line about what is not added.
    """

    groups: tuple[str, ...] = ()
    there: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    day: "date | None" = None
    beside: str = ""


KINDS = (PhotoKind.PORTRAIT, PhotoKind.SITUATION)
"""That nobody can be recognised is said of one picture after the other, looking at it."""


class AddPhotosDialog(Dialog):
    """The questions; without `known` nobody is asked which groups were there."""

    def __init__(
        self,
        parent: QWidget,
        paths: Sequence[Path],
        albums: Sequence[str],
        known: Known | None = None,
    ) -> None:
        super().__init__(parent)
        self._paths = tuple(paths)
        self._known = known or Known()
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
            groups=self.groups.chosen if self._known.groups else None,
        )

    def _build(self, albums: Sequence[str]) -> None:
        self.banner = Banner()
        self.album = QComboBox()
        self.album.setEditable(True)
        self.album.addItems(["", *albums])
        self.groups = GroupChips(_("Groups that were there"), self._known.groups)
        self.kind = QComboBox()
        offer(self.kind, [("", kind_word(None)), *((k.value, kind_word(k)) for k in KINDS)], "")
        self.photographer = QLineEdit()
        self.rights = QLineEdit()
        add = ngettext("Add {count} photo", "Add {count} photos", len(self._paths))
        self.add = button(add.format(count=format_number(len(self._paths))), "", Look.PRIMARY)
        self.add.setDefault(True)
        self._cancel = button(_("Cancel"))

    def _connect(self) -> None:
        self.album.editTextChanged.connect(self._on_album_edited)
        self.add.clicked.connect(self.accept)
        self._cancel.clicked.connect(self.reject)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Add photos"))
        wish_for_width(self, max(60 * GRID, 75 * self.fontMetrics().averageCharWidth()))
        inner = QWidget()
        fields = column(
            labelled(_("&Event"), self.album, _("For example: Summer party 2026")),
            self._asks_groups(),
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
            label(_("Add photos"), Look.TITLE),
            label(self._count(), Look.MUTED, wrap=True),
            *self._beside(),
            gap=2,
        )
        area = follow_focus(scrolled(inner, steady=True, whole=True))
        foot = row(None, self._cancel, self.add)
        self.setLayout(in_window(head, area, self.banner, foot))

    def _asks_groups(self) -> QWidget:
        """The question which groups were there, where there are any."""
        asked = QWidget()
        asked.setLayout(
            column(
                label(_("Which groups were there?"), Look.STRONG, wrap=True),
                self.groups,
                label(
                    _("Their names are found first. Anybody else can be named all the same."),
                    Look.MUTED,
                    wrap=True,
                ),
                gap=GRID // 2,
            )
        )
        asked.setVisible(bool(self._known.groups))
        return asked

    def _beside(self) -> tuple[QLabel, ...]:
        said = self._known.beside
        return (label(said, Look.MUTED, wrap=True),) if said else ()

    def _on_album_edited(self, text: str) -> None:
        """Whoever was at the event before was there, until somebody says otherwise."""
        there = self._known.there.get(text.strip())
        if there is not None and not self.groups.is_touched:
            self.groups.choose(there)

    def _count(self) -> str:
        count, day = len(self._paths), self._known.day
        if count == 1:
            said = file_label(self._paths[0].name)
        else:
            said = ngettext("{count} file", "{count} files", count)
            said = said.format(count=format_number(count))
        if day is None:
            return said
        taken = _("{files}, taken on {day}")
        return taken.format(files=said, day=format_date(day))
