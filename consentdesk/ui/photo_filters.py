"""Which photos are wanted: the fields to say so, and the chips of what was said.

Some filters are the register's to answer (`asked`); the share and the reason are looked up among
what was judged. All of them hold together, and last as long as the page.
"""

from collections.abc import Hashable, Mapping, Sequence
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from consentdesk.domain.photos import Destination, PhotoKind
from consentdesk.domain.verdict import ReasonCode
from consentdesk.i18n import _, format_number
from consentdesk.storage.values import PhotoFilter, PhotoOrder
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.context import Context
from consentdesk.ui.filter_box import FilterBox
from consentdesk.ui.filter_chips import FilterChips
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.photo_finding import UNNAMED, UNSET, kind_wanted
from consentdesk.ui.search_field import SearchField
from consentdesk.ui.theme import GRID
from consentdesk.ui.who_field import WhoField
from consentdesk.ui.who_finding import Person
from consentdesk.ui.widgets import button, column, row
from consentdesk.wording import destination_word, kind_word
from consentdesk.words import reason_word

BY_VERDICT = "verdict"
"""An order that only what was judged can give; it is none of the register's."""


class Filtering(StrEnum):
    """What a chip stands for."""

    EVENT = "event"
    KIND = "kind"
    DESTINATION = "destination"
    PERSON = "person"
    GROUP = "group"
    REASON = "reason"
    SHARE = "share"


class PhotoFilters(QWidget):
    """The search and four lists above each other, chips below; more of them behind a button."""

    changed = Signal()
    """Other photos are asked for, or in another order."""
    narrowed = Signal()
    """Among those found, others are to be shown: by reason or by verdict."""
    share_removed = Signal()
    """The chip of the share was taken away; the counts know it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._someone: Person | None = None
        self._share = ""
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.search = SearchField(_("Search by file name or event"))
        self.search.setMinimumWidth(14 * GRID)
        self.event_box, self.kind = FilterBox(_("Event")), FilterBox(_("Kind"))
        kinds = [("", _("All kinds")), (UNNAMED, _("Lacks names")), (UNSET, kind_word(None))]
        offer(self.kind, [*kinds, *((k.value, kind_word(k)) for k in PhotoKind)], "")
        self.destination = FilterBox(_("Destination"))
        self.person = WhoField(self._context, _("Somebody on the photo"), enrols=False)
        self.person.setMinimumWidth(20 * GRID)
        self.group, self.reason = FilterBox(_("Group")), FilterBox(_("Reason"))
        self.order = FilterBox(_("Order"))
        offer(self.order, _orders(), PhotoOrder.ADDED.value)
        self.show_groups(())
        self.show_reasons({})
        self.more = button(_("Filters"), "arrow-down", tip=_("Person, group, reason, order"))
        self.more.setCheckable(True)
        self._rest = QWidget()
        self._rest.hide()
        self.chips = FilterChips(_("Filters that are on"))

    def _connect(self) -> None:
        self.search.textChanged.connect(self.changed)
        for box in (self.event_box, self.kind, self.destination, self.group, self.order):
            box.activated.connect(self._on_box_activated)
        self.reason.activated.connect(self._on_reason_activated)
        self.person.met.connect(self._on_person_met)
        self.more.toggled.connect(self._rest.setVisible)
        self.chips.removed.connect(self._on_chips_removed)
        self.chips.all_removed.connect(self._on_chips_all_removed)

    def _assemble(self) -> None:
        first = row(self.search, self.event_box, self.kind, self.destination, gap=GRID + 4)
        first.setStretch(0, 1)
        rest = flow(self.person, self.group, self.reason, self.order, gap=GRID)
        self._rest.setLayout(rest)
        self.setLayout(column(first, self._rest, self.chips, gap=GRID))

    @property
    def event_name(self) -> str:
        """The event chosen, or ""."""
        return chosen(self.event_box)

    @property
    def events(self) -> list[str]:
        """The events there are."""
        return [self.event_box.itemText(n) for n in range(1, self.event_box.count())]

    @property
    def place(self) -> Destination | None:
        """The destination looked at; None for all of them."""
        value = chosen(self.destination)
        return Destination(value) if value else None

    @property
    def code(self) -> ReasonCode | None:
        """The reason looked for."""
        value = chosen(self.reason)
        return ReasonCode(value) if value else None

    @property
    def by_verdict(self) -> bool:
        """Whether the order is that of the verdicts."""
        return chosen(self.order).startswith(BY_VERDICT)

    @property
    def descending(self) -> bool:
        """Whether the order is turned round."""
        return chosen(self.order).endswith("-")

    @property
    def asked(self) -> PhotoFilter:
        """What the register is asked for."""
        kind, order = chosen(self.kind), chosen(self.order).rstrip("-")
        return PhotoFilter(
            text=self.search.text(),
            album=self.event_name or None,
            kind=kind_wanted(kind),
            unattested=kind == UNNAMED,
            subject=None if self._someone is None else self._someone.id,
            group=chosen(self.group) or None,
            order=PhotoOrder.ADDED if self.by_verdict else PhotoOrder(order),
            descending=self.descending and not self.by_verdict,
        )

    @property
    def is_on(self) -> bool:
        """Whether anything is filtered, a search counted in."""
        return bool(self.search.text()) or bool(self._on())

    def show_events(self, events: Sequence[str]) -> None:
        """Offer these, with the one chosen."""
        offer(self.event_box, [("", _("All events")), *((e, e) for e in events)], self.event_name)

    def show_groups(self, groups: Sequence[str]) -> None:
        """Offer these, with the one chosen."""
        found = [("", _("All groups")), *((g, g) for g in groups)]
        offer(self.group, found, chosen(self.group))

    def show_places(self, places: Sequence[Destination]) -> None:
        """Offer these, with the one chosen."""
        found = [("", _("All destinations")), *((str(d), destination_word(d)) for d in places)]
        offer(self.destination, found, chosen(self.destination))

    def show_reasons(self, reasons: Mapping[ReasonCode, int]) -> None:
        """Offer those that occur, with their counts; the one chosen stays, be it with none."""
        now = self.code
        counts = dict(reasons) if now is None or now in reasons else {now: 0, **reasons}
        found = [
            (code.value, f"{reason_word(code)} ({format_number(count)})")
            for code, count in counts.items()
        ]
        offer(self.reason, [("", _("All reasons")), *found], "" if now is None else now.value)

    def tell_share(self, word: str) -> None:
        """The word of the share that is shown, "" for all: it has a chip like any other filter."""
        self._share = word
        self._show_chips()

    def choose_kind(self, value: str) -> None:
        """Choose a kind, or `unnamed`, as if by hand."""
        self.kind.setCurrentIndex(max(0, self.kind.findData(value)))
        self._on_box_activated()

    def choose_order(self, order: str) -> None:
        """Put them in that order; chosen once more, turned round."""
        turned = f"{order}-"
        wanted = (
            turned if chosen(self.order) == order and self.order.findData(turned) >= 0 else order
        )
        self.order.setCurrentIndex(self.order.findData(wanted))
        self._on_box_activated()

    def choose_reason(self, code: ReasonCode | None) -> None:
        """Choose a reason, or none."""
        self.reason.setCurrentIndex(max(0, self.reason.findData("" if code is None else code)))
        self._on_reason_activated()

    def forget_judged(self) -> None:
        """Take away what only verdicts could tell, where there are too many photos to judge."""
        self.reason.setCurrentIndex(0)
        self._share = ""
        if self.by_verdict:
            self.order.setCurrentIndex(0)
        self._show_chips()

    def clear(self) -> None:
        """Take all filters away, and say nothing of it."""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        for box in (self.event_box, self.kind, self.destination, self.group, self.reason):
            box.setCurrentIndex(0)
        self._someone, self._share = None, ""
        self.person.clear()
        self._show_chips()

    def _on(self) -> dict[Hashable, str]:
        """The filters that are on, with the words on their chips."""
        found: dict[Hashable, str] = {}
        for key, box in self._boxes().items():
            if chosen(box):
                text = reason_word(ReasonCode(chosen(box))) if box is self.reason else ""
                found[key] = text or box.currentText()
        if self._someone is not None:
            found[Filtering.PERSON] = self._someone.name
        if self._share:
            found[Filtering.SHARE] = self._share
        return found

    def _boxes(self) -> dict[Filtering, FilterBox]:
        return {
            Filtering.EVENT: self.event_box,
            Filtering.KIND: self.kind,
            Filtering.DESTINATION: self.destination,
            Filtering.GROUP: self.group,
            Filtering.REASON: self.reason,
        }

    def _show_chips(self) -> None:
        self.chips.show_filters(self._on())

    def _on_box_activated(self) -> None:
        self._show_chips()
        self.changed.emit()

    def _on_reason_activated(self) -> None:
        self._show_chips()
        self.narrowed.emit()

    def _on_person_met(self, person: Person) -> None:
        self._someone = person
        self._on_box_activated()

    def _on_chips_removed(self, key: Filtering) -> None:
        if key is Filtering.SHARE:
            self.share_removed.emit()
        elif key is Filtering.REASON:
            self.choose_reason(None)
        else:
            if key is Filtering.PERSON:
                self._someone = None
            else:
                self._boxes()[key].setCurrentIndex(0)
            self._on_box_activated()

    def _on_chips_all_removed(self) -> None:
        self.share_removed.emit()
        self.clear()
        self.search.setFocus()
        self.changed.emit()


def _orders() -> list[tuple[str, str]]:
    return [
        (PhotoOrder.ADDED.value, _("Newest first")),
        (PhotoOrder.NAME.value, _("By name")),
        (f"{PhotoOrder.NAME.value}-", _("By name, from the end")),
        (PhotoOrder.TAKEN.value, _("By time, earliest first")),
        (f"{PhotoOrder.TAKEN.value}-", _("By time, latest first")),
        (PhotoOrder.EVENT.value, _("By event")),
        (f"{PhotoOrder.EVENT.value}-", _("By event, from the end")),
        (BY_VERDICT, _("What may be shown first")),
        (f"{BY_VERDICT}-", _("What may be shown last")),
    ]
