"""The photos: found by filters, counted, shown as grid, list or matrix, with a pane beside them.

Finding is the register's, judging the services'. Which photos may go where is worked out over all
that the filters show, in the long lane; what was judged before is not judged again.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from consentdesk.domain.photos import Destination, PhotoId
from consentdesk.domain.roles import Right
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.storage.values import PhotoFilter
from consentdesk.ui import doors
from consentdesk.ui.alike_kept import ALIKE
from consentdesk.ui.card_run import CardRun
from consentdesk.ui.context import Context
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.limits import limit
from consentdesk.ui.page import Page
from consentdesk.ui.panes import Panes
from consentdesk.ui.photo_counts import PhotoCounts
from consentdesk.ui.photo_detail import PhotoDetail
from consentdesk.ui.photo_filters import PhotoFilters
from consentdesk.ui.photo_finding import Found, count_all, find_all, find_first, learn_names
from consentdesk.ui.photo_incoming import Incoming
from consentdesk.ui.photo_offer import PhotoOffer
from consentdesk.ui.photo_rows import PhotoModel, PhotoRow
from consentdesk.ui.photo_tally import Tally, counts_line
from consentdesk.ui.photo_views import PhotoViews
from consentdesk.ui.tall_enough import TallEnough
from consentdesk.ui.tasks import Lane
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.throwing_away import TrashLink, throw_away, trash_action
from consentdesk.ui.waiting_alike import WaitingAlike
from consentdesk.ui.widgets import EmptyView, PageHeader, announce, button, column

MOST_COUNTED = 200_000
"""Photos that are judged in one go: four thousand take a second."""
LEAST = 33 * GRID
"""Height of the photos: of a tile, or of a table's head and three rows."""
TOLD = 2_000
"""From so many on, the status bar tells that they are looked at."""


class PhotosPage(Page):
    """The page."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wanted: PhotoId | None = None
        self._before: tuple[Sequence[PhotoId], PhotoId | None] | None = None
        self._chosen_first: Sequence[PhotoId] = ()
        self.found: tuple[PhotoId, ...] = ()
        self._albums_are_old = True
        self._tally: Tally | None = None
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
        self.filters = PhotoFilters(self.context)
        self.search = self.filters.search
        self.destination = self.filters.destination
        self.counts = PhotoCounts()
        self.outcomes = self.counts.chips
        self.model = PhotoModel(self.context, self)
        self.views = PhotoViews(self.context, self.model)
        self.grid = self.views.grid
        self.search.drive(self.views.current)
        self.trash = TrashLink(self.context, self)
        self.detail = PhotoDetail(self.context)
        self._files = button(_("Choose files…"), kind=Look.QUIET)
        limit(self.context, Right.NAME, self._add, self._folder, self._files)
        limit(self.context, Right.RELEASE, self._export)
        self.empty = EmptyView("photos", more=self._files)
        self.alike = WaitingAlike(self.context)
        self.incoming = Incoming(
            self.context,
            self,
            self.banner,
            self.alike,
            searching=lambda: bool(self.search.text()),
        )
        self.offer = PhotoOffer(self.context)
        self._stack = QStackedWidget()
        self.views.setMinimumHeight(LEAST - 2 * GRID)
        self._panes = Panes(
            (self.views, self.detail), (700, 320), turns_below=640, tall=LEAST - 2 * GRID
        )

    def _connect(self) -> None:
        self._add.clicked.connect(self.choose_files)
        self._folder.clicked.connect(self.incoming.choose_folder)
        self._files.clicked.connect(self.choose_files)
        self._export.clicked.connect(self.export_chosen)
        self.search.chosen.connect(self._on_search_chosen)
        self.filters.changed.connect(self._find)
        self.filters.narrowed.connect(self._on_narrowed)
        self.filters.share_removed.connect(self._on_share_removed)
        self.counts.picked.connect(self._on_narrowed)
        self.views.opened.connect(self._open_chosen)
        self.views.switched.connect(self._on_views_switched)
        self.views.order_wanted.connect(self.filters.choose_order)
        self.views.place_wanted.connect(self._on_place_wanted)
        self.grid.selectionModel().currentChanged.connect(self._show_chosen)
        self.grid.selectionModel().selectionChanged.connect(self._show_chosen)
        self.detail.open_wanted.connect(self._open_chosen)
        self.detail.trash_wanted.connect(self._throw)
        throw = trash_action(self.views, self._throw)
        throw.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.empty.button.clicked.connect(self._on_empty_clicked)
        self.alike.look_wanted.connect(self._on_alike_look_wanted)
        self.alike.left_out.connect(self._on_alike_left_out)
        self.incoming.name_wanted.connect(self._name)
        self.offer.wanted.connect(self.incoming.cards.take)

    def _assemble(self) -> None:
        for action in (self._export, self._folder, self._add):
            self._header.add_action(action)
        self._line = QWidget()
        line = flow(self.counts, self.filters.more, self.views.switch, gap=GRID)
        line.spread()
        self._line.setLayout(line)
        self._stack.addWidget(self._panes)
        self._stack.addWidget(self.empty)
        # A grid that shows half a picture is of no use: in a low window the page scrolls.
        self._stack.setMinimumHeight(LEAST)
        inner = column(self._header, self.filters, self._line, self._stack, gap=GRID + 4)
        inner.setStretch(3, 1)
        foot = (self.offer, self.alike, self.trash, self.banner)
        whole = column(TallEnough(inner), *foot, gap=GRID + 4)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    @property
    def title(self) -> str:
        """Photos, and the event shown."""
        album = self.filters.event_name
        return _("Photos – {album}").format(album=album) if album else _("Photos")

    @property
    def help_text(self) -> str:
        """What the page is for, and its keys."""
        return _(
            "The photos the register knows. Below each stands a sign for every destination: "
            "whether it may be shown there. Choose a destination to see that one alone, larger and "
            "in words. Above the photos stands how many may go there, may not, or lack names; "
            "press one of them to see just those.\n\n"
            "Drop files or folders to add them. Enter opens names and kind for all that are "
            "chosen. Ctrl+A chooses all, Ctrl+E exports what is chosen. Alt+1 shows a grid, Alt+2 "
            "a list, Alt+3 every photo against every destination. Delete moves photos added by "
            "mistake to the trash."
        )

    @property
    def main_part(self) -> QWidget:
        """The photos."""
        return self.views.current

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
        self.filters.choose_kind(part)

    def show_photo(self, photo: PhotoId) -> None:
        """Show and choose one photo, whatever the filters said."""
        self._wanted = photo
        self._clear_filters()

    def take_files(self, paths: Sequence[Path]) -> bool:
        """Files dropped here are added."""
        self.incoming.take(paths)
        return True

    def choose_files(self) -> None:
        """Ask for files and add them."""
        self.incoming.choose_files()

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
            self.incoming.offer_to_find(said.format(count=format_number(missing)))
        if photos and not places:
            return
        doors.open_export(
            self.context,
            self,
            [places[p] for p in photos if p in places],
            destination=self.filters.place,
        )

    def _current(self) -> PhotoId | None:
        index = self.grid.currentIndex()
        return self.model.id_at(index.row()) if index.isValid() else None

    def _find(self) -> None:
        if not self.context.is_open:
            return
        context, wanted, whole = self.context, self.filters.asked, self._albums_are_old
        destination = self.filters.place
        self.model.look_at(destination)
        self.detail.look_at(destination or self.views.place)
        # Not all that is found will be shown, so the first of it are not the first to be seen.
        room = 0 if self._is_narrowed else self.grid.room

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

    @property
    def _is_narrowed(self) -> bool:
        """Whether what was judged decides which are shown, or in which order."""
        by_reason = self.counts.share is not None or self.filters.code is not None
        return by_reason or self.filters.by_verdict

    def _on_found(self, found: Found) -> None:
        if found.albums is not None:
            self._learn_names()
            self._albums_are_old = False
            self.filters.show_events(found.albums)
            self.filters.show_groups(found.groups)
        self.filters.show_places(found.destinations)
        self.model.show_places(found.destinations)
        if not found.more:
            self._on_all_found(found.ids, found.rows)
        elif not self._is_narrowed:
            self._show_first(found.ids, found.rows)

    def _on_all_found(self, ids: tuple[PhotoId, ...], rows: Mapping[PhotoId, PhotoRow]) -> None:
        # What was counted before may be wrong by now, and so may be what is in sight.
        self.found, self._tally = ids, None
        if not self._is_narrowed or not ids:
            self._show(ids, rows)
        else:
            there = frozenset(ids)
            self._show(tuple(p for p in self.model.ids if p in there), {})
        self._count()

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

    def _count(self) -> None:
        """Work out which of all the photos found may go where; newer photos end it."""
        context, ids = self.context, self.found
        if len(ids) > MOST_COUNTED:
            self.counts.say_too_many()
            self.filters.forget_judged()
            self._show(ids, {})
            return
        context.tasks.run(
            self,
            lambda progress: count_all(context, ids, progress),
            self._on_counted,
            failed=self.banner.tell,
            progress=self._on_count_progressed,
            lane=Lane.LONG,
            title=_("Looking at the photos") if len(ids) > TOLD else "",
            replaces="count",
        )

    def _on_count_progressed(self, done: int, total: int) -> None:
        if total > TOLD:
            self.counts.tell_progress(done, total)

    def _on_counted(self, tally: Tally) -> None:
        self._tally = tally
        places = self.model.places
        self.model.show_counts({place: tally.counts(place) for place in places})
        if self._is_narrowed:
            self._narrow()
        else:
            self._show_counts(tally)

    def _show_counts(self, tally: Tally) -> None:
        place, code = self.filters.place, self.filters.code
        self.counts.show_counts(tally.counts(place, code))
        self.filters.show_reasons(tally.reasons(place, self.counts.share))
        self.filters.tell_share(self.counts.word)

    def _narrow(self) -> None:
        """Show those of the share and with the reason that are wanted, as soon as it is known."""
        tally, place = self._tally, self.filters.place
        if tally is None:
            if not self._is_narrowed:
                self._show(self.found, {})
            return
        self._show_counts(tally)
        ids = tally.having(self.found, place, self.counts.share, self.filters.code)
        if self.filters.by_verdict:
            ids = tally.in_order(ids, place, descending=self.filters.descending)
        self._show(ids, {})

    def _on_narrowed(self) -> None:
        """Somebody has pressed a part of the line, or chosen a reason: say what there is."""
        self._narrow()
        if self._tally is not None:
            counts = self._tally.counts(self.filters.place, self.filters.code)
            announce(self.counts, counts_line(counts))

    def _on_share_removed(self) -> None:
        self.counts.forget()
        self._narrow()

    def _on_place_wanted(self, place: Destination) -> None:
        """The head of a destination was clicked: look at that one."""
        self.destination.setCurrentIndex(max(0, self.destination.findData(str(place))))

    def _on_views_switched(self) -> None:
        self.search.drive(self.views.current)
        self._show_chosen()

    def _on_search_chosen(self) -> None:
        self.views.current.setFocus()

    def _show_empty(self, *, nothing: bool) -> None:
        self._stack.setCurrentWidget(self.empty if nothing else self._panes)
        none_at_all = nothing and not self.filters.is_on
        for part in (self.filters, self._line, self._export, self._folder, self._add):
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

    def _on_empty_clicked(self) -> None:
        if not self.filters.is_on:
            self.incoming.choose_folder()
        elif self.search.text():
            self.search.clear()
            self.search.setFocus()
        else:
            self._clear_filters()

    def _clear_filters(self) -> None:
        self.counts.forget()
        self.filters.clear()
        self._find()

    def _open_chosen(self) -> None:
        doors.open_photos(self.context, self, self.grid.chosen)

    def _show_chosen(self) -> None:
        """The pane follows what is chosen: one photo, or how many."""
        self.detail.look_at(self.filters.place or self.views.place)
        photos = self.grid.chosen
        if len(photos) > 1:
            self.detail.show_many(photos)
        else:
            self.detail.show_photo(photos[0] if photos else None)

    def _throw(self) -> None:
        throw_away(self, photos=self.grid.chosen)

    def _on_alike_look_wanted(self, paths: tuple[Path, ...]) -> None:
        """Afterwards the keyboard is among the photos."""
        self.main_part.setFocus()
        doors.open_check(self.context, self, paths)

    def _on_alike_left_out(self) -> None:
        self.banner.say(_("They are left out. The files stay where they are."))
        self.main_part.setFocus()

    def _name(self, run: CardRun) -> None:
        """Name those just added; afterwards the keyboard is among the photos."""
        self.grid.choose(run.photos[0])
        self.views.current.setFocus()
        doors.open_card(self.context, self, run)
