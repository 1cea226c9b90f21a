"""The photos of a list: one row each, with who is on it and the verdicts, and the model of them.

Rows are read and judged as they come into sight; what is kept of that is true of the register as it
was when they were read, and read again whenever it changes.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import neg
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, Photo, PhotoId
from consentdesk.domain.verdict import Outcome, Reason, Verdict
from consentdesk.i18n import _, format_datetime, ngettext
from consentdesk.ui.context import Context
from consentdesk.ui.glyphs import (
    Shape,
    Sign,
    shape_of_verdict,
    sign_of_verdict,
    sign_of_verdicts,
)
from consentdesk.ui.models import SIGN_ROLE, IdModel
from consentdesk.ui.photo_tally import Share, counts_line, share_count
from consentdesk.wording import destination_word, kind_word, outcome_word, reason_sentence

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

NAME, WHO, EVENT, TAKEN = range(4)
FIXED = 4
"""Columns before those of the destinations."""
_NAMED = 3
"""Reasons told in a tip and read aloud; the pane has all of them."""


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """One photo, the names on it, and its verdicts for all destinations.

    `place` is the destination whose verdict is shown with it; None for all of them together.
    """

    photo: Photo
    people: Mapping[SubjectId, str]
    verdicts: tuple[Verdict, ...]
    place: Destination | None

    @property
    def names(self) -> tuple[str, ...]:
        """Who is on it."""
        return tuple(self.people.values())

    @property
    def sign(self) -> Sign:
        """The shape and word of the verdict that is shown with it."""
        return self.sign_for(self.place)

    def sign_for(self, place: Destination | None) -> Sign:
        """The shape and word for one destination, or for all together."""
        return sign_of_verdicts([v for v in self.verdicts if place in {None, v.destination}])

    def who(self) -> str:
        """Who is on it, in a few words."""
        if len(self.people) == 1:
            return self.names[0]
        if self.people:
            count = len(self.people)
            return ngettext("{count} person", "{count} people", count).format(count=count)
        return kind_word(self.photo.kind)

    def taken(self) -> str:
        """When it was taken, "" where that is not known."""
        return format_datetime(self.photo.taken_at) if self.photo.taken_at else ""

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The shape for each destination, in the order of the policy."""
        return tuple(shape_of_verdict(v) for v in self.verdicts)

    def verdict(self) -> str:
        """The verdict in words, with its place: "Facebook: may not be shown".

        Of all together once where they are alike, else with the places of each.
        """
        if self.place is not None:
            return _told(self.place, self.sign.word)
        places: dict[str, list[str]] = {}
        for verdict in self.verdicts:
            word = sign_of_verdict(verdict).word
            places.setdefault(word, []).append(destination_word(verdict.destination))
        if len(places) == 1:
            return next(iter(places))
        told = _("{verdict}: {destinations}")
        parts = [told.format(verdict=v, destinations=", ".join(d)) for v, d in places.items()]
        return "; ".join(parts)

    def told_by_place(self) -> tuple[str, ...]:
        """A line for each destination looked at: "Facebook: may not be shown"."""
        about = (v for v in self.verdicts if self.place in {None, v.destination})
        return tuple(_told(v.destination, sign_of_verdict(v).word) for v in about)

    def why(self, verdict: Verdict) -> tuple[str, ...]:
        """The first reasons of a verdict, a sentence each."""
        return tuple(self._sentence(r, verdict) for r in verdict.reasons[:_NAMED])

    def _sentence(self, why: Reason, verdict: Verdict) -> str:
        name = "" if why.subject is None else self.people.get(why.subject, "")
        return reason_sentence(why.code, name, verdict.destination)


def _told(place: Destination, verdict: str) -> str:
    return _("{destination}: {verdict}").format(
        destination=destination_word(place), verdict=verdict
    )


def short_words() -> tuple[str, ...]:
    """The words of verdicts in a narrow column: yes, no, open, and to be assessed."""
    return (_("Yes"), _("No"), _("Open"), _("Assess"))


def whole_words() -> tuple[str, ...]:
    """The words of verdicts where there is room for them."""
    return (*(outcome_word(outcome) for outcome in Outcome), _("Needs an assessment"))


def _in_a_column(sign: Sign) -> Sign:
    """The sign with a word that has room in a column of its own."""
    shapes = (Shape.YES, Shape.NO, Shape.OPEN, Shape.HALF)
    return replace(sign, short=short_words()[shapes.index(sign.shape)])


def read_photos(
    reader: "Reader",
    ids: Sequence[PhotoId],
    context: Context,
    destination: Destination | None,
    on: date | None = None,
) -> dict[PhotoId, PhotoRow]:
    """The rows of those of the photos that exist, judged on that day or today."""
    from consentdesk.services.judging import judge_photos

    photos = reader.photos(ids)
    shown = reader.depicted(photos)
    people = reader.subjects({d.subject for found in shown.values() for d in found})
    if on is None:
        today = reader.today(context.now())
        verdicts = context.judged.verdicts(reader, tuple(photos), today)
    else:
        verdicts = judge_photos(reader, tuple(photos), on)
    rows = {}
    for p, photo in photos.items():
        names = {d.subject: people[d.subject].name for d in shown[p] if d.subject in people}
        rows[p] = PhotoRow(photo, names, verdicts[p], destination)
    return rows


class PhotoModel(IdModel[PhotoId, PhotoRow]):
    """The photos found; one column each, or with `show_places` one more for each destination."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        self._context = context
        self.destination: Destination | None = None
        self.on: date | None = None
        """The day on which they are judged; None is today."""
        self._destinations: tuple[Destination, ...] = ()
        self._counts: Mapping[Destination, Mapping[Share, int]] = {}

        def fetch(ids: Sequence[PhotoId]) -> dict[PhotoId, PhotoRow]:
            with context.register.read() as reader:
                return read_photos(reader, ids, context, self.destination, self.on)

        super().__init__(context.tasks, fetch, (_("Photo"),), parent)
        context.thumbnails.arrived.connect(self._on_thumbnails_arrived)

    @property
    def places(self) -> tuple[Destination, ...]:
        """The destinations that have a column."""
        return self._destinations

    def place_in(self, column: int) -> Destination | None:
        """The destination of a column, None where it is about the photo itself."""
        number = column - FIXED
        return self._destinations[number] if 0 <= number < len(self._destinations) else None

    def look_at(self, place: Destination | None) -> None:
        """Show the verdicts for one destination larger and in more words; None for all alike."""
        if place != self.destination:
            self.destination = place
            self._tell_heads()

    def looks_at(self, column: int) -> bool:
        """Whether that column is the one destination's looked at."""
        return self.destination is not None and self.place_in(column) == self.destination

    def show_places(self, places: Sequence[Destination]) -> None:
        """Have a column for who is on it, event and time, and one for each destination."""
        self._destinations = tuple(places)
        words = (destination_word(p) for p in self._destinations)
        self.set_columns((_("Photo"), _("On it"), _("Event"), _("Taken"), *words))

    def show_counts(self, counts: Mapping[Destination, Mapping[Share, int]]) -> None:
        """Tell in the head of each destination how many may go there."""
        self._counts = counts
        self._tell_heads()

    def _tell_heads(self) -> None:
        last = self.columnCount() - 1
        if last >= FIXED:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, FIXED, last)

    def cell(self, row: PhotoRow, column: int, role: int) -> object:
        """Name, sign and tooltip of a photo."""
        place = self.place_in(column)
        if role == Qt.ItemDataRole.DisplayRole:
            if place is not None:
                return row.sign_for(place).word
            return (row.photo.name, ", ".join(row.names), row.photo.album, row.taken())[column]
        if role == SIGN_ROLE:
            if place is not None:
                sign = row.sign_for(place)
                return sign if place == self.destination else _in_a_column(sign)
            return row.sign if column == NAME and not self._destinations else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, place)
        return None

    def spoken(self, row: PhotoRow, column: int) -> str:
        """For example: IMG 0412, 3 people, Facebook: may not be shown, with a reason by cell."""
        place = self.place_in(column)
        if column == NAME:
            return f"{row.photo.name}, {row.who()}, {row.verdict()}"
        if place is None:
            return super().spoken(row, column)
        (verdict,) = (v for v in row.verdicts if v.destination == place)
        said = _told(place, sign_of_verdict(verdict).word)
        return ", ".join((row.photo.name, said, *row.why(verdict)[:1]))

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = int(Qt.ItemDataRole.DisplayRole),
    ) -> object:
        """The names of the columns; below a destination's, how many may go there."""
        named = super().headerData(section, orientation, role)
        place = self.place_in(section)
        counts = self._counts.get(place) if place is not None else None
        if named is None or counts is None:
            return named
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{named}: {counts_line(counts)}"
        return f"{named}\n{share_count(Share.MAY, counts[Share.MAY])}"

    def place_of(self, wanted: PhotoId) -> int | None:
        """The row in which a photo stands, or None.

        Most lists are newest first; a million of them are not written down once more for this.
        """
        ids = self.ids
        place = bisect_left(ids, -wanted, key=neg)
        if place < len(ids) and ids[place] == wanted:
            return place
        return ids.index(wanted) if wanted in ids else None

    def _tip(self, row: PhotoRow, place: Destination | None) -> str:
        if place is None:
            return "\n".join((row.photo.name, *row.names, *row.told_by_place()))
        (verdict,) = (v for v in row.verdicts if v.destination == place)
        said = _told(place, sign_of_verdict(verdict).word)
        return "\n".join((row.photo.name, said, *row.why(verdict)))

    def _on_thumbnails_arrived(self, key: object) -> None:
        if isinstance(key, int) and self.holds(PhotoId(key)):
            place = self.place_of(PhotoId(key))
            if place is not None:
                self._tell_changed(place, place)
