"""Where printed forms go: into one PDF for paper, or each into a file to be filled in on screen.

Both appear whole or not at all; see `paper_file`.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from consentdesk.services.editions import Edition
from consentdesk.services.paper_file import NewFile, NewFiles
from consentdesk.services.paper_fillable import draw_each
from consentdesk.services.paper_layout import Sheet, draw_forms
from consentdesk.services.paper_mail import Letter, covers
from consentdesk.storage.places import Place


def target(output: Path, place: Place, *, fillable: bool) -> NewFile | NewFiles:
    """What is to be written: the file `output`, or with `fillable` one for each form within it.

    `place` is the register's, which is never written over.
    """
    return (NewFiles if fillable else NewFile)(output, place)


def draw_into(
    edition: Edition,
    sheets: Sequence[Sheet],
    new: NewFile | NewFiles,
    progress: Callable[[int, int], None] | None,
    letters: Sequence[Letter],
    head: str,
) -> None:
    """Draw the forms, instead of what was drawn before; raises what `draw_forms` raises.

    `head` is where the journal stands, for paper.
    """
    new.clear()
    if progress is not None:
        progress(0, len(sheets))
    if isinstance(new, NewFile):
        draw_forms(edition, sheets, new.file, progress, covers(letters), head=head)
    else:
        draw_each(edition, sheets, new, progress)


def hand_over(new: NewFile | NewFiles, deliver: Callable[[Path], None] | None) -> None:
    """Take a finished file for paper somewhere, a printer perhaps."""
    if deliver is not None and isinstance(new, NewFile):
        deliver(new.drawn())
