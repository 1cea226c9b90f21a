"""Beside the picture: who is to be covered, with what form and fill, and buttons for every drag.

Asks only; the window keeps what is drawn and has it written.
"""

from collections.abc import Mapping
from typing import cast

from PySide6.QtWidgets import QLabel, QWidget

from consentdesk.domain.covers import Cover, Drawn, Fill
from consentdesk.domain.people import SubjectId
from consentdesk.i18n import _
from consentdesk.ui.chips import Chips
from consentdesk.ui.cover_canvas import Tool
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.theme import Look
from consentdesk.ui.widgets import button, card, column, label


class CoverChoices(QWidget):
    """The choices in one card."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build()
        self._assemble()

    def _build(self) -> None:
        self.people = Chips(_("Who is to be covered"))
        self._nobody: QLabel = label(
            _("Nobody is named on this photo yet. Say first who is on it."), Look.MUTED, wrap=True
        )
        self.tools = Chips(_("What is to be drawn?"))
        self.tools.offer(
            (
                (Tool.RECTANGLE, _("Rectangle")),
                (Tool.ELLIPSE, _("Ellipse")),
                (Tool.POLYGON, _("Polygon")),
                (Tool.CROP, _("Crop")),
            ),
            Tool.RECTANGLE,
        )
        self.fills = Chips(_("Filled with"))
        self.fills.offer(
            ((Fill.SOLID, _("Solid colour")), (Fill.MOSAIC, _("Coarse mosaic"))), Fill.SOLID
        )
        self.usual = button(_("Cover the &usual place"), "shield")
        self.usual.setToolTip(_("From above the hair down to the knees, around the marked face"))
        self.begin = button(_("&Begin in the middle"), "add", tip=_("Enter on the picture"))
        self.larger = button(_("&Larger"), "zoom-in")
        self.smaller = button(_("&Smaller"), "zoom-out")
        self.remove = button(_("&Remove the cover"), "close", Look.QUIET)
        self.uncrop = button(_("Show &all of it again"), "fit", Look.QUIET)

    def _assemble(self) -> None:
        safest = label(
            _("Solid is safest: of whoever is behind a mosaic, a little may still be guessed."),
            Look.MUTED,
            wrap=True,
        )
        self.setLayout(
            column(
                card(
                    label(_("Who is to be covered?"), Look.HEADING, wrap=True),
                    self.people,
                    self._nobody,
                    label(_("What is to be drawn?"), Look.STRONG),
                    self.tools,
                    label(_("Filled with"), Look.STRONG),
                    self.fills,
                    safest,
                    flow(self.usual, self.begin, self.larger, self.smaller),
                    flow(self.remove, self.uncrop),
                )
            )
        )

    @property
    def tool(self) -> Tool:
        """What is drawn next."""
        return cast("Tool", self.tools.value)

    @property
    def fill(self) -> Fill:
        """What a cover is filled with."""
        return cast("Fill", self.fills.value)

    def go_on_with(self, cover: Cover) -> None:
        """Choose what that cover was drawn with."""
        self.tools.pick(Tool[cover.form.name])
        self.fills.pick(cover.fill)

    def show_people(
        self, names: Mapping[SubjectId, str], drawn: Drawn, chosen: SubjectId | None
    ) -> None:
        """Show who is on the photo, and who of them is covered."""
        covered = {subject for subject, _cover in drawn.covers}
        said = {
            s: _("{name} · covered").format(name=name) if s in covered else name
            for s, name in names.items()
        }
        self.people.offer(tuple(said.items()), chosen)
        self._nobody.setVisible(not names)

    def enable(
        self, drawn: Drawn, chosen: SubjectId | None, *, can_draw: bool, is_marked: bool
    ) -> None:
        """Only what can be done now; a button without effect would puzzle."""
        is_crop = self.tool is Tool.CROP
        is_covered = chosen in {subject for subject, _cover in drawn.covers}
        there = drawn.crop is not None if is_crop else is_covered
        self.usual.setEnabled(can_draw and not is_crop and is_marked)
        self.begin.setEnabled(can_draw and (is_crop or chosen is not None) and not there)
        for changing in (self.larger, self.smaller):
            changing.setEnabled(can_draw and there)
        self.remove.setEnabled(can_draw and is_covered)
        self.uncrop.setEnabled(can_draw and drawn.crop is not None)
        self.fills.setEnabled(not is_crop)
