"""One sentence about the files that came in, and one for each that could not be opened."""

from collections.abc import Sequence

from consentdesk.i18n import _, format_number, ngettext
from consentdesk.services.inbox.bringing import BroughtFile
from consentdesk.wording import problem_sentence


def told_of(brought: Sequence[BroughtFile]) -> tuple[str, bool]:
    """What became of the files, and whether all went well."""
    said = []
    new = [file for file in brought if file.problem is None and not file.again]
    if new:
        pages = sum(file.pages for file in new)
        sheets = len({sheet.id for file in new for sheet in file.sheets})
        apart = sum(len(file.apart) for file in new)
        text = ngettext("{pages} page read.", "{pages} pages read.", pages)
        said.append(text.format(pages=format_number(pages)))
        if sheets:
            text = ngettext("{count} form is here.", "{count} forms are here.", sheets)
            said.append(text.format(count=format_number(sheets)))
        if apart:
            text = ngettext("{count} page is on no form.", "{count} pages are on no form.", apart)
            said.append(text.format(count=format_number(apart)))
    for file in brought:
        if file.again:
            told = _("{name} came in before; nothing is here twice.")
            said.append(told.format(name=file.path.name))
        if file.problem is not None:
            told = _("{name} was left out: {problem}")
            said.append(told.format(name=file.path.name, problem=problem_sentence(file.problem)))
    return " ".join(said), all(file.problem is None for file in brought)
