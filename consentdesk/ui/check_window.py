"""The check window: a picture in, and at once whether it may be shown, and what helps if not.

Small, resizable, beside whatever other program the pictures lie in. Files come by drop, paste, file
dialog, command line or another start of the program. Checks and writes through the services; a drop
opens no file.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Fingerprint, PhotoId
from consentdesk.errors import BadInput, ConsentDeskError, Problem
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui import doors, file_kinds
from consentdesk.ui.alike_kept import settle
from consentdesk.ui.as_of import AsOfRow, view_as_of
from consentdesk.ui.check_away import is_as_of, lapsed_sentence
from consentdesk.ui.check_parts import GEOMETRY, CheckParts
from consentdesk.ui.check_pasting import Pasted
from consentdesk.ui.check_reading import OneView, read_one
from consentdesk.ui.check_run import CheckRun, Ended, check_rows_again, load_ahead
from consentdesk.ui.check_sight import look_anew
from consentdesk.ui.check_writing import write_named, write_same, write_unnamed
from consentdesk.ui.clipboard import image_in, is_usable
from consentdesk.ui.context import Context
from consentdesk.ui.finding_rows import FindingRow
from consentdesk.ui.growing import Growing
from consentdesk.ui.key_answers import no_photo_there
from consentdesk.ui.leaving import may_leave
from consentdesk.ui.naming_block import Named
from consentdesk.ui.tasks import Lane
from consentdesk.ui.telling_apart import ask_apart


class CheckWindow(CheckParts):
    """The one check window of a desk."""

    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._is_listed = self._is_lapsed = False
        self._writing: int | None = None
        self._pasted = Pasted(context, self)
        self._growing = Growing(self)
        self._is_ending = False
        self._paths: tuple[Path, ...] = ()
        self._read_at = context.now()
        self._connect()
        self._show(self._target)
        self.away.say(())
        load_ahead(context, self)
        QTimer.singleShot(0, self.many, self.many.prepare)

    def _connect(self) -> None:
        self.empty.button.clicked.connect(self.choose)
        self._choose.clicked.connect(self.choose)
        self._cancel.clicked.connect(self._on_cancel_clicked)
        self._back.clicked.connect(self._on_back_clicked)
        self.export.clicked.connect(self._on_export_clicked)
        self.add.clicked.connect(self._on_add_clicked)
        self._patience.timeout.connect(self._on_patience_timeout)
        self.many.list.opened.connect(self._on_list_opened)
        self.one.named.connect(self._on_one_named)
        self.one.same_said.connect(self._on_one_same_said)
        self.one.panel_wanted.connect(self._on_one_panel_wanted)
        self.one.later_wanted.connect(self._on_one_later_wanted)
        self.one.forms_wanted.connect(lambda who: doors.open_print(self.context, self, who))
        self.one.answers_wanted.connect(lambda form: doors.open_intake(self.context, self, form))
        self.one.cover_wanted.connect(self._on_one_cover_wanted)
        self.context.register_changed.connect(self._on_context_register_changed)
        self.context.register_left.connect(self.end)
        self.away.changed.connect(self._on_away_changed)
        export = QShortcut(QKeySequence("Ctrl+E"), self)
        export.activated.connect(self._on_export_clicked)

    def take(self, paths: Sequence[Path]) -> None:
        """Check these files and folders instead of those before."""

        def take() -> None:
            self._pasted.forget()
            self._check(paths)

        packs, others = file_kinds.parted(paths)
        if packs:
            doors.open_pack(self.context, self, packs[-1], others)
            return

        self._leave_names(take)

    def choose(self) -> None:
        """Ask for pictures, or a check pack."""
        self.ask_for_pictures(file_kinds.packs())

    def nothing_copied(self) -> str:
        """A picture without a file would do too."""
        return _("There is no picture on the clipboard. Copy a picture or a file first.")

    def is_wanted(self, data: QMimeData) -> bool:
        """A picture without a file too."""
        return is_usable(data)

    def take_data(self, data: QMimeData) -> bool:
        """A picture without a file is put into one for as long as it is looked at."""
        if super().take_data(data):
            return True
        image = image_in(data)
        if image is not None:
            self._leave_names(lambda: self._look_at_image(image))
        return image is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list before it closes the window."""
        if event.key() == Qt.Key.Key_Escape and not self._back.isHidden():
            self._on_back_clicked()
            return
        super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Esc closes like any other way of closing."""
        if self._may_leave(self.end):
            self._leave()
            super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop, and remember size and place."""
        if not self._may_leave(self.end):
            event.ignore()
            return
        self._leave()
        super().closeEvent(event)

    def end(self) -> None:
        """Close, whatever was typed."""
        self._is_ending = True
        self.close()

    def may_go(self) -> bool:
        """Close, unless a name would be lost; then ask first."""
        if not self._may_leave(self.end):
            return False
        self.end()
        return True

    def _may_leave(self, leave: Callable[[], None], action: str = "") -> bool:
        """Whether no name is lost that was typed and not confirmed."""
        is_lost = not self._is_ending and self.one.naming.is_begun
        return may_leave(self.banner, leave, is_lost=is_lost, action=action)

    def _leave_names(self, then: Callable[[], None], action: str = "") -> None:
        """Do something else, at once or once somebody has agreed to lose the names."""

        def leave() -> None:
            self.one.naming.drop()
            self.banner.hide()
            then()

        if self._may_leave(leave, action or _("&Go on without these names")):
            leave()

    def _leave(self) -> None:
        self._growing.shrink()
        self.context.settings.setValue(GEOMETRY, self.saveGeometry())
        self.drop_run()
        self._pasted.forget()
        self.closed.emit()

    def _look_at_image(self, image: QImage) -> None:
        """It is put into a private file for as long as it is looked at."""
        self._wait()
        self._pasted.take(image, lambda path: self._check((path,)), self._on_run_failed)

    def _check(self, paths: Sequence[Path]) -> None:
        self.drop_run()
        self.banner.hide()
        if self.away.lacks(self.banner):
            return
        self._is_listed = self._is_lapsed = False
        self.many.begin()
        self._wait()
        self._paths, self._read_at = tuple(paths), self.context.now()
        self.away.say(())
        self.begin_run(CheckRun(self.context, paths, self, self.away.judge))

    def drop_run(self) -> None:
        """Forget the check that is under way, and that it takes long."""
        self._patience.stop()
        super().drop_run()

    def _wait(self) -> None:
        """Show that it takes a while, once it does."""
        self._waiting.setText(_("Looking at the picture…"))
        self._patience.start()

    def _show(self, view: QWidget) -> None:
        self._patience.stop()
        self._stack.setCurrentWidget(view)
        self._back.setVisible(view is self.one and len(self.many.model.rows) > 1)
        # The list behind it has the same button, and three take two lines in a small window.
        self._choose.setVisible(self._back.isHidden() and view in {self.one, self.many})
        lone = self.one.row
        useless = self._pasted.is_there or (lone is not None and lone.is_unreadable)
        is_old = is_as_of(self.many.model.rows)
        shown = view is self.many or (view is self.one and not useless)
        self.export.setVisible(shown and not is_old)
        self._bar.setVisible(view in {self.one, self.many})
        self._offer_to_add()
        self._steps.setVisible(view is self.one)

    def _offer_to_add(self) -> None:
        """A card dropped here by mistake is a click away from where it belongs."""
        is_shown = self.view is self.many and not is_as_of(self.many.model.rows)
        count = len(self.many.unknown) if is_shown and self._run is None else 0
        said = ngettext("&Add {count} to the photos…", "&Add {count} to the photos…", count)
        self.add.setText(said.format(count=format_number(count)))
        self.add.setVisible(count > 0)

    def _on_add_clicked(self) -> None:
        self.context.files_wanted.emit(self.many.unknown)

    def _on_patience_timeout(self) -> None:
        self._show(self._working)

    def _on_cancel_clicked(self) -> None:
        self.drop_run()
        self._show(self._target)

    def _on_run_found(self, rows: Sequence[FindingRow]) -> None:
        self._settle(rows)
        super()._on_run_found(rows)
        self.away.say(self.many.model.rows[:1])
        if len(self.many.model.rows) > 1 and not self._is_listed:
            self._is_listed = True
            self._show(self.many)

    def _on_run_progressed(self, done: int, total: int) -> None:
        super()._on_run_progressed(done, total)
        if total > 1:
            text = _("Looking at the pictures: {done} of {total}")
            said = text.format(done=format_number(done), total=format_number(total))
            self._waiting.setText(said)

    def _on_run_failed(self, error: ConsentDeskError) -> None:
        self.drop_run()
        if self.away.hears(error):
            self._check(self._paths)
            return
        self._show(self.many if self.many.model.rows else self._target)
        self.banner.tell(error)

    def _on_run_ended(self, ended: Ended) -> None:
        self.drop_run()
        self.tell_beside(ended)
        rows = self.many.model.rows
        if not rows:
            self._show(self._target)
            self.say_no_picture(ended)
        elif len(rows) == 1:
            self._read_one(rows[0], tell=True)
        else:
            self.many.end(ended)
            self._offer_to_add()
            if self.view is self.many:
                self.many.start()
        self._on_away_changed()

    def _read_one(self, wanted: FindingRow, *, tell: bool) -> None:
        context = self.context
        if isinstance(wanted, AsOfRow):
            self._on_one_read(view_as_of(wanted), tell=tell)
            return
        context.tasks.run(
            self,
            lambda _progress: read_one(context, wanted),
            lambda view: self._on_one_read(view, tell=tell),
            failed=lambda error: self._on_one_failed(error, wanted, tell=tell),
            replaces="one",
        )

    def _on_one_failed(self, error: ConsentDeskError, wanted: FindingRow, *, tell: bool) -> None:
        if self.away.hears(error) or self.away.is_silent:
            self._on_one_read(view_as_of(wanted), tell=tell)
        else:
            self.banner.tell(error)

    def _on_one_read(self, view: OneView, *, tell: bool) -> None:
        is_new = self.view is not self.one
        if self.away.is_silent and not isinstance(view.row, AsOfRow):
            view = view_as_of(self.away.as_read(view.row, self._read_at))
        self.one.show_one(view, has_file=not self._pasted.is_there, tell=tell)
        self._show(self.one)
        if self.one.asks_same or self.one.asks_who:
            self._growing.grow()
        if is_new or tell:
            self.one.start()

    def _on_list_opened(self, opened: FindingRow) -> None:
        shown = self.one.row
        if shown is not None and shown.finding.path == opened.finding.path:
            self._read_one(opened, tell=True)
        else:
            self._leave_names(lambda: self._read_one(opened, tell=True))

    def _on_back_clicked(self) -> None:
        self._show(self.many)
        self.many.start()

    def _on_one_later_wanted(self) -> None:
        """Back to the list, where what was typed for this one stays until another is opened."""
        if self._back.isHidden():
            self.one.naming.say(no_photo_there(1))
        else:
            self._on_back_clicked()

    def _on_export_clicked(self) -> None:
        if self.away.refuses(self.many.model.rows, self.banner) or self.export.isHidden():
            return
        shown = self.one.row
        rows = (shown,) if self.view is self.one and shown else self.many.model.shown
        paths = [r.finding.path for r in rows]
        doors.open_export(self.context, self, paths, destination=self.many.model.destination)

    def _on_one_named(self, named: Named) -> None:
        context, path, seen = self.context, self.one.path, self._in_sight()
        if self._writing == self.one.turn:
            self.one.naming.say(_("The last one is still being written. Say so again."))
            return
        if seen is None or not self._sight.may_name(named):
            return
        named = self._sight.looked(named)

        def name(different: frozenset[PhotoId]) -> None:
            self._write(
                lambda clerk, at: write_named(
                    context, clerk, at, path, named, seen=seen, different=different
                ),
                path,
                apart=self._sight.asked(named, seen, lambda like: name(different | {like})),
                named=named,
            )

        name(self.one.told_apart)

    def _in_sight(self) -> Fingerprint | None:
        """The file shown, if its picture is on the screen; of any other nothing is said."""
        if self._sight.is_another:
            self._on_file_changed(BadInput(Problem.FILE_CHANGED_MEANWHILE, path=self.one.path))
        return self._sight.seen()

    def _on_one_same_said(self) -> None:
        context, path = self.context, self.one.path
        photo, seen = self.one.photo, self._in_sight()
        if photo is not None and seen is not None and self._sight.may_be_same():
            self._write(lambda clerk, at: write_same(context, clerk, at, path, photo, seen=seen))

    def _on_one_panel_wanted(self) -> None:
        """The panel is about photos of the register, so a new file is taken in first."""
        context, path, photo = self.context, self.one.path, self.one.photo

        def open_it() -> None:
            if photo is not None:
                doors.open_photos(context, self, (photo,))
            else:
                self._register(path, self.one.told_apart)

        self._leave_names(open_it, _("&Open it without these names"))

    def _register(self, path: Path, different: frozenset[PhotoId]) -> None:
        context, seen = self.context, self._in_sight()
        if seen is None:
            return
        self._write(
            lambda clerk, at: write_unnamed(
                context, clerk, at, path, seen=seen, different=different
            ),
            path,
            lambda new: doors.open_photos(context, self, (new,)),
            apart=lambda like: self._register(path, different | {like}),
        )

    def _on_one_cover_wanted(self, subjects: Sequence[SubjectId]) -> None:
        place = self.many.model.destination
        doors.open_export(self.context, self, (self.one.path,), destination=place, covered=subjects)

    def _write(
        self,
        write: Callable[[str, datetime], PhotoId],
        path: Path | None = None,
        then: Callable[[PhotoId], None] | None = None,
        *,
        apart: Callable[[PhotoId], None] | None = None,
        named: Named | None = None,
    ) -> None:
        """Have it written; `apart` does where somebody says that it is not that other photo."""
        if self.away.refuses(self.many.model.rows, self.banner):
            return
        context = self.context
        clerk, at = context.clerk, context.now()
        self._writing = turn = self.one.turn
        self.one.enable(on=False)
        self.banner.hide()

        def written(photo: PhotoId) -> None:
            if self._ends_writing(turn) and named is not None:
                self.one.naming.keep(named)
            if path is not None:
                context.thumbnails.note({photo: path})
            context.tell_written()
            if then is not None:
                then(photo)

        context.tasks.run(
            self,
            lambda _progress: write(clerk, at),
            written,
            failed=lambda error: self._on_write_failed(error, apart, turn),
        )

    def _ends_writing(self, turn: int) -> bool:
        """Whether the picture is still shown that something was written of."""
        if self._writing == turn:
            self._writing = None
        if self._writing is None:
            self.one.enable(on=True)
        return turn == self.one.turn

    def _on_write_failed(
        self, error: ConsentDeskError, apart: Callable[[PhotoId], None] | None, turn: int
    ) -> None:
        if not self._ends_writing(turn):
            # What it leads to is about the picture before.
            self.banner.tell(error)
            return
        if error.problem is Problem.FEWER_THAN_ITS_LIKE and apart is not None:
            if self.one.is_new:
                # Another desk registered its like meanwhile: now that is the question.
                self._on_context_register_changed()
            else:
                ask_apart(self.banner, error, apart)
            return
        if error.problem is Problem.FILE_CHANGED_MEANWHILE:
            self._on_file_changed(error)
            return
        self.banner.tell(error)
        self.one.start()
        if error.problem is Problem.NAMED_IN_FILES:
            self.one.naming.tell()
        if error.problem in {Problem.PHOTO_CHANGED_MEANWHILE, Problem.FACES_COUNTED_MEANWHILE}:
            self._on_context_register_changed()

    def _on_file_changed(self, error: ConsentDeskError) -> None:
        """Say so, and show what the file holds now: nothing that was typed is meant for that."""
        self.banner.tell(error)
        at = self.context.now()

        def done(anew: FindingRow) -> None:
            path, rows = anew.finding.path, self.many.model.rows
            self._on_checked_again([anew if r.finding.path == path else r for r in rows], at)

        look_anew(self.context, self, self.one.path, done, self.banner.tell)

    def _on_context_register_changed(self) -> None:
        """What is shown follows the register; while a check runs, its end will tell."""
        rows = self.many.model.rows
        if not rows or self._run is not None or not self.context.is_open or self.away.is_silent:
            return
        context, at = self.context, self.context.now()
        context.tasks.run(
            self,
            lambda progress: check_rows_again(context, rows, progress),
            lambda read: self._on_checked_again(read, at),
            failed=lambda error: self.away.tell(error, self.banner),
            lane=Lane.LONG,
            replaces="again",
        )

    def _on_away_changed(self) -> None:
        """What is shown is as of some time ago while the server is silent, and read anew after."""
        rows = self.many.model.rows
        self.away.say(rows)
        if self._is_lapsed and not self.away.is_silent:
            self._check(self._paths)
        if self._run is not None or not rows:
            return
        if not self.away.is_silent:
            if is_as_of(rows):
                self._on_context_register_changed()
            return
        if self.away.mark(rows, self._read_at, self._put):
            return
        self._is_lapsed = True
        self.many.model.show(())
        self._show(self._target)
        self.banner.say(lapsed_sentence(), tone="no")
        self.away.say(())

    def _on_checked_again(self, rows: Sequence[FindingRow], at: datetime) -> None:
        if not self.away.is_silent and self._put(rows):
            self._read_at = at

    def _put(self, rows: Sequence[FindingRow]) -> bool:
        """Show these verdicts on the same files; False where others are looked at by now."""
        files = [row.finding.path for row in self.many.model.rows]
        if self._run is not None or files != [row.finding.path for row in rows]:
            return False
        self._settle(rows)
        if is_as_of(rows) != is_as_of(self.many.model.rows):
            # The heaps are others then.
            self.many.heaps.pick("")
            self.many.look_again()
        shown = self.one.row
        self.many.model.renew(rows)
        self.away.say(rows)
        if self.view is self.many:
            self._show(self.many)
        self._offer_to_add()
        if self.view is self.one and shown is not None:
            for one in rows:
                if one.finding.path == shown.finding.path:
                    self._read_one(one, tell=one.finding.verdicts != shown.finding.verdicts)
                    break
        return True

    def _settle(self, rows: Sequence[FindingRow]) -> None:
        """A file that is surely known needs no comparing any more, wherever it was answered."""
        found = (row.finding for row in rows if not isinstance(row, AsOfRow))
        settle(self.context, {finding.path for finding in found if finding.match.is_sure})
