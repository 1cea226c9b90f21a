"""Sorts the pages of a stack into groups that can be shown. Every page ends up in exactly one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consentdesk.domain.acts import Serial
from consentdesk.domain.sheets import Oddity, OddPage, ReadPage
from consentdesk.services.editions import Edition
from consentdesk.services.scanning.pages import UnreadablePage

AnyPage = ReadPage | OddPage | UnreadablePage


@dataclass(frozen=True, slots=True)
class ReturnedForm:
    """The pages of one form by their number in it; `missing` are the numbers not in the stack."""

    serial: Serial
    edition: str
    pages: tuple[ReadPage, ...]
    missing: tuple[int, ...]

    @property
    def unclear(self) -> bool:
        """Whether something on it is for a person to look at."""
        return any(page.unclear for page in self.pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A stack of pages, sorted.

    `forms` have all their pages, `incomplete` have not; both in the order in which their first
    page lay. A page that holds explanations only is not missed. `duplicates` are pages that came
    before already: the same serial and page, scanned twice or a copy signed too. `odd` holds the
    rest by the reason.
    """

    forms: tuple[ReturnedForm, ...]
    incomplete: tuple[ReturnedForm, ...]
    duplicates: tuple[ReadPage, ...]
    odd: Mapping[Oddity, tuple[OddPage, ...]]
    unreadable: tuple[UnreadablePage, ...]

    @property
    def pages(self) -> int:
        """How many pages there are in all."""
        kept = sum(len(form.pages) for form in (*self.forms, *self.incomplete))
        odd = sum(len(pages) for pages in self.odd.values())
        return kept + len(self.duplicates) + odd + len(self.unreadable)


def sort_pages(pages: Iterable[AnyPage], layouts: Mapping[str, Edition]) -> Stack:
    """Put the pages of any number of files into groups; `layouts` as for `read_page`."""
    forms: dict[tuple[Serial, str], dict[int, ReadPage]] = {}
    duplicates, unreadable = list[ReadPage](), list[UnreadablePage]()
    odd: dict[Oddity, list[OddPage]] = {why: [] for why in Oddity}
    for page in pages:
        match page:
            case ReadPage():
                form = forms.setdefault((page.serial, page.edition), {})
                if page.page in form:
                    duplicates.append(page)
                else:
                    form[page.page] = page
            case OddPage():
                odd[page.why].append(page)
            case UnreadablePage():
                unreadable.append(page)
    joined = [_joined(*key, found, layouts[key[1]]) for key, found in forms.items()]
    return Stack(
        forms=tuple(form for form in joined if not form.missing),
        incomplete=tuple(form for form in joined if form.missing),
        duplicates=tuple(duplicates),
        odd={why: tuple(found) for why, found in odd.items() if found},
        unreadable=tuple(unreadable),
    )


def _joined(
    serial: Serial, name: str, found: Mapping[int, ReadPage], edition: Edition
) -> ReturnedForm:
    missing = tuple(n for n in sorted(edition.answered_pages) if n not in found)
    return ReturnedForm(serial, name, tuple(found[n] for n in sorted(found)), missing)
