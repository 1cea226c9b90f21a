"""Whether the picture of which something is said in the check window is the one in sight.

A file's name tells nothing: another program may have saved another picture under it. Where it isn't
the picture that was checked, nothing is said of it; where another version of the photo stands for
it, somebody is asked once.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject

from consentdesk.domain.photos import Fingerprint, PhotoId, PhotoKind
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.banner import Banner
from consentdesk.ui.check_reading import OneView
from consentdesk.ui.check_verdict import VerdictView
from consentdesk.ui.context import Context
from consentdesk.ui.finding_rows import FindingRow, read_rows
from consentdesk.ui.naming_block import Named
from consentdesk.ui.panel_counted import more_counted
from consentdesk.ui.tasks import Lane


class CheckSight:
    """Knows what stands there, and what somebody was told of it."""

    def __init__(self, one: VerdictView, banner: Banner) -> None:
        self._one = one
        self._banner = banner
        self._told: set[tuple[Path, Fingerprint | None, str]] = set()

    def seen(self) -> Fingerprint | None:
        """The file whose picture is in sight, as it was checked; else None, and why is told."""
        if self._one.in_sight is not None:
            return self._one.in_sight
        if self._one.is_coming:
            said = _(
                "The picture is still being read. Nothing was recorded yet: look at it, then say "
                "so again."
            )
            self._banner.say(said, tone="unknown", icon="warning")
        elif not self._one.has_picture:
            said = _(
                "The picture can't be shown, so nothing was recorded. See whether the file can "
                "still be opened, then check it again."
            )
            self._banner.say(said, tone="unknown", icon="warning")
        return None

    @property
    def is_another(self) -> bool:
        """Whether another picture is in sight than the one that was checked."""
        one = self._one
        return one.in_sight is None and one.has_picture and not one.is_coming

    def may_name(self, named: Named) -> bool:
        """Whether that may be said of the photo at once.

        Of another version, or where more faces were counted than named, somebody is told first.
        """
        view = self._one.view
        says_all = bool(named.shows) or named.kind is not PhotoKind.SITUATION
        if view is None or view.photo is None:
            return True
        if view.is_other_version and says_all:
            said = _(
                "This file is another version of {photo}; the file that was registered may show "
                "more people. Nothing was recorded yet: look at that one, or say so again if you "
                "know what it shows."
            )
            if not self._was_told(view, said.format(photo=view.photo.name)):
                return False
        if not self._is_more_counted(view, named):
            return True
        return self._was_told(view, more_counted(view.faces or 0, named.visible or 0))

    def looked(self, named: Named) -> Named:
        """The same; where more faces were counted it says that somebody has looked (R17)."""
        view = self._one.view
        if view is None or not self._is_more_counted(view, named):
            return named
        return replace(named, looked_again=True, seen=replace(named.seen, faces=view.faces))

    def _is_more_counted(self, view: OneView, named: Named) -> bool:
        visible = named.visible
        return view.faces is not None and visible is not None and view.faces > visible

    def asked(
        self, named: Named, seen: Fingerprint, then: Callable[[PhotoId], None]
    ) -> Callable[[PhotoId], None]:
        """What an answer leads to: nothing, unless that still stands there of that very picture."""

        def answered(like: PhotoId) -> None:
            if self._one.naming.named == named and self._one.in_sight == seen:
                then(like)
                return
            said = _("Something has changed since, so nothing was confirmed.")
            self._banner.say(said, tone="unknown", icon="warning")

        return answered

    def may_be_same(self) -> bool:
        """Whether the photo that the file may be is in sight as it was registered."""
        view = self._one.view
        if view is None or view.photo is None or self._one.pair.known.is_as_registered:
            return True
        said = _(
            "The file that was registered as {photo} is not in sight. Nothing was recorded yet: "
            "find it, or say so again if you know that it is the same picture."
        )
        return self._was_told(view, said.format(photo=view.photo.name))

    def _was_told(self, view: OneView, said: str) -> bool:
        """Whether that was said of that very picture already; from now on it was."""
        key = *_bytes_of(view), said
        if key in self._told:
            return True
        self._told = {one for one in self._told if one[:2] == key[:2]} | {key}
        self._banner.say(said, tone="unknown", icon="warning")
        return False


def _bytes_of(view: OneView) -> tuple[Path, Fingerprint | None]:
    return view.row.finding.path, view.row.finding.fingerprint


def check_anew(context: Context, path: Path) -> FindingRow:
    """That file as it is now, with its verdicts; off the GUI thread."""
    from consentdesk.services.checking import check_files

    report = check_files(context.register, (path,), at=context.now())
    with context.register.read() as reader:
        (row,) = read_rows(reader, report.findings)
    return row


def look_anew(
    context: Context,
    owner: QObject,
    path: Path,
    done: Callable[[FindingRow], None],
    failed: Callable[[ConsentDeskError], None],
) -> None:
    """Have that file checked as it is now, in the background."""
    context.tasks.run(
        owner,
        lambda _progress: check_anew(context, path),
        done,
        failed=failed,
        lane=Lane.LONG,
        replaces="anew",
    )
