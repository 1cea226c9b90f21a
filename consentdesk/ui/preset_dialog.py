"""How copies for one destination are made: for this once, or as usual from now on.

What may stand in the fields is `services.presets`' to say, and what may be written into which
picture the export's.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget

from consentdesk.domain.presets import (
    FEWEST_FIGURES,
    HIGHEST_QUALITY,
    LOWEST_QUALITY,
    MOST_FIGURES,
    Preset,
)
from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _
from consentdesk.ui.banner import Banner
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.context import Context
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.keys import finish_with_control_enter
from consentdesk.ui.number_box import NumberBox
from consentdesk.ui.preset_words import edge_choices
from consentdesk.ui.remembered import wish_for_width
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import (
    button,
    card,
    column,
    in_window,
    label,
    labelled,
    row,
    scrolled,
    wrapped,
)
from consentdesk.wording import destination_word

if TYPE_CHECKING:
    from consentdesk.storage.register import Register


class PresetDialog(Dialog):
    """The fields of one preset, and what it is to hold for."""

    used = Signal(object)
    """A Preset that is to hold for this once."""
    kept = Signal(object)
    """A Preset that is usual from now on."""

    def __init__(
        self, context: Context, parent: QWidget, preset: Preset, *, may_once: bool
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._preset = preset
        self._may_once = may_once
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        preset = self._preset
        self.banner = Banner()
        self.edge = QComboBox()
        begin = "" if preset.max_edge is None else str(preset.max_edge)
        offer(self.edge, edge_choices(preset.max_edge), begin)
        self.quality = _number(LOWEST_QUALITY, HIGHEST_QUALITY, preset.quality)
        self.figures = _number(FEWEST_FIGURES, MOST_FIGURES, preset.figures)
        self.credit = QLineEdit(preset.credit)
        self.terms = QLineEdit(preset.terms)
        self.folder = QLineEdit(preset.folder)
        self.status = QCheckBox()
        self.status.setChecked(preset.status)
        self.ids = QCheckBox()
        self.ids.setChecked(preset.ids)
        self.ids.setEnabled(preset.status)
        self.leave = button(_("Cancel"))
        self.once = button(_("Use &this once"), kind=Look.PRIMARY)
        kept = _("So copies for this destination are made from now on, at every desk")
        self.keep = button(_("&Keep"), kind="" if self._may_once else Look.PRIMARY, tip=kept)

    def _connect(self) -> None:
        self.status.toggled.connect(self.ids.setEnabled)
        self.leave.clicked.connect(self.reject)
        self.once.clicked.connect(self._on_once_clicked)
        self.keep.clicked.connect(self._on_keep_clicked)
        finish_with_control_enter(self, self.once if self._may_once else self.keep)

    def _assemble(self) -> None:
        place = destination_word(self._preset.destination)
        title = _("Copies for: {destination}").format(destination=place)
        self.setWindowTitle(title)
        wish_for_width(self, 64 * GRID)
        pixels = flow(
            _field(_("&Size"), self.edge),
            _field(_("&Quality"), self.quality),
            _field(_("&Figures in the number"), self.figures),
            gap=2 * GRID,
        )
        inner = QWidget()
        inner.setLayout(
            column(
                card(
                    pixels,
                    label(
                        _("Files are called after the event and a number, and after nobody."),
                        Look.MUTED,
                        wrap=True,
                    ),
                ),
                card(
                    labelled(
                        _("Fo&lder within the place chosen (can be empty)"),
                        self.folder,
                        _("For example: Facebook"),
                    ),
                ),
                card(
                    label(_("Written into the copies"), Look.STRONG),
                    label(
                        _("Else they carry nothing but pixels. Nobody on them may be named here."),
                        Look.MUTED,
                        wrap=True,
                    ),
                    labelled(_("&Credit line"), self.credit),
                    labelled(_("Te&rms of use"), self.terms),
                    wrapped(
                        self.status,
                        _("&How far permission goes (the PLUS field that the press reads)"),
                    ),
                    wrapped(
                        self.ids,
                        _("A &number for each permission that only this register understands"),
                    ),
                ),
                None,
                gap=2 * GRID,
            )
        )
        area = follow_focus(scrolled(inner, steady=True, whole=True))
        foot = row(None, self.leave, self.keep, self.once)
        self.once.setVisible(self._may_once)
        self.setLayout(in_window(label(title, Look.TITLE, wrap=True), area, self.banner, foot))

    @property
    def wanted(self) -> Preset:
        """What stands in the fields."""
        edge = chosen(self.edge)
        return replace(
            self._preset,
            max_edge=int(edge) if edge else None,
            quality=self.quality.value(),
            figures=self.figures.value(),
            credit=self.credit.text(),
            terms=self.terms.text(),
            folder=self.folder.text(),
            status=self.status.isChecked(),
            ids=self.ids.isChecked() and self.status.isChecked(),
        )

    def _on_once_clicked(self) -> None:
        from consentdesk.services import presets

        wanted = self.wanted

        def work(register: "Register") -> Preset:
            with register.read() as reader:
                return presets.checked(reader, wanted)

        def done(clean: Preset) -> None:
            self.accept()
            self.used.emit(clean)

        register = self._context.register
        self._context.tasks.run(
            self, lambda _progress: work(register), done, failed=self._on_failed
        )

    def _on_keep_clicked(self) -> None:
        from consentdesk.services import presets

        context, wanted = self._context, self.wanted
        clerk, at = context.clerk, context.now()

        def done(clean: Preset) -> None:
            self.accept()
            self.kept.emit(clean)
            context.tell_written()

        context.tasks.run(
            self,
            lambda _progress: presets.keep(context.register, clerk, at, wanted),
            done,
            failed=self._on_failed,
        )

    def _on_failed(self, error: ConsentDeskError) -> None:
        self.banner.tell(error)
        match error.problem, error.facts.get("field"):
            case ((Problem.PRESET_FOLDER | Problem.NAME_IN_FOLDER), _):
                self.folder.setFocus()
            case _, "credit":
                self.credit.setFocus()
            case _, "terms":
                self.terms.setFocus()


def _field(name: str, box: QWidget) -> QWidget:
    held = QWidget()
    held.setLayout(labelled(name, box))
    return held


def _number(least: int, most: int, value: int) -> QSpinBox:
    box = NumberBox()
    box.setRange(least, most)
    box.setValue(value)
    return box


def open_preset_dialog(
    context: Context, parent: QWidget, preset: Preset, *, may_once: bool
) -> PresetDialog:
    """Show how copies for that destination are made; `may_once`: not only as usual."""
    dialog = PresetDialog(context, parent, preset, may_once=may_once)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.edge.setFocus()
    return dialog
