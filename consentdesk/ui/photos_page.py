"""The photos: a grid with filters, a pane beside it, and the way in for new ones.

Finding is the register's, judging the services'; which photos may go to a destination is worked out
over all that the other filters show, in the long lane.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QLineEdit,
    QStackedWidget,
    QWidget,
)

from consentdesk.domain.photos import Destination, PhotoId, PhotoKind
from consentdesk.domain.verdict import Outcome
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.storage.values import PhotoFilter
from consentdesk.ui import doors, file_kinds
from consentdesk.ui.add_photos_dialog import AddPhotosDialog, Told
from consentdesk.ui.alike_kept import ALIKE
from consentdesk.ui.chips import Chips
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.context import Context
from consentdesk.ui.filter_box import FilterBox
from consentdesk.ui.page import Page
from consentdesk.ui.panes import Panes
from consentdesk.ui.photo_adding import Added, add_files
from consentdesk.ui.photo_detail import PhotoDetail
from consentdesk.ui.photo_finding import (
    UNNAMED,
    UNSET,
    Found,
    find_all,
    find_first,
    judge_all,
    kind_wanted,
    learn_names,
)
from consentdesk.ui.photo_grid import PhotoGrid, PhotoModel, PhotoRow
from consentdesk.ui.search_field import SearchField
from consentdesk.ui.tasks import Lane, Progress
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.throwing_away import TrashLink, throw_away, trash_action
from consentdesk.ui.waiting_alike import WaitingAlike
from consentdesk.ui.widgets import EmptyView, PageHeader, announce, button, column, row
from consentdesk.wording import destination_word, kind_word, outcome_word


class PhotosPage(Page):
    """The grid of photos."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wanted: PhotoId | None = None
        self._before: tuple[Sequence[PhotoId], PhotoId | None] | None = None
        self._chosen_first: Sequence[PhotoId] = ()
        self.found: tuple[PhotoId, ...] = ()
        self._albums_are_old = True
        self._told_missing = False
        self._judged: Mapping[PhotoId, Outcome] = {}
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._header = PageHeader(_("Photos"))
        self._add = button(
            _("Add photos…"), "add", Look.PRIMARY, _("Files, or drop them here (Ctrl+Shift+N)")
        )
        self._folder = button(_("Add a folder…"), "folder", tip=_("All pictures in and below it"))
        self._export = button(_("Export"), "export", tip=_("Export what is chosen (Ctrl+E)"))
        self.search = SearchField(_("Search by file name or event"))
        self.search.setMinimumWidth(14 * GRID)
        self._album, self._kind = FilterBox(_("Event")), FilterBox(_("Kind"))
        kinds = [("", _("All kinds")), (UNNAMED, _("Lacks names")), (UNSET, kind_word(None))]
        offer(self._kind, [*kinds, *((k.value, kind_word(k)) for k in PhotoKind)], "")
        self.destination = FilterBox(_("Destination"))
        self.outcomes = Chips(_("Verdict"))
        self.outcomes.hide()
        self.model = PhotoModel(self.context, self)
        self.grid = PhotoGrid(self.context, self.model, _("Photos"))
        self.search.drive(self.grid)
        self.trash = TrashLink(self.context, self)
        self.detail = PhotoDetail(self.context)
        self._files = button(_("Choose files…"), kind=Look.QUIET)
        self.empty = EmptyView("photos", more=self._files)
        self.alike = WaitingAlike(self.context)
        self._stack = QStackedWidget()
        self._panes = Panes((self.grid, self.detail), (700, 320), turns_below=640)

    def _connect(self) -> None:
        self._add.clicked.connect(self.choose_files)
        self._folder.clicked.connect(self.choose_folder)
        self._files.clicked.connect(self.choose_files)
        self._export.clicked.connect(self.export_chosen)
        self.search.textChanged.connect(self._find)
        self.search.chosen.connect(self.grid.setFocus)
        for box in (self._album, self._kind, self.destination):
            box.activated.connect(self._find)
        self.outcomes.picked.connect(self._on_outcomes_picked)
        self.grid.opened.connect(self._on_grid_opened)
        self.grid.selectionModel().currentChanged.connect(self._show_chosen)
        self.grid.selectionModel().selectionChanged.connect(self._show_chosen)
        self.context.thumbnails.arrived.connect(self._on_thumbnails_arrived)
        self.detail.open_wanted.connect(self._on_detail_open_wanted)
        self.detail.trash_wanted.connect(self._throw)
        trash_action(self.grid, self._throw)
        self.empty.button.clicked.connect(self._on_empty_clicked)
        self.alike.look_wanted.connect(self._on_alike_look_wanted)
        self.alike.left_out.connect(self._on_alike_left_out)

    def _assemble(self) -> None:
        for action in (self._export, self._folder, self._add):
            self._header.add_action(action)
        self._filters = QWidget()
        filters = row(self.search, self._album, self._kind, self.destination, gap=GRID + 4)
        filters.setStretch(0, 1)
        self._filters.setLayout(filters)
        self._stack.addWidget(self._panes)
        self._stack.addWidget(self.empty)
        whole = column(
            self._header,
            self._filters,
            self.outcomes,
            self._stack,
            self.alike,
            self.trash,
            self.banner,
            gap=GRID + 4,
        )
        whole.setStretch(3, 1)
        self.setLayout(whole)

    @property
    def title(self) -> str:
        """Photos, and the event shown."""
        album = chosen(self._album)
        return _("Photos – {album}").format(album=album) if album else _("Photos")

    @property
    def help_text(self) -> str:
        """What the page is for, and its keys."""
        return _(
            "The photos the register knows. The sign on a photo says whether it may be shown; "
            "choose a destination to see only that one.\n\n"
            "Drop files or folders to add them. Enter opens names and kind for all that are "
            "chosen. Ctrl+A chooses all, Ctrl+E exports what is chosen. Delete moves photos added "
            "by mistake to the trash."
        )

    @property
    def main_part(self) -> QWidget:
        """The photos."""
        return self.grid

    def start_within(self) -> None:
        """Not among the photos where somebody was led to what waits to be compared."""
        if self.alike.is_sought:
            self.alike.start()
        else:
            super().start_within()

    @property
    def search_field(self) -> QLineEdit:
        """The search by name or event."""
        return self.search

    def read(self) -> None:
        """Find the photos again, and what there is to choose from."""
        self._albums_are_old = True
        self._find()
        self._show_chosen()
        self.trash.read()
        if self.context.is_open:
            self.alike.read()

    def show_part(self, part: str) -> None:
        """`unnamed`: those that lack names; `alike`: the line of those that wait to be compared."""
        if part == ALIKE:
            self.alike.seek()
            return
        self._kind.setCurrentIndex(max(0, self._kind.findData(part)))
        self._find()

    def show_photo(self, photo: PhotoId) -> None:
        """Show and choose one photo, whatever the filters said."""
        self._wanted = photo
        for box in (self._album, self._kind, self.destination):
            box.setCurrentIndex(0)
        self.search.clear()
        self._find()

    def take_files(self, paths: Sequence[Path]) -> bool:
        """Files dropped here are added."""
        self._ask_and_add(paths)
        return True

    def choose_files(self) -> None:
        """Ask for files and add them."""
        names, _filter = QFileDialog.getOpenFileNames(
            self,
            _("Add photos"),
            "",
            file_kinds.pictures(),
        )
        if names:
            self._ask_and_add([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask for a folder and add the pictures in and below it."""
        name = QFileDialog.getExistingDirectory(self, _("Add a folder"))
        if name:
            self._ask_and_add([Path(name)])

    def find_pictures(self) -> None:
        """Ask for a folder and look there for the files of the photos."""
        name = QFileDialog.getExistingDirectory(self, _("Find the pictures in a folder"))
        if name:
            self.look_in(Path(name))

    def look_in(self, folder: Path) -> None:
        """Look in and below a folder for the files of the photos."""
        register = self.context.register

        def work(progress: Progress) -> dict[PhotoId, Path]:
            from consentdesk.services.finding_pictures import find_pictures

            return find_pictures(register, (folder,), progress)

        self.context.tasks.run(
            self,
            work,
            self._on_pictures_found,
            failed=self.banner.tell,
            lane=Lane.LONG,
            title=_("Finding the pictures"),
        )

    def _on_pictures_found(self, places: Mapping[PhotoId, Path]) -> None:
        count = len(places)
        if count:
            self._told_missing = False
            self.context.thumbnails.note(dict(places))
        said = ngettext(
            "The file of {count} photo was found.",
            "The files of {count} photos were found.",
            count,
        )
        nothing = _("No file in that folder is one of these photos.")
        self.banner.say(said.format(count=format_number(count)) if count else nothing)

    def _on_thumbnails_arrived(self, key: object) -> None:
        """Say once, where pictures are missing, how to find them."""
        if self._told_missing or not isinstance(key, int) or self.banner.text:
            return
        if self.model.holds(PhotoId(key)) and self.context.thumbnails.is_missing(PhotoId(key)):
            self._told_missing = True
            self._offer_to_find(
                _("Some photos are shown without their picture: the files lie somewhere else.")
            )

    def _offer_to_find(self, said: str) -> None:
        self.banner.say(said, action=_("Find the pictures in a folder…"), then=self.find_pictures)

    def export_chosen(self) -> None:
        """Hand the files of the chosen photos to the export."""
        photos = self.grid.chosen
        thumbnails = self.context.thumbnails
        self.context.tasks.run(
            self,
            lambda _progress: thumbnails.places(photos),
            lambda places: self._on_places_read(photos, places),
            failed=self.banner.tell,
        )

    def _on_places_read(self, photos: Sequence[PhotoId], places: Mapping[PhotoId, Path]) -> None:
        if missing := len(photos) - len(places):
            said = ngettext(
                "{count} file is not where it was last seen. Say where it lies now.",
                "{count} files are not where they were last seen. Say where they lie now.",
                missing,
            )
            self._offer_to_find(said.format(count=format_number(missing)))
        if photos and not places:
            return
        place = chosen(self.destination)
        doors.open_export(
            self.context,
            self,
            [places[p] for p in photos if p in places],
            destination=Destination(place) if place else None,
        )

    def _current(self) -> PhotoId | None:
        index = self.grid.currentIndex()
        return self.model.id_at(index.row()) if index.isValid() else None

    def _filter(self) -> PhotoFilter:
        kind = chosen(self._kind)
        return PhotoFilter(
            text=self.search.text(),
            album=chosen(self._album) or None,
            kind=kind_wanted(kind),
            unattested=kind == UNNAMED,
        )

    def _find(self) -> None:
        if not self.context.is_open:
            return
        context, wanted, whole = self.context, self._filter(), self._albums_are_old
        place = chosen(self.destination)
        destination = Destination(place) if place else None
        self.model.destination = destination

        room = self.grid.room

        def done(found: Found) -> None:
            self._on_found(found)
            if found.more:
                self._find_rest(wanted, found)

        context.tasks.run(
            self,
            lambda _progress: find_first(context, wanted, destination, room=room, whole=whole),
            done,
            failed=self.banner.tell,
            replaces="find",
        )

    def _find_rest(self, wanted: PhotoFilter, first: Found) -> None:
        """Look for all of them while the first are shown; another key puts an end to it."""
        self.context.tasks.run(
            self,
            lambda progress: find_all(self.context, wanted, progress),
            lambda ids: self._on_all_found(ids, first.rows),
            failed=self.banner.tell,
            replaces="find",
        )

    def _learn_names(self) -> None:
        self.context.tasks.run(
            self,
            lambda _progress: learn_names(self.context),
            lambda _none: None,
            failed=self.banner.tell,
        )

    def _on_found(self, found: Found) -> None:
        if found.albums is not None:
            self._learn_names()
            self._albums_are_old = False
            albums = [("", _("All events")), *((a, a) for a in found.albums)]
            offer(self._album, albums, chosen(self._album))
        places = [(str(d), destination_word(d)) for d in found.destinations]
        offer(
            self.destination,
            [("", _("All destinations")), *places],
            chosen(self.destination),
        )
        self.outcomes.setVisible(bool(chosen(self.destination)))
        if found.more:
            self._show_first(found.ids, found.rows)
        else:
            self._on_all_found(found.ids, found.rows)

    def _on_all_found(self, ids: tuple[PhotoId, ...], rows: Mapping[PhotoId, PhotoRow]) -> None:
        self.found = ids
        if chosen(self.destination):
            self._judge()
        self._show(ids, rows)

    def _show_first(self, ids: tuple[PhotoId, ...], rows: Mapping[PhotoId, PhotoRow]) -> None:
        """Show the first of many; what was chosen may come with the rest."""
        if self.model.ids[: len(ids)] == ids and not self.search.hasFocus():
            return  # They are there already, with what is chosen behind them.
        wanted = self._wanted
        before = self._before or (self.grid.chosen, self._current())
        self._put(ids, rows, before)
        self._before, self._chosen_first = before, self.grid.chosen
        if wanted is not None and self.model.place_of(wanted) is None:
            self._wanted = wanted
        least = ngettext("At least {count} photo", "At least {count} photos", len(ids))
        self._header.say(least.format(count=format_number(len(ids))))

    def _put(
        self,
        ids: tuple[PhotoId, ...],
        rows: Mapping[PhotoId, PhotoRow],
        before: tuple[Sequence[PhotoId], PhotoId | None],
    ) -> None:
        """Show these, with those chosen that were, and the keyboard where it was."""
        are_others = ids != self.model.ids
        self.model.show(ids, rows)
        if self._wanted is not None:
            self.grid.choose(self._wanted)
        elif are_others:
            self.grid.choose_again(*before)
        if ids and not self.grid.currentIndex().isValid():
            first, flag = self.model.index(0, 0), QItemSelectionModel.SelectionFlag
            self.grid.selectionModel().setCurrentIndex(first, flag.NoUpdate)
        self._wanted = None
        self._show_empty(nothing=not ids)
        self.titled.emit(self.title)

    def _show(self, ids: tuple[PhotoId, ...], rows: Mapping[PhotoId, PhotoRow]) -> None:
        now = self.grid.chosen, self._current()
        # Whoever has chosen others since the first were shown means those.
        is_kept = self._before is not None and self._chosen_first == now[0]
        self._put(ids, rows, self._before if self._before and is_kept else now)
        self._before = None
        photos = ngettext("{count} photo", "{count} photos", len(ids))
        said = photos.format(count=format_number(len(ids)))
        self._header.say(said)
        if self.search.hasFocus():
            announce(self.search, said)

    def _judge(self) -> None:
        """Work out which of all the photos found may go to the destination."""
        context, ids = self.context, self.found
        destination = Destination(chosen(self.destination))

        context.tasks.run(
            self,
            lambda progress: judge_all(context, ids, destination, progress),
            self._on_judged,
            failed=self.banner.tell,
            lane=Lane.LONG,
            title=_("Looking at the photos"),
            replaces="judge",
        )

    def _on_judged(self, judged: Mapping[PhotoId, Outcome]) -> None:
        self._judged = judged
        counts = {o: sum(v is o for v in judged.values()) for o in Outcome}
        every = ngettext("All ({count})", "All ({count})", len(judged))
        said = every.format(count=format_number(len(judged)))
        choices: list[tuple[object, str]] = [("", said)]
        choices += [(o.value, f"{outcome_word(o)} ({format_number(n)})") for o, n in counts.items()]
        self.outcomes.offer(choices, self.outcomes.value or "")
        self._on_outcomes_picked()

    def _on_outcomes_picked(self) -> None:
        wanted = self.outcomes.value or ""
        ids = tuple(p for p in self.found if not wanted or self._judged.get(p) == wanted)
        self._show(ids, {})

    def _show_empty(self, *, nothing: bool) -> None:
        self._stack.setCurrentWidget(self.empty if nothing else self._panes)
        none_at_all = nothing and not self._filtered()
        for part in (self._filters, self._export, self._folder, self._add):
            part.setVisible(not none_at_all)
        self._export.setEnabled(not nothing)
        self._files.setVisible(none_at_all)
        if not nothing:
            return
        self.detail.show_photo(None)
        if not none_at_all:
            if self.search.text():
                self.empty.say_nothing_found(self.search.text())
            else:
                self.empty.say(_("No photos found"), "", _("Show all photos"))
        else:
            self.empty.say(
                _("Drop a folder or the pictures of a camera card here."),
                _("The files stay where they are; the register remembers what they look like."),
                _("Choose a folder…"),
            )

    def _filtered(self) -> bool:
        boxes = (self._album, self._kind, self.destination)
        return bool(self.search.text()) or any(chosen(box) for box in boxes)

    def _on_empty_clicked(self) -> None:
        if not self._filtered():
            self.choose_folder()
            return
        if self.search.text():
            self.search.clear()
            self.search.setFocus()
            return
        for box in (self._album, self._kind, self.destination):
            box.setCurrentIndex(0)
        self._find()

    def _on_grid_opened(self, photos: tuple[PhotoId, ...]) -> None:
        doors.open_photos(self.context, self, photos)

    def _show_chosen(self) -> None:
        """The pane follows what is chosen: one photo, or how many."""
        photos = self.grid.chosen
        if len(photos) > 1:
            self.detail.show_many(photos)
        else:
            self.detail.show_photo(photos[0] if photos else None)

    def _on_detail_open_wanted(self) -> None:
        doors.open_photos(self.context, self, self.grid.chosen)

    def _throw(self) -> None:
        throw_away(self, photos=self.grid.chosen)

    def _ask_and_add(self, paths: Sequence[Path]) -> None:
        """Count the pictures first: a folder holds any number of them."""

        def work() -> tuple[Path, ...]:
            from consentdesk.services.gathering import gather

            return gather(paths, recursive=True).files

        self.context.tasks.run(
            self, lambda _progress: work(), self._ask_about, failed=self.banner.tell
        )

    def _ask_about(self, files: tuple[Path, ...]) -> None:
        if not files:
            self.banner.say(_("There are no pictures in that folder."))
            return
        albums = [self._album.itemText(n) for n in range(1, self._album.count())]
        dialog = AddPhotosDialog(self, files, albums)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._add_files(files, dialog.told))
        dialog.open()
        dialog.album.setFocus()

    def _add_files(self, paths: tuple[Path, ...], told: Told) -> None:
        context = self.context
        clerk, at = context.clerk, context.now()

        context.tasks.run(
            self,
            lambda progress: add_files(context, clerk, at, paths, told, progress),
            self._on_added,
            failed=self.banner.tell,
            lane=Lane.LONG,
            title=_("Adding photos"),
        )

    def _on_added(self, added: Added) -> None:
        photos = tuple(added.places)
        self.context.thumbnails.note(dict(added.places))
        self._tell_added(added, photos)
        if added.alike:
            self.alike.add(added.alike)
        # Whoever searches meanwhile goes on typing.
        if not self.search.text():
            if photos:
                self.banner.take_keyboard()
            elif added.alike:
                self.alike.look_at.setFocus()
        if photos:
            self.context.tell_written()

    def _tell_added(self, added: Added, photos: tuple[PhotoId, ...]) -> None:
        """What was added stays in the grid, what looks alike in a line of its own."""
        said = added.sentence()
        if not said:
            self.banner.hide()
            return
        self.banner.say(
            said,
            tone="plain" if added.unread else "ok",
            icon="info" if added.unread else "done",
            action=_("Names and kind…") if photos else "",
            then=partial(self._name, photos),
        )

    def _on_alike_look_wanted(self, paths: tuple[Path, ...]) -> None:
        """Afterwards the keyboard is among the photos."""
        self.main_part.setFocus()
        doors.open_check(self.context, self, paths)

    def _on_alike_left_out(self) -> None:
        self.banner.say(_("They are left out. The files stay where they are."))
        self.main_part.setFocus()

    def _name(self, photos: tuple[PhotoId, ...]) -> None:
        """Name those just added; afterwards the keyboard is among the photos."""
        self.grid.choose(photos[0])
        self.grid.setFocus()
        doors.open_photos(self.context, self, photos, in_bursts=len(photos) > 1)
