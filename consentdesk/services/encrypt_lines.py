"""What an encryption left as it was, as sentences: at a terminal and in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consentdesk.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from consentdesk.services.locking import Encrypted


def left_as_it_was(done: Encrypted, listed: Callable[[Sequence[Path]], str]) -> Iterator[str]:
    """Each kind, and what to do about them; nothing where all is encrypted."""
    if done.is_whole:
        return
    yield _("The register is encrypted, but perhaps not all its copies.")
    if done.left:
        yield _("Could not be encrypted: {paths}.").format(paths=listed(done.left))
    if done.unsure:
        said = _("Perhaps backups, but damaged, or on a disk that isn't there now: {paths}.")
        yield said.format(paths=listed(done.unsure))
    if done.other_names:
        said = _(
            "Encrypted here, but as before under another name elsewhere (a hard link), such as in "
            "a snapshot of the folder: {paths}."
        )
        yield said.format(paths=listed(done.other_names))
    yield _("Delete what is not encrypted, or keep it where nobody finds it.")
