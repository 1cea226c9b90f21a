"""Cover and crop: what every copy of a photo hides, drawn on the picture (R22).

What is drawn is written at once, as a draft that can be taken back step by step; what hides too
little stays on the picture with the sentence why it is not kept. The file itself is never touched,
and the verdicts shown here are of the copies alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from consentdesk.domain.covers import Cover, Drawn, is_unknown, rectangle
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Fingerprint, PhotoId, Region
from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _, format_number
from consentdesk.ui import cover_shapes as shapes
from consentdesk.ui import file_kinds
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.cover_canvas import CoverCanvas, Figure, Tool
from consentdesk.ui.cover_choices import CoverChoices
from consentdesk.ui.cover_copy import CopyCard
from consentdesk.ui.cover_draft import HIDES_TOO_LITTLE, Draft, with_cover
from consentdesk.ui.cover_reading import CoverView, read_covers
from consentdesk.ui.elided import ElidedLabel
from consentdesk.ui.file_names import FileNames
from consentdesk.ui.panel_photo import other_version
from consentdesk.ui.panel_picture import Loaded, PictureLoader
from consentdesk.ui.panes import Panes
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.spinner import LateSpinner
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.telling_apart import ask_apart
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.undo import Write, push
from consentdesk.ui.unwritten import Unwritten
from consentdesk.ui.widgets import announce, button, column, label, row, scrolled
from consentdesk.ui.write_queue import WriteQueue


class CoverWindow(Dialog):
    """One photo after the other."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        photos: Sequence[PhotoId],
        subject: SubjectId | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._photos = tuple(dict.fromkeys(photos))
        self._at = 0
        self._chosen = subject
        self._view: CoverView | None = None
        self._draft = Draft(Drawn(), Drawn(), Drawn())
        self._marked_on: Fingerprint | None = None
        self._is_warned = self._is_leaving = False
        self._different: frozenset[PhotoId] = frozenset()
        self._refused: Drawn | None = None
        self._drawing = ""
        self._build()
        self._connect()
        self._assemble()
        self._turn_to(0)

    def _build(self) -> None:
        context = self._context
        self.banner = Banner()
        self.queue = WriteQueue(context, self)
        self.unwritten = Unwritten(context, self.banner, self.queue, super().reject)
        self._loader = PictureLoader(context, self)
        self._names = FileNames(context, self)
        self.canvas = CoverCanvas()
        self._waiting = LateSpinner(self.canvas)
        self._name = ElidedLabel(Look.HEADING)
        self._place: QLabel = label("", Look.MUTED)
        self.previous = button(_("Previous"), "back", Look.QUIET, _("Page up"))
        self.next = button(_("Next"), "right", Look.QUIET, _("Page down"))
        self.locate = button(_("&Find the file…"), "folder")
        self.choices = CoverChoices()
        self.copy = CopyCard(context)
        self.leave = button(_("Close"))

    def _connect(self) -> None:
        choices = self.choices
        self.queue.written.connect(self._on_queue_written)
        self.queue.failed.connect(self._on_queue_failed)
        self.queue.held.connect(self._on_queue_held)
        self._loader.loaded.connect(self._on_loader_loaded)
        self._loader.failed.connect(self._on_loader_failed)
        self._names.came.connect(self._enable)
        self._names.failed.connect(self.banner.tell)
        self.copy.came.connect(self._enable)
        self.copy.failed.connect(self.banner.tell)
        self.canvas.covered.connect(self._on_canvas_covered)
        self.canvas.cropped.connect(self._on_canvas_cropped)
        self.canvas.picked.connect(self._on_picked)
        self.canvas.told.connect(self.banner.say)
        choices.people.picked.connect(self._on_picked)
        choices.tools.picked.connect(self._on_tools_picked)
        choices.fills.picked.connect(self._on_fills_picked)
        choices.usual.clicked.connect(self._on_usual_clicked)
        choices.begin.clicked.connect(self.canvas.begin)
        choices.larger.clicked.connect(partial(self._scale, shapes.LARGER))
        choices.smaller.clicked.connect(partial(self._scale, 1 / shapes.LARGER))
        choices.remove.clicked.connect(self._on_remove_clicked)
        choices.uncrop.clicked.connect(self._on_uncrop_clicked)
        self.locate.clicked.connect(self._on_find_clicked)
        self.previous.clicked.connect(partial(self._step, -1))
        self.next.clicked.connect(partial(self._step, 1))
        self.copy.vouching.vouched.connect(self._on_vouched)
        self.leave.clicked.connect(self.reject)
        self._context.register_changed.connect(self._on_context_register_changed)
        self._context.thumbnails.arrived.connect(self._on_thumbnails_arrived)
        undo = self._context.undo
        for keys, slot in (
            ("PgUp", partial(self._step, -1)),
            ("PgDown", partial(self._step, 1)),
            ("Ctrl+Z", undo.undo),
            ("Ctrl+Y", undo.redo),
            ("Ctrl+Shift+Z", undo.redo),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Cover or crop"))
        several = len(self._photos) > 1
        for part in (self.previous, self.next, self._place):
            part.setVisible(several)
        head = row(self._name, self.previous, self._place, self.next)
        head.setStretch(0, 1)
        shown = QWidget()
        left = column(head, self.canvas, row(self.locate, None), gap=GRID)
        left.setStretch(1, 1)
        shown.setLayout(left)
        said = QWidget()
        said.setLayout(column(self.choices, self.copy, None, gap=GRID + 4))
        chosen = scrolled(said)
        letters = self.fontMetrics().averageCharWidth()
        chosen.setMinimumWidth(max(46 * GRID, 52 * letters))
        panes = Panes((shown, chosen), (760, 400), turns_below=720, tall=300)
        foot = row(None, self.leave)
        whole = column(panes, self.banner, self.unwritten, foot, gap=GRID + 4)
        whole.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        remember_size(self, self._context.settings, "covers", QSize(1180, 780))

    @property
    def photo(self) -> PhotoId:
        """The photo looked at."""
        return self._photos[self._at]

    @property
    def drawn(self) -> Drawn:
        """What is drawn on it, as shown."""
        return self._draft.shown

    def reject(self) -> None:
        """Esc, once more where something that was drawn would be lost."""
        if self._may_leave(_lost_by_leaving()):
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window's own cross does what Esc does."""
        if not self._may_leave(_lost_by_leaving()):
            event.ignore()
            return
        super().closeEvent(event)

    def _may_leave(self, lost: str) -> bool:
        """Whether nothing is lost; said the first time, and the second time it is meant."""
        self.canvas.settle()
        if not self.unwritten.may_leave():
            return False
        if not self.queue.is_idle:
            self._is_leaving = True
            return False
        if self._is_warned or (self._draft.is_kept and not self.canvas.is_outlining):
            return True
        self._is_warned = True
        self.banner.say(lost, tone="unknown", icon="warning")
        return False

    def _step(self, by: int) -> None:
        at = self._at + by
        if not 0 <= at < len(self._photos):
            return
        self.canvas.settle()
        if not self.queue.is_idle:
            # What has just been drawn is told of on its own photo.
            self.banner.say(_("What you drew is being saved. Go on in a moment."))
            return
        lost = _(
            "What is drawn here is not kept, because it hides too little or is not finished. "
            "Change it, or do the same again to go on without it."
        )
        if self._may_leave(lost):
            self._chosen = None
            self._turn_to(at)

    def _turn_to(self, at: int) -> None:
        self._at = at
        self._view, self._marked_on, self._is_warned = None, None, False
        self._different = frozenset()
        self.banner.hide()
        self._place.setText(
            _("{number} of {all}").format(
                number=format_number(at + 1), all=format_number(len(self._photos))
            )
        )
        self.previous.setEnabled(at > 0)
        self.next.setEnabled(at + 1 < len(self._photos))
        self.locate.hide()
        self.canvas.show_image(None, "", "")
        self.copy.clear()
        self._enable()
        self._read()

    def _read(self) -> None:
        context, photo = self._context, self.photo
        self._names.want((photo,))
        context.tasks.run(
            self,
            lambda _progress: read_covers(context, photo),
            self._on_read,
            failed=self.banner.tell,
            replaces="covers",
        )

    def _on_read(self, view: CoverView) -> None:
        """Show what the register says; what is being written is newer than that."""
        if view.photo.id != self.photo or not self.queue.is_idle:
            return
        is_new = self._view is None
        shown = view.drawn if is_new or self._draft.is_kept else self._draft.shown
        self._view, self._draft = view, Draft(shown, view.drawn, view.drawn)
        self._name.say(view.photo.name)
        if self._chosen not in view.names:
            self._chosen = next(iter((*view.lacking, *view.names)), None)
        if is_new:
            self._waiting.begin()
            self._loader.load(view.photo.id)
            self._take_up()
        self._show()
        self._foresee()

    def _take_up(self) -> None:
        """Go on with the tool that the chosen person's cover was drawn with."""
        cover = self._draft.cover(self._chosen)
        if cover is not None and self.choices.tool is not Tool.CROP:
            self.choices.go_on_with(cover)
        self.canvas.use(self.choices.tool, self.choices.fill)

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        # What was refused covers nobody.
        told = self._draft.shown if self._draft.is_kept else self._draft.written
        self.choices.show_people(view.names, told, self._chosen)
        figures = tuple(
            Figure(s, name, view.faces.get(s), self._draft.cover(s))
            for s, name in view.names.items()
        )
        self.canvas.show_figures(figures, self._chosen, self._draft.shown.crop)
        self._enable()

    def _enable(self) -> None:
        view = self._view
        face = view.faces.get(self._chosen) if view is not None and self._chosen else None
        self.choices.enable(
            self._draft.shown,
            self._chosen,
            can_draw=self.canvas.can_draw,
            is_marked=face is not None,
        )
        if view is not None:
            covered = sum(is_unknown(subject) for subject, _cover in self._draft.shown.covers)
            is_kept = self._draft.is_kept and self.queue.is_idle
            unplaced = view.unplaced(self._draft.shown)
            vouching = self.copy.vouching
            vouching.show_state(view, covered, unplaced, is_kept=is_kept)
            if not self._names.are_read or not self.copy.shows(self._draft.shown):
                # Whom the file names is to be known before anybody says that all are; and nobody
                # says so of a copy that can't be seen.
                vouching.button.setEnabled(False)

    def _foresee(self) -> None:
        if self._view is not None:
            self.copy.foresee(self._view, self._draft.shown)

    def _change(self, drawn: Drawn, text: str) -> None:
        """Show that, and write the difference; `text` names the step."""
        if drawn == self._draft.shown or self._view is None:
            self._show()
            return
        self._is_warned = False
        self.banner.hide()
        self._put(drawn, text, self._view)
        self._show()
        self._foresee()

    def _put(self, drawn: Drawn, text: str, view: CoverView) -> None:
        """Have it written that this is drawn, after all that is on its way."""
        before, self._draft.shown, self._draft.expected = self._draft.expected, drawn, drawn
        self._drawing = text
        photo, seen = self.photo, view.registered
        write = partial(self._write, photo, seen, before, drawn)
        back = partial(self._write, photo, seen, drawn, before)
        self.queue.put(write, lambda: self._on_one_written(photo, drawn, text, back, write))

    def _write(
        self,
        photo: PhotoId,
        seen: Fingerprint,
        before: Drawn,
        after: Drawn,
        clerk: str,
        at: datetime,
    ) -> None:
        from consentdesk.services.hiding import hide_all

        register = self._context.register
        try:
            hide_all(register, clerk, at, {photo: after}, {photo: seen}, before={photo: before})
        except ConsentDeskError:
            self._refused = after
            raise

    def _on_one_written(
        self, photo: PhotoId, drawn: Drawn, text: str, back: Write, again: Write
    ) -> None:
        if photo == self.photo:
            self._draft.written = drawn
            if drawn == self._draft.shown:
                # What was refused on the way to it is mended.
                self.banner.forget_refusal()
        push(self._context, text, back=back, again=again)

    def _on_vouched(self) -> None:
        """Said of what is in sight; the register refuses it of anything else."""
        view, drawn, photo = self._view, self._draft.shown, self.photo
        if view is None or not self.copy.shows(drawn):
            return
        register, different = self._context.register, self._different
        seen = self._names.as_seen(photo, view.seen)
        self.banner.hide()

        def write(clerk: str, at: datetime) -> None:
            from consentdesk.services.hiding import vouch_covered

            vouch_covered(register, clerk, at, photo, drawn, seen, different=different)

        self.queue.put(write)

    def _on_told_apart(self, other: PhotoId) -> None:
        """R21: whoever looks at both says so, and it is said of the copies as it was."""
        self._different |= {other}
        self._on_vouched()

    def _on_queue_written(self) -> None:
        self._context.tell_written()
        if self._is_leaving:
            self._is_leaving = False
            self.reject()

    def _on_queue_held(self) -> None:
        if self._is_leaving:
            self._is_leaving = False
            self.unwritten.may_leave()

    def _on_queue_failed(self, error: ConsentDeskError) -> None:
        """What hides too little stays to be changed; what another desk has done comes first."""
        self._is_leaving = False
        self._draft.expected = self._draft.written
        refused, shown, self._refused = self._refused, self._draft.shown, None
        is_newer = refused is not None and shown not in {refused, self._draft.written}
        if error.problem in HIDES_TOO_LITTLE and is_newer and self._view is not None:
            # It went with the one before it, and may hide enough itself.
            self._put(shown, self._drawing, self._view)
            self._show()
            return
        if error.problem is Problem.FEWER_THAN_ITS_LIKE:
            ask_apart(self.banner, error, self._on_told_apart)
        else:
            self.banner.tell(error)
        if error.problem is Problem.NAMED_IN_FILES:
            self._names.tell((self.photo,))
        if error.problem not in HIDES_TOO_LITTLE:
            self._draft.shown = self._draft.written
            self._read()
        self._show()

    def _on_loader_loaded(self, loaded: Loaded) -> None:
        if loaded.photo != self.photo or self._view is None:
            return
        self._waiting.end()
        self._marked_on = loaded.marked_on
        name = self._view.photo.name
        missing = _("The file {name} is not where it was last seen.").format(name=name)
        barred = "" if loaded.marked_on is not None else other_version()
        self.canvas.show_image(loaded.image, name, missing, barred)
        self.locate.setVisible(loaded.marked_on is None)
        if barred and loaded.image is not None:
            self.banner.say(barred, tone="unknown", icon="warning")
        self._show()

    def _on_loader_failed(self, error: ConsentDeskError) -> None:
        self._waiting.end()
        self.locate.show()
        self.banner.tell(error)

    def _on_thumbnails_arrived(self, key: object) -> None:
        """Somebody said where the file is, here or elsewhere."""
        if key == self.photo and self._marked_on is None and self._view is not None:
            self._names.look_again(self.photo)
            self._loader.load(self.photo)
            self._foresee()

    def _on_context_register_changed(self) -> None:
        if self._context.is_open:
            self._read()

    def _on_canvas_covered(self, cover: Cover) -> None:
        if self._chosen is not None and self._view is not None:
            text = _("cover of {name}").format(name=self._view.name(self._chosen))
            self._change(with_cover(self._draft.shown, self._chosen, cover), text)

    def _on_canvas_cropped(self, crop: Region) -> None:
        if self._view is not None:
            text = _("crop of {photo}").format(photo=self._view.photo.name)
            self._change(replace(self._draft.shown, crop=shapes.on_the_picture(crop)), text)

    def _on_picked(self, subject: object) -> None:
        self.canvas.settle()
        self._chosen = cast("SubjectId", subject)
        if self.choices.tool is Tool.CROP:
            self.choices.tools.pick(Tool.RECTANGLE)
        self._take_up()
        self._show()

    def _on_tools_picked(self, _tool: object) -> None:
        """Another form for the cover there is, or for the next one."""
        self.canvas.settle()
        self.canvas.use(self.choices.tool, self.choices.fill)
        cover = self._draft.cover(self._chosen)
        if cover is not None and self.choices.tool is not Tool.CROP:
            self._on_canvas_covered(shapes.as_form(cover, self.choices.tool.form))
        self._show()

    def _on_fills_picked(self, _fill: object) -> None:
        self.canvas.settle()
        self.canvas.use(self.choices.tool, self.choices.fill)
        cover = self._draft.cover(self._chosen)
        if cover is not None:
            self._on_canvas_covered(shapes.with_fill(cover, self.choices.fill))

    def _on_usual_clicked(self) -> None:
        from consentdesk.services.covering import cover

        view = self._view
        face = view.faces.get(self._chosen) if view is not None and self._chosen else None
        if view is not None and face is not None:
            usual = rectangle(cover(face, view.photo), self.choices.fill)
            self._on_canvas_covered(shapes.as_form(usual, self.choices.tool.form))
            announce(self, _("The usual place is covered."))

    def _scale(self, factor: float) -> None:
        self.canvas.settle()
        crop = self._draft.shown.crop
        cover = self._draft.cover(self._chosen)
        if self.choices.tool is Tool.CROP and crop is not None:
            self._on_canvas_cropped(shapes.box_of(shapes.scaled(shapes.corners(crop), factor)))
        elif cover is not None:
            larger = Cover(cover.form, shapes.scaled(cover.points, factor), cover.fill)
            self._on_canvas_covered(larger)

    def _on_remove_clicked(self) -> None:
        self.canvas.drop()
        if self._chosen is not None and self._view is not None:
            text = _("no cover of {name}").format(name=self._view.name(self._chosen))
            self._change(with_cover(self._draft.shown, self._chosen, None), text)

    def _on_uncrop_clicked(self) -> None:
        self.canvas.drop()
        if self._view is not None:
            text = _("no crop of {photo}").format(photo=self._view.photo.name)
            self._change(replace(self._draft.shown, crop=None), text)

    def _on_find_clicked(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(
            self, _("Find the file"), "", file_kinds.pictures()
        )
        if name:
            self._loader.find(self.photo, Path(name))


def _lost_by_leaving() -> str:
    return _(
        "What is drawn here is not kept, because it hides too little or is not finished. Change "
        "it, or do the same again to leave it."
    )


def open_covering(
    context: Context,
    parent: QWidget,
    photos: Sequence[PhotoId],
    subject: SubjectId | None = None,
    *,
    then: Callable[[], None] = lambda: None,
) -> CoverWindow:
    """Draw what copies of these photos hide, beginning with that person; `then` once closed."""
    window = CoverWindow(context, parent.window(), photos, subject)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.finished.connect(lambda _result: then())
    window.open()
    return window
