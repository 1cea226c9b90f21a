"""What the photo panel has written: drafts that can be taken back, and statements that can't.

In the order in which it was said; one step for all photos that were chosen.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QObject

from consentdesk.domain.photos import Fingerprint, Photo, PhotoId, PhotoKind
from consentdesk.i18n import _
from consentdesk.services.seeing import Seen
from consentdesk.ui.context import Context
from consentdesk.ui.panel_assessment import Judged
from consentdesk.ui.panel_details import Changed
from consentdesk.ui.panel_groups import GroupsSaid
from consentdesk.ui.panel_reading import Shows
from consentdesk.ui.undo import Step, Write, fold, pushed
from consentdesk.ui.write_queue import WriteQueue
from consentdesk.wording import kind_word

Drafts = Mapping[PhotoId, Shows]
"""Who is on each photo."""
Kinds = Mapping[PhotoId, PhotoKind | None]
"""What each photo is about."""


class PanelWriter(QObject):
    """Puts everything into one queue."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._steps: list[Step] = []
        self.queue = WriteQueue(context, self)

    def name(
        self,
        before: Drafts,
        after: Drafts,
        text: str,
        *,
        marked_on: Mapping[PhotoId, Fingerprint],
        registered: Mapping[PhotoId, Fingerprint],
    ) -> None:
        """Other people are on these photos, in the places seen on those files.

        What was there before are places on the registered ones. Only what differs is written, and
        whoever comes back does so with the cover that was drawn.
        """
        from consentdesk.services import photographs

        register = self._context.register
        gone: dict[PhotoId, photographs.Covers] = {}

        def write(clerk: str, at: datetime) -> None:
            gone.update(photographs.name_all(register, clerk, at, after, marked_on, before=before))

        self._draft(
            write,
            text,
            back=lambda clerk, at: photographs.name_all(
                register, clerk, at, before, registered, before=after, covers=gone
            ),
            about=after,
        )

    def set_kind(self, before: Kinds, kind: PhotoKind | None, of: str) -> None:
        """These photos are of another kind; `of` is what they are called when it is undone."""
        from consentdesk.services import photographs

        register = self._context.register
        after = dict.fromkeys(before, kind)
        self._draft(
            lambda clerk, at: photographs.set_kinds(register, clerk, at, after, before),
            _("kind of {photo}: {kind}").format(photo=of, kind=kind_word(kind)),
            back=lambda clerk, at: photographs.set_kinds(register, clerk, at, before, after),
            about=after,
        )

    def describe(self, photos: Sequence[Photo], changed: Changed) -> None:
        """One detail of these photos is another; the others are nobody's business here."""
        from consentdesk.services import photographs
        from consentdesk.services.photographs import Details

        register, field = self._context.register, changed.field
        before = {p.id: Details(**{field: getattr(p, field)}) for p in photos}
        after = dict.fromkeys(before, Details(**{field: changed.text}))
        self._draft(
            lambda clerk, at: photographs.describe_all(register, clerk, at, after, before),
            _("change of photographer or event"),
            back=lambda clerk, at: photographs.describe_all(register, clerk, at, before, after),
            about=after,
        )

    def attest(
        self,
        seen: Mapping[PhotoId, Seen],
        visible: Mapping[PhotoId, int],
        *,
        again: bool,
        different: Collection[PhotoId],
        then: Callable[[], None],
        asks: bool = True,
    ) -> None:
        """So many are recognisable on these photos, as seen; `again` if they were looked at twice.

        `different`: they were looked at beside these and are other pictures. Without `asks` they
        are only held back.
        """
        from consentdesk.services import photographs

        register = self._context.register
        self.queue.put(
            lambda clerk, at: photographs.attest_all(
                register,
                clerk,
                at,
                tuple(seen),
                visible=visible,
                looked_again=again,
                different=different,
                seen=seen,
                asks=asks,
            ),
            then,
            about=seen,
        )

    def assess(
        self,
        seen: Mapping[PhotoId, Seen],
        judged: Judged,
        *,
        different: Collection[PhotoId],
        then: Callable[[], None],
    ) -> None:
        """These situations were judged, as seen; `different` as in `attest`."""
        from consentdesk.services import assessing

        register, publish = self._context.register, bool(judged.publish)

        def write(clerk: str, at: datetime) -> object:
            return assessing.assess_all(
                register,
                clerk,
                at,
                photos=tuple(seen),
                destinations=judged.destinations,
                publish=publish,
                reason=judged.reason,
                yes=judged.yes,
                different=different,
                seen=seen,
            )

        self.queue.put(write, then, about=seen)

    def tell_groups(self, said: GroupsSaid) -> None:
        """Other groups were at an event than was said before."""
        from consentdesk.services import telling

        register, event = self._context.register, said.event
        self._draft(
            lambda clerk, at: telling.change_groups(
                register, clerk, at, event=event, before=said.before, after=said.after
            ),
            _("groups at {event}").format(event=event),
            back=lambda clerk, at: telling.change_groups(
                register, clerk, at, event=event, before=said.after, after=said.before
            ),
            about=(said.event,),
        )

    def keep_gap(self, event: str, gap: timedelta) -> None:
        """Photos of that event go together where the camera paused no longer than that."""
        from consentdesk.services import event_gaps

        register = self._context.register
        self.queue.put(
            lambda clerk, at: event_gaps.set_gap(register, clerk, at, event=event, gap=gap),
            about=(event,),
        )

    def fold(self, text: str) -> Step | None:
        """From now on the drafts written since the last time are one step in the menu."""
        steps, self._steps = self._steps, []
        return fold(self._context, steps, text)

    def _draft(self, write: Write, text: str, *, back: Write, about: Collection[object]) -> None:
        """Write a draft; once written, it can be taken back under that name."""
        context = self._context
        self.queue.put(
            write,
            lambda: self._steps.append(pushed(context, text, back=back, again=write)),
            about=about,
        )
