"""A card on its way in: what can be read is added slice by slice, what can't is named.

The photos of a slice can be named while the next is read. Stopping leaves what is in; the whole
card is one step that can be taken back. Leaves all work to `services.card`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from consentdesk.domain.photos import PhotoId
from consentdesk.errors import BadInput, ConsentDeskError
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.services.card.told import Told
from consentdesk.ui.context import Context
from consentdesk.ui.tasks import Job, Lane, Progress
from consentdesk.ui.undo import push
from consentdesk.wording import problem_sentence

if TYPE_CHECKING:
    from consentdesk.domain.events import Event
    from consentdesk.services.card.bringing import Slice
    from consentdesk.services.card.listing import Card
    from consentdesk.services.gathering import Skipped

NAMED = 3
"""Files named one by one in the sentence; the rest is a number."""


@dataclass(slots=True, kw_only=True)
class Added:
    """What was added from where so far, how many were known already, and what was not.

    `alike` are files that look like a photo of the register, about which somebody is to be asked;
    `unread` those that could not be read, `raw_alone` raw files without a picture beside them,
    `aside` films and the like; `twice` is how many files are a picture that was in already. `gone`
    is the folder that was away all at once.
    """

    of: int = 0
    places: dict[PhotoId, Path] = field(default_factory=dict)
    known: set[PhotoId] = field(default_factory=set)
    alike: list[Path] = field(default_factory=list)
    unread: list[tuple[Path, BadInput]] = field(default_factory=list)
    raw_alone: tuple[Path, ...] = ()
    aside: tuple[Skipped, ...] = ()
    twice: int = 0
    gone: Path | None = None
    is_stopped: bool = False

    @property
    def new(self) -> tuple[PhotoId, ...]:
        """The photos that were not in the register before, as they came in."""
        return tuple(photo for photo in self.places if photo not in self.known)

    def sentence(self) -> str:
        """What was added on one line, what could not be on the next; "" for neither.

        What looks alike has a line that stays; see `waiting_alike`.
        """
        lines = (self._added(), self._cut_short(), self._unread_sentence(), left_out(self))
        return "\n".join(one for one in lines if one)

    def _added(self) -> str:
        new = len(self.new)
        added = ngettext("{count} photo added.", "{count} photos added.", new)
        parts = [added.format(count=format_number(new))] if new else []
        if self.known:
            count = len(self.known)
            known = ngettext("{count} was known already.", "{count} were known already.", count)
            alone = ngettext(
                "{count} photo was known already.", "{count} photos were known already.", count
            )
            parts.append((known if new else alone).format(count=format_number(count)))
        if self.twice:
            double = ngettext(
                "{count} file is a picture that was there twice.",
                "{count} files are pictures that were there twice.",
                self.twice,
            )
            parts.append(double.format(count=format_number(self.twice)))
        return " ".join(parts)

    def _cut_short(self) -> str:
        if self.gone is not None:
            said = _(
                "{folder} is not there any more, before all {all} were in. Put the card back and "
                "add it again: what is in is recognised."
            )
            return said.format(folder=shown(self.gone), all=format_number(self.of))
        if self.is_stopped:
            said = _(
                "Stopped before all {all} were in. Add the same again to go on: what is in is "
                "recognised."
            )
            return said.format(all=format_number(self.of))
        return ""

    def _unread_sentence(self) -> str:
        if len(self.unread) == 1:
            path, error = self.unread[0]
            return f"{shown(path)}: {problem_sentence(error)}"
        if self.unread:
            count = len(self.unread)
            unread = ngettext(
                "{count} file could not be read: {names}.",
                "{count} files could not be read: {names}.",
                count,
            )
            names = _few([path for path, _error in self.unread])
            return _ended(unread.format(count=format_number(count), names=names))
        return ""


def left_out(found: Added | Card) -> str:
    """Which raw files are left out, for want of a picture beside them, and what is no picture."""
    from consentdesk.services.left_out_words import left_out_words

    count = len(found.raw_alone)
    said = ngettext(
        "{count} raw file without a picture of the same name was left out: {names}.",
        "{count} raw files without a picture of the same name were left out: {names}.",
        count,
    )
    raws = _ended(said.format(count=format_number(count), names=_few(found.raw_alone)))
    lines = (raws if count else "", left_out_words(found.aside, shown))
    return "\n".join(one for one in lines if one)


def _ended(sentence: str) -> str:
    """Without a full stop behind three dots."""
    return sentence.replace(" ….", " …")


def _few(paths: list[Path] | tuple[Path, ...]) -> str:
    names = ", ".join(shown(path) for path in paths[:NAMED])
    return f"{names} …" if len(paths) > NAMED else names


def shown(path: Path) -> str:
    """The name of a file or folder, in signs that can be shown and turn nothing round."""
    from consentdesk.services.texts import file_label

    return file_label(path.name or str(path))


class CardRun(QObject):
    """One card; begins with `start` and says what has come in."""

    came_in = Signal()
    """A slice more is in."""
    ended = Signal()
    """Nothing more comes: all is in, or it was stopped."""
    failed = Signal(object)
    """A ConsentDeskError that put an end to it."""
    _home = Signal(object)

    def __init__(self, context: Context, card: Card, told: Told) -> None:
        super().__init__(context)
        self._context = context
        self._card = card
        self._told = told
        self._job: Job | None = None
        self._event: tuple[Event, Event] | None = None
        self._thrown: tuple[PhotoId, ...] = ()
        self._is_taken_back = False
        self._is_remembered = False
        self.added = Added(of=len(card.files), raw_alone=card.raw_alone, aside=card.aside)
        self.is_going = False
        # The work tells of its slices from a thread of its own.
        self._home.connect(self._on_home, Qt.ConnectionType.QueuedConnection)
        context.register_left.connect(self.stop)

    @property
    def photos(self) -> tuple[PhotoId, ...]:
        """All that is in so far, known before or not."""
        return tuple(self.added.places)

    def start(self) -> None:
        """Bring it in."""
        context, card, told, home = self._context, self._card, self._told, self._home.emit
        register, clerk, now = context.register, context.clerk, context.now

        def work(progress: Progress) -> Path | None:
            from consentdesk.services.card.bringing import bring_in

            return bring_in(register, clerk, now, card, told, came_in=home, progress=progress)

        self.is_going = True
        self._register = register
        self._job = context.tasks.run(
            self,
            work,
            self._on_done,
            failed=self._on_failed,
            cancelled=self._on_cancelled,
            lane=Lane.LONG,
            title=_("Adding photos"),
        )

    def stop(self) -> None:
        """Leave it at what is in."""
        if self._job is not None and self.is_going:
            self._job.cancel()

    @property
    def _is_of_open_register(self) -> bool:
        return self._context.is_open and self._context.register is self._register

    def _on_home(self, slice_: Slice) -> None:
        if not self._is_of_open_register:
            return
        if self._is_taken_back:
            self._throw_late(slice_)
            return
        added = self.added
        places = {one.photo: one.path for one in slice_.photos}
        # The same picture may lie on the card twice.
        known = {a.photo for a in slice_.photos if a.known.is_sure}
        added.twice += len(slice_.photos) - len(places.keys() - added.places.keys())
        added.known |= known.difference(added.places, slice_.new)
        added.places.update(places)
        added.alike += [one.path for one in slice_.left_open]
        added.unread += slice_.unread
        self._event = self._event or slice_.event
        self._context.thumbnails.note(places)
        if added.new and not self._is_remembered:
            self._is_remembered = True
            album = self._told.album.strip()
            text = _("adding of photos")
            if album:
                text = _("adding of photos to {event}").format(event=album)
            push(self._context, text, back=self._take_back, again=self._bring_back)
        self.came_in.emit()
        if places:
            self._context.tell_written()

    def _on_done(self, gone: Path | None) -> None:
        self.added.gone = gone
        self._end()

    def _on_cancelled(self) -> None:
        self.added.is_stopped = True
        self._end()

    def _on_failed(self, error: ConsentDeskError) -> None:
        self.is_going = False
        self.failed.emit(error)

    def _end(self) -> None:
        self.is_going = False
        if self._is_of_open_register and not self._is_taken_back:
            self.ended.emit()

    def _take_back(self, clerk: str, at: datetime) -> str:
        """All of the card out again, as far as nobody has vouched for a photo since."""
        from consentdesk.services.card.taking_back import take_back

        self._is_taken_back = True
        self.stop()
        thrown = take_back(self._register, clerk, at, self.added.new, self._event)
        self._thrown = thrown.photos
        count = len(thrown.kept)
        if not count:
            return ""
        said = ngettext(
            "{count} photo stays, because something is on record there.",
            "{count} photos stay, because something is on record there.",
            count,
        )
        return said.format(count=format_number(count))

    def _bring_back(self, clerk: str, at: datetime) -> None:
        from consentdesk.services.card.taking_back import bring_back

        bring_back(self._register, clerk, at, self._thrown, self._event)

    def _throw_late(self, slice_: Slice) -> None:
        """What was being written while somebody took the card back goes the same way."""
        register, context = self._register, self._context
        clerk, at, late = context.clerk, context.now(), slice_.new

        def work() -> tuple[PhotoId, ...]:
            from consentdesk.services.card.taking_back import take_back

            return take_back(register, clerk, at, late, None).photos

        def thrown(photos: tuple[PhotoId, ...]) -> None:
            self._thrown += photos
            context.tell_written()

        if late:
            context.tasks.run(self, lambda _progress: work(), thrown)
